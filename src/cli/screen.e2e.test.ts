import { describe, expect, test } from "vitest";
import { openTui, type Tui } from "../ui/terminal/testing/tui.ts";
import { expectClosed } from "../ui/testing/frames.ts";
import { builtProgram } from "./testing/built.ts";

const PAGE = "http://www.lab.cyber.co.kr/dir1/file1.html";

function open(args: readonly string[], size: { columns: number; rows: number }, env: Record<string, string> = {}): Tui {
  return openTui({ file: process.execPath, args: [builtProgram, ...args], ...size, env });
}

const small = { columns: 80, rows: 24 };

function expectRestored(tui: Tui): void {
  expect(tui.modes()).toEqual({ alternateScreen: false, autowrap: true, bracketedPaste: false, synchronised: false });
  expect(tui.cursor().visible).toBe(true);
}

/** What a person sees: blanks written at a line's end look like those never written. */
const seen = (tui: Tui): string =>
  tui
    .rows()
    .map((row) => row.trimEnd())
    .join("\n");

const whole = (tui: Tui, columns: number): void => expectClosed(tui.rows(), columns, tui.screen());

describe("the menu", () => {
  test("opens without arguments, leads into the lesson and back, and q leaves the terminal as it was", async () => {
    using tui = open([], small);
    await tui.until("The journey of a URL");
    tui.press("enter");
    await tui.until("Beat 1/18");
    whole(tui, small.columns);
    tui.press("right");
    await tui.until("Beat 2/18");
    tui.press("left");
    await tui.until("Beat 1/18");
    tui.press("q");
    await tui.until("Open a URL of your own");
    tui.press("q");
    expect((await tui.exited).code).toBe(0);
    expectRestored(tui);
  });

  test("speaks Korean where the environment does, and changes language in place", async () => {
    using tui = open([], small, { LANG: "ko_KR.UTF-8" });
    await tui.until("URL 하나의 여행");
    tui.press("L");
    await tui.until("The journey of a URL");
  });

  test("opens a URL that is typed, and says what is wrong with one that is none", async () => {
    using tui = open([], small);
    await tui.until("Open a URL of your own");
    tui.press("down");
    tui.press("enter");
    await tui.until("Enter open");
    tui.send("htp:/x");
    tui.press("enter");
    await tui.until('The scheme "htp" is not known');
    for (let n = 0; n < 6; n++) tui.press("backspace");
    tui.send("naver.com");
    await tui.until("naver.com");
    tui.press("enter");
    await tui.until(/event 0\/\d+/);
    expect(tui.screen()).toContain("http://naver.com");
  });
});

describe.each([
  ["en", { columns: 80, rows: 24 }],
  ["ko", { columns: 80, rows: 24 }],
  ["en", { columns: 120, rows: 40 }],
  ["ko", { columns: 120, rows: 40 }],
  ["ko", { columns: 200, rows: 60 }],
] as const)("the sandbox in %s at %o", (lang, size) => {
  test("steps through the whole journey and back, every screen whole", async () => {
    using tui = open(["open", PAGE, "--lang", lang], size);
    const event = lang === "ko" ? "이벤트" : "event";
    await tui.until(new RegExp(`${event} 0/[1-9]`));
    const last = Number(new RegExp(`${event} 0/(\\d+)`).exec(tui.screen())![1]);
    expect(last).toBeGreaterThan(30);
    const forward: string[] = [];
    for (let n = 1; n <= last; n++) {
      tui.press("right");
      await tui.until(`${event} ${n}/${last}`);
      whole(tui, size.columns);
      forward.push(seen(tui));
    }
    for (let n = last - 1; n >= 1; n--) {
      tui.press("left");
      await tui.until(`${event} ${n}/${last}`);
      expect(seen(tui)).toBe(forward[n - 1]);
    }
  });
});

test("every pane can be had full screen, and the key that opens help closes it", async () => {
  using tui = open(["open", PAGE], small);
  await tui.until(/event 0\//);
  for (let n = 1; n <= 12; n++) {
    tui.press("right");
    await tui.until(`event ${n}/`);
  }
  for (const [key, pane] of [
    ["2", "2>Packet"],
    ["3", "3>Sockets"],
    ["4", "4>DNS"],
    ["5", "5>Subnet"],
    ["1", "1>Ladder"],
  ] as const) {
    tui.press(key);
    await tui.until(pane);
    whole(tui, small.columns);
  }
  tui.press("?");
  await tui.until("To the next pane");
  tui.press("?");
  await tui.until("event 12/");
});

test("keys of a Korean keyboard in Hangul mode do what the letters on them do", async () => {
  using tui = open(["open", PAGE], small);
  await tui.until(/event 0\//);
  tui.send("ㅂ");
  expect((await tui.exited).code).toBe(0);
});

test("a window that shrinks says what it needs, and grows back to what was there", async () => {
  using tui = open(["open", PAGE], small);
  await tui.until(/event 0\//);
  tui.press("right");
  await tui.until("event 1/");
  tui.resize(40, 10);
  await tui.until(/60\s*x\s*16/);
  for (const columns of [61, 99, 130, 70]) tui.resize(columns, 30);
  tui.resize(120, 40);
  await tui.until((t) => t.screen().includes("event 1/") && t.screen().includes("┐┌"));
  whole(tui, 120);
});

describe("however it ends, the terminal is given back", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s", async (signal, code) => {
    using tui = open(["open", PAGE], small);
    await tui.until(/event 0\//);
    tui.signal(signal);
    expect((await tui.exited).code).toBe(code);
    expectRestored(tui);
  });

  test("Ctrl-C", async () => {
    using tui = open(["learn", "journey"], small);
    await tui.until("Beat 1/18");
    tui.send("\x03");
    expect((await tui.exited).code).toBe(0);
    expectRestored(tui);
  });
});
