import process from "node:process";
import { expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { openTui } from "../ui/terminal/testing/tui.ts";
import { builtProgram } from "./testing/built.ts";

/** At SIGUSR2 the program tells what keeps it going, as a window title that nobody else sets. */
const tells = `process.on("SIGUSR2", () => process.stdout.write("\\x1b]2;" + process.getActiveResourcesInfo() + "\\x07"));`;

test.each([
  ["the menu", [], languageWords("en").ui.menu.hint, "L", languageWords("ko").ui.menu.hint],
  ["a lesson", ["learn", "journey"], "Beat 1/", "right", "Beat 2/"],
  ["the sandbox", ["open", "naver.com"], /event 0\/[1-9]/, "right", "event 1/"],
] as const)("%s that nobody touches has no clock running and writes nothing", async (_, args, first, key, then) => {
  using tui = openTui({
    file: process.execPath,
    args: ["--import", `data:text/javascript,${encodeURIComponent(tells)}`, builtProgram, ...args],
  });
  await tui.until(first);
  tui.press(key);
  await tui.until(then);
  const before = tui.output().length;
  tui.signal("SIGUSR2");
  await tui.until((now) => now.output().includes("\x1b]2;", before) && now.output().endsWith("\x07"));
  const written = tui.output().slice(before);
  expect(written).toMatch(/^\x1b\]2;[\w,]*TTYWrap[\w,]*\x07$/);
  expect(written).not.toContain("Timeout");
});
