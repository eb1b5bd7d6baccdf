import { describe, expect, test } from "vitest";
import { type CapabilityFlags, type Environment, judgeCapabilities } from "./capabilities.ts";
import { applyProbe, readProbe } from "./probe.ts";

function judge(environment: Environment, flags: CapabilityFlags = {}, platform = "linux") {
  return judgeCapabilities({ environment, flags, stdinIsTty: true, stdoutIsTty: true, platform });
}

test.each([
  [{}, { colour: false }, "none", "flag"],
  [{ TERM: "xterm-256color", NO_COLOR: "1" }, { colour: true }, "256", "TERM"],
  [{ TERM: "vt100" }, { colour: true }, "16", "flag"],
  [{ TERM: "xterm", NO_COLOR: "1", FORCE_COLOR: "3" }, {}, "none", "NO_COLOR"],
  [{ TERM: "xterm", NO_COLOR: "" }, {}, "16", "TERM"],
  [{ TERM: "vt100", FORCE_COLOR: "2" }, {}, "256", "FORCE_COLOR"],
  [{ TERM: "xterm", FORCE_COLOR: "0", COLORTERM: "truecolor" }, {}, "none", "FORCE_COLOR"],
  [{ TERM: "xterm", FORCE_COLOR: "true" }, {}, "16", "FORCE_COLOR"],
  [{ TERM: "xterm", COLORTERM: "truecolor" }, {}, "truecolor", "COLORTERM"],
  [{ TERM: "screen-256color", COLORTERM: "truecolor" }, {}, "256", "TERM"],
  [{ TERM: "tmux" }, {}, "256", "TERM"],
  [{ TERM: "xterm-kitty" }, {}, "truecolor", "TERM"],
  [{ TERM: "xterm-direct" }, {}, "truecolor", "TERM"],
  [{ TERM: "linux" }, {}, "16", "TERM"],
  [{ TERM: "vt220" }, {}, "none", "TERM"],
  [{ TERM: "xterm-mono" }, {}, "none", "TERM"],
] as const)("colours of %j with %j are %s by %s", (environment, flags, colour, reason) => {
  const judged = judge(environment, flags);
  expect([judged.colour, judged.reasons.colour]).toEqual([colour, reason]);
});

test("Windows without TERM shows colours of its own", () => {
  expect(judge({}, {}, "win32").colour).toBe("256");
  expect(judge({ WT_SESSION: "1" }, {}, "win32")).toMatchObject({ colour: "truecolor", utf8: true });
});

test.each([
  [{ LC_ALL: "ko_KR.UTF-8", LANG: "C" }, true, false, "LC_ALL"],
  [{ LC_ALL: "C", LANG: "ko_KR.UTF-8" }, false, true, "LC_ALL"],
  [{ LC_ALL: "", LC_CTYPE: "en_US.utf8" }, true, false, "LC_CTYPE"],
  [{ LANG: "ko_KR.EUC-KR" }, false, true, "LANG"],
  [{ TERM: "xterm" }, true, false, "assumed"],
  [{ TERM: "linux" }, false, true, "TERM"],
  [{ TERM: "vt100" }, false, true, "TERM"],
  [{ TERM: "vt100", LANG: "C.UTF-8" }, true, true, "LANG"],
])("in %j UTF-8 is %s and ASCII borders are %s by %s", (environment, utf8, ascii, reason) => {
  const judged = judge(environment);
  expect([judged.utf8, judged.ascii, judged.reasons.utf8]).toEqual([utf8, ascii, reason]);
});

test.each([
  [{ LANG: "ko_KR.UTF-8" }, {}, "ko", "LANG"],
  [{ LC_ALL: "en_US.UTF-8", LANG: "ko_KR.UTF-8" }, {}, "en", "LC_ALL"],
  [{ LC_MESSAGES: "ko", LANG: "en_US.UTF-8" }, {}, "ko", "LC_MESSAGES"],
  [{ LANG: "kok_IN.UTF-8" }, {}, "en", "LANG"],
  [{ LANG: "ko_KR.UTF-8", TERM: "linux" }, {}, "en", "no-hangul-here"],
  [{ LANG: "ko_KR.EUC-KR" }, {}, "en", "no-hangul-here"],
  [{ TERM: "linux" }, { language: "ko" }, "ko", "flag"],
  [{}, {}, "en", "assumed"],
] as const)("in %j with %j the language is %s by %s", (environment, flags, language, reason) => {
  const judged = judge(environment, flags);
  expect([judged.language, judged.reasons.language]).toEqual([language, reason]);
});

