import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paneNames } from "../view/pane.ts";
import { type Arrangement, arrange, isTooSmall, type Rect, SMALLEST, type Wanted } from "./arrange.ts";

const wanted: Wanted = { panes: paneNames, active: "ladder", zoomed: false, textRows: 4 };

/** For ten columns each: Head, text, tabs, Foot, Counts, and the panes by their numbers, of a second run as `*`. */
function draw(arrangement: Arrangement, columns: number, rows: number): string {
  const at = (x: number, y: number): string => {
    const hit = (rect: Rect | undefined) =>
      rect && x >= rect.x && x < rect.x + rect.columns && y >= rect.y && y < rect.y + rect.rows;
    if (hit(arrangement.head)) return "H";
    if (hit(arrangement.foot)) return "F";
    if (hit(arrangement.text)) return "x";
    if (hit(arrangement.tabs)) return "t";
    const pane = arrangement.panes.find(({ frame }) => hit(frame));
    if (hit(arrangement.table)) return "C";
    if (pane?.second) return "*";
    return pane ? (paneNames.indexOf(pane.name) + 1).toString(16) : "?";
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
222222 10
FFFFFF 1
`);
  });

  test("at 80x24 one pane", () => {
    expect(drawn(80, 24)).toBe(`
HHHHHHHH 1
xxxxxxxx 4
22222222 18
FFFFFFFF 1
`);
  });

  test("at 80x24 a long text takes no more than two fifths", () => {
    expect(drawn(80, 24, { textRows: 30 })).toBe(`
HHHHHHHH 1
xxxxxxxx 8
22222222 14
FFFFFFFF 1
`);
  });

  test("a question gets the room it needs, and the pane keeps seven rows", () => {
    expect(drawn(80, 24, { textRows: 30, asks: true })).toBe(`
HHHHHHHH 1
xxxxxxxx 15
22222222 7
FFFFFFFF 1
`);
    expect(drawn(60, 16, { textRows: 30 })).toBe(`
HHHHHH 1
xxxxxx 7
222222 7
FFFFFF 1
`);
  });

  test("at 120x40 as many panes as the lesson asks for, up to four", () => {
    expect(drawn(120, 40, { panes: ["ladder", "dns"] })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
tttttttttttt 1
222222255555 33
FFFFFFFFFFFF 1
`);
    expect(drawn(120, 40, { panes: ["ladder", "dns", "packet"] })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
tttttttttttt 1
222222255555 17
222222233333 16
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

  test("at 200x60 six panes, the first column a little wider than the others", () => {
    expect(drawn(200, 60)).toBe(`
HHHHHHHHHHHHHHHHHHHH 1
xxxxxxxxxxxxxxxxxxxx 4
tttttttttttttttttttt 1
11111111333333555555 27
22222222444444666666 26
FFFFFFFFFFFFFFFFFFFF 1
`);
  });

  test("the active pane is on stage although nobody asked for it, beside the others or in the place of the last", () => {
    expect(drawn(120, 40, { panes: ["ladder", "dns"], active: "sockets" })).toContain("222222244444 16");
    const { panes } = arrange({ columns: 120, rows: 40 }, { ...wanted, active: "subnet" });
    expect(panes.map(({ name }) => name)).toEqual(["net", "ladder", "packet", "subnet"]);
    expect(drawn(80, 24, { active: "dns" })).toContain("55555555 18");
  });

  test("pinned panes stay beside the active one, and where there is room for one only they give way", () => {
    const change: Partial<Wanted> = { panes: ["ladder", "dns", "packet", "net"], pinned: ["events", "http"] };
    const names = (columns: number, rows: number) =>
      arrange({ columns, rows }, { ...wanted, ...change }).panes.map(({ name }) => name);
    expect(names(120, 40)).toEqual(["ladder", "dns", "events", "http"]);
    expect(names(80, 24)).toEqual(["ladder"]);
  });

  test("zoomed, the active part has all between head and foot", () => {
    expect(drawn(120, 40, { zoomed: true, active: "dns" })).toBe(`
HHHHHHHHHHHH 1
555555555555 38
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

describe("two runs", () => {
  test("stand one above the other in 80 columns, with their counts above them", () => {
    expect(drawn(80, 24, { beside: true })).toBe(`
HHHHHHHH 1
xxxxxxxx 4
CCCCCCCC 3
tttttttt 1
22222222 7
******** 7
FFFFFFFF 1
`);
  });

  test("stand side by side from 116 columns on, two panes of each where there is the height", () => {
    expect(drawn(120, 30, { beside: true })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
CCCCCCCCCCCC 3
tttttttttttt 1
222222****** 20
FFFFFFFFFFFF 1
`);
    expect(drawn(120, 40, { beside: true })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 4
CCCCCCCCCCCC 3
tttttttttttt 1
111111****** 15
222222****** 15
FFFFFFFFFFFF 1
`);
  });

  test("leave the text of a lesson the rows that it needs, and give up the counts for what is asked", () => {
    expect(drawn(80, 24, { beside: true, asks: true, textRows: 8 })).toBe(`
HHHHHHHH 1
xxxxxxxx 8
CCCCCCCC 3
22222222 6
******** 5
FFFFFFFF 1
`);
    expect(drawn(80, 24, { beside: true, asks: true, textRows: 20 })).toBe(`
HHHHHHHH 1
xxxxxxxx 14
22222222 4
******** 4
FFFFFFFF 1
`);
    expect(drawn(120, 40, { beside: true, asks: true, textRows: 12 })).toBe(`
HHHHHHHHHHHH 1
xxxxxxxxxxxx 12
CCCCCCCCCCCC 3
tttttttttttt 1
222222****** 22
FFFFFFFFFFFF 1
`);
  });

  test("fit into 60x16, and zoomed leave only the counts beside them", () => {
    expect(drawn(60, 16, { beside: true })).toBe(`
HHHHHH 1
xxxxxx 2
CCCCCC 3
222222 5
****** 4
FFFFFF 1
`);
    expect(drawn(120, 40, { beside: true, zoomed: true })).toBe(`
HHHHHHHHHHHH 1
CCCCCCCCCCCC 3
222222****** 35
FFFFFFFFFFFF 1
`);
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
      fc.boolean(),
      fc.boolean(),
      (columns, rows, panes, active, zoomed, textRows, beside, asks) => {
        const a = arrange({ columns, rows }, { panes, active, zoomed, textRows, beside, asks });
        const rects = [a.head, a.foot, a.text, a.tabs, a.table, ...a.panes.map(({ frame }) => frame)].filter(
          (r) => r !== undefined,
        );
        const covered = new Uint8Array(columns * rows);
        for (const r of rects) {
          for (let y = r.y; y < r.y + r.rows; y++) {
            for (let x = r.x; x < r.x + r.columns; x++) covered[y * columns + x]! += 1;
          }
        }
        expect(covered.every((times) => times === 1)).toBe(true);
        for (const { frame } of a.panes)
          expect([frame.columns >= 20, frame.rows >= (beside ? 4 : 6)]).toEqual([true, true]);
      },
    ),
    { seed: 7, numRuns: 150 },
  );
});
