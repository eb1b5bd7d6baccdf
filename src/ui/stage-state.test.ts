import { describe, expect, test } from "vitest";
import type { PaneView } from "../view/pane.ts";
import type { Action } from "./keymap.ts";
import { atStep, endSearch, freshStage, type Measured, onStage, type StageState, sought } from "./stage-state.ts";

const view: PaneView = {
  title: "",
  rows: [],
  seen: { first: 10, end: 20, total: 64 },
  cursor: 15,
  toggles: "tcp.flags",
  hosts: ["client", "nearest"],
};
const measured: Measured = { view, page: 10, text: { total: 4, visible: 4, top: 0 } };
const stage = freshStage(7, "packet");

const done = (action: Action, from: StageState = stage, seen: Measured = measured): StageState =>
  onStage(from, action, seen) ?? from;
const packet = (state: StageState) => state.panes.packet;

describe("inside a pane", () => {
  test.each([
    ["up", 14],
    ["down", 16],
    ["page-up", 6],
    ["page-down", 24],
    ["first", 0],
    ["last", 63],
  ] as const)("%s leads from row 15 of 64 to %i", (by, row) => {
    expect(packet(done({ kind: "cursor", by })).cursor).toBe(row);
  });

  test("the cursor stays inside, also in a pane without rows", () => {
    const empty = { ...view, cursor: 0, seen: { first: 0, end: 0, total: 0 } };
    const seen = { ...measured, view: empty };
    expect(packet(done({ kind: "cursor", by: "down" }, stage, seen)).cursor).toBe(0);
    expect(packet(done({ kind: "cursor", by: "last" }, stage, seen)).cursor).toBe(0);
  });

  test("sideways goes by eight columns and not beyond the left edge", () => {
    const right = done({ kind: "sideways", by: "right" });
    expect(packet(right).left).toBe(8);
    expect(packet(done({ kind: "sideways", by: "left" }, done({ kind: "sideways", by: "left" }, right))).left).toBe(0);
  });

  test("open unfolds what is under the cursor, and folds it again", () => {
    const open = done({ kind: "open" });
    expect(packet(open)).toMatchObject({ toggled: ["tcp.flags"], cursor: 15 });
    expect(packet(done({ kind: "open" }, open)).toggled).toEqual([]);
  });

  test("other host goes through all of them and back to following the run", () => {
    const hosts = [1, 2, 3].reduce<StageState[]>((all) => [...all, done({ kind: "host" }, all.at(-1) ?? stage)], []);
    expect(hosts.map((state) => packet(state).host)).toEqual(["client", "nearest", null]);
  });

  test("close leads out of the zoom first, then back to following the run, then nowhere", () => {
    const far = done({ kind: "zoom" }, done({ kind: "cursor", by: "up" }));
    const unzoomed = done({ kind: "close" }, far);
    expect([unzoomed.zoomed, packet(unzoomed).cursor]).toEqual([false, 14]);
    const following = done({ kind: "close" }, unzoomed);
    expect(packet(following).cursor).toBeNull();
    expect(onStage(following, { kind: "close" }, measured)).toBeUndefined();
  });
});

describe("from pane to pane", () => {
  test("Tab goes round the panes, and through the text only when it has more than is seen", () => {
    const last = freshStage(0, "events");
    expect(done({ kind: "pane", to: "next" }, last).active).toBe("net");
    const long = { ...measured, text: { total: 30, visible: 3, top: 0 } };
    expect(done({ kind: "pane", to: "next" }, last, long).active).toBe("text");
    expect(done({ kind: "pane", to: "previous" }, freshStage(0, "net")).active).toBe("events");
  });

  test("digits name panes, 0 the text, and a digit without a pane changes nothing", () => {
    expect([1, 3, 9, 0].map((to) => done({ kind: "pane", to }).active)).toEqual(["net", "packet", "http", "text"]);
  });

  test("the text scrolls to its last row and no further", () => {
    const text: StageState = { ...stage, active: "text" };
    const seen = { page: 3, text: { total: 10, visible: 3, top: 6 } };
    expect(done({ kind: "cursor", by: "down" }, text, seen).textTop).toBe(7);
    expect(done({ kind: "cursor", by: "page-down" }, text, seen).textTop).toBe(7);
    expect(done({ kind: "cursor", by: "first" }, text, seen).textTop).toBe(0);
  });
});

