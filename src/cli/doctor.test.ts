import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { judgeCapabilities } from "../ui/terminal/capabilities.ts";
import { applyProbe, type ProbeResult } from "../ui/terminal/probe.ts";
import { diagnose, reportLines, type Seen } from "./doctor.ts";

const words = languageWords("en");
const { doctor, error } = words.ui;

type Change = Partial<Seen> & { readonly tty?: boolean };

function seen({ tty = true, ...change }: Change = {}): Seen {
  const environment = change.environment ?? { TERM: "xterm-256color", LANG: "en_US.UTF-8" };
  const probe: ProbeResult = change.probe ?? { kind: "answered", utf8: true, ambiguousWide: false };
  const judged = judgeCapabilities({ environment, flags: {}, stdinIsTty: tty, stdoutIsTty: tty, platform: "linux" });
  return {
    version: "1.2.3",
    node: "20.19.0",
    platform: "linux",
    environment,
    capabilities: applyProbe(judged, probe),
    size: { columns: 80, rows: 24 },
    probe,
    hangul: 2,
    dataFolder: "/home/me/.local/share/net-tutor",
    ...change,
  };
}

const remedies = (change: Change): readonly string[] =>
  diagnose(seen(change), words).flatMap(({ remedy }) => remedy ?? []);

test("where all is well it says so, with all that a bug report needs", () => {
  expect(reportLines(diagnose(seen(), words), words)).toMatchInlineSnapshot(`
    [
      "net-tutor    1.2.3",
      "Node         20.19.0, linux",
      "terminal     TERM=xterm-256color",
      "size         80x24",
      "colours      256 (TERM)",
      "UTF-8        yes (asked)",
      "Hangul       2 columns wide",
      "lines        box lines (not-needed)",
      "language     en (LANG)",
      "data folder  /home/me/.local/share/net-tutor",
      "All is well.",
    ]
  `);
});

describe("each trouble has its one remedy", () => {
  test.each<[string, Change, string]>([
    ["an old Node", { node: "20.18.3" }, doctor.oldNode("20.19")],
    ["a much older Node", { node: "18.20.0" }, doctor.oldNode("20.19")],
    ["no terminal", { tty: false }, error.noTerminal],
    ["no TERM", { environment: { LANG: "C.UTF-8" } }, doctor.noTerm],
    ["a small window", { size: { columns: 59, rows: 40 } }, doctor.tooSmall("60x16")],
    ["a low window", { size: { columns: 100, rows: 15 } }, doctor.tooSmall("60x16")],
    ["no colours by name", { environment: { TERM: "xterm-mono", LANG: "C.UTF-8" } }, doctor.colourTerm],
    ["no UTF-8 by the locale", { environment: { TERM: "xterm", LANG: "C" }, probe: { kind: "silent" } }, doctor.noUtf8],
    ["wide lines", { probe: { kind: "answered", utf8: true, ambiguousWide: true } }, doctor.wideLines],
    ["narrow Hangul", { hangul: 1 }, doctor.hangulWidth],
    ["a folder that cannot be written", { unwritable: "EROFS" }, doctor.notWritable("/home/me/.local/share/net-tutor")],
  ])("%s", (_, change, remedy) => {
    expect(remedies(change)).toEqual([remedy]);
  });

  test("colours that were asked away are no trouble", () => {
    expect(remedies({ environment: { TERM: "xterm", LANG: "C.UTF-8", NO_COLOR: "1" } })).toEqual([]);
  });

  test("a terminal that does not answer is no trouble", () => {
    const { hangul: _, ...silent } = seen({ probe: { kind: "silent" } });
    expect(diagnose(silent, words).filter(({ remedy }) => remedy)).toEqual([]);
    expect(reportLines(diagnose(silent, words), words).join("\n")).toContain(doctor.unasked);
  });
});

test("Korean names take two columns a syllable: the second column stands straight", () => {
  const korean = languageWords("ko");
  const lines = reportLines(diagnose(seen(), korean), korean);
  expect(lines).toContain("한글         2칸 너비");
  expect(lines).toContain("데이터 폴더  /home/me/.local/share/net-tutor");
});
