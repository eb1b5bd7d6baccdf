/** Node's streams, timers and process in the shape that the terminal layer asks for. */
import process from "node:process";
import type { EndSignal, Host } from "../ui/terminal/host.ts";

export function nodeHost(): Host {
  return {
    input: process.stdin,
    output: process.stdout,
    timers: {
      after(delayMillis, run) {
        const timer = setTimeout(run, delayMillis);
        return () => clearTimeout(timer);
      },
      soon: (run) => void setImmediate(run),
    },
    process: {
      onSignal: (signal: EndSignal | "SIGCONT", run) => listen(signal, run),
      onUncaught: (run) => listen("uncaughtException", run),
      onExit: (run) => listen("exit", run),
      // The whole group, as the terminal's driver does it: a shell waits for all of a pipeline or of npx.
      suspend: process.platform === "win32" ? undefined : () => void process.kill(0, "SIGTSTP"),
      exit: (code) => process.exit(code),
    },
  };
}

function listen(event: string, run: (error: unknown) => void): () => void {
  const emitter: NodeJS.EventEmitter = process;
  emitter.on(event, run);
  return () => void emitter.off(event, run);
}