describe("one cursor", () => {
  const on: Measured = { ...measured, view: { ...view, cursorRow: 5, things: ["field:3:dns.id", "packet:3"] } };

  test("what it is on goes along to another pane, which looks there, and back again to the row that it was on", () => {
    const there = done({ kind: "pane", to: 2 }, done({ kind: "cursor", by: "down" }), on);
    expect(there.selection).toEqual({ things: ["field:3:dns.id", "packet:3"], from: "packet" });
    expect(there.panes.ladder.cursor).toBeNull();
    const back = done({ kind: "pane", to: 3 }, there, { ...measured, view: { ...view, marked: [4] } });
    expect([back.active, packet(back).cursor, back.selection]).toEqual(["packet", 16, there.selection]);
  });

  test("a pane that has a cursor of its own forgets it for what comes along", () => {
    const used: StageState = { ...stage, panes: { ...stage.panes, dns: { ...stage.panes.dns, cursor: 9 } } };
    expect(done({ kind: "pane", to: 5 }, used, on).panes.dns.cursor).toBeNull();
    expect(done({ kind: "pane", to: 5 }, used, measured).panes.dns.cursor).toBe(9);
  });

  test("Esc gives it up, and so does another step", () => {
    const there = done({ kind: "pane", to: 2 }, stage, on);
    expect(done({ kind: "close" }, there).selection).toBeNull();
    expect(atStep(there, 8).selection).toBeNull();
    expect(onStage(done({ kind: "close" }, there), { kind: "close" }, measured)).toBeUndefined();
  });

  test("a pane that counts more than rows is moved as it says itself", () => {
    const settled = { byte: 40 };
    const sideways = { left: { byte: 39 }, right: { byte: 41 } };
    const seen = { ...measured, view: { ...view, settled, sideways } };
    expect(packet(done({ kind: "cursor", by: "down" }, stage, seen))).toMatchObject({ cursor: 16, ...settled });
    expect(packet(done({ kind: "sideways", by: "right" }, stage, seen))).toMatchObject({ left: 0, byte: 41 });
  });
});

describe("finding in a pane", () => {
  const lines = ["client asks", "root answers", "client asks again", "nothing", "CLIENT"];
  const seen: Measured = { ...measured, view: { ...view, cursor: 0, lines: () => lines } };
  const field = (text: string) => ({ text, caret: text.length });
  const begun = done({ kind: "find" }, stage, seen);
  const at = (row: number): Measured => ({ ...seen, view: { ...view, cursor: row, lines: () => lines } });

  test("typing leads to the first row that holds it, and Enter keeps it for the brackets", () => {
    const typed = sought(begun, field("asks again"), seen);
    expect(packet(typed).cursor).toBe(2);
    const kept = endSearch(sought(typed, field("client"), at(2)), true, at(0));
    expect([packet(kept).cursor, kept.search?.typing]).toEqual([0, false]);
    const rows: (number | null)[] = [];
    for (const to of ["next", "next", "next", "previous"] as const) {
      rows.push(packet(done({ kind: "match", to }, kept, at(rows.at(-1) ?? 0))).cursor);
    }
    expect(rows).toEqual([2, 4, 0, 4]);
  });

  test("from a row on it goes forward, and round the end", () => {
    const moved = done({ kind: "cursor", by: "down" }, stage, at(2));
    const from = done({ kind: "find" }, moved, at(3));
    expect(packet(sought(from, field("client"), at(3))).cursor).toBe(4);
    expect(packet(sought(from, field("root"), at(3))).cursor).toBe(1);
  });

  test("Esc leads back to where it began, and nothing found leaves the cursor there", () => {
    const moved = done({ kind: "cursor", by: "down" }, stage, at(2));
    const from = done({ kind: "find" }, moved, at(3));
    const typed = sought(from, field("client"), at(3));
    expect(packet(sought(typed, field("client x"), at(4))).cursor).toBe(3);
    expect(endSearch(typed, false, at(4))).toEqual({ ...moved, search: null });
  });

  test("without a search the brackets do nothing", () => {
    expect(onStage(stage, { kind: "match", to: "next" }, seen)).toBeUndefined();
  });
});

test("a pinned pane is let go by the same key", () => {
  const pinned = done({ kind: "pin" }, done({ kind: "pin" }, { ...stage, active: "dns" }));
  expect(pinned.pinned).toEqual([]);
  expect(done({ kind: "pin" }, done({ kind: "pin" }, { ...stage, active: "dns", pinned: ["net"] })).pinned).toEqual([
    "net",
  ]);
});

test("Esc leads from the text back to the pane that one came from", () => {
  const text = done({ kind: "pane", to: 0 }, freshStage(0, "dns"));
  expect([text.active, done({ kind: "close" }, text).active]).toEqual(["text", "dns"]);
});

test("at another step cursors follow the run again, what was unfolded and whose tables stay", () => {
  const used = done({ kind: "host" }, done({ kind: "open" }));
  expect(packet(atStep(used, 8))).toEqual({ cursor: null, left: 0, host: "client", toggled: ["tcp.flags"] });
  expect(atStep(used, 7)).toBe(used);
});
