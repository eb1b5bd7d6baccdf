import { describe, expect, test } from "vitest";
import type { PaneName, PaneView } from "../view/pane.ts";
import { followed, opens, unfolds } from "./follow.ts";
import { freshStage, type Measured } from "./stage-state.ts";

const on = (things: readonly string[], more: Partial<PaneView> = {}): Measured => ({
  view: { title: "", rows: [], seen: { first: 0, end: 9, total: 9 }, cursor: 3, cursorRow: 3, things, ...more },
  page: 9,
  text: { total: 1, visible: 1, top: 0 },
});

describe("Enter follows what is under the cursor", () => {
  test.each<[PaneName, readonly string[], PaneName | number | undefined]>([
    ["events", ["step:7", "packet:3", "device:web"], 7],
    ["ladder", ["packet:3", "stream:a>b:1-9", "device:client", "step:4"], "packet"],
    ["packet", ["field:3:ip.dst", "packet:3", "address:192.0.2.1"], "tables"],
    ["packet", ["field:3:tcp.seq", "packet:3", "stream:a>b:1-9"], "buffers"],
    ["buffers", ["stream:a>b:1-9"], "ladder"],
    ["sockets", ["socket:client:3", "connection:tcp:a-b"], "buffers"],
    ["net", ["device:web"], "tables"],
    ["dns", ["name:www.example.com", "address:192.0.2.1"], "tables"],
    ["dns", ["name:www.example.com"], undefined],
    ["url", [], undefined],
  ])("in %s on %j to %s", (pane, things, target) => {
    const result = followed(freshStage(5, pane), on(things));
    expect(result?.kind === "step" ? result.at : result?.stage.active).toBe(target);
  });

  test("the pane that it leads to has it selected, and of a device shows the tables", () => {
    const result = followed(freshStage(5, "net"), on(["device:web", "link:a--b"]));
    expect(result).toMatchObject({
      stage: {
        active: "tables",
        selection: { things: ["device:web", "link:a--b"], from: "net" },
        panes: { tables: { host: "web", cursor: null } },
      },
    });
  });

  test("an event leads nowhere when one is there already", () => {
    expect(followed(freshStage(7, "events"), on(["step:7"]))).toBeUndefined();
  });
});

test("what can be unfolded is unfolded, but a message that the cursor was moved to is followed", () => {
  expect(unfolds(freshStage(5, "net"), on(["device:web"], { toggles: "web" }))).toBe(true);
  expect(unfolds(freshStage(5, "ladder"), on(["packet:3"], { toggles: "routers" }))).toBe(false);
  const { cursorRow: _, ...following } = on(["packet:3"], { toggles: "routers" }).view!;
  expect(unfolds(freshStage(5, "ladder"), { ...on([]), view: following })).toBe(true);
  expect(opens(freshStage(5, "url"), on([]))).toBe(false);
});
