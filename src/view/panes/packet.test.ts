import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { withoutIndexes } from "../../i18n/field-path.ts";
import { ko } from "../../i18n/ko.ts";
import type { Timeline } from "../../sim/timeline.ts";
import type { Step } from "../../sim/world.ts";
import { freshPane, type PaneState } from "../pane.ts";
import { connectionOf, messagesOf, messageThings, packetOf } from "../select/messages.ts";
import { holdsByte, type PacketNode, packetModel, trailTo } from "../select/packet.ts";
import { pointPacket, renderPane } from "../stage.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { rowText } from "../text.ts";
import { thing } from "../thing.ts";

const find = (timeline: Timeline, fits: (step: Step) => boolean): number => timeline.steps.find(fits)!.index;
function draw(timeline: Timeline, at: number, columns: number, rows: number, state: PaneState = freshPane): string {
  return drawn(renderPane("packet", timeline, at, { columns, rows }, state, en));
}

const run = cable();

test("before anything was sent there is no frame", () => {
  expect(draw(run, 0, 40, 3)).toMatchInlineSnapshot(`
    "
     No frame in this step.


    "
  `);
});

describe("a segment", () => {
  const syn = find(run, (s) => s.sent.some((x) => x.from.device === "client" && x.frame.id === 3));

  test("its innermost header is open, and its bytes are marked", () => {
    expect(draw(run, syn, 78, 16)).toMatchInlineSnapshot(`
      "
       [Ethernet 14 [IP 20 [>TCP 24 bytes<]] Padding 2 FCS 4]
      *49152 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460
       - TCP header
           srcport: 49152  (picked by the protocol stack)
           dstport: 80  (http)
           seq: 100  (relative 0)
           ack: 0  (relative 0)
           0110 .... = hdr_len: 6  (24 bytes)
           .... 0000 = res: 0
         + flags: 0x02  syn
           window_size_value: 65535  (65,535 bytes)
      0010  00 2c 00 01 40 00 40 06 b6 79 c0 00 02 01 c0 00  .,..@.@..y......
      0020  02 50[c0 00 00 50 00 00 00 64 00 00 00 00 60 02] .P...P...d....\`.
      0030 [ff ff 53 20 00 00 02 04 05 b4]00 00              ..S.........
       Put on by the sender's protocol stack. Read by the receiver's protocol stack;
       no router looks at it.
      "
    `);
  });

  test("pointing at a flag unfolds the flags, shows their bits and says what it is for", () => {
    const state = pointPacket(run, syn, "tcp.flags.syn", freshPane)!;
    expect(draw(run, syn, 78, 16, state)).toMatchInlineSnapshot(`
      "
       [Ethernet 14 [IP 20 [>TCP 24 bytes<]] Padding 2 FCS 4]
      *49152 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460
             ..0. .... = urg: 0  (not set)
             ...0 .... = ack: 0  (not set)
             .... 0... = push: 0  (not set)
             .... .0.. = reset: 0  (not set)
             .... ..1. = syn: 1  (set)
             .... ...0 = fin: 0  (not set)
           window_size_value: 65535  (65,535 bytes)
           checksum: 0x5320  (good)
           urgent_pointer: 0
      0010  00 2c 00 01 40 00 40 06 b6 79 c0 00 02 01 c0 00  .,..@.@..y......
      0020  02 50 c0 00 00 50 00 00 00 64 00 00 00 00 60[02] .P...P...d....\`.
      0030  ff ff 53 20 00 00 02 04 05 b4 00 00              ..S.........
       tcp.flags.syn, byte 47 bit 6, RFC 9293 §3.5: Opens a direction of the
       connection: tells where its numbers start.
      "
    `);
  });

  test("pointing at a field that the frame does not have is refused", () => {
    expect(pointPacket(run, syn, "dns.id", freshPane)).toBeUndefined();
  });

  test("with room the bytes stand beside the tree", () => {
    expect(draw(run, syn, 110, 12, pointPacket(run, syn, "ip.hdr_len", freshPane))).toMatchInlineSnapshot(`
      "
       [Ethernet 14 [>IP 20< [TCP 24 bytes]] Padding 2 FCS 4]                0000  02 00 c0 00 02 50 02 00  .....P..
      *49152 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460                      0008  c0 00 02 01 08 00[45]00  ......E.
       + MAC header (Ethernet II)  02:00:c0:00:02:01 -> 02:00:c0:00:02:50    0010  00 2c 00 01 40 00 40 06  .,..@.@.
       - IP header                                                           0018  b6 79 c0 00 02 01 c0 00  .y......
           0100 .... = version: 4                                            0020  02 50 c0 00 00 50 00 00  .P...P..
           .... 0101 = hdr_len: 5  (20 bytes)                                0028  00 64 00 00 00 00 60 02  .d....\`.
           0000 00.. = dscp: 0                                               0030  ff ff 53 20 00 00 02 04  ..S.....
           .... ..00 = ecn: 0                                                0038  05 b4 00 00              ....
           len: 44  (44 bytes)
           id: 0x0001
       ip.hdr_len, byte 14 bits 4 to 7, RFC 791 §3.1: Length of the IP header in units of 4 bytes: tells where the
       data begins.
      "
    `);
  });

  test("Korean explains, and leaves the field names as they are", () => {
    const state = pointPacket(run, syn, "tcp.window_size_value", freshPane)!;
    const view = renderPane("packet", run, syn, { columns: 60, rows: 12 }, state, ko);
    const line = view.rows.map(rowText).find((row) => row.includes("window_size_value"));
    expect(line).toContain("window_size_value: 65535");
    expect(rowText(view.rows.at(-2)!)).toContain("tcp.window_size_value, 바이트 48-49, RFC 9293 §3.8.6:");
  });
});

