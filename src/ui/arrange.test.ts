import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paneNames } from "../view/pane.ts";
import { type Arrangement, arrange, isTooSmall, type Rect, SMALLEST, type Wanted } from "./arrange.ts";

const wanted: Wanted = { panes: paneNames, active: "ladder", zoomed: false, textRows: 4 };

/** One letter for each cell: Head, teXt, tAbs, Foot, and the digits of the panes; one line for ten columns and two rows. */
function draw(arrangement: Arrangement, columns: number, rows: number): string {
  const at = (x: number, y: number): string => {
    const hit = (rect: Rect | undefined) =>
      rect && x >= rect.x && x < rect.x + rect.columns && y >= rect.y && y < rect.y + rect.rows;
    if (hit(arrangement.head)) return "H";
    if (hit(arrangement.foot)) return "F";
    if (hit(arrangement.text)) return "x";
    if (hit(arrangement.tabs)) return "t";
    const pane = arrangement.panes.find(({ frame }) => hit(frame));
    return pane ? String(paneNames.indexOf(pane.name) + 1) : "?";
  };
  const lines: string[] = [];
  for (let y = 0; y < rows; y++) {
    let line = "";
    for (let x = 0; x < columns; x += 10) line += at(x, y);
    lines.push(line);
  }
  // Rows that look the same are written once, with how often.
  return lines
    .reduce<{ line: string; count: number }[]>((out, line) => {
      const last = out.at(-1);
      if (last?.line === line) last.count++;
      else out.push({ line, count: 1 });
      return out;
    }, [])
    .map(({ line, count }) => `${line} ${count}`)
    .join("\n");
}

const drawn = (columns: number, rows: number, change: Partial<Wanted> = {}) =>
  `\n${draw(arrange({ columns, rows }, { ...wanted, ...change }), columns, rows)}\n`;

describe("where everything stands", () => {
  test("at 60x16 text, one pane below it", () => {
    expect(drawn(60, 16)).toBe(`
HHHHHH 1
xxxxxx 4
111111 10
FFFFFF 1
`);
  });

  test("at 80x24 one pane", () => {
    expect(drawn(80, 24)).toBe(`
HHHHHHHH 1
xxxxxxxx 4
11111111 18
FFFFFFFF 1
`);
  });

  test("at 80x24 a long text takes no more than two fifths", () => {
    expect(drawn(80, 24, { textRows: 30 })).toBe(`
HHHHHHHH 1
xxxxxxxx 8
11111111 14
FFFFFFFF 1
`);
  });

  test("a question gets the room it needs, and the pane keeps seven rows", () => {
    expect(drawn(80, 24, { textRows: 30, asks: true })).toBe(`
HHHHHHHH 1
xxxxxxxx 15
11111111 7
FFFFFFFF 1
`);
    expect(drawn(60, 16, { textRows: 30 })).toBe(`
HHHHHH 1
xxxxxx 7
111111 7
FFFFFF 1
`);
  });

  test("at 120x40 as many panes as the lesson asks for, up to four", () => {
    expect(drawn(120, 40, { panes: ["ladder", "dns"] })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
tttttttttttt 1
111111144444 33
FFFFFFFFFFFF 1
`);
    expect(drawn(120, 40, { panes: ["ladder", "dns", "packet"] })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
tttttttttttt 1
111111144444 17
111111122222 16
FFFFFFFFFFFF 1
`);
    expect(drawn(120, 40)).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
tttttttttttt 1
111111133333 17
222222244444 16
FFFFFFFFFFFF 1
`);
  });

  test("at 200x60 five panes, the first with a wider column of its own", () => {
    expect(drawn(200, 60)).toBe(`
HHHHHHHHHHHHHHHHHHHH 1
xxxxxxxxxxxxxxxxxxxx 4
tttttttttttttttttttt 1
11111111222222444444 27
11111111333333555555 26
FFFFFFFFFFFFFFFFFFFF 1
`);
  });

  test("the active pane is on stage although nobody asked for it, beside the others or in the place of the last", () => {
    expect(drawn(120, 40, { panes: ["ladder", "dns"], active: "sockets" })).toContain("111111133333 16");
    const { panes } = arrange({ columns: 120, rows: 40 }, { ...wanted, active: "subnet" });
    expect(panes.map(({ name }) => name)).toEqual(["ladder", "packet", "sockets", "subnet"]);
    expect(drawn(80, 24, { active: "dns" })).toContain("44444444 18");
  });

  test("zoomed, the active part has all between head and foot", () => {
    expect(drawn(120, 40, { zoomed: true, active: "dns" })).toBe(`
HHHHHHHHHHHH 1
444444444444 38
FFFFFFFFFFFF 1
`);
    expect(drawn(80, 24, { zoomed: true, active: "text" })).toBe(`
HHHHHHHH 1
xxxxxxxx 22
FFFFFFFF 1
`);
  });

  test("a lesson that asks for nothing gets what there is room for", () => {
    expect(arrange({ columns: 80, rows: 24 }, { ...wanted, panes: [], active: "text" }).panes).toHaveLength(1);
  });
});

test.each([
  [59, 16, true],
  [60, 15, true],
  [60, 16, false],
])("%ix%i is too small: %s", (columns, rows, small) => {
  expect(isTooSmall({ columns, rows })).toBe(small);
});

test("at any size, whatever is asked for, every cell belongs to exactly one part", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: SMALLEST.columns, max: 260 }),
      fc.integer({ min: SMALLEST.rows, max: 90 }),
      fc.shuffledSubarray([...paneNames]),
      fc.constantFrom(...paneNames, "text" as const),
      fc.boolean(),
      fc.integer({ min: 0, max: 60 }),
      (columns, rows, panes, active, zoomed, textRows) => {
        const a = arrange({ columns, rows }, { panes, active, zoomed, textRows });
        const rects = [a.head, a.foot, a.text, a.tabs, ...a.panes.map(({ frame }) => frame)].filter(
          (r) => r !== undefined,
        );
        const covered = new Uint8Array(columns * rows);
        for (const r of rects) {
          for (let y = r.y; y < r.y + r.rows; y++) {
            for (let x = r.x; x < r.x + r.columns; x++) covered[y * columns + x]! += 1;
          }
        }
        expect(covered.every((times) => times === 1)).toBe(true);
        for (const { frame } of a.panes) expect([frame.columns >= 20, frame.rows >= 6]).toEqual([true, true]);
      },
    ),
    { seed: 7, numRuns: 150 },
  );
});
