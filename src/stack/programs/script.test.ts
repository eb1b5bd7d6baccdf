/** Scripts as a program: what they call, what they record, what their source shows. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import { text } from "../../wire/text.ts";
import type { AppEvent } from "../app.ts";
import type { SyscallResult } from "../call.ts";
import { callText } from "../call-text.ts";
import { bytesOf, EMPTY, generated, streamOf } from "../stream.ts";
import { dataOf, digestOf, type ScriptState, type ScriptStep, script, scriptLines, scriptState } from "./script.ts";

type Story = {
  readonly state: ScriptState;
  /** The call that was made last, as text. */
  readonly call: string | undefined;
  readonly gets: (result: SyscallResult) => Story;
};

/** A script at its first call. Each result comes a millisecond after the one before. */
function started(...steps: readonly ScriptStep[]): Story {
  const story = (before: ScriptState, event: AppEvent, now: number): Story => {
    const turn = script(before, event, { device: "host", now, rng: 1 });
    const [made] = turn.calls;
    return {
      state: turn.state,
      call: made && callText(made.call),
      gets: (result) => story(turn.state, { kind: "returned", tag: turn.state.tag, result }, now + ms(1)),
    };
  };
  return story(scriptState({ steps }), { kind: "start" }, 0);
}

const bytes = (n: number): Uint8Array => new Uint8Array(n).fill(65);

test("a client's calls, one after the other, with the descriptor under its name", () => {
  const calls: (string | undefined)[] = [];
  let s = started(
    { op: "socket", as: "sd" },
    { op: "setsockopt", on: "sd", option: "SO_RCVBUF", value: 4096 },
    { op: "bind", on: "sd", port: 40_000 },
    { op: "connect", on: "sd", to: "10.1.0.1", port: 80 },
    { op: "write", on: "sd", text: "hello" },
    { op: "shutdown", on: "sd" },
    { op: "close", on: "sd" },
  );
  const results: SyscallResult[] = [
    { op: "socket", fd: 5 },
    { op: "setsockopt" },
    { op: "bind" },
    { op: "connect", localAddress: "10.1.0.2", localPort: 40_000 },
    { op: "write", bytes: 5 },
    { op: "shutdown" },
    { op: "close" },
  ];
  for (const result of results) {
    calls.push(s.call);
    s = s.gets(result);
  }
  expect(calls).toEqual([
    "socket(AF_INET, SOCK_STREAM, 0)",
    "setsockopt(5, SO_RCVBUF, 4096)",
    "bind(5, 0.0.0.0:40000)",
    "connect(5, 10.1.0.1:80)",
    "write(5, data, 5)",
    "shutdown(5, SHUT_WR)",
    "close(5)",
  ]);
  expect(s.call).toBeUndefined();
  expect(s.state.line).toBeNull();
  expect(s.state.vars.records).toEqual([
    { step: 0, op: "socket", at: 1000, fd: 5 },
    { step: 1, op: "setsockopt", at: 2000 },
    { step: 2, op: "bind", at: 3000 },
    { step: 3, op: "connect", at: 4000, address: "10.1.0.2", port: 40_000 },
    { step: 4, op: "write", at: 5000, bytes: 5 },
    { step: 5, op: "shutdown", at: 6000 },
    { step: 6, op: "close", at: 7000 },
  ]);
});

test("an error is recorded and the next step made, unless the step says otherwise", () => {
  const steps = (orStop: boolean): readonly ScriptStep[] => [
    { op: "socket", as: "s" },
    { op: "connect", on: "s", to: "10.1.0.1", port: 81, orStop },
    { op: "close", on: "s" },
  ];
  const refused = (orStop: boolean): Story =>
    started(...steps(orStop))
      .gets({ op: "socket", fd: 3 })
      .gets({ op: "connect", errno: "ECONNREFUSED" });
  expect(refused(false).call).toBe("close(3)");
  const stopped = refused(true);
  expect(stopped.call).toBeUndefined();
  expect(stopped.state.vars.records.at(-1)).toEqual({ step: 1, op: "connect", at: 2000, errno: "ECONNREFUSED" });
});

test("a read goes on to its number of bytes, or to the end, and keeps a digest of all of it", () => {
  const counted = started({ op: "read", on: "s", bytes: 10, size: 8 }, { op: "read", on: "s", size: 100 });
  expect(counted.call).toBe("read(-1, buffer, 8)"); // a name that no step has given
  const more = counted.gets({ op: "read", data: streamOf(bytes(7)) });
  expect(more.call).toBe("read(-1, buffer, 3)");
  const next = more.gets({ op: "read", data: streamOf(bytes(3)) });
  expect(next.state.vars.records).toEqual([{ step: 0, op: "read", at: 2000, bytes: 10, digest: digestOf(bytes(10)) }]);
  const end = next.gets({ op: "read", data: generated(1, 20) }).gets({ op: "read", data: EMPTY });
  expect(end.state.vars.records.at(-1)).toMatchObject({ step: 1, bytes: 20, at: 4000 });
  const broken = next.gets({ op: "read", data: streamOf(bytes(4)) }).gets({ op: "read", errno: "ECONNRESET" });
  expect(broken.state.vars.records.at(-1)).toMatchObject({ bytes: 4, errno: "ECONNRESET" });
});

