import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import type { Timeline } from "../../sim/timeline.ts";
import type { Step } from "../../sim/world.ts";
import { freshPane, type PaneState } from "../pane.ts";
import { packetOf } from "../select/messages.ts";
import { pointPacket, renderPane } from "../stage.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { rowText } from "../text.ts";

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
           checksum: 0x5320  (good)
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
      *49152 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460
             .0.. .... = ece: 0  (not set)
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
       tcp.flags.syn RFC 9293 §3.5: Opens a direction of the connection: tells where
       its numbers start.
      "
    `);
  });

  test("pointing at a field that the frame does not have is refused", () => {
    expect(pointPacket(run, syn, "dns.id", freshPane)).toBeUndefined();
  });

  test("with room the bytes stand beside the tree", () => {
    expect(draw(run, syn, 110, 12, pointPacket(run, syn, "ip.hdr_len", freshPane))).toMatchInlineSnapshot(`
      "
      *49152 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460                      0000  02 00 c0 00 02 50 02 00  .....P..
       + MAC header (Ethernet II)  02:00:c0:00:02:01 -> 02:00:c0:00:02:50    0008  c0 00 02 01 08 00[45]00  ......E.
       - IP header                                                           0010  00 2c 00 01 40 00 40 06  .,..@.@.
           0100 .... = version: 4                                            0018  b6 79 c0 00 02 01 c0 00  .y......
           .... 0101 = hdr_len: 5  (20 bytes)                                0020  02 50 c0 00 00 50 00 00  .P...P..
           0000 00.. = dscp: 0                                               0028  00 64 00 00 00 00 60 02  .d....\`.
           .... ..00 = ecn: 0                                                0030  ff ff 53 20 00 00 02 04  ..S.....
           len: 44  (44 bytes)                                               0038  05 b4 00 00              ....
           id: 0x0001
         + flags: 0x2  df
       ip.hdr_len RFC 791 §3.1: Length of the IP header in units of 4 bytes: tells where the data begins.

      "
    `);
  });

  test("Korean explains, and leaves the field names as they are", () => {
    const state = pointPacket(run, syn, "tcp.window_size_value", freshPane)!;
    const view = renderPane("packet", run, syn, { columns: 60, rows: 12 }, state, ko);
    const line = view.rows.map(rowText).find((row) => row.includes("window_size_value"));
    expect(line).toContain("window_size_value: 65535");
    expect(rowText(view.rows.at(-2)!)).toContain("tcp.window_size_value RFC 9293 §3.8.6:");
  });
});

test("HTTP is taken apart into its parts, header fields by kind", () => {
  const request = find(
    run,
    (s) => s.sent.length > 0 && s.facts.some((f) => f.kind === "tcp-segment-sent" && f.len > 0),
  );
  expect(draw(run, request, 70, 13)).toMatchInlineSnapshot(`
    "
    *GET / HTTP/1.0
     - HTTP message
         request line: GET / HTTP/1.0
         Host: 192.0.2.80  (request)
         User-Agent: net-tutor  (request)
         Accept: */*  (request)
         blank line:
       FCS  0xae4294d2  (good)
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
  expect(lines.find((l) => l.includes("FCS"))).toMatch(/FCS {2}0x[0-9a-f]{8} {2}\(bad: should be 0x[0-9a-f]{8}\)/);
});

describe("several packets sent in one step", () => {
  const big = journey({ url: "http://www.lab.cyber.co.kr/gazou.jpg" });
  const burst = find(big, (s) => new Set(s.sent.map((x) => x.frame.packet)).size > 2);

  test("are listed, and Enter on one shows it", () => {
    const first = renderPane("packet", big, burst, { columns: 78, rows: 14 }, { ...freshPane, cursor: 1 }, en);
    expect(first.title).toBe("web-lab-cyber -> web-lan  1/5");
    expect(first.toggles).toBe("frame 2");
    const second = { ...freshPane, toggled: [first.toggles!] };
    const view = renderPane("packet", big, burst, { columns: 78, rows: 14 }, second, en);
    expect(view.title).toBe("web-lab-cyber -> web-lan  2/5");
  });
});
