/** Each fault that can be put into a world: what is seen of it, and how the machines mend it. */
import { describe, expect, test } from "vitest";
import { type Micros, ms, seconds } from "../../base/units.ts";
import type { Change, Fault } from "../change.ts";
import type { Timeline } from "../timeline.ts";
import {
  answering,
  asking,
  factsOf,
  hostAt,
  LETTERS,
  labWorld,
  onLink,
  opening,
  outcomes,
  PAIR_LETTERS,
  PAIR_LINK,
  pairWorld,
  recordsOf,
  run,
  serving,
  WEB,
} from "./testing/lab.ts";
import { trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const once = { kind: "count", skip: 0, count: 1 } as const;
const DATA = { from: "b", minData: 1 } as const;
const exchange = (bytes: number, ...changes: readonly (Change & { at?: Micros })[]): Timeline =>
  run(pairWorld({ a: asking(), b: answering(bytes) }), { changes });
const ended = (t: Timeline): readonly string[] => outcomes(recordsOf(t, "a", "client")).slice(-2);
const resent = (t: Timeline): readonly number[] =>
  factsOf(t, "tcp-segment-sent", "b").flatMap((f) => (f.retransmission && f.len > 0 ? [f.len] : []));

test("lose: the frame is put on the link and does not come out of it", () => {
  const t = exchange(500, onLink(PAIR_LINK, { kind: "lose", match: DATA, choice: once }));
  expect(factsOf(t, "frame-lost")).toEqual([
    { kind: "frame-lost", by: "b", to: "a", link: PAIR_LINK, reason: "fault" },
  ]);
  expect(t.steps.flatMap((s) => s.sent).filter((x) => x.lost)).toHaveLength(1);
  expect(resent(t)).toEqual([500]);
  expect(ended(t)).toEqual(["read 500", "close ok"]);
});

test("delay: shorter than the timeout it only costs time, and what follows overtakes", () => {
  const late = (by: Micros, skip = 0): Fault => ({ kind: "delay", by, match: DATA, choice: { ...once, skip } });
  const t = exchange(5000, onLink(PAIR_LINK, late(ms(5), 1)));
  expect(factsOf(t, "fault-applied").map((f) => f.fault)).toEqual(["delay"]);
  expect(factsOf(t, "tcp-out-of-order", "a").length).toBeGreaterThan(0);
  expect(ended(t)).toEqual(["read 5000", "close ok"]);
  const slow = exchange(500, onLink(PAIR_LINK, late(ms(600))));
  expect(resent(slow)[0]).toBe(500); // longer than the timeout: sent again, and the first comes as a duplicate
  expect(ended(slow)).toEqual(["read 500", "close ok"]);
});

test("reorder: a segment overtaken by one other brings a duplicate ACK and no resend", () => {
  const t = exchange(4000, onLink(PAIR_LINK, { kind: "delay", by: 20, match: DATA, choice: { ...once, skip: 0 } }));
  const order = trace(t, "a", PAIR_LETTERS).filter((s) => s.text.startsWith("B") && s.packet.payload.length > 0);
  expect(order.map((s) => / seq=(\d+)/.exec(s.text)?.[1])).toEqual(["1461", "1", "2921"]);
  expect(factsOf(t, "tcp-duplicate-ack", "b").map((f) => f.count)).toEqual([1]);
  expect(resent(t)).toEqual([]);
  expect(ended(t)).toEqual(["read 4000", "close ok"]);
});

test("duplicate: the copy is acknowledged and thrown away, for TCP; a datagram comes twice", () => {
  const t = exchange(500, onLink(PAIR_LINK, { kind: "duplicate", gap: ms(1), match: DATA, choice: once }));
  expect(factsOf(t, "data-delivered", "a").map((f) => f.bytes)).toEqual([500]);
  expect(ended(t)).toEqual(["read 500", "close ok"]);
  const u = run(
    pairWorld({
      a: [
        { op: "socket", as: "u", type: "dgram" },
        { op: "sendto", on: "u", to: "10.1.0.1", port: 7, text: "once" },
      ],
      programs: {
        sink: {
          run: "script",
          steps: [
            { op: "socket", as: "u", type: "dgram" },
            { op: "bind", on: "u", port: 7 },
            { op: "recvfrom", on: "u" },
            { op: "recvfrom", on: "u", timeout: seconds(1) },
          ],
        },
      },
    }),
    { changes: [onLink(PAIR_LINK, { kind: "duplicate", gap: 5, match: { protocol: "udp" }, choice: once })] },
  );
  expect(outcomes(recordsOf(u, "b", "sink")).slice(-2)).toEqual(["recvfrom 4", "recvfrom 4"]);
});

test("corrupt: the check sequence no longer fits, the adapter drops it before anybody sees it", () => {
  const t = exchange(500, onLink(PAIR_LINK, { kind: "corrupt", match: DATA, choice: once }));
  expect(factsOf(t, "frame-damaged")).toEqual([{ kind: "frame-damaged", by: "a", port: "eth0" }]);
  expect(trace(t, "a", PAIR_LETTERS).filter((s) => s.text.includes(" len=500 "))).toHaveLength(1);
  expect(resent(t)).toEqual([500]);
  expect(ended(t)).toEqual(["read 500", "close ok"]);
});

test("corrupt, before a switch: the switch drops it already", () => {
  const t = run(
    labWorld({ client: { ping: { run: "script", steps: [{ op: "ping", to: WEB, timeout: seconds(2) }] } } }),
    {
      changes: [onLink("client.eth0--lan.1", { kind: "corrupt", match: { protocol: "icmp" }, choice: once })],
    },
  );
  expect(factsOf(t, "frame-damaged").map((f) => f.by)).toEqual(["lan"]);
  expect(outcomes(recordsOf(t, "client", "ping"))).toEqual(["ping ETIMEDOUT"]);
});

describe("damage inside a router", () => {
  const behind = (skip: number): Timeline =>
    run(
      labWorld({
        web: { server: serving([], ...answering(500)) },
        client: {
          client: {
            run: "script",
            steps: [
              { op: "socket", as: "s" },
              { op: "connect", on: "s", to: WEB, port: 80 },
              { op: "write", on: "s", bytes: 100 },
              { op: "read", on: "s" },
              { op: "close", on: "s" },
            ],
          },
        },
      }),
      {
        profile: "plain",
        changes: [{ kind: "damage-inside", device: "router", choice: { kind: "count", skip, count: 1 } }],
      },
    );
  test("a new frame around damaged data: the FCS fits, the TCP checksum does not; silence, and the timeout mends it (lab T15)", () => {
    // SYN, SYN,ACK, ACK, request, its ACK: the sixth packet through the router is the response.
    const t = behind(5);
    expect(factsOf(t, "frame-damaged")).toEqual([]);
    expect(factsOf(t, "fault-applied").map((f) => [f.by, f.fault])).toEqual([["router", "damage-inside"]]);
    expect(factsOf(t, "packet-dropped").map((f) => [f.by, f.reason])).toEqual([["client", "bad-checksum"]]);
    const arrived = trace(t, "client", LETTERS).filter(
      (s) => s.text.startsWith("S") && s.packet.payload.length === 500,
    );
    expect(arrived.length).toBe(2);
    expect((arrived[1]!.at - arrived[0]!.at) / 1000).toBeGreaterThan(200);
    const acks = trace(t, "client", LETTERS).filter(
      (s) => s.text.startsWith("C") && s.at >= arrived[0]!.at && s.at < arrived[1]!.at,
    );
    // The FIN that came behind it is out of order: that, and nothing else, is answered.
    expectTable(acks, "C > S [ACK] seq=101 ack=1");
    expect(outcomes(recordsOf(t, "client", "client")).slice(-2)).toEqual(["read 500", "close ok"]);
  });
});

describe("a cable that is cut", () => {
  const cut = (at: Micros, again?: Micros): readonly (Change & { at: Micros })[] => [
    { kind: "set-link", link: PAIR_LINK, up: false, at },
    ...(again === undefined ? [] : [{ kind: "set-link", link: PAIR_LINK, up: true, at: again } as const]),
  ];
  test("for a while: frames are lost, TCP goes on when it is whole again", () => {
    const t = exchange(200_000, ...cut(ms(130), seconds(2)));
    expect(new Set(factsOf(t, "frame-lost").map((f) => f.reason))).toEqual(new Set(["cut"]));
    expect(factsOf(t, "tcp-retransmission-timeout", "b").length).toBeGreaterThan(0);
    expect(ended(t)).toEqual(["read 200000", "close ok"]);
  });

  test("for good: a sender gives up after 15 resends, with what ARP said last; a reader that sends nothing never knows", () => {
    const t = run(pairWorld({ a: asking(), b: [...answering(200_000)] }), { changes: cut(ms(130)) });
    expect(t.end).toBe("quiet");
    expect(factsOf(t, "tcp-retransmission-timeout", "b").length).toBe(15);
    expect(factsOf(t, "connection-timed-out").map((f) => f.by)).toEqual(["b"]);
    expect(outcomes(recordsOf(t, "a", "client")).at(-1)).toBe("write 100"); // still reading
    expect(outcomes(recordsOf(t, "b", "server")).slice(-2)).toEqual(["write EHOSTUNREACH", "close ok"]);
  });
});

describe("a machine that is switched off", () => {
  const power = (device: string, up: boolean, at: Micros): Change & { at: Micros } => ({
    kind: "set-device",
    device,
    up,
    at,
  });

  test("says nothing any more; its neighbour's ARP entry serves until it is too old", () => {
    const ping = { op: "ping", to: "10.1.0.1", timeout: seconds(1) } as const;
    const t = run(
      pairWorld({
        a: [
          ping,
          { op: "sleep", for: ms(100) },
          ping,
          { op: "sleep", for: seconds(60) },
          { ...ping, timeout: seconds(10) },
        ],
      }),
      {
        changes: [power("b", false, ms(150))],
      },
    );
    expect(outcomes(recordsOf(t, "a", "client")).filter((o) => o.startsWith("ping"))).toEqual([
      "ping ok",
      "ping ETIMEDOUT",
      "ping EHOSTUNREACH",
    ]);
  });

  test("on again, it has forgotten its connections: the peer's next segment earns a RST, and its programs serve anew", () => {
    const t = run(
      pairWorld({
        a: [
          ...opening(),
          { op: "sleep", for: seconds(3) },
          { op: "write", on: "s", bytes: 10 },
          { op: "read", on: "s" },
          { op: "socket", as: "n" },
          { op: "connect", on: "n", to: "10.1.0.1", port: 80 },
        ],
      }),
      { changes: [power("b", false, seconds(1)), power("b", true, seconds(2))], until: seconds(10) },
    );
    expectTable(
      trace(t, "a", PAIR_LETTERS).filter((s) => s.at > seconds(1)),
      `B > * ARP who-has B
      A > B [PSH,ACK] seq=1 ack=1 len=10
      B > * ARP who-has A
      A > B ARP is-at 02:00:0a:01:00:02
      B > A [RST] seq=1 rawack=0
      A > B [SYN] seq=0
      B > A [SYN,ACK] seq=0 ack=1
      A > B [ACK] seq=1 ack=1`,
    );
    expect(outcomes(recordsOf(t, "a", "client")).slice(-4)).toEqual([
      "write 10",
      "read ECONNRESET",
      "socket ok",
      "connect ok",
    ]);
    expect(recordsOf(t, "b", "server").length).toBe(4);
  });

  test("what it had in hand is gone: no timer of before fires after it", () => {
    const t = run(pairWorld({ a: opening(), b: [] }), {
      changes: [power("a", false, ms(30)), power("a", true, ms(31)), power("a", false, ms(50))],
    });
    expect(hostAt(t, "a")).toMatchObject({ up: false, sockets: {}, neighbours: {}, resolving: {}, pings: [] });
    expect(t.end).toBe("quiet");
    const after = t.steps.filter((s) => s.entry.at > ms(50) && s.entry.input.kind === "timer-fires");
    expect(new Set(after.map((s) => (s.entry.input.kind === "timer-fires" ? s.entry.input.device : "")))).toEqual(
      new Set(["b"]),
    );
  });

  test("a switch without power: nobody hears anybody; with power again it has to learn anew", () => {
    const ping = { op: "ping", to: "10.10.1.53", timeout: ms(500) } as const;
    const sleep = { op: "sleep", for: seconds(1) } as const;
    const t = run(labWorld({ client: { ping: { run: "script", steps: [ping, sleep, ping, sleep, ping] } } }), {
      changes: [power("lan", false, ms(900)), power("lan", true, seconds(2))],
    });
    expect(outcomes(recordsOf(t, "client", "ping")).filter((o) => o.startsWith("ping"))).toEqual([
      "ping ok",
      "ping ETIMEDOUT",
      "ping ok",
    ]);
    expect(factsOf(t, "mac-learned", "lan").length).toBeGreaterThanOrEqual(4);
  });
});

test("a silent web server takes the request and never answers: the browser gives up", () => {
  const t = run(labWorld(), {
    acts: [{ device: "client", act: { kind: "open-url", url: `http://${WEB}/dir/file1.html` } }],
    changes: [{ kind: "set-behaviour", device: "web", process: "nginx", behaviour: "silent" }],
  });
  expect(factsOf(t, "page-failed").map((f) => f.reason)).toEqual(["ETIMEDOUT"]);
  expect(factsOf(t, "http-response-sent")).toEqual([]);
  const acked = trace(t, "client", LETTERS).find((s) => /^S > C \[ACK\]/.test(s.text));
  expect(acked).toBeDefined(); // its stack did acknowledge the request
});
