/** Puts the app on a terminal: what the cli calls. */
import { App, type AppProps } from "./app.tsx";
import type { Terminal } from "./terminal/lifecycle.ts";
import { type Mounted, mount } from "./terminal/render.tsx";

/** The app runs until the terminal is stopped: by `q`, Ctrl-C, a signal, or the end of its input. */
export const startApp = (terminal: Terminal, options: AppProps): Mounted => mount(<App {...options} />, terminal);