test("who was accepted, who has sent, what was looked up can be named and answered", () => {
  const echo = started(
    { op: "recvfrom", on: "u", as: "asker", timeout: seconds(1) },
    { op: "sendto", on: "u", to: "asker", bytes: 2 },
    { op: "gethostbyname", name: "www.lab.cyber.co.kr", as: "web" },
    { op: "ping", to: "web" },
    { op: "accept", on: "l", as: "s" },
    { op: "close", on: "s" },
  ).gets({ op: "recvfrom", data: bytes(3), address: "10.0.0.9", port: 5353 });
  expect(echo.call).toBe("sendto(-1, data, 2, 10.0.0.9:5353)");
  const pinging = echo
    .gets({ op: "sendto", bytes: 2 })
    .gets({ op: "gethostbyname", addresses: ["10.20.2.80"], canonical: "www.lab.cyber.co.kr" });
  expect(pinging.call).toBe("ping(10.20.2.80, 56)");
  const closing = pinging
    .gets({ op: "ping", from: "10.20.2.80", rtt: 500 })
    .gets({ op: "accept", fd: 7, address: "10.0.0.1", port: 999 });
  expect(closing.call).toBe("close(7)");
  expect(closing.state.vars.records.map(({ at: _, ...r }) => r)).toEqual([
    { step: 0, op: "recvfrom", bytes: 3, digest: digestOf(bytes(3)), address: "10.0.0.9", port: 5353 },
    { step: 1, op: "sendto", bytes: 2 },
    { step: 2, op: "gethostbyname", address: "10.20.2.80" },
    { step: 3, op: "ping", address: "10.20.2.80", rtt: 500 },
    { step: 4, op: "accept", fd: 7, address: "10.0.0.1", port: 999 },
  ]);
});

test("a step to a name that was not found is no call, but recorded", () => {
  const steps = (orStop: boolean): readonly ScriptStep[] => [
    { op: "gethostbyname", name: "nowhere", as: "web" },
    { op: "connect", on: "s", to: "web", port: 80, orStop },
    { op: "sleep", for: ms(5) },
  ];
  const notFound = { op: "gethostbyname", failed: "HOST_NOT_FOUND" } as const;
  const goesOn = started(...steps(false)).gets(notFound);
  expect(goesOn.call).toBe("sleep(0.005)");
  expect(goesOn.state.vars.records.map((r) => r.errno)).toEqual(["HOST_NOT_FOUND", "EINVAL"]);
  expect(started(...steps(true)).gets(notFound).call).toBeUndefined();
});

test("results that nobody waits for, and acts, change nothing", () => {
  const { state } = started({ op: "sleep", for: 1 });
  const env = { device: "host", now: 5, rng: 9 };
  const events: readonly AppEvent[] = [
    { kind: "returned", tag: 99, result: { op: "sleep" } },
    { kind: "told", act: { kind: "flush-cache" } },
  ];
  for (const event of events) expect(script(state, event, env)).toEqual({ state, calls: [], facts: [], rng: 9 });
});

test("the source has names for descriptors and addresses, and marks the running line", () => {
  const s = started(
    { op: "gethostbyname", name: "www.lab.cyber.co.kr", as: "ip" },
    { op: "socket", as: "sd" },
    { op: "connect", on: "sd", to: "ip", port: 80 },
    { op: "read", on: "sd" },
    { op: "sleep", for: seconds(1) },
  )
    .gets({ op: "gethostbyname", addresses: ["10.20.2.80"], canonical: "www.lab.cyber.co.kr" })
    .gets({ op: "socket", fd: 3 });
  expect(scriptLines(s.state)).toEqual([
    { text: 'ip = gethostbyname("www.lab.cyber.co.kr")', running: false },
    { text: "sd = socket(AF_INET, SOCK_STREAM, 0)", running: false },
    { text: "connect(sd, ip:80)", running: true },
    { text: "read(sd, buffer, 65536)", running: false },
    { text: "sleep(1)", running: false },
  ]);
});

const dataBytes = (...args: Parameters<typeof dataOf>): Uint8Array => bytesOf(dataOf(...args));

test("data is text, hexadecimal or made up, another for each step", () => {
  expect(text(dataBytes({ text: "hé" }, 0))).toBe("h\u00c3\u00a9");
  expect([...dataBytes({ hex: "00ff" }, 0)]).toEqual([0, 255]);
  expect(dataBytes({ bytes: 3 }, 1)).not.toEqual(dataBytes({ bytes: 3 }, 2));
  expect(dataOf({}, 0).length).toBe(0);
  expect(digestOf(bytes(2), digestOf(bytes(3)))).toBe(digestOf(bytes(5)));
});
