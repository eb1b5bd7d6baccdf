/** A program in a pty with a meter inside, pressed through frames that are known beforehand. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { openTui, type Tui } from "../../ui/terminal/testing/tui.ts";
import type { Size } from "../../view/row.ts";
import { blankless, type Frame, shownText } from "./journey.ts";

/** Processor time since the start of the process in microseconds, memory in bytes after a collection of garbage. */
export type Reading = { readonly cpuMicros: number; readonly liveBytes: number; readonly rssBytes: number };

export type Measured = {
  readonly tui: Tui;
  /** Presses each frame's key and waits for its picture; `each` sees what was written meanwhile. */
  walk(frames: readonly Frame[], each?: (frame: Frame, written: string) => void): Promise<void>;
  read(): Promise<Reading>;
  [Symbol.dispose](): void;
};

const POLL_MILLIS = 5;

/** `meter`: the file of `meter.js`. Garbage is collected at each reading only where `gc` asks for it. */
export function openMeasured(options: {
  readonly args: readonly string[];
  readonly meter: string;
  readonly size: Size;
  readonly gc?: boolean;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}): Measured {
  const folder = mkdtempSync(join(tmpdir(), "net-tutor-meter-"));
  const file = join(folder, "readings");
  const flags = [...(options.gc ? ["--expose-gc"] : []), ...(options.flags ?? []), "--import", options.meter];
  const tui = openTui({
    file: process.execPath,
    args: [...flags, ...options.args],
    columns: options.size.columns,
    rows: options.size.rows,
    env: { NODE_ENV: "production", ...options.env, NET_TUTOR_METER: file },
  });
  let readings = 0;
  const lines = (): readonly string[] => (existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []);
  return {
    tui,
    async walk(frames, each) {
      let seen = tui.output().length;
      for (const frame of frames) {
        if (frame.key) tui.press(frame.key);
        const wanted = shownText(frame.rows);
        await tui.until(({ rows }) => blankless(rows().slice(0, frame.rows.length)) === wanted);
        const output = tui.output();
        each?.(frame, output.slice(seen));
        seen = output.length;
      }
    },
    async read() {
      tui.signal("SIGUSR2");
      readings += 1;
      while (lines().length < readings) await setTimeout(POLL_MILLIS);
      return JSON.parse(lines().at(-1)!) as Reading;
    },
    [Symbol.dispose]() {
      tui[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
