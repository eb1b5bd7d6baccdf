import { describe, expect, test } from "vitest";
import type { PaneView } from "../view/pane.ts";
import type { Action } from "./keymap.ts";
import { atStep, freshStage, type Measured, onStage, type StageState } from "./stage-state.ts";

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
    const subnet = freshStage(0, "subnet");
    expect(done({ kind: "pane", to: "next" }, subnet).active).toBe("ladder");
    const long = { ...measured, text: { total: 30, visible: 3, top: 0 } };
    expect(done({ kind: "pane", to: "next" }, subnet, long).active).toBe("text");
    expect(done({ kind: "pane", to: "previous" }, freshStage(0, "ladder")).active).toBe("subnet");
  });

  test("digits name panes, 0 the text, and a digit without a pane changes nothing", () => {
    expect([1, 3, 9, 0].map((to) => done({ kind: "pane", to }).active)).toEqual([
      "ladder",
      "sockets",
      "packet",
      "text",
    ]);
  });

  test("the text scrolls to its last row and no further", () => {
    const text: StageState = { ...stage, active: "text" };
    const seen = { page: 3, text: { total: 10, visible: 3, top: 6 } };
    expect(done({ kind: "cursor", by: "down" }, text, seen).textTop).toBe(7);
    expect(done({ kind: "cursor", by: "page-down" }, text, seen).textTop).toBe(7);
    expect(done({ kind: "cursor", by: "first" }, text, seen).textTop).toBe(0);
  });
});

test("at another step cursors follow the run again, what was unfolded and whose tables stay", () => {
  const used = done({ kind: "host" }, done({ kind: "open" }));
  expect(packet(atStep(used, 8))).toEqual({ cursor: null, left: 0, host: "client", toggled: ["tcp.flags"] });
  expect(atStep(used, 7)).toBe(used);
});
