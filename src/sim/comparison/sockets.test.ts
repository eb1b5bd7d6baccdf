/** Socket calls and their failures as POSIX has them, between real programs on simulated hosts. */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import type { Timeline } from "../timeline.ts";
import {
  answering,
  asking,
  hostAt,
  opening,
  outcomes,
  PAIR_LETTERS,
  pairWorld,
  recordsOf,
  run,
  script,
  serving,
} from "./testing/lab.ts";
import { trace } from "./testing/notation.ts";

const B = "10.1.0.1";
const alone = (...a: readonly ScriptStep[]): readonly string[] =>
  outcomes(recordsOf(run(pairWorld({ a }), { until: seconds(200) }), "a", "client"));

test("descriptors: the lowest free one from 3, in each process", () => {
  const socket = (as: string, type: "stream" | "dgram" = "stream"): ScriptStep => ({ op: "socket", as, type });
  const t = run(
    pairWorld({
      a: [
        socket("x"),
        socket("y", "dgram"),
        socket("z"),
        { op: "close", on: "y" },
        socket("y"),
        socket("w"),
        { op: "close", on: "q" },
      ],
    }),
  );
  const records = recordsOf(t, "a", "client");
  expect(records.flatMap((r) => r.fd ?? [])).toEqual([3, 4, 5, 4, 6]);
  expect(records.at(-1)).toMatchObject({ op: "close", errno: "EBADF" });
});

test("two processes of a machine have descriptors of their own, and share its ports", () => {
  const server = serving();
  const t = run(pairWorld({ a: [], programs: { first: server, second: server } }));
  expect(outcomes(recordsOf(t, "b", "first"))).toEqual(["socket ok", "bind ok", "listen ok"]);
  expect(outcomes(recordsOf(t, "b", "second"))).toEqual([
    "socket ok",
    "bind EADDRINUSE",
    "listen EINVAL",
    "accept EINVAL",
  ]);
  expect(recordsOf(t, "b", "second")[0]?.fd).toBe(3);
});

describe("EADDRINUSE", () => {
  test("a port is taken per protocol and address", () => {
    expect(
      alone(
        { op: "socket", as: "t" },
        { op: "bind", on: "t", port: 7000 },
        { op: "socket", as: "u", type: "dgram" },
        { op: "bind", on: "u", port: 7000 },
        { op: "socket", as: "v", type: "dgram" },
        { op: "bind", on: "v", address: "10.1.0.2", port: 7000 },
        { op: "socket", as: "w" },
        { op: "bind", on: "w", address: "127.0.0.1", port: 7001 },
        { op: "socket", as: "x" },
        { op: "bind", on: "x", address: "10.1.0.2", port: 7001 },
      ).filter((o) => o.startsWith("bind")),
    ).toEqual(["bind ok", "bind ok", "bind EADDRINUSE", "bind ok", "bind ok"]);
  });

  test("a connection in TIME-WAIT holds its port for 60 s", () => {
    const again = (after: number): readonly ScriptStep[] => [
      ...opening(),
      { op: "close", on: "s" },
      { op: "sleep", for: seconds(after) },
      { op: "socket", as: "n" },
      { op: "bind", on: "n", port: 40_000 },
    ];
    const b: readonly ScriptStep[] = [
      { op: "read", on: "s" },
      { op: "close", on: "s" },
    ];
    const last = (after: number) => outcomes(recordsOf(run(pairWorld({ a: again(after), b })), "a", "client")).at(-1);
    expect(last(59)).toBe("bind EADDRINUSE");
    expect(last(61)).toBe("bind ok");
  });
});

describe("what a stream socket cannot do yet, or any more", () => {
  test("unconnected: ENOTCONN; listening: EOPNOTSUPP; connected: EISCONN", () => {
    expect(
      alone(
        { op: "socket", as: "s" },
        { op: "write", on: "s", bytes: 1 },
        { op: "read", on: "s" },
        { op: "shutdown", on: "s" },
        { op: "accept", on: "s", as: "n" },
        { op: "sendto", on: "s", to: B, port: 7, bytes: 1 },
        { op: "bind", on: "s", port: 8080 },
        { op: "bind", on: "s", port: 8081 },
        { op: "listen", on: "s" },
        { op: "connect", on: "s", to: B, port: 80 },
      ),
    ).toEqual([
      "socket ok",
      "write ENOTCONN",
      "read ENOTCONN",
      "shutdown ENOTCONN",
      "accept EINVAL",
      "sendto EOPNOTSUPP",
      "bind ok",
      "bind EINVAL",
      "listen ok",
      "connect EOPNOTSUPP",
    ]);
    expect(alone(...opening(), { op: "connect", on: "s", to: B, port: 80 }).at(-1)).toBe("connect EISCONN");
  });

  test("EPIPE after one's own shutdown; reading goes on", () => {
    const t = run(
      pairWorld({
        a: [...opening(), { op: "shutdown", on: "s" }, { op: "write", on: "s", bytes: 1 }, { op: "read", on: "s" }],
        b: [
          { op: "read", on: "s" },
          { op: "write", on: "s", bytes: 700 },
          { op: "close", on: "s" },
        ],
      }),
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-3)).toEqual(["shutdown ok", "write EPIPE", "read 700"]);
  });

  test("the peer's RST is told once, to the call that waits; then EPIPE and the end of the stream", () => {
    const t = run(
      pairWorld({
        a: [...opening(), { op: "read", on: "s" }, { op: "read", on: "s" }, { op: "write", on: "s", bytes: 1 }],
        b: [
          { op: "setsockopt", on: "s", option: "SO_LINGER", value: 0 },
          { op: "close", on: "s" },
        ],
      }),
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-3)).toEqual(["read ECONNRESET", "read 0", "write EPIPE"]);
  });

  test("nobody waits: the next call is told", () => {
    const t = run(
      pairWorld({
        a: [
          ...opening(),
          { op: "sleep", for: seconds(1) },
          { op: "write", on: "s", bytes: 1 },
          { op: "write", on: "s", bytes: 1 },
        ],
        b: [
          { op: "setsockopt", on: "s", option: "SO_LINGER", value: 0 },
          { op: "close", on: "s" },
        ],
      }),
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-2)).toEqual(["write ECONNRESET", "write EPIPE"]);
  });
});

