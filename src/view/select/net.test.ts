import { describe, expect, test } from "vitest";
import type { Timeline } from "../../sim/timeline.ts";
import { hubChain, pinged, twoRouters } from "../testing/nets.ts";
import { cable, journey } from "../testing/runs.ts";
import { netModel } from "./net.ts";

const stepOf = (run: Timeline, kind: string, by: string): number =>
  run.steps.find((s) => s.facts.some((f) => f.kind === kind && f.by === by))!.index;

const run = journey({ url: "http://www.lab.glasscom.com/" });

describe("the way of a packet", () => {
  test("is as long as the packet has come", () => {
    const syn = run.steps
      .flatMap(({ index }) => netModel(run, index).frames)
      .find(({ from, now, label }) => from === "client" && now && label === "SYN");
    const packet = syn?.packet;
    const ways = run.steps.flatMap((step) => {
      const moves = step.sent.some(({ frame }) => frame.packet === packet);
      return moves ? [netModel(run, step.index).route] : [];
    });
    expect(ways.at(0)).toEqual(["client.eth0--lan.1"]);
    expect(ways.at(1)).toEqual(["client.eth0--lan.1", "router.lan--lan.3"]);
    expect(ways.at(-1)).toEqual([
      "client.eth0--lan.1",
      "router.lan--lan.3",
      "router.wan--isp.customer",
      "isp.sites--site-lan.up",
      "web-lab-glasscom.eth0--site-lan.2",
    ]);
  });

  test("a switch that sends it everywhere puts it on many links; at its receiver only one led there", () => {
    const flooded = netModel(run, stepOf(run, "frame-flooded", "dns-lan"));
    expect(flooded.frames).toHaveLength(8);
    expect(flooded.route).toHaveLength(9);
    const answered = run.steps.find(
      (s) =>
        s.index > stepOf(run, "frame-flooded", "dns-lan") &&
        s.facts.some((f) => f.kind === "arp-learned" && f.by === "root"),
    )!;
    // In this step root sends its answer, a packet of its own.
    expect(netModel(run, answered.index).route).toEqual(["root.eth0--dns-lan.1"]);
    const question = run.steps[stepOf(run, "frame-flooded", "dns-lan")]!.sent[0]!.frame.packet;
    expect(netModel(run, answered.index, { packet: question }).route).toEqual([
      "isp.dns--dns-lan.up",
      "root.eth0--dns-lan.1",
    ]);
  });

  test("a step without a frame of its own shows the packet that led to it", () => {
    const read = stepOf(run, "http-request-received", "web-lab-glasscom");
    expect(run.steps[read]!.sent).toEqual([]);
    const { hop, place } = netModel(run, read);
    expect(place).toBe("web-lab-glasscom");
    expect(hop).toMatchObject({ from: "web-lab-glasscom", to: "site-lan", now: false });
  });

  test("a frame that is lost has its link, and is told to be lost", () => {
    const lossy = cable({ kind: "lose", match: { protocol: "arp" }, choice: { kind: "count", skip: 0, count: 1 } });
    const { frames, hop, route } = netModel(lossy, stepOf(lossy, "frame-lost", "client"));
    expect(frames).toEqual([
      {
        link: "client.eth0--web.eth0",
        from: "client",
        to: "web",
        packet: 1,
        lost: true,
        now: true,
        label: "ARP who-has .80",
      },
    ]);
    expect(hop).toMatchObject({ lost: true, now: true, line: "Who has 192.0.2.80? Tell 192.0.2.1" });
    expect(route).toEqual(["client.eth0--web.eth0"]);
  });
});

test("what was sent before and has not arrived is still on its link", () => {
  const sent = stepOf(run, "frame-flooded", "dns-lan");
  const later = netModel(run, sent + 1);
  expect(later.frames.filter(({ now }) => !now).map(({ link }) => link)).toContain("ns-naver.eth0--dns-lan.8");
});

test("networks are those that can be reached without a router; a direct link has only its ends", () => {
  const chain = netModel(pinged(hubChain), -1);
  expect(new Set(chain.links.map(({ networks }) => networks.join()))).toEqual(new Set(["10.0.0.0/24"]));
  const routed = netModel(pinged(twoRouters), -1);
  expect(routed.links.map(({ networks, direct }) => [networks.join(), direct])).toEqual([
    ["10.0.1.0/24", false],
    ["10.0.1.0/24", false],
    ["10.0.2.0/24", false],
    ["10.0.2.0/24", false],
    ["10.0.2.0/24", false],
    ["10.0.3.0/24", true],
  ]);
});
