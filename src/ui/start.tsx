/** Puts the app on a terminal: what the cli calls. */
import { App, type AppProps } from "./app.tsx";
import type { Terminal } from "./terminal/lifecycle.ts";
import { mount } from "./terminal/render.tsx";

/** The app runs until the terminal is stopped: by `q`, Ctrl-C, a signal, or the end of its input. */
export function startApp(terminal: Terminal, options: AppProps): void {
  const { timers } = options;
  // What was typed before there was a picture was meant for something else.
  const listen = terminal.keys.ignore();
  // The first turn may come before what has arrived meanwhile is read, the second one does not.
  timers.soon(() =>
    timers.soon(() => {
      listen();
      mount(<App {...options} />, terminal);
    }),
  );
}