test("HTTP is taken apart into its parts, header fields by kind", () => {
  const request = find(
    run,
    (s) => s.sent.length > 0 && s.facts.some((f) => f.kind === "tcp-segment-sent" && f.len > 0),
  );
  expect(draw(run, request, 70, 13)).toMatchInlineSnapshot(`
    "
     [Ethernet 14 [IP 20 [TCP 20 [>HTTP 72 bytes<]]] FCS 4]
    *GET / HTTP/1.0
     - HTTP message
         request line: GET / HTTP/1.0
         Host: 192.0.2.80  (request)
         User-Agent: net-tutor  (request)
         Accept: */*  (request)
         blank line:
    0020  02 50 c0 00 00 50 00 00 00 65 00 00 01 2d 50 18
    0030  ff ff b0 5a 00 00[47 45 54 20 2f 20 48 54 54 50]
    0040 [2f 31 2e 30 0d 0a 48 6f 73 74 3a 20 31 39 32 2e]
     Made by the browser or the web server. Read by the application at the
     other end.
    "
  `);
});

test("what a router changed in a packet is marked: both MAC addresses, the TTL, the checksums", () => {
  const walk = journey({ url: "http://192.0.2.226/" });
  const packet = walk.steps.flatMap((s) => s.sent).find((s) => packetOf(s.frame.bytes).tcp)!.frame.packet;
  const carries = (device: string) =>
    find(walk, (s) => s.sent.some((x) => x.from.device === device && x.frame.packet === packet));
  const marked = (device: string) =>
    draw(walk, carries(device), 78, 50, { ...freshPane, toggled: ["eth", "ip"] })
      .split("\n")
      .filter((row) => row.startsWith("*    "))
      .map((row) => row.trim().slice(1).trim().split(":")[0]);
  expect(marked("client")).toEqual([]);
  expect(marked("lan")).toEqual([]);
  expect(marked("isp")).toEqual(["dst", "src", "ttl", "checksum"]);
});

test("a frame that was damaged on the link has an FCS that does not fit", () => {
  const bad = cable({ kind: "corrupt", match: { protocol: "tcp" }, choice: { kind: "count", skip: 0, count: 1 } });
  const arrival = find(bad, (s) => s.facts.some((f) => f.kind === "frame-damaged"));
  const lines = draw(bad, arrival, 78, 40).split("\n");
  expect(lines.find((l) => l.includes("FCS  "))).toMatch(/FCS {2}0x[0-9a-f]{8} {2}\(bad: should be 0x[0-9a-f]{8}\)/);
});

describe("several packets sent in one step", () => {
  const big = journey({ url: "http://www.lab.cyber.co.kr/gazou.jpg" });
  const burst = find(big, (s) => new Set(s.sent.map((x) => x.frame.packet)).size > 2);

  test("are listed, and Enter on one shows it", () => {
    const first = renderPane("packet", big, burst, { columns: 78, rows: 14 }, { ...freshPane, cursor: 1 }, en);
    expect(first.title).toBe("web-lab-cyber -> web-lan  1/5");
    expect(first.toggles).toBe("frame 2");
    const second = { ...freshPane, ...first.settled, cursor: first.cursor, toggled: [first.toggles!] };
    const view = renderPane("packet", big, burst, { columns: 78, rows: 14 }, second, en);
    expect(view.title).toBe("web-lab-cyber -> web-lan  2/5");
  });
});

