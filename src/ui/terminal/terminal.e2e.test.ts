import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleToTemp } from "./testing/bundle.ts";
import { openTui, type Tui, type TuiOptions } from "./testing/tui.ts";

let demo = "";

beforeAll(async () => {
  const bundle = await bundleToTemp(fileURLToPath(new URL("testing/demo.tsx", import.meta.url)));
  demo = bundle.file;
  return () => bundle[Symbol.dispose]();
});

async function openDemo(options: Partial<TuiOptions> = {}): Promise<Tui> {
  const tui = openTui({ file: process.execPath, args: [demo], ...options });
  await tui.until(/size \d+x\d+ mode counter/);
  return tui;
}

function expectRestored(tui: Tui): void {
  expect(tui.modes()).toEqual({ alternateScreen: false, autowrap: true, bracketedPaste: false, synchronised: false });
  expect(tui.cursor().visible).toBe(true);
}

describe("keys", () => {
  test("keys that come in one packet are all taken, each on the state that the one before led to", async () => {
    using tui = await openDemo();
    tui.send("nnn\x1b[C\x1b[D n");
    await tui.until("count 4");
    tui.send("m\x1b[B\x1b[B\r");
    await tui.until("mode counter chosen handshake");
  });

  test("an arrow split into single bytes is one arrow", async () => {
    using tui = await openDemo();
    tui.send("\x1b");
    tui.send("[");
    tui.send("C");
    await tui.until("count 1");
    expect(tui.screen()).toContain("odd 폭 right");
  });

  test("a lone escape closes the menu, and the letter after it counts", async () => {
    using tui = await openDemo();
    tui.press("m");
    await tui.until("mode menu");
    tui.press("escape");
    await tui.until("mode counter");
    tui.press("n");
    await tui.until("count 1");
  });

  test("sequences that nobody knows, reports and mouse clicks are neither keys nor a crash", async () => {
    using tui = await openDemo();
    tui.send("\x1b[1;5P\x1b[12;40R\x1b[?62;22c\x1b[I\x1b[O\x1b[<0;10;5M\x1b]11;rgb:0000/0000/0000\x07\x1b[[A\x1b[99~n");
    await tui.until("count 1");
    expect(tui.screen()).toMatch(/odd 폭 n +│/);
  });

  test("pasted text arrives whole in a text field, with the cursor behind it", async () => {
    using tui = await openDemo();
    tui.press("f");
    await tui.until((now) => now.modes().bracketedPaste && now.cursor().visible);
    tui.send("\x1b[200~q\x1b[201~uit");
    await tui.until("│quit");
    expect(tui.cursor()).toEqual({ x: 5, y: 1, visible: true });
    tui.press("escape");
    await tui.until((now) => !now.modes().bracketedPaste && !now.cursor().visible);
  });

  test("UTF-8 cut between packets is one letter", async () => {
    using tui = await openDemo();
    tui.press("f");
    await tui.until("mode field");
    for (const byte of new TextEncoder().encode("한글")) tui.send(Uint8Array.of(byte));
    await tui.until("│한글");
  });
});

