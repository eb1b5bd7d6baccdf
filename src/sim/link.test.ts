import { expect, test } from "vitest";
import type { DeviceId } from "../base/ids.ts";
import { decodeFrame, type Packet } from "../wire/packet.ts";
import type { FrameMatch } from "./change.ts";
import { visiting } from "./testing/worlds.ts";
import { runTimeline } from "./timeline.ts";
import { inject } from "./world.ts";

/** Where the office is joined to the provider. */
const LINK = "router.wan--isp.customer";
const WEB = "192.0.2.226";

type Passing = { readonly by: DeviceId; readonly packet: Packet; readonly marked: boolean };

/** What passes there on the way to a page; those frames are marked that match, by a delay of nothing. */
function passing(match: FrameMatch): readonly Passing[] {
  const fault = { kind: "delay", by: 0, match, choice: { kind: "chance", percent: 100 } } as const;
  const world = visiting("http://www.lab.cyber.co.kr/dir1/file1.html");
  const change = { kind: "add-fault", link: LINK, fault } as const;
  return runTimeline(inject(world, 0, { kind: "change", change })).steps.flatMap(({ sent, facts }) =>
    sent
      .filter(({ link }) => link === LINK)
      .map(({ frame, from }) => ({
        by: from.device,
        packet: decodeFrame(frame.bytes),
        marked: facts.some((f) => f.kind === "fault-applied"),
      })),
  );
}

const size = ({ packet: { ip, tcp } }: Passing): number => (ip && tcp ? ip.len - 4 * (ip.hdr_len + tcp.hdr_len) : -1);

test.each<[string, FrameMatch, (p: Passing) => boolean]>([
  ["all", {}, () => true],
  ["by protocol", { protocol: "dns" }, ({ packet }) => packet.dns !== undefined],
  ["by who sends it here", { from: "isp" }, ({ by }) => by === "isp"],
  ["by whom it is for", { to: "web-lab-cyber" }, ({ packet }) => packet.ip?.dst === WEB],
  ["ARP by the target", { to: "isp" }, ({ by, packet }) => by === "router" && packet.arp?.opcode === 1],
  ["by flags", { flags: "SYN" }, ({ packet }) => packet.tcp?.flags.syn === true],
  ["by a flag's field", { tests: { "tcp.flags.syn": true } }, ({ packet }) => packet.tcp?.flags.syn === true],
  ["by its data", { tests: { "tcp.len": { min: 1 } } }, (p) => size(p) >= 1],
  ["by no data", { tests: { "tcp.len": 0 } }, (p) => size(p) === 0],
  ["by least data, a DNS message's too", { minData: 40 }, (p) => size(p) >= 40 || (p.packet.udp?.length ?? 0) >= 48],
  [
    "by all tests at once",
    { from: "router", tests: { "dns.flags.response": false, "dns.queries.0.name": { in: ["www.lab.cyber.co.kr"] } } },
    ({ by, packet }) => by === "router" && packet.dns?.flags.response === false,
  ],
  ["by a field that nothing has", { tests: { "tcp.flags.nosuch": false } }, () => false],
])("a fault meets frames chosen %s", (_, match, expected) => {
  const all = passing(match);
  expect(all.map((p) => p.marked)).toEqual(all.map(expected));
});

test("what is chosen among is there: names, an address to find, a page to fetch and a close", () => {
  const all = passing({ tests: { "tcp.flags.nosuch": false } });
  const layers = (name: "arp" | "dns" | "tcp"): number => all.filter(({ packet }) => packet[name]).length;
  expect([layers("arp"), layers("dns"), all.filter((p) => size(p) > 0).length]).toEqual([2, 8, 4]);
});
