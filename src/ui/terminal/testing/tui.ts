/** Runs a program in a real pty and reads its screen back through a terminal emulator, as a person would see it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import type { KeyName } from "../key.ts";

export interface TuiOptions {
  readonly file: string;
  readonly args?: readonly string[];
  /**
   * Added to a clean environment: TERM=xterm-256color, LANG=C.UTF-8, TZ=UTC, a data folder of its own, and of the real one
   * only PATH and HOME.
   */
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Whether the terminal answers questions (CPR, DA); a mute one does not. */
  readonly answers?: boolean;
  /** What it says its background colour is (OSC 11): `ffff/ffff/ffff`. Without it, it does not know the question. */
  readonly ground?: string;
}

export interface TuiCell {
  readonly text: string;
  readonly width: number;
  readonly bold: boolean;
  readonly inverse: boolean;
  /** -1 is the terminal's default. */
  readonly fg: number;
}

export interface TuiExit {
  readonly code: number;
  /** 0 when the process ended by itself. */
  readonly signal: number;
}

export interface Tui {
  /** Waits until text or pattern is on the screen, or the function holds; looks only between whole frames. */
  until(wanted: string | RegExp | ((tui: Tui) => boolean), limitMillis?: number): Promise<void>;
  /** Presses keys by name, or types the text as it is. */
  press(...keys: readonly (PressName | (string & {}))[]): void;
  /** Sends these very bytes. */
  send(data: string | Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** The screen's rows, without blanks at their ends. */
  rows(): string[];
  /** The rows as one text without blank rows at its end. */
  screen(): string;
  /** One cell; a wide character's right half has width 0. */
  cell(x: number, y: number): TuiCell;
  cursor(): { readonly x: number; readonly y: number; readonly visible: boolean };
  modes(): TuiModes;
  /** All that the program wrote so far. */
  output(): string;
  signal(name: string): void;
  readonly pid: number;
  /** Settles when the program is gone and all it wrote has been read. */
  readonly exited: Promise<TuiExit>;
  /** The terminal goes away, as when its window is closed. */
  hangUp(): void;
  [Symbol.dispose](): void;
}

export interface TuiModes {
  readonly alternateScreen: boolean;
  readonly autowrap: boolean;
  readonly bracketedPaste: boolean;
  readonly synchronised: boolean;
}

type PressName = Exclude<KeyName, "char"> | "alt-up" | "f1";

const LIMIT_MILLIS = 15_000;

const pressed: Readonly<Record<string, string>> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  tab: "\t",
  "shift-tab": "\x1b[Z",
  enter: "\r",
  escape: "\x1b",
  space: " ",
  backspace: "\x7f",
  delete: "\x1b[3~",
  "alt-up": "\x1b[1;3A",
  f1: "\x1bOP",
};

