import { expect, test } from "vitest";
import { exitCode, type StopReason, startTerminal } from "./lifecycle.ts";
import { fakeHost } from "./testing/fake-host.ts";

const look = { colour: "truecolor", ascii: false, utf8: true } as const;
const GIVE_BACK = 'write "\\u001b[m\\u001b[?7h\\u001b[?25h\\u001b[?1049l"';

function started() {
  const host = fakeHost();
  const terminal = startTerminal({ host, look, farewell: (reason) => `bye\n${reason.kind}` });
  const log = host.log.splice(0);
  return { ...host, terminal, taken: () => host.log.splice(0), startLog: log };
}

test("the start sets raw mode, then takes the screen", () => {
  expect(started().startLog).toEqual(["raw true", 'write "\\u001b[?1049h\\u001b[?25l"']);
});

test("the end comes in order, and only once", () => {
  const { terminal, taken, raise, log } = started();
  terminal.onUnmount(() => {
    log.push("unmount");
    terminal.painter.paint("never seen");
    terminal.stop({ kind: "quit", code: 5 });
  });
  terminal.stop({ kind: "quit" });
  terminal.stop({ kind: "quit", code: 6 });
  raise("SIGTERM");
  raise("exit");
  expect(taken()).toEqual(["unmount", GIVE_BACK, 'write "bye\\r\\nquit\\r\\n"', "exit 0", "raw false"]);
});

test.each<[string, (host: ReturnType<typeof started>) => void, string, string]>([
  ["Ctrl-C", (host) => host.type("data", "\x03"), "interrupt-key", "exit 0"],
  ["SIGINT", (host) => host.raise("SIGINT"), "signal", "exit 130"],
  ["SIGTERM", (host) => host.raise("SIGTERM"), "signal", "exit 143"],
  ["SIGHUP", (host) => host.raise("SIGHUP"), "signal", "exit 129"],
  ["an error nobody caught", (host) => host.raise("uncaught", new Error("x")), "crash", "exit 70"],
  ["the end of input", (host) => host.type("end"), "input-ended", "exit 129"],
  ["an error of input", (host) => host.type("error"), "input-ended", "exit 129"],
])("%s gives the screen back", (_, happen, kind, exit) => {
  const host = started();
  happen(host);
  expect(host.taken()).toEqual([GIVE_BACK, `write "bye\\r\\n${kind}\\r\\n"`, exit, "raw false"]);
});

test("when nobody can see it any more, nothing is said", () => {
  const { output, taken } = started();
  output.emit("error");
  expect(taken()).toEqual([GIVE_BACK, "raw false", "exit 129"]);
});

test("a terminal that does not take the last write is not waited for longer than half a second", () => {
  const host = fakeHost();
  const write = host.output.write;
  const output = { ...host.output, write: (text: string) => write(text) };
  const terminal = startTerminal({ host: { ...host, output }, look });
  terminal.stop({ kind: "quit" });
  host.timers.pass(499);
  expect(host.log.filter((entry) => entry.startsWith("exit"))).toEqual([]);
  host.timers.pass(1);
  expect(host.log.at(-1)).toBe("exit 0");
});

test("a crash while unmounting is reported, and the screen is given back all the same", () => {
  const reasons: StopReason[] = [];
  const host = fakeHost();
  const terminal = startTerminal({ host, look, farewell: (reason) => void reasons.push(reason) });
  terminal.onUnmount(() => {
    throw new Error("broken");
  });
  terminal.stop({ kind: "quit" });
  expect(reasons).toEqual([{ kind: "crash", error: new Error("broken") }]);
  expect(host.log.slice(-4)).toEqual([GIVE_BACK, 'write ""', "exit 70", "raw false"]);
});

test("what is mounted after the end is unmounted at once", () => {
  const { terminal } = started();
  terminal.stop({ kind: "quit" });
  let unmounted = 0;
  terminal.onUnmount(() => unmounted++);
  expect(unmounted).toBe(1);
});

test("Ctrl-Z gives the terminal back, SIGCONT takes it again with the whole picture", () => {
  const { terminal, taken, type, raise, timers } = started();
  terminal.painter.paint("picture");
  taken();
  type("data", "\x1a");
  expect(taken()).toEqual([GIVE_BACK, "raw false", "suspend"]);
  type("data", "n");
  raise("SIGCONT");
  const again = [
    "raw false",
    "raw true",
    `write ${JSON.stringify("\x1b[?2026h\x1b[?1049h\x1b[?25l\x1b[m\x1b[2J\x1b[Hpicture\x1b[?2026l")}`,
  ];
  expect(taken()).toEqual(again);
  timers.pass(1000);
  expect(taken()).toEqual([]);
});

test("where the stop is refused, the session goes on by itself", () => {
  const { taken, type, timers } = started();
  type("data", "\x1a");
  taken();
  timers.pass(100);
  expect(taken()[1]).toBe("raw true");
});

test("a signal while suspended writes nothing on the shell's screen but the farewell", () => {
  const { taken, type, raise } = started();
  type("data", "\x1a");
  taken();
  raise("SIGTERM");
  expect(taken()).toEqual(['write "bye\\r\\nsignal\\r\\n"', "exit 143", "raw false"]);
});

test("a process that exits without us still gives the screen back", () => {
  const { taken, raise } = started();
  raise("exit");
  expect(taken()).toEqual([GIVE_BACK, "raw false"]);
});

test("the probe ends with the last answer, or after 300 ms", async () => {
  const { terminal, taken, type, timers } = started();
  const first = terminal.probe();
  expect(taken()).toEqual([`write ${JSON.stringify("\r한\x1b[6n\r─\x1b[6n\r\x1b[K\x1b[c")}`]);
  type("data", "\x1b[1;3R\x1b[1;2R\x1b[?62c");
  expect(await first).toEqual({ kind: "answered", utf8: true, ambiguousWide: false });
  const second = terminal.probe({ ground: true });
  expect(taken()).toEqual([`write ${JSON.stringify("\x1b]11;?\x1b\\\r한\x1b[6n\r─\x1b[6n\r\x1b[K\x1b[c")}`]);
  timers.pass(300);
  expect(await second).toEqual({ kind: "silent" });
});

test("the exit code that the app gave counts", () => {
  expect(exitCode({ kind: "quit", code: 3 })).toBe(3);
});