describe("one cursor", () => {
  const walk = journey({ url: "http://www.lab.glasscom.com/" });
  const last = walk.steps.length - 1;
  const size = { columns: 78, rows: 16 };
  const { list } = messagesOf(walk);
  const query = list.find((m) => m.decoded.dns && m.from === "nearest")!;

  test("the packet that is selected elsewhere is shown as it was then, and the title says so", () => {
    const view = renderPane("packet", walk, last, size, freshPane, en, last - 1, messageThings(query));
    expect(view.title).toBe("nearest -> lan  (selected)");
    const later = [thing.packet(query.packet), thing.step(query.arrivedStep!)];
    expect(renderPane("packet", walk, last, size, freshPane, ko, last - 1, later).title).toBe(
      "dns-lan -> root  (선택한 것)",
    );
    expect(view.marked).toBeUndefined();
  });

  test("a field that is selected elsewhere is unfolded, in sight and marked", () => {
    const selected = [thing.field(query.packet, "dns.flags.recdesired"), thing.packet(query.packet)];
    const view = renderPane("packet", walk, last, size, freshPane, en, last - 1, selected);
    expect(view.marked?.map((row) => rowText(view.rows[row]!).trim())).toEqual([
      ".... ...0 = recdesired: 0  (not set)",
    ]);
    // The learner goes on from there, whatever the other pane does.
    const moved = { ...freshPane, ...view.settled, cursor: view.cursor + 1 };
    const next = renderPane("packet", walk, last, size, moved, en);
    expect(next.title).toBe(view.title);
    expect(next.things?.[0]).toBe(thing.field(query.packet, "dns.flags.recavail"));
  });

  test("a packet of the step itself is chosen among those sent with it", () => {
    const big = journey({ url: "http://www.lab.cyber.co.kr/gazou.jpg" });
    const burst = find(big, (s) => new Set(s.sent.map((x) => x.frame.packet)).size > 2);
    const third = big.steps[burst]!.sent[2]!.frame.packet;
    const view = renderPane("packet", big, burst, size, freshPane, en, burst - 1, [thing.packet(third)]);
    expect(view.title).toBe("web-lab-cyber -> web-lan  3/5");
    const moved = { ...freshPane, ...view.settled, cursor: 4 };
    expect(renderPane("packet", big, burst, size, moved, en).title).toBe(view.title);
  });

  const at = (path: string, timeline = walk, step = query.sentStep) =>
    renderPane("packet", timeline, step, size, pointPacket(timeline, step, path, freshPane)!, en);

  test.each<[path: string, things: readonly string[], explain: readonly string[]]>([
    ["ip.src", ["address:10.11.12.53"], ["ip.src", "layer:ip"]],
    ["eth.src", ["address:02:00:0a:0b:0c:35"], ["eth.src", "layer:eth"]],
    ["udp.dstport", [connectionOf(query.decoded)!], ["udp.dstport", "layer:udp"]],
    ["dns.queries.0.name", ["name:www.lab.glasscom.com"], ["dns.queries.name", "dns.queries", "layer:dns"]],
    ["dns.id", [], ["dns.id", "layer:dns"]],
  ])("%s is also what its value names", (path, things, explain) => {
    const view = at(path);
    const { packet, sentStep } = query;
    expect(view.things).toEqual([`field:${packet}:${path}`, `packet:${packet}`, ...things, `step:${sentStep}`]);
    expect(view.explain).toEqual(explain);
  });

  test("a field is as it is because of its sender, or of the router that changed it", () => {
    const passed = find(walk, (s) => s.sent.some((x) => x.from.device === "isp" && x.frame.packet === query.packet));
    const routed = find(walk, (s) => s.sent.some((x) => x.from.device === "router" && x.frame.packet === query.packet));
    expect(at("dns.id", walk, passed).because).toBe(query.sentStep);
    expect(at("ip.src", walk, passed).because).toBe(query.sentStep);
    expect(at("ip.ttl", walk, passed).because).toBe(passed);
    expect(at("ip.ttl", walk, routed).because).toBe(routed);
  });
});