test("a read with a time limit gives up, and what comes later is there for the next", () => {
  const t = run(
    pairWorld({
      a: [...opening(), { op: "read", on: "s", timeout: ms(500) }, { op: "read", on: "s", bytes: 10 }],
      b: [
        { op: "sleep", for: seconds(1) },
        { op: "write", on: "s", bytes: 10 },
      ],
    }),
    { until: seconds(5) },
  );
  const [first, second] = recordsOf(t, "a", "client").slice(-2);
  expect(first).toMatchObject({ errno: "ETIMEDOUT", bytes: 0 });
  expect(second).toMatchObject({ bytes: 10 });
});

test("accepted sockets have the buffers of the listening one", () => {
  const t = run(
    pairWorld({
      a: asking(),
      listen: [
        { op: "setsockopt", on: "l", option: "SO_RCVBUF", value: 8000 },
        { op: "setsockopt", on: "l", option: "SO_SNDBUF", value: 3000 },
      ],
      b: answering(500),
    }),
    { until: ms(130) },
  );
  const accepted = Object.values(hostAt(t, "b").sockets).find((s) => s.kind === "connection");
  expect(accepted).toMatchObject({ tcb: { receiveBufferSize: 8000, sendBufferSize: 3000 } });
  const synAck = trace(t, "a", PAIR_LETTERS).find((s) => s.text.startsWith("B > A [SYN,ACK]"));
  expect(synAck?.text).toContain(" win=8000 ");
});

test("a full backlog drops the SYN; the client's next one finds room", () => {
  const client = (port: number): ReturnType<typeof script> =>
    script({ op: "socket", as: "s" }, { op: "bind", on: "s", port }, { op: "connect", on: "s", to: B, port: 80 });
  const spec = pairWorld({
    a: [],
    programs: {
      server: script(
        { op: "socket", as: "l" },
        { op: "bind", on: "l", port: 80 },
        { op: "listen", on: "l", backlog: 1 },
        { op: "sleep", for: ms(800) },
        { op: "accept", on: "l", as: "x" },
        { op: "accept", on: "l", as: "y" },
      ),
    },
  });
  const a = spec.devices.a!;
  const world = {
    ...spec,
    devices: { ...spec.devices, a: { ...a, programs: { one: client(40_001), two: client(40_002) } } },
  } as typeof spec;
  const t: Timeline = run(world, { until: seconds(10) });
  expect(outcomes(recordsOf(t, "a", "one")).at(-1)).toBe("connect ok");
  expect(outcomes(recordsOf(t, "a", "two")).at(-1)).toBe("connect ok");
  expect(recordsOf(t, "a", "two").at(-1)!.at).toBeGreaterThan(seconds(1));
  expect(outcomes(recordsOf(t, "b", "server")).slice(-2)).toEqual(["accept ok", "accept ok"]);
});

test("several processes talk at once, each with its own connection", () => {
  const bytes = [100, 5000, 20_000];
  const spec = pairWorld({
    a: [],
    programs: Object.fromEntries(
      bytes.map((n, i) => [
        `server${i}`,
        script(
          { op: "socket", as: "l" },
          { op: "bind", on: "l", port: 8000 + i },
          { op: "listen", on: "l" },
          { op: "accept", on: "l", as: "s" },
          { op: "write", on: "s", bytes: n },
          { op: "close", on: "s" },
        ),
      ]),
    ),
  });
  const clients = Object.fromEntries(
    bytes.map((_, i) => [
      `client${i}`,
      script(
        { op: "socket", as: "s" },
        { op: "connect", on: "s", to: B, port: 8000 + i },
        { op: "read", on: "s" },
        { op: "close", on: "s" },
      ),
    ]),
  );
  const a = spec.devices.a!;
  const t = run({ ...spec, devices: { ...spec.devices, a: { ...a, programs: clients } } } as typeof spec);
  expect(bytes.map((_, i) => recordsOf(t, "a", `client${i}`)[2]?.bytes)).toEqual(bytes);
  expect(new Set(bytes.map((_, i) => recordsOf(t, "a", `client${i}`)[1]?.port)).size).toBe(3);
});