test.each([
  [true, true, "xterm", true, "terminal"],
  [false, true, "xterm", false, "stdin-is-no-terminal"],
  [true, false, "xterm", false, "stdout-is-no-terminal"],
  [true, true, "dumb", false, "dumb-terminal"],
])("stdin %s, stdout %s, TERM=%s: full screen %s, %s", (stdinIsTty, stdoutIsTty, TERM, tty, reason) => {
  const judged = judgeCapabilities({ environment: { TERM }, flags: {}, stdinIsTty, stdoutIsTty, platform: "linux" });
  expect([judged.tty, judged.reasons.tty]).toEqual([tty, reason]);
});

test.each([
  [{}, {}, "dark", "assumed"],
  [{ COLORFGBG: "15;0" }, {}, "dark", "COLORFGBG"],
  [{ COLORFGBG: "0;15" }, {}, "light", "COLORFGBG"],
  [{ COLORFGBG: "0;default;7" }, {}, "light", "COLORFGBG"],
  [{ COLORFGBG: "15;8" }, {}, "dark", "COLORFGBG"],
  [{ COLORFGBG: "0;default" }, {}, "dark", "assumed"],
  [{ COLORFGBG: "0;15" }, { ground: "dark" }, "dark", "flag"],
] as const)("in %j with %j the ground is %s by %s", (environment, flags, ground, reason) => {
  const judged = judge(environment, flags);
  expect([judged.ground, judged.reasons.ground]).toEqual([ground, reason]);
});

test.each([
  [{ TERM: "xterm-256color" }, {}, true],
  [{ TERM: "linux" }, {}, false],
  [{ TERM: "vt220" }, { colour: true }, false],
  [{ TERM: "xterm", NO_COLOR: "1" }, {}, false],
  [{ TERM: "xterm" }, { ground: "light" }, false],
] as const)("in %j with %j the terminal is asked for its ground: %s", (environment, flags, asks) => {
  expect(judge(environment, flags).asksGround).toBe(asks);
});

describe("the terminal's own answer", () => {
  const at = (column: number) => ({ kind: "cursor-position", row: 1, column }) as const;
  const done = { kind: "device-attributes", parameters: [1] } as const;
  const white = { kind: "background-colour", red: 1, green: 1, blue: 1 } as const;
  const navy = { kind: "background-colour", red: 0, green: 0.1, blue: 0.5 } as const;

  test.each([
    [[at(3), at(2), done], { kind: "answered", utf8: true, ambiguousWide: false }],
    [[white, at(3), at(2), done], { kind: "answered", utf8: true, ambiguousWide: false, ground: "light" }],
    [[navy, at(3), at(2), done], { kind: "answered", utf8: true, ambiguousWide: false, ground: "dark" }],
    [[at(3), at(3), done], { kind: "answered", utf8: true, ambiguousWide: true }],
    [[at(4), at(4), done], { kind: "answered", utf8: false, ambiguousWide: false }],
    [[at(2), at(3)], { kind: "answered", utf8: false, ambiguousWide: false }],
    [[done], { kind: "silent" }],
    [[at(3), done], { kind: "silent" }],
    [[at(3), at(2), at(5), done], { kind: "silent" }],
  ])("%j means %j", (replies, result) => {
    expect(readProbe(replies)).toEqual(result);
  });

  test("outranks the environment but not a flag", () => {
    const answered = { kind: "answered", utf8: true, ambiguousWide: false } as const;
    expect(applyProbe(judge({ LANG: "C" }), answered)).toMatchObject({ utf8: true, ascii: false });
    expect(applyProbe(judge({ LANG: "C" }, { ascii: true }), answered)).toMatchObject({ utf8: true, ascii: true });
    expect(applyProbe(judge({}), { ...answered, ambiguousWide: true })).toMatchObject({
      ascii: true,
      reasons: { utf8: "asked", ascii: "wide-borders" },
    });
    expect(applyProbe(judge({}), { ...answered, utf8: false })).toMatchObject({ utf8: false, ascii: true });
    expect(applyProbe(judge({ LANG: "C" }), { kind: "silent" })).toEqual(judge({ LANG: "C" }));
    const light = { ...answered, ground: "light" } as const;
    expect(applyProbe(judge({ COLORFGBG: "15;0" }), light)).toMatchObject({
      ground: "light",
      reasons: { ground: "asked" },
    });
    expect(applyProbe(judge({}, { ground: "dark" }), light).ground).toBe("dark");
  });
});
