/** What the built program finds out about a real terminal. */
import { expect, test } from "vitest";
import { openTui } from "../ui/terminal/testing/tui.ts";
import { builtProgram, run } from "./testing/built.ts";

test("in a terminal it asks the terminal, and gives it back clean", async () => {
  using tui = openTui({ file: process.execPath, args: [builtProgram, "doctor"], columns: 100, rows: 30 });
  await tui.until("All is well.");
  expect((await tui.exited).code).toBe(0);
  expect(tui.screen()).toMatch(/size +100x30/);
  expect(tui.screen()).toMatch(/Hangul +2 columns wide/);
  // What was asked is gone again.
  expect(tui.screen()).not.toMatch(/한|─/);
});

test("a window that is too small is told with the remedy, and by the exit code", async () => {
  using tui = openTui({ file: process.execPath, args: [builtProgram, "doctor"], columns: 59, rows: 20 });
  await tui.until("Make the window at least 60x16");
  expect((await tui.exited).code).toBe(1);
});

test("without a terminal it says so, and finds the folder that cannot be written", () => {
  const { code, out } = run(["doctor"], { env: { NET_TUTOR_HOME: builtProgram } });
  expect(code).toBe(1);
  expect(out).toMatch(/^terminal +not a terminal/m);
  expect(out).toContain(`${builtProgram} (ENOTDIR)`);
});
