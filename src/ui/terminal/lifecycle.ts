/** A full-screen session from taking the terminal to giving it back, whatever ends it. */
import { unreachable } from "../../base/assert.ts";
import type { Look } from "./cells.ts";
import type { EndSignal, Host } from "./host.ts";
import { createKeyQueue, type KeyQueue } from "./ink-stdin.ts";
import type { Key, Reply } from "./key.ts";
import { createKeyReader } from "./key-reader.ts";
import { createPainter, type Painter } from "./painter.ts";
import { type ProbeResult, startProbe } from "./probe.ts";

export type StopReason =
  /** The learner or the app is done; exit code 0 unless said otherwise. */
  | { readonly kind: "quit"; readonly code?: number }
  /** Ctrl-C pressed. */
  | { readonly kind: "interrupt-key" }
  | { readonly kind: "signal"; readonly signal: EndSignal }
  | { readonly kind: "crash"; readonly error: unknown }
  /** No key can ever come again. */
  | { readonly kind: "input-ended" }
  /** Nobody can see anything any more (EIO). */
  | { readonly kind: "terminal-gone" };

export interface Terminal {
  readonly painter: Painter;
  readonly keys: KeyQueue;
  /** Asks the terminal about itself; before the first frame, because the question is written on the screen. */
  probe(options?: { readonly ground?: boolean }): Promise<ProbeResult>;
  /** Called at the end before the screen is given back: unmounts what was mounted. Returns how to take it away. */
  onUnmount(unmount: () => void): () => void;
  /** Ends the session, once; later calls do nothing. */
  stop(reason: StopReason): void;
  /** Ctrl-Z: gives the terminal back and stops the process until it is continued. */
  suspend(): void;
}

/** The process's exit code: 128 plus the signal's number as shells say it, 70 (EX_SOFTWARE) for our own bugs. */
export function exitCode(reason: StopReason): number {
  switch (reason.kind) {
    case "quit":
      return reason.code ?? 0;
    case "interrupt-key":
      return 0;
    case "signal":
      return { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[reason.signal];
    case "crash":
      return 70;
    case "input-ended":
    case "terminal-gone":
      return 129;
    default:
      return unreachable(reason);
  }
}

/** How long a slow terminal may take over the last write. */
const LAST_WRITE_MILLIS = 500;
/** A process that really was stopped does not live through this; one whose stop was refused goes on after it. */
const SUSPEND_MILLIS = 100;

/**
 * Takes the terminal: raw mode, alternate screen, signals. `farewell` gives the line for the learner's own screen, if any.
 * At the end, in this order: unmount, screen given back, farewell, raw mode off, exit.
 */
export function startTerminal(options: {
  readonly host: Host;
  readonly look: Look;
  readonly farewell?: (reason: StopReason) => string | undefined;
}): Terminal {
  const { input, output, timers, process } = options.host;
  const painter = createPainter({ output, timers, look: options.look });
  const keys = createKeyQueue({ timers, onError: (error) => stop({ kind: "crash", error }) });
  const reader = createKeyReader({ timers, onKey, onReply: (reply) => answer?.(reply) });
  const unmounts = new Set<() => void>();
  let phase: "running" | "suspended" | "stopped" = "running";
  let answer: ((reply: Reply) => void) | undefined;

  function onKey(key: Key): void {
    if (phase !== "running") return;
    if (key.kind === "key" && key.name === "ctrl-c") stop({ kind: "interrupt-key" });
    else if (key.kind === "key" && key.name === "ctrl-z") suspend();
    else keys.push(key);
  }

  function onData(chunk: Uint8Array | string): void {
    reader.push(chunk);
  }

  function onInputEnd(): void {
    stop({ kind: "input-ended" });
  }

  const undo = [
    process.onSignal("SIGINT", () => stop({ kind: "signal", signal: "SIGINT" })),
    process.onSignal("SIGTERM", () => stop({ kind: "signal", signal: "SIGTERM" })),
    process.onSignal("SIGHUP", () => stop({ kind: "signal", signal: "SIGHUP" })),
    process.onSignal("SIGCONT", resume),
    process.onUncaught((error) => stop({ kind: "crash", error })),
    process.onExit(giveBackAtExit),
  ];
  input.on("data", onData);
  input.on("end", onInputEnd);
  // These two stay to the end of the process: an error that nobody hears is thrown.
  input.on("error", onInputEnd);
  output.on("error", () => stop({ kind: "terminal-gone" }));
  input.setRawMode?.(true);
  input.resume();
  painter.enter();

  function suspend(): void {
    if (phase !== "running" || !process.suspend) return;
    phase = "suspended";
    painter.leave();
    input.setRawMode?.(false);
    reader.reset();
    process.suspend();
    timers.after(SUSPEND_MILLIS, () => {
      if (phase === "suspended") resume();
    });
  }

  /** Also after a stop that nobody announced: the shell has changed the terminal's modes meanwhile. */
  function resume(): void {
    if (phase === "stopped") return;
    phase = "running";
    // Off first: Node believes that raw mode is still on, and would not set it again.
    input.setRawMode?.(false);
    input.setRawMode?.(true);
    painter.enter();
  }

  function stop(reason: StopReason): void {
    if (phase === "stopped") return;
    phase = "stopped";
    painter.freeze();
    keys.close();
    reader.reset();
    let last = reason;
    for (const unmount of unmounts) {
      try {
        unmount();
      } catch (error) {
        if (last.kind !== "crash") last = { kind: "crash", error };
      }
    }
    input.off("data", onData);
    input.off("end", onInputEnd);

    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      // Not before: a library that sees its signal listener left alone would kill the process with the signal.
      for (const remove of undo) remove();
      process.exit(exitCode(last));
    };
    painter.leave();
    painter.close();
    const line = options.farewell?.(last);
    if (reason.kind !== "terminal-gone") output.write(line === undefined ? "" : farewellText(line), leave);
    input.setRawMode?.(false);
    input.pause();
    if (reason.kind === "terminal-gone") leave();
    else timers.after(LAST_WRITE_MILLIS, leave);
  }

  /** Somebody called exit without us: the screen must be given back all the same. */
  function giveBackAtExit(): void {
    if (phase === "stopped") return;
    phase = "stopped";
    painter.leave();
    input.setRawMode?.(false);
  }

  return {
    painter,
    keys,
    probe: ({ ground = false } = {}) =>
      new Promise((resolve) => {
        answer = startProbe({
          write: (text) => output.write(text),
          timers,
          ground,
          done: (result) => {
            answer = undefined;
            resolve(result);
          },
        });
      }),
    onUnmount(unmount) {
      if (phase === "stopped") unmount();
      else unmounts.add(unmount);
      return () => unmounts.delete(unmount);
    },
    stop,
    suspend,
  };
}

/** Raw mode may still be on, so that a line feed alone would not go back to the left edge. */
function farewellText(line: string): string {
  return `${line.replace(/\r?\n/g, "\r\n").replace(/(?:\r\n)+$/, "")}\r\n`;
}
