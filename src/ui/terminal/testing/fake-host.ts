/** A host without a process: time passes when the test says so, and everything that happens is written down in order. */
import type { Host, TerminalInput, TerminalOutput, Timers } from "../host.ts";

export interface FakeTimers extends Timers {
  /** Lets so much time pass, with everything that falls due in it. */
  pass(millis: number): void;
  /** Runs what was to be run soon, and what that brings. */
  settle(): void;
}

export function fakeTimers(): FakeTimers {
  let now = 0;
  let due: { readonly at: number; readonly run: () => void }[] = [];
  const soon: (() => void)[] = [];
  const timers: FakeTimers = {
    after(delayMillis, run) {
      const entry = { at: now + delayMillis, run };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    soon: (run) => void soon.push(run),
    settle() {
      for (let run = soon.shift(); run; run = soon.shift()) run();
    },
    pass(millis) {
      const end = now + millis;
      for (;;) {
        timers.settle();
        const next = due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((entry) => entry !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
  return timers;
}

export interface FakeOutput extends TerminalOutput {
  columns: number | undefined;
  rows: number | undefined;
  /** What `write` answers: false is a terminal that cannot take more. */
  ready: boolean;
  /** Every write since the last call. */
  taken(): string[];
  emit(event: "drain" | "resize" | "error"): void;
}

export function fakeOutput(columns: number | undefined, rows: number | undefined, log: string[] = []): FakeOutput {
  const listeners = new Map<string, Set<(error: Error) => void>>();
  let writes: string[] = [];
  const output: FakeOutput = {
    columns,
    rows,
    ready: true,
    write(text, done) {
      writes.push(text);
      log.push(`write ${JSON.stringify(text)}`);
      done?.();
      return output.ready;
    },
    on(event: string, listener: (error: Error) => void) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    off(event: string, listener: (error: Error) => void) {
      listeners.get(event)?.delete(listener);
    },
    taken() {
      const all = writes;
      writes = [];
      return all;
    },
    emit(event) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener(new Error(event));
    },
  };
  return output;
}

export interface FakeHost extends Host {
  readonly timers: FakeTimers;
  readonly output: FakeOutput;
  /** Writes, raw mode, suspensions and exits, in order. */
  readonly log: string[];
  /** A signal, `uncaught` or `exit` reaches the process. */
  raise(event: string, error?: unknown): void;
  /** `data`, `end` or `error` comes from the keyboard. */
  type(event: string, data?: unknown): void;
}

export function fakeHost(columns = 10, rows = 3): FakeHost {
  const log: string[] = [];
  const timers = fakeTimers();
  const output = fakeOutput(columns, rows, log);
  const events = new Map<string, Set<(value: unknown) => void>>();
  const keyboard = new Map<string, Set<(value: unknown) => void>>();
  const add = (map: typeof events, event: string, run: (value: unknown) => void) => {
    map.set(event, (map.get(event) ?? new Set()).add(run));
    return () => void map.get(event)?.delete(run);
  };
  const input: TerminalInput = {
    setRawMode: (raw) => log.push(`raw ${raw}`),
    on: (event: string, run: never) => add(keyboard, event, run),
    off: (event: string, run: never) => keyboard.get(event)?.delete(run),
    resume: () => undefined,
    pause: () => undefined,
  };
  return {
    input,
    output,
    timers,
    log,
    process: {
      onSignal: (signal, run) => add(events, signal, run),
      onUncaught: (run) => add(events, "uncaught", run),
      onExit: (run) => add(events, "exit", run),
      suspend: () => log.push("suspend"),
      exit: (code) => log.push(`exit ${code}`),
    },
    raise(event, error) {
      for (const run of [...(events.get(event) ?? [])]) run(error);
    },
    type(event, data) {
      for (const run of [...(keyboard.get(event) ?? [])]) run(data);
    },
  };
}