describe("picture", () => {
  test("Korean text leaves every border in its column", async () => {
    using tui = await openDemo();
    const column = (x: number, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => tui.cell(x, from + i).text).join("");
    expect(column(0, 0, 7)).toBe("┌│└┌│││└");
    expect(column(79, 0, 2)).toBe("┐│┘");
    expect(column(20, 3, 7)).toBe("┐│││┘");
    expect(column(21, 3, 7)).toBe("┌│││└");
    expect(column(40, 3, 7)).toBe("┐│││┘");
    expect([1, 2, 3].map((x) => tui.cell(x, 4))).toMatchObject([
      { text: "서", width: 2 },
      { text: "", width: 0 },
      { text: "버", width: 2 },
    ]);
  });

  test("a storm of resizes ends in one clean picture of the last size", async () => {
    using tui = await openDemo();
    for (let n = 0; n < 40; n++) tui.resize(60 + (n % 7) * 9, 12 + (n % 5) * 4);
    tui.resize(100, 30);
    await tui.until("size 100x30");
    expect(tui.cell(99, 0).text).toBe("┐");
    expect(tui.screen().match(/size/g)).toHaveLength(1);
    expect(tui.screen().match(/count \d/g)).toHaveLength(1);
  });

  test("each step writes only what changed", async () => {
    using tui = await openDemo();
    const before = tui.output().length;
    tui.press("n");
    await tui.until("count 1");
    expect(tui.output().length - before).toBeLessThan(64);
  });

  test("a terminal without colours still gets bold, one without UTF-8 gets ASCII borders", async () => {
    using plain = await openDemo({ env: { NO_COLOR: "1" } });
    expect(plain.cell(1, 4).fg).toBe(-1);
    expect(plain.cell(1, 1).bold).toBe(true);
    using ascii = await openDemo({ env: { LANG: "C" }, answers: false });
    expect(ascii.rows()[0]).toBe(`+${"-".repeat(78)}+`);
    expect(ascii.rows()[1]).toMatch(/^\|\?{6} count 0 +\|$/);
  });

  test("a terminal that answers is believed before the environment", async () => {
    using tui = await openDemo({ env: { LANG: "C" } });
    expect(tui.cell(0, 0).text).toBe("┌");
  });

  test("CI and DEV in the environment change nothing", async () => {
    using tui = await openDemo({
      env: { CI: "true", DEV: "true", NODE_ENV: "development", INK_SCREEN_READER: "true" },
    });
    tui.press("n");
    await tui.until("count 1");
    tui.press("q");
    await tui.exited;
    expect(tui.screen()).toBe("bye: quit");
  });
});

describe("the end", () => {
  test.each([
    ["q", 7, "bye: quit"],
    ["ctrl-c", 0, "bye: interrupt-key"],
    ["h", 70, "crash: Error: broken on purpose in a handler"],
    ["r", 70, "crash: Error: broken on purpose in a render"],
    ["t", 70, "crash: Error: broken on purpose later"],
    ["e", 129, "bye: input-ended"],
    ["x", 3, ""],
  ])("after %s the exit code is %i, the terminal is restored and says %j", async (key, code, farewell) => {
    using tui = await openDemo();
    tui.press(key);
    expect(await tui.exited).toEqual({ code, signal: 0 });
    expectRestored(tui);
    expect(tui.screen()).toBe(farewell);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])("%s ends with code %i and restores the terminal", async (signal, code) => {
    using tui = await openDemo();
    tui.press("f");
    await tui.until((now) => now.modes().bracketedPaste);
    tui.signal(signal);
    expect(await tui.exited).toEqual({ code, signal: 0 });
    expectRestored(tui);
    expect(tui.screen()).toBe("bye: signal");
  });

  test("a process whose terminal vanishes does not stay behind", async () => {
    using tui = await openDemo({
      file: "/bin/sh",
      args: ["-c", 'trap "" HUP; exec "$0" "$1"', process.execPath, demo],
    });
    tui.hangUp();
    await tui.exited;
    expect(() => process.kill(tui.pid, 0)).toThrow("ESRCH");
  });

  test("Ctrl-Z gives the screen back to the shell, and fg brings the picture again", async () => {
    using tui = openTui({
      file: "bash",
      args: [
        "--norc",
        "-c",
        'set -m; "$0" "$1"; echo "stopped; press enter"; read -r; fg >/dev/null',
        process.execPath,
        demo,
      ],
    });
    await tui.until("count 0");
    tui.press("n");
    await tui.until("count 1");
    tui.press("ctrl-z");
    await tui.until("stopped; press enter");
    expectRestored(tui);
    tui.press("enter");
    await tui.until((now) => now.modes().alternateScreen && now.screen().includes("count 1"));
    tui.press("n");
    await tui.until("count 2");
    tui.press("ctrl-c");
    await tui.exited;
    expectRestored(tui);
  });
});
