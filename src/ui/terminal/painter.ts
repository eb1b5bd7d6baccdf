/** Keeps the terminal's picture: takes whole frames, writes what changed since the last one, in one write. */
import { blankGrid, type Look, type ParsedFrame, parseFrame, type Size } from "./cells.ts";
import { cursorPosition, diffGrids } from "./diff.ts";
import type { TerminalOutput, Timers } from "./host.ts";

/** A column and a row of the screen, counted from 0. */
export interface CursorSpot {
  readonly x: number;
  readonly y: number;
}

/** The stdout that Ink gets: what it writes is a frame, and 'resize' comes when the window has come to rest. */
export interface InkStdout {
  readonly isTTY: true;
  readonly columns: number;
  readonly rows: number;
  write(text: string, ...rest: readonly unknown[]): boolean;
  on(event: string, listener: () => void): InkStdout;
  off(event: string, listener: () => void): InkStdout;
  emit(event: string): boolean;
}

export interface Painter {
  readonly stdout: InkStdout;
  readonly size: () => Size;
  /** Shows this frame instead of the last; nothing is written when the picture stays the same. */
  paint(frame: string): void;
  /**
   * Shows these rows, each a text with SGR that fits the screen, instead of the frames, until they are taken away again:
   * Ink reads every character of a frame several times, and again with each frame.
   */
  setPicture(rows: readonly string[] | undefined): void;
  /** Shows the terminal's own cursor at a text field's caret (input methods draw there), or hides it. */
  setCursor(spot: CursorSpot | undefined): void;
  /** Bracketed paste, for as long as a text field is there. */
  setPasteMarks(on: boolean): void;
  /** Another idea of what the terminal can show, after it was asked. */
  setLook(look: Look): void;
  /** Alternate screen, cursor hidden, whole picture. Also for coming back when others have written on the screen. */
  enter(): void;
  /** Everything this painter switched on is switched off, and the learner's own screen is back. */
  leave(): void;
  /** From now on frames are ignored: the picture stays as it is until `leave`. */
  freeze(): void;
  /** Lets go of the output's events. */
  close(): void;
}

const RESIZE_REST_MILLIS = 25;
const FALLBACK: Size = { columns: 80, rows: 24 };
const LARGEST: Size = { columns: 500, rows: 200 };

const SYNC_ON = "\x1b[?2026h";
const SYNC_OFF = "\x1b[?2026l";
const WRAP_ON = "\x1b[?7h";
const WRAP_OFF = "\x1b[?7l";
const CURSOR_ON = "\x1b[?25h";
const CURSOR_OFF = "\x1b[?25l";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
const ALTERNATE_ON = "\x1b[?1049h";
const ALTERNATE_OFF = "\x1b[?1049l";
const CLEAR = "\x1b[m\x1b[2J";

/** A usable size: 0 by 0 (a pty that nobody sized) becomes 80 by 24, and no picture is larger than 500 by 200. */
export function clampSize(columns: number | undefined, rows: number | undefined): Size {
  const clamp = (value: number | undefined, fallback: number, largest: number) =>
    value === undefined || !(value >= 1) ? fallback : Math.min(Math.floor(value), largest);
  return {
    columns: clamp(columns, FALLBACK.columns, LARGEST.columns),
    rows: clamp(rows, FALLBACK.rows, LARGEST.rows),
  };
}

