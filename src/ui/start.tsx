/** Puts the app on a terminal, in the place of its first picture: what the cli calls. */
import { App, type AppProps } from "./app.tsx";
import type { Shown } from "./first.ts";
import type { Terminal } from "./terminal/lifecycle.ts";
import { mount } from "./terminal/render.tsx";

/** The app runs until the terminal is stopped: by `q`, Ctrl-C, a signal, or the end of its input. */
export function startApp(terminal: Terminal, options: AppProps, { screen, takeAway }: Shown): void {
  takeAway();
  mount(<App {...options} screen={screen} />, terminal);
}
