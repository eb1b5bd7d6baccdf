import { describe, expect, test } from "vitest";
import { seconds } from "../base/units.ts";
import { ARP_REQUEST, arpMessage } from "../wire/arp.ts";
import { toHex } from "../wire/bytes.ts";
import { ETHERTYPE_ARP, emitEthernet, fcsOf } from "../wire/ethernet.ts";
import { decodeFrame, type Packet } from "../wire/packet.ts";
import { parseAddressBar } from "../wire/url.ts";
import { buildWorld } from "./build.ts";
import type { Fault } from "./change.ts";
import { frameFromOutside, type Joined, runUntil, withOutside } from "./outside.ts";
import { internet } from "./testing/worlds.ts";
import { visit } from "./visit.ts";
import { advance, inject, nextAt, type World } from "./world.ts";

const options = { profile: "textbook", seed: 1 } as const;
const MAC = "02:00:00:00:00:99";

function led(plug: string): Joined {
  const joined = withOutside(internet(), plug);
  if (!joined.ok) throw new Error(joined.error.kind);
  return joined.value;
}

/** Somebody at 10.11.12.99 asks for the MAC address of `address`; without padding, as a kernel hands it to a TAP device. */
const whoHas = (address: string): Uint8Array =>
  emitEthernet(
    { dst: "ff:ff:ff:ff:ff:ff", src: MAC, type: ETHERTYPE_ARP },
    arpMessage({
      opcode: ARP_REQUEST,
      src_hw_mac: MAC,
      src_proto_ipv4: "10.11.12.99",
      dst_hw_mac: "00:00:00:00:00:00",
      dst_proto_ipv4: address,
    }),
  ).subarray(0, 42);

/** What comes back to that question. */
function answers(world: World, outside: string, address = "10.11.12.53"): readonly Packet[] {
  const asked = frameFromOutside(world, outside, 0, whoHas(address));
  return runUntil(asked, seconds(10), outside, 100_000).frames.map((f) => decodeFrame(f));
}

test("a new port of a switch leads to everything that is plugged into it", () => {
  const { spec, outside } = led("lan.new");
  const packets = answers(buildWorld(spec, options), outside);
  expect(packets.map((p) => [p.arp?.opcode, p.arp?.src_hw_mac, p.arp?.dst_hw_mac])).toEqual([
    [2, "02:00:0a:0b:0c:35", MAC],
  ]);
});

test("a machine's port loses its link: the machine speaks to outside only", () => {
  const { spec, outside } = led("client.eth0");
  const world = buildWorld(spec, options);
  expect(answers(world, outside, "10.11.12.53")).toEqual([]);
  expect(answers(world, outside, "10.11.12.13")).toHaveLength(1);
  expect(world.wiring["lan.1"]).toBeUndefined();
  expect(world.links[`client.eth0--${outside}.in`]).toMatchObject({ delay: 5, rate: 1e9 });
});

test.each([
  ["nobody.eth0", "unknown-device", "client"],
  ["client", "unknown-device", "client"],
  ["client.eth1", "unknown-port", "client.eth0"],
  ["client.new", "unknown-port", "client.eth0"],
  ["lan.9", "unknown-port", "lan.new"],
])("%s is no port of this world: %s", (plug, kind, known) => {
  const joined = withOutside(internet(), plug);
  expect(joined).toMatchObject({ ok: false, error: { kind } });
  if (!joined.ok) expect(joined.error.known).toContain(known);
});

test("a world that has a device of that name gives the outside another", () => {
  const devices = { ...internet().devices, outside: { kind: "hub" } as const };
  expect(withOutside({ ...internet(), devices }, "lan.new")).toMatchObject({
    ok: true,
    value: { outside: "outside-2" },
  });
});

test("a frame from outside is padded, gets its check sequence, and is counted as one of the run's", () => {
  const { spec, outside } = led("lan.new");
  const start = buildWorld(spec, options);
  let world = frameFromOutside(start, outside, 700, whoHas("10.11.12.53"));
  while (world.agenda.some((e) => e.by === "start")) {
    const step = advance(world);
    world = step.world;
    const [sent] = step.sent;
    if (!sent) continue;
    expect(step.entry.at).toBe(700);
    expect(toHex(sent.frame.bytes)).toBe(toHex(whoHas("10.11.12.53")) + "00".repeat(18));
    expect(sent.frame.fcs).toBe(fcsOf(sent.frame.bytes));
    expect([sent.frame.packet, world.nextPacket]).toEqual([start.nextPacket, start.nextPacket + 1]);
  }
});

describe("faults on the joined link", () => {
  const asked = (fault: Fault): readonly Packet[] => {
    const { spec, outside } = led("lan.new");
    const change = { kind: "add-fault", link: `lan.new--${outside}.in`, fault } as const;
    return answers(inject(buildWorld(spec, options), 0, { kind: "change", change }), outside);
  };
  const once = { kind: "count", skip: 0, count: 1 } as const;
  test.each([
    ["a lost question has no answer", { kind: "lose", match: { from: "outside" }, choice: once }, 0],
    ["a lost answer does not come out", { kind: "lose", match: { from: "lan" }, choice: once }, 0],
    [
      "a damaged answer is dropped by the adapter outside",
      { kind: "corrupt", match: { from: "lan" }, choice: once },
      0,
    ],
    ["an answer sent twice comes out twice", { kind: "duplicate", gap: 10, match: { from: "lan" }, choice: once }, 2],
  ] as const)("%s", (_, fault, answered) => {
    expect(asked(fault)).toHaveLength(answered);
  });
});

test("two worlds, each the outside of the other, carry a whole journey", () => {
  const url = parseAddressBar("http://www.lab.cyber.co.kr/dir1/file1.html");
  if (!url.ok) throw new Error(url.error.kind);
  const left = led("client.eth0");
  const right = led("lan.1");
  const worlds: [World, World] = [visit(left.spec, url.value.url, options)!, buildWorld(right.spec, options)];
  const outsides = [left.outside, right.outside] as const;
  const packets: Packet[] = [];
  for (let steps = 0; steps < 10_000; steps++) {
    const [a, b] = worlds.map((w) => nextAt(w) ?? Number.POSITIVE_INFINITY) as [number, number];
    const at = Math.min(a, b);
    if (at === Number.POSITIVE_INFINITY) break;
    const from = a <= b ? 0 : 1;
    const to = from === 0 ? 1 : 0;
    const { world, frames } = runUntil(worlds[from], at, outsides[from], 1);
    worlds[from] = world;
    for (const frame of frames) {
      packets.push(decodeFrame(frame));
      worlds[to] = frameFromOutside(worlds[to], outsides[to], at, frame);
    }
  }
  const text = new TextDecoder().decode(Uint8Array.from(packets.flatMap((p) => (p.tcp ? [...p.payload] : []))));
  expect(text).toMatch(/^GET \/dir1\/file1\.html HTTP\/1\.1\r\n[\s\S]*HTTP\/1\.1 200 OK\r\n[\s\S]*<\/html>\s*$/);
  expect(packets.filter((p) => p.tcp?.flags.fin).map((p) => p.ip?.src)).toEqual(["10.11.12.13", "192.0.2.226"]);
});
