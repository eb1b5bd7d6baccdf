import { expect, test } from "vitest";
import type { Look } from "./cells.ts";
import { clampSize, createPainter } from "./painter.ts";
import { fakeOutput, fakeTimers } from "./testing/fake-host.ts";

const look: Look = { colour: "truecolor", ascii: false, utf8: true };

function paintedOn(columns = 10, rows = 3) {
  const timers = fakeTimers();
  const output = fakeOutput(columns, rows);
  const painter = createPainter({ output, timers, look });
  painter.enter();
  output.taken();
  return { painter, output, timers };
}

test("nothing is written before the screen is entered; then all of it comes in one write", () => {
  const timers = fakeTimers();
  const output = fakeOutput(10, 3);
  const painter = createPainter({ output, timers, look });
  painter.paint("old");
  painter.paint("new");
  expect(output.taken()).toEqual([]);
  painter.enter();
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[?1049h\x1b[?25l\x1b[m\x1b[2J\x1b[Hnew\x1b[?2026l"]);
});

test("a change is one synchronised write; the same picture again is none", () => {
  const { painter, output } = paintedOn();
  painter.paint("count 1");
  output.taken();
  painter.paint("count 2");
  painter.paint("count 2");
  painter.paint("count 2   \n");
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[;7H2\x1b[?2026l"]);
});

test("rows of one's own are shown instead of frames until they are taken away, and only what differs is written", () => {
  const { painter, output, timers } = paintedOn();
  painter.paint("frame");
  output.taken();
  painter.setPicture(["frame", "\x1b[1mown\x1b[m"]);
  expect(output.taken()).toEqual([]);
  painter.paint("");
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[2H\x1b[1mown\x1b[m\x1b[?2026l"]);
  painter.setPicture(["frame", "\x1b[1mowl\x1b[m"]);
  timers.settle();
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[2;3H\x1b[1ml\x1b[m\x1b[?2026l"]);
  painter.setPicture(undefined);
  painter.paint("frame");
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[2H   \x1b[?2026l"]);
});

test("autowrap is off exactly while the last column is written", () => {
  const { painter, output } = paintedOn();
  painter.paint("0123456789");
  painter.paint("012345678X");
  expect(output.taken()[1]).toBe("\x1b[?2026h\x1b[?7l\x1b[;10HX\x1b[?7h\x1b[?2026l");
});

test("a slow terminal gets only the newest picture once it has drained", () => {
  const { painter, output } = paintedOn();
  output.ready = false;
  painter.paint("frame 0");
  expect(output.taken()).toHaveLength(1);
  for (let n = 1; n < 1000; n++) painter.paint(`frame ${n}`);
  expect(output.taken()).toEqual([]);
  output.ready = true;
  output.emit("drain");
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[;7H999\x1b[?2026l"]);
});

test("after a storm of resizes the app hears once, and one whole picture is painted 25 ms after the last", () => {
  const { painter, output, timers } = paintedOn();
  const sizes: string[] = [];
  painter.stdout.on("resize", () => {
    sizes.push(`${painter.stdout.columns}x${painter.stdout.rows}`);
    painter.paint("");
    painter.paint("resized");
  });
  painter.paint("before");
  output.taken();
  for (let n = 0; n < 10; n++) {
    output.columns = 20 + n;
    output.emit("resize");
    timers.pass(24);
    painter.paint(`during ${n}`);
  }
  expect([sizes, output.taken()]).toEqual([[], []]);
  timers.pass(1);
  expect(sizes).toEqual(["29x3"]);
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[m\x1b[2J\x1b[Hresized\x1b[?2026l"]);
});

test.each([
  [0, 0, 80, 24],
  [undefined, undefined, 80, 24],
  [120, 40, 120, 40],
  [9999, 9999, 500, 200],
  [Number.NaN, -3, 80, 24],
])("a terminal of %s by %s is taken for %i by %i", (columns, rows, asColumns, asRows) => {
  expect(clampSize(columns, rows)).toEqual({ columns: asColumns, rows: asRows });
});

test("the cursor follows the caret in the frame's own write, and alone where only it moves", () => {
  const { painter, output, timers } = paintedOn();
  painter.setCursor({ x: 1, y: 0 });
  painter.paint("a");
  painter.setCursor({ x: 2, y: 0 });
  painter.paint("ab");
  timers.settle();
  painter.setCursor({ x: 0, y: 0 });
  timers.settle();
  painter.setCursor({ x: 99, y: 99 });
  timers.settle();
  painter.setCursor(undefined);
  timers.settle();
  expect(output.taken().slice(1)).toEqual([
    "\x1b[?2026h\x1b[?25l\x1b[;2Hb\x1b[;3H\x1b[?25h\x1b[?2026l",
    "\x1b[H",
    "\x1b[3;10H",
    "\x1b[?25l",
  ]);
});

test("what Ink says about cursor and paste is not a picture", () => {
  const { painter, output, timers } = paintedOn();
  painter.paint("a");
  output.taken();
  painter.stdout.write("\x1b[?25h");
  painter.stdout.write("\x1b[?2004h");
  timers.settle();
  painter.stdout.write("\x1b[?2004l");
  timers.settle();
  expect(output.taken()).toEqual(["\x1b[?2004h", "\x1b[?2004l"]);
});

test("leaving switches everything off, coming back paints everything anew", () => {
  const { painter, output, timers } = paintedOn();
  painter.paint("a");
  painter.setCursor({ x: 1, y: 0 });
  painter.setPasteMarks(true);
  timers.settle();
  output.taken();
  painter.leave();
  painter.leave();
  painter.paint("b");
  expect(output.taken()).toEqual(["\x1b[?2004l\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l"]);
  painter.enter();
  expect(output.taken()).toEqual([
    "\x1b[?2026h\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[m\x1b[2J\x1b[Hb\x1b[;2H\x1b[?25h\x1b[?2026l",
  ]);
});

test("a frozen picture stays, and another look repaints it", () => {
  const { painter, output } = paintedOn();
  painter.paint("─");
  output.taken();
  painter.setLook({ ...look, ascii: true });
  expect(output.taken()).toEqual(["\x1b[?2026h\x1b[m\x1b[2J\x1b[H-\x1b[?2026l"]);
  painter.freeze();
  painter.paint("new");
  expect(output.taken()).toEqual([]);
});