describe("from bytes to fields", () => {
  const walk = journey({ url: "http://www.lab.glasscom.com/" });
  const { list } = messagesOf(walk);

  test("`>` takes up the field's first byte, then goes on byte by byte; up and down go by fields again", () => {
    const syn = find(run, (s) => s.sent.some((x) => x.from.device === "client" && x.frame.id === 3));
    let view = renderPane(
      "packet",
      run,
      syn,
      { columns: 78, rows: 16 },
      pointPacket(run, syn, "tcp.seq", freshPane)!,
      en,
    );
    const press = (way: "left" | "right"): void => {
      const state = { ...freshPane, ...view.sideways![way] };
      view = renderPane("packet", run, syn, { columns: 78, rows: 16 }, state, en);
    };
    press("right");
    expect(rowText(view.rows.at(-4)!)).toContain("00 50[00]00 00 64");
    expect(rowText(view.rows[view.cursorRow!]!)).toContain("seq: 100");
    for (let n = 0; n < 8; n++) press("right");
    expect(drawn(view)).toMatchInlineSnapshot(`
      "
       [Ethernet 14 [IP 20 [>TCP 24 bytes<]] Padding 2 FCS 4]
      *49152 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460
           srcport: 49152  (picked by the protocol stack)
           dstport: 80  (http)
           seq: 100  (relative 0)
           ack: 0  (relative 0)
           0110 .... = hdr_len: 6  (24 bytes)
           .... 0000 = res: 0
         + flags: 0x02  syn
           window_size_value: 65535  (65,535 bytes)
           checksum: 0x5320  (good)
      0010  00 2c 00 01 40 00 40 06 b6 79 c0 00 02 01 c0 00  .,..@.@..y......
      0020  02 50 c0 00 00 50 00 00 00 64 00 00 00 00[60]02  .P...P...d....\`.
      0030  ff ff 53 20 00 00 02 04 05 b4 00 00              ..S.........
       byte 46: 0x60 = 0110 0000; tcp.hdr_len, RFC 9293 §3.1: Length of the TCP
       header with its options, in units of 4 bytes.
      "
    `);
    press("left");
    expect(view.things?.[0]).toContain(":tcp.ack");
    const down = { ...freshPane, ...view.settled, cursor: view.cursor + 1 };
    expect(rowText(renderPane("packet", run, syn, { columns: 78, rows: 16 }, down, en).rows.at(-4)!)).toContain("[60]");
  });

  test.each(["arp", "dns", "tcp", "http"] as const)(
    "every byte of a frame with %s leads to the field that holds it",
    (what) => {
      const message = list.find(({ decoded, note }) => (what === "http" ? note?.http : decoded[what] !== undefined))!;
      const size = { columns: 78, rows: 30 };
      const { tree, frame } = packetModel(walk, message.sentStep)!;
      const draw = (state: PaneState) => renderPane("packet", walk, message.sentStep, size, state, en);
      let view = draw(pointPacket(walk, message.sentStep, "eth.dst", freshPane)!);
      for (const [at, byte] of frame.bytes.entries()) {
        view = draw({ ...freshPane, ...view.sideways!.right });
        const dump = view.rows.slice(-9).map(rowText).join("\n");
        expect(dump.match(/\[[0-9a-f ]+\]/g)).toEqual([`[${byte.toString(16).padStart(2, "0")}]`]);
        const path = view.things![0]!.replace(/^field:\d+:/, "");
        expect(holdsByte(trailTo(tree, path)!.at(-1)!, at)).toBe(true);
        expect(view.cursorRow).toBeDefined();
      }
      expect(view.sideways!.right.byte).toBe(frame.bytes.length - 1);
    },
  );

  test("without room for bytes `<` and `>` scroll", () => {
    expect(renderPane("packet", walk, 200, { columns: 60, rows: 7 }, freshPane, en).sideways).toBeUndefined();
  });
});

describe("every field of every kind of packet is explained", () => {
  const runs = [
    journey({ url: "http://www.lab.cyber.co.kr/sample1.htm", profile: "linux", ping: "192.0.2.226" }),
    journey({ url: "http://nosuch.cyber.co.kr/" }),
    cable(),
  ];

  test.each([en, ko])("$name", (words) => {
    const silent = new Set<string>();
    const seen = new Set<string>();
    for (const timeline of runs) {
      for (const message of messagesOf(timeline).list) {
        const visit = (nodes: readonly PacketNode[]): void => {
          for (const node of nodes) {
            const path = node.kind === "http-part" ? `http ${node.name.toLowerCase()}` : withoutIndexes(node.path);
            visit(node.children);
            const pointed = seen.has(path) ? undefined : pointPacket(timeline, message.sentStep, node.path, freshPane);
            if (!pointed) continue;
            seen.add(path);
            const view = renderPane("packet", timeline, message.sentStep, { columns: 400, rows: 22 }, pointed, words);
            const said = rowText(view.rows.at(-3)!).trim();
            // What it is for is a sentence behind the path, the place and the RFC.
            if (!/\.$/.test(said) || said.length < 25) silent.add(`${path}: ${said}`);
          }
        };
        visit(packetModel(timeline, message.sentStep)!.tree);
      }
    }
    expect([...silent]).toEqual([]);
    for (const kind of [
      "tcp.options.mss_val",
      "dns.authorities.data",
      "icmp.ident",
      "arp.src_hw_mac",
      "http host",
      "udp.length",
    ]) {
      expect(seen).toContain(kind);
    }
  });
});
