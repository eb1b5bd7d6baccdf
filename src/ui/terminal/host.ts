/** What the terminal layer needs from the outside. Node's own streams and process fit; only the cli hands them in. */

/** Timers of real time; virtual time never comes here. */
export interface Timers {
  /** Runs once after so many milliseconds; the returned function cancels. */
  after(delayMillis: number, run: () => void): () => void;
  /** Runs once, after pending input, output and microtasks had their turn (Node: setImmediate). */
  soon(run: () => void): void;
}

/** A terminal to write to: `process.stdout`, or a channel of a remote session. */
export interface TerminalOutput {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** False when the terminal is slow: then nothing more is written until 'drain'. */
  write(text: string, done?: () => void): boolean;
  on(event: "drain" | "resize", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "drain" | "resize", listener: () => void): unknown;
}

/** A terminal's keyboard: `process.stdin`. */
export interface TerminalInput {
  setRawMode?(raw: boolean): unknown;
  on(event: "data", listener: (chunk: Uint8Array | string) => void): unknown;
  on(event: "end", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "data", listener: (chunk: Uint8Array | string) => void): unknown;
  off(event: "end", listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The process around the terminal. Each `on…` returns the function that takes the listener away again. */
export interface ProcessHooks {
  onSignal(signal: EndSignal | "SIGCONT", run: () => void): () => void;
  /** Errors that nobody caught, thrown or rejected. */
  onUncaught(run: (error: unknown) => void): () => void;
  /** The last moment before the process is gone, however that came; only synchronous work. */
  onExit(run: () => void): () => void;
  /** Stops the process group as Ctrl-Z does; absent where there is no job control. */
  suspend?: (() => void) | undefined;
  exit(code: number): void;
}

export interface Host {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly timers: Timers;
  readonly process: ProcessHooks;
}