/** A painter for one terminal. It writes nothing before `enter` and nothing after `leave`. */
export function createPainter(options: {
  readonly output: TerminalOutput;
  readonly timers: Timers;
  readonly look: Look;
}): Painter {
  const { output, timers } = options;
  const listeners = new Map<string, Set<() => void>>();
  let look = options.look;
  let size = clampSize(output.columns, output.rows);

  let onScreen = false;
  let frozen = false;
  let blocked = false;
  let resizing = false;
  let cancelResize: (() => void) | undefined;
  let flushDue = false;

  let frame: string | undefined;
  let ownRows: readonly string[] | undefined;
  let painted: ParsedFrame | undefined;
  let paintedFrame: string | readonly string[] | undefined;
  let wantsCursor: CursorSpot | undefined;
  let cursor: CursorSpot | undefined;
  let wantsPaste = false;
  let paste = false;

  function write(text: string): void {
    if (!output.write(text)) blocked = true;
  }

  /** Writes what is still to be written, if the terminal can take it now. `lead` goes in front, in the same write. */
  function flush(lead = ""): void {
    if (!onScreen || frozen || ((blocked || resizing) && lead === "")) return;
    flushDue = false;
    const shown = ownRows ?? frame;
    const picture = shown === undefined ? { text: "", mayWrap: false } : paintText(shown);
    const spot = wantsCursor && clampSpot(wantsCursor, size);
    const moved = picture.text !== "" || spot?.x !== cursor?.x || spot?.y !== cursor?.y;
    let text = lead;
    if (wantsPaste !== paste) text += wantsPaste ? PASTE_ON : PASTE_OFF;
    paste = wantsPaste;
    if (cursor && moved && (picture.text !== "" || !spot)) text += CURSOR_OFF;
    if (picture.text !== "")
      text += (picture.mayWrap ? WRAP_OFF : "") + picture.text + (picture.mayWrap ? WRAP_ON : "");
    if (spot && moved) text += cursorPosition(spot.x, spot.y) + (cursor && picture.text === "" ? "" : CURSOR_ON);
    cursor = spot;
    if (text !== "") write(picture.text === "" ? text : SYNC_ON + text + SYNC_OFF);
  }

  /** A frame usually follows at once and takes cursor and modes along. */
  function flushSoon(): void {
    if (flushDue) return;
    flushDue = true;
    timers.soon(() => {
      if (flushDue) flush();
    });
  }

  function paintText(next: string | readonly string[]): { text: string; mayWrap: boolean } {
    if (painted && next === paintedFrame) return { text: "", mayWrap: false };
    const parsed = parseFrame(next, size, look, painted);
    const clear = painted ? "" : CLEAR;
    const diff = diffGrids(painted ? painted.grid : blankGrid(size), parsed.grid);
    painted = parsed;
    paintedFrame = next;
    return { text: clear + diff.text, mayWrap: diff.mayWrap };
  }

  function onDrain(): void {
    blocked = false;
    flush();
  }

  function onResize(): void {
    // While the window moves, terminals reflow what is there; one clean picture follows when it rests.
    resizing = true;
    cancelResize?.();
    cancelResize = timers.after(RESIZE_REST_MILLIS, () => {
      cancelResize = undefined;
      takeSize();
      resizing = false;
      flush();
    });
  }

  function takeSize(): void {
    size = clampSize(output.columns, output.rows);
    painted = undefined;
    const held = resizing;
    resizing = true;
    stdout.emit("resize");
    resizing = held;
  }

  output.on("drain", onDrain);
  output.on("resize", onResize);

  const stdout: InkStdout = {
    isTTY: true,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    write(text, ...rest) {
      const modes = /^(?:\x1b\[\?\d+[hl])+$/.test(text);
      if (!modes) painter.paint(text);
      // Of the modes that Ink sets, only bracketed paste is not the painter's own business.
      else if (text.includes(PASTE_ON) || text.includes(PASTE_OFF)) painter.setPasteMarks(text.includes(PASTE_ON));
      const done = rest.find((argument) => typeof argument === "function");
      if (done) timers.soon(done as () => void);
      return true;
    },
    on(event, listener) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(listener));
      return stdout;
    },
    off(event, listener) {
      listeners.get(event)?.delete(listener);
      return stdout;
    },
    emit(event) {
      const known = [...(listeners.get(event) ?? [])];
      for (const listener of known) listener();
      return known.length > 0;
    },
  };

  const painter: Painter = {
    stdout,
    size: () => size,
    paint(next) {
      if (frozen) return;
      frame = next;
      flush();
    },
    setPicture(rows) {
      ownRows = rows;
      flushSoon();
    },
    setCursor(spot) {
      wantsCursor = spot;
      flushSoon();
    },
    setPasteMarks(on) {
      wantsPaste = on;
      flushSoon();
    },
    setLook(next) {
      look = next;
      painted = undefined;
      flush();
    },
    enter() {
      frozen = false;
      onScreen = true;
      painted = undefined;
      cursor = undefined;
      paste = false;
      const now = clampSize(output.columns, output.rows);
      if (now.columns !== size.columns || now.rows !== size.rows) takeSize();
      flush(ALTERNATE_ON + CURSOR_OFF);
    },
    leave() {
      if (!onScreen) return;
      onScreen = false;
      painted = undefined;
      write(`${paste ? PASTE_OFF : ""}\x1b[m${WRAP_ON}${CURSOR_ON}${ALTERNATE_OFF}`);
    },
    freeze() {
      frozen = true;
    },
    close() {
      frozen = true;
      cancelResize?.();
      output.off("drain", onDrain);
      output.off("resize", onResize);
    },
  };
  return painter;
}

function clampSpot(spot: CursorSpot, size: Size): CursorSpot {
  return {
    x: Math.max(0, Math.min(spot.x, size.columns - 1)),
    y: Math.max(0, Math.min(spot.y, size.rows - 1)),
  };
}