export function openTui(options: TuiOptions): Tui {
  const columns = options.columns ?? 80;
  const rows = options.rows ?? 24;
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  const home = mkdtempSync(join(tmpdir(), "net-tutor-home-"));
  const pty: IPty = spawn(options.file, [...(options.args ?? [])], {
    cols: columns,
    rows,
    name: "xterm-256color",
    cwd: options.cwd ?? process.cwd(),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
      TZ: "UTC",
      NET_TUTOR_HOME: home,
      ...options.env,
    },
  });

  const watchers = new Set<() => void>();
  let pending = 0;
  let disposed = false;
  let written = "";
  let cursorVisible = true;
  let exit: TuiExit | undefined;
  let leave: (exit: TuiExit) => void = () => {};
  const exited = new Promise<TuiExit>((resolve) => {
    leave = resolve;
  });

  const watchCursor = (visible: boolean) => (parameters: readonly (number | number[])[]) => {
    if (parameters.includes(25)) cursorVisible = visible;
    return false;
  };
  terminal.parser.registerCsiHandler({ prefix: "?", final: "h" }, watchCursor(true));
  terminal.parser.registerCsiHandler({ prefix: "?", final: "l" }, watchCursor(false));
  if (options.answers ?? true) terminal.onData((data) => pty.write(data));
  const { ground } = options;
  if (ground !== undefined) {
    terminal.parser.registerOscHandler(11, (data) => {
      if (data === "?") pty.write(`\x1b]11;rgb:${ground}\x1b\\`);
      return true;
    });
  }

  function settled(): void {
    if (pending > 0) return;
    if (exit) leave(exit);
    for (const watcher of [...watchers]) watcher();
  }

  pty.onData((data) => {
    if (disposed) return;
    written += data;
    pending++;
    terminal.write(data, () => {
      pending--;
      settled();
    });
  });
  pty.onExit(({ exitCode, signal }) => {
    exit = { code: exitCode, signal: signal ?? 0 };
    settled();
  });

  function row(y: number): string {
    const buffer = terminal.buffer.active;
    return buffer.getLine(buffer.viewportY + y)?.translateToString(true) ?? "";
  }

  const tui: Tui = {
    until(wanted, limitMillis = LIMIT_MILLIS) {
      const holds = () => {
        if (typeof wanted === "function") return wanted(tui);
        return typeof wanted === "string" ? tui.screen().includes(wanted) : wanted.test(tui.screen());
      };
      return new Promise((resolve, reject) => {
        const fail = (why: string) => {
          done();
          reject(new Error(`${why} while waiting for ${String(wanted)}\n${framed(tui)}`));
        };
        const look = () => {
          if (pending > 0 || (tui.modes().synchronised && !exit)) return;
          if (holds()) {
            done();
            resolve();
          } else if (exit) fail(`exited with ${exit.code}, signal ${exit.signal},`);
        };
        const limit = setTimeout(() => fail(`${limitMillis} ms passed`), limitMillis);
        const done = () => {
          clearTimeout(limit);
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      });
    },
    press(...keys) {
      for (const key of keys) {
        const control = /^ctrl-([a-z])$/.exec(key);
        pty.write(control ? String.fromCharCode(control[1]!.charCodeAt(0) - 0x60) : (pressed[key] ?? key));
      }
    },
    send(data) {
      // The pty takes bytes as well; its types do not say so.
      pty.write((typeof data === "string" ? data : Buffer.from(data)) as string);
    },
    resize(nextColumns, nextRows) {
      terminal.resize(nextColumns, nextRows);
      pty.resize(nextColumns, nextRows);
    },
    rows: () => Array.from({ length: terminal.rows }, (_, y) => row(y)),
    screen: () => tui.rows().join("\n").trimEnd(),
    cell(x, y) {
      const buffer = terminal.buffer.active;
      const found = buffer.getLine(buffer.viewportY + y)?.getCell(x);
      if (!found) throw new Error(`no cell at ${x}, ${y}\n${framed(tui)}`);
      return {
        text: found.getChars(),
        width: found.getWidth(),
        bold: found.isBold() !== 0,
        inverse: found.isInverse() !== 0,
        fg: found.isFgDefault() ? -1 : found.getFgColor(),
      };
    },
    cursor: () => ({
      x: terminal.buffer.active.cursorX,
      y: terminal.buffer.active.cursorY,
      visible: cursorVisible,
    }),
    modes: () => ({
      alternateScreen: terminal.buffer.active.type === "alternate",
      autowrap: terminal.modes.wraparoundMode,
      bracketedPaste: terminal.modes.bracketedPasteMode,
      synchronised: terminal.modes.synchronizedOutputMode,
    }),
    output: () => written,
    signal: (name) => process.kill(pty.pid, name),
    pid: pty.pid,
    exited,
    // Closes the master side, so that the kernel sends SIGHUP and reads and writes fail; missing in the types.
    hangUp: () => (pty as IPty & { destroy(): void }).destroy(),
    [Symbol.dispose]() {
      disposed = true;
      if (!exit) pty.kill("SIGKILL");
      terminal.dispose();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return tui;
}

function framed(tui: Tui): string {
  const { x, y, visible } = tui.cursor();
  const edge = "-".repeat(20);
  return `${edge} screen, cursor ${visible ? "shown" : "hidden"} at ${x},${y} ${edge}\n${tui.screen()}\n${edge}`;
}
