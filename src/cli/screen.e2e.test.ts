import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openTui, type Tui } from "../ui/terminal/testing/tui.ts";
import { expectClosed } from "../ui/testing/frames.ts";
import { builtProgram } from "./testing/built.ts";

/** What one test remembers is nothing to the next. */
const homes: string[] = [];
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

const PAGE = "http://www.lab.cyber.co.kr/dir1/file1.html";

function open(
  args: readonly string[],
  size: { columns: number; rows: number },
  env: Record<string, string> = {},
  ground?: string,
): Tui {
  const NET_TUTOR_HOME = mkdtempSync(join(tmpdir(), "net-tutor-"));
  homes.push(NET_TUTOR_HOME);
  return openTui({
    file: process.execPath,
    args: [builtProgram, ...args],
    ...size,
    env: { NET_TUTOR_HOME, ...env },
    ...(ground !== undefined && { ground }),
  });
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

const HINT = "Up and down choose, Enter opens, q quits";

/** Goes down the menu to the line that holds this text, and opens it. */
async function choose(tui: Tui, label: string): Promise<void> {
  await tui.until(HINT);
  const chosen = (t: Tui) => t.rows().find((row) => row.startsWith(" > "));
  for (let here = chosen(tui); !here?.includes(label); here = chosen(tui)) {
    tui.press("down");
    const before = here;
    await tui.until((t) => chosen(t) !== before);
  }
  tui.press("enter");
}

describe("the menu", () => {
  test("opens without arguments, leads into a lesson and back, and q leaves the terminal as it was", async () => {
    using tui = open([], small);
    await choose(tui, "The journey of a URL");
    await tui.until(/Beat 1\/[1-9]/);
    whole(tui, small.columns);
    tui.press("right");
    await tui.until(/Beat 2\/[1-9]/);
    tui.press("left");
    await tui.until(/Beat 1\/[1-9]/);
    tui.press("q");
    await tui.until(HINT);
    tui.press("q");
    expect((await tui.exited).code).toBe(0);
    expectRestored(tui);
  });

  test("speaks Korean where the environment does, and changes language in place", async () => {
    using tui = open([], small, { LANG: "ko_KR.UTF-8" });
    await tui.until("URL 읽기");
    tui.press("L");
    await tui.until("Reading a URL");
  });

  test("opens a URL that is typed, and says what is wrong with one that is none", async () => {
    using tui = open([], small);
    await choose(tui, "Open a URL of your own");
    await tui.until("Esc close");
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
  ["en", { columns: 200, rows: 60 }],
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
  await tui.until(/event 0\/[1-9]/);
  for (let n = 1; n <= 12; n++) {
    tui.press("right");
    await tui.until(`event ${n}/`);
  }
  for (const [key, pane] of [
    ["1", "1>Net"],
    ["3", "3>Packet"],
    ["4", "4>Sockets"],
    ["5", "5>DNS"],
    ["6", "6>Subnet"],
    ["7", "7>Program"],
    ["8", "8>Buffers"],
    ["9", "9>HTTP"],
    ["tab", ">Tables"],
    ["tab", ">URL"],
    ["tab", ">Events"],
    ["2", "2>Ladder"],
  ] as const) {
    tui.press(key);
    await tui.until(pane);
    whole(tui, small.columns);
  }
  tui.press("?");
  await tui.until("Go to the next pane");
  tui.press("?");
  await tui.until("event 12/");
});

describe("looking closer", () => {
  const at = (n: number) => new RegExp(`event ${n}/[1-9]`);

  async function atEvent(tui: Tui, n: number): Promise<void> {
    await tui.until(at(0));
    for (let i = 1; i <= n; i++) {
      tui.press("right");
      await tui.until(at(i));
    }
  }

  test("the cursor of one pane is seen in the others, and Enter follows it", async () => {
    using tui = open(["open", PAGE], { columns: 120, rows: 40 });
    await atEvent(tui, 12);
    tui.press("up");
    await tui.until((t) => t.rows().some((row) => /^>[^>]/.test(row)));
    // The packet pane shows the message under the ladder's cursor.
    await tui.until((t) => /┌ 3 Packet {2}client -> /.test(t.screen()) || /┌ 3 Packet {2}nearest -> /.test(t.screen()));
    tui.press("enter");
    await tui.until("3>Packet");
    whole(tui, 120);
  });

  test("why leads back to what somebody did, and to any link of the chain", async () => {
    using tui = open(["open", PAGE], small);
    await atEvent(tui, 14);
    tui.press("y");
    await tui.until("because: ");
    whole(tui, 80);
    tui.press("end");
    await tui.until((t) => t.rows().some((row) => row.startsWith("│> 0.000 000")));
    tui.press("enter");
    await tui.until(at(1));
    expect(tui.screen()).not.toContain("because: ");
  });

  test("find goes to the row that holds what is typed, and the brackets to the next", async () => {
    using tui = open(["open", PAGE], small);
    await atEvent(tui, 20);
    tui.press("/");
    await tui.until("Find:");
    tui.send("standard");
    await tui.until(/Find: standard .*match 1 of [2-9]/);
    tui.press("enter");
    await tui.until(/└─ match 1 of/);
    tui.send("]");
    await tui.until(/└─ match 2 of/);
    tui.press("escape");
    await tui.until((t) => !t.screen().includes("match 2 of"));
  });

  test("a filter in words runs forward to its event and back, and says what it does not know", async () => {
    using tui = open(["open", PAGE], small);
    await tui.until(at(0));
    tui.press("c");
    await tui.until("Forward to:");
    tui.send("tcp stade ESTABLISHED");
    tui.press("enter");
    await tui.until("stade");
    for (let n = 0; n < "de ESTABLISHED".length; n++) tui.press("backspace");
    tui.send("te ESTABLISHED");
    tui.press("enter");
    await tui.until((t) => !t.screen().includes("Forward to:"));
    const there = /event (\d+)\//.exec(tui.screen())![1]!;
    expect(Number(there)).toBeGreaterThan(20);
    tui.press("end");
    await tui.until(/event (\d+)\/\1 /);
    tui.press("C");
    await tui.until("Back to:");
    tui.press("enter");
    await tui.until((t) => !t.screen().includes("Back to:"));
    expect(Number(/event (\d+)\//.exec(tui.screen())![1])).toBeGreaterThanOrEqual(Number(there));
  });

  test("a term under the cursor is explained, in both languages side by side", async () => {
    using tui = open(["open", PAGE, "--lang", "ko"], small);
    await tui.until(/이벤트 0\/[1-9]/);
    for (let n = 0; n < 12; n++) tui.press("right");
    await tui.until("이벤트 12/");
    tui.press("x");
    await tui.until("용어");
    whole(tui, 80);
    tui.press("x");
    await tui.until((t) => !t.screen().includes("┌>용어"));
  });

  test("two runs stand side by side, with what each needs", async () => {
    using tui = open(["open", "www.naver.com"], { columns: 120, rows: 40 });
    await atEvent(tui, 3);
    tui.press("v");
    await tui.until("Compare with");
    tui.press("enter");
    await tui.until("connections");
    whole(tui, 120);
    tui.press("end");
    await tui.until(/event (\d+)\/\1 /);
    const connections = ["1.0", "1.1"].map(
      (version) =>
        new RegExp(`HTTP/${version.replace(".", "\\.")} .* (\\d+)/\\1 +\\d+/\\d+ +\\d+/\\d+ *$`, "m").exec(
          tui.screen(),
        )?.[1],
    );
    expect(connections).toEqual(["2", "1"]);
    tui.press("escape");
    await tui.until((t) => !t.screen().includes("connections"));
  });
});

describe("colours that can be read on the ground", () => {
  const BLUE = 4;
  const CYAN = 6;

  test.each<[string, readonly string[], Record<string, string>, number]>([
    ["dark by itself", [], {}, CYAN],
    ["light by --theme", ["--theme", "light"], {}, BLUE],
    ["light by COLORFGBG", [], { COLORFGBG: "0;15" }, BLUE],
    ["dark by --theme against COLORFGBG", ["--theme", "dark"], { COLORFGBG: "0;15" }, CYAN],
    ["none by --no-color", ["--no-color"], {}, -1],
  ])("%s", async (_, args, env, colour) => {
    using tui = open(["open", PAGE, ...args], small, env);
    await tui.until(/event 0\/[1-9]/);
    expect(tui.cell(1, 0)).toMatchObject({ text: "h", fg: colour });
  });

  // Where the machine is so slow that the answer comes after 300 ms, the environment's word stands.
  test("the terminal's own word about its ground outranks the environment's", { retry: 3 }, async () => {
    using tui = open(["open", PAGE], small, { COLORFGBG: "15;0" }, "ffff/ffff/ffff");
    await tui.until(/event 0\/[1-9]/);
    expect(tui.cell(1, 0)).toMatchObject({ fg: BLUE });
  });

  test("a theme that is none is refused in one line", async () => {
    using tui = open(["open", PAGE, "--theme", "pink"], small);
    expect((await tui.exited).code).toBe(2);
    expect(tui.screen()).toContain('--theme "pink" is not understood. Expected: dark, light.');
  });
});

test("keys of a Korean keyboard in Hangul mode do what the letters on them do", async () => {
  using tui = open(["open", PAGE], small);
  await tui.until(/event 0\/[1-9]/);
  tui.send("ㅂ");
  expect((await tui.exited).code).toBe(0);
});

test("a window that shrinks says what it needs, and grows back to what was there", async () => {
  using tui = open(["open", PAGE], small);
  await tui.until(/event 0\/[1-9]/);
  tui.press("right");
  await tui.until("event 1/");
  tui.resize(40, 10);
  await tui.until(/60\s*x\s*16/);
  for (const columns of [61, 99, 130, 70]) tui.resize(columns, 30);
  tui.resize(120, 40);
  await tui.until((t) => t.screen().includes("event 1/") && t.screen().includes("┐┌"));
  whole(tui, 120);
});

describe("bytes as terminals send them", () => {
  test("sequences in pieces, unknown ones, reports and clicks: each key counts once, nothing else does anything", async () => {
    using tui = open(["open", PAGE], small);
    await tui.until(/event 0\/[1-9]/);
    for (const byte of "\x1b[C") tui.send(byte);
    await tui.until("event 1/");
    tui.send("\x1b[1;5P\x1b[?62;22c\x1b[I\x1b[O\x1b[<0;10;5M\x1b]11;rgb:0000/0000/0000\x07\x1b[[A\x1b[99~\x1bOz");
    // In one packet, forward twice and back once.
    tui.send("\x1b[C\x1b[C\x1b[D");
    await tui.until("event 2/");
    whole(tui, small.columns);
    tui.send("\x1b[200~q\x1b[201~");
    tui.press("right");
    await tui.until("event 3/");
  });

  test("what is pasted stands in the line as one text, and does not press Enter", async () => {
    using tui = open(["open", PAGE], small);
    await tui.until(/event 0\/[1-9]/);
    tui.press("c");
    await tui.until((t) => t.screen().includes("Forward to:") && t.modes().bracketedPaste);
    tui.send("\x1b[200~http 2\n\x1b[201~00");
    await tui.until("http 2");
    expect(tui.screen()).toContain("Forward to:");
    tui.send("\x1b[27u");
    await tui.until((t) => !t.screen().includes("Forward to:"));
  });

  test("a storm of resizes amid keys ends in one whole screen", async () => {
    using tui = open(["open", PAGE], small);
    await tui.until(/event 0\/[1-9]/);
    for (let n = 1; n <= 12; n++) {
      tui.resize(60 + (n % 7) * 20, 16 + (n % 5) * 9);
      tui.press("right");
    }
    tui.resize(120, 40);
    await tui.until((t) => t.screen().includes("event 12/") && t.rows()[39]!.includes("quit"));
    whole(tui, 120);
  });
});

describe("however it ends, the terminal is given back", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s", async (signal, code) => {
    using tui = open(["open", PAGE], small);
    await tui.until(/event 0\/[1-9]/);
    tui.signal(signal);
    expect((await tui.exited).code).toBe(code);
    expectRestored(tui);
  });

  test("a mistake of the program's own, and one line says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "net-tutor-"));
    homes.push(folder);
    const mistake = join(folder, "mistake.cjs");
    writeFileSync(mistake, 'process.on("SIGUSR2", () => { throw new Error("broken on purpose"); });');
    using tui = open(["open", PAGE], small, { NODE_OPTIONS: `--require ${mistake}` });
    await tui.until(/event 0\/[1-9]/);
    tui.signal("SIGUSR2");
    expect((await tui.exited).code).toBe(70);
    expectRestored(tui);
    expect(tui.screen()).toMatch(/This is a mistake in net-tutor[\s\S]*broken on purpose/);
  });

  test("Ctrl-C", async () => {
    using tui = open(["learn", "journey"], small);
    await tui.until(/Beat 1\/[1-9]/);
    tui.send("\x03");
    expect((await tui.exited).code).toBe(0);
    expectRestored(tui);
  });
});
