import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ARP_REPLY, ARP_REQUEST, arp, arpMessage } from "./arp.ts";
import { fromHex, toHex } from "./bytes.ts";
import type { FieldNode } from "./codec.ts";
import { sealDns } from "./dns.ts";
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, emitEthernet, fcsOf } from "./ethernet.ts";
import { icmp, sealIcmp } from "./icmp.ts";
import { ipv4, sealIpv4, withTtlLess } from "./ipv4.ts";
import { decodeFrame, describeFrame } from "./packet.ts";
import { sealTcp, type TcpFields, type TcpOption, tcp } from "./tcp.ts";
import { sealUdp, udp } from "./udp.ts";

const macs = { dst: "02:00:0a:0b:0c:01", src: "02:00:0a:0b:0c:0d" };
const src = "10.11.12.13";
const dst = "192.0.2.226";

const ipFrame = (proto: number, payload: Uint8Array, more: { mf?: boolean; fragOffset?: number } = {}): Uint8Array =>
  emitEthernet(
    { ...macs, type: ETHERTYPE_IPV4 },
    sealIpv4({ id: 7, ttl: 64, proto, src, dst, df: true, ...more }, payload),
  );

const tcpFrame = (fields: Partial<TcpFields>, data = new Uint8Array(0)): Uint8Array =>
  ipFrame(
    6,
    sealTcp(src, dst, { srcport: 49152, dstport: 80, seq: 100, ack: 0, flags: {}, window: 65535, ...fields }, data),
  );

/** `tcp.flags.syn` → its value and bits, from anywhere in the tree. */
function field(frame: Uint8Array, path: string): FieldNode {
  const search = (nodes: readonly FieldNode[]): FieldNode | undefined => {
    for (const n of nodes) {
      if (n.path === path) return n;
      const inside = search(n.children ?? []);
      if (inside) return inside;
    }
    return undefined;
  };
  const found = search(describeFrame(frame).flatMap((l) => l.fields));
  if (!found) throw new Error(`no ${path}`);
  return found;
}

describe("a frame is what the standards draw", () => {
  test("a SYN, byte by byte", () => {
    const frame = tcpFrame({ flags: { syn: true }, options: [{ kind: "mss", mss: 1460 }] });
    expect(toHex(frame)).toBe(
      [
        "02000a0b0c01",
        "02000a0b0c0d",
        "0800",
        "4500002c00074000400664ec0a0b0c0dc00002e2".replace("64ec", toHex(frame.subarray(24, 26))),
        `c00000500000006400000000${"6002"}ffff${toHex(frame.subarray(50, 52))}0000`,
        "020405b4",
        "0000",
      ].join(""),
    );
    expect(field(frame, "ip.checksum").meaning).toEqual({ kind: "checksum-good" });
    expect(field(frame, "tcp.checksum").meaning).toEqual({ kind: "checksum-good" });
  });

  test("an ARP request is padded to 60 bytes and asks everybody", () => {
    const frame = emitEthernet(
      { dst: "ff:ff:ff:ff:ff:ff", src: macs.src, type: ETHERTYPE_ARP },
      arpMessage({
        opcode: ARP_REQUEST,
        src_hw_mac: macs.src,
        src_proto_ipv4: src,
        dst_hw_mac: "00:00:00:00:00:00",
        dst_proto_ipv4: "10.11.12.1",
      }),
    );
    expect(frame.length).toBe(60);
    expect(decodeFrame(frame).layers.map((l) => [l.protocol, l.start, l.end])).toEqual([
      ["eth", 0, 14],
      ["arp", 14, 42],
      ["padding", 42, 60],
    ]);
    expect(field(frame, "eth.dst").meaning).toEqual({ kind: "broadcast-address" });
  });

  test("the second word of an ICMP message: numbers of an echo, the MTU of a hop, else unused", () => {
    const words = (type: number, code: number) => {
      const frame = ipFrame(1, sealIcmp({ type, code, ident: 0, seq: 576 }, new Uint8Array(28)));
      return [field(frame, "icmp.ident").meaning, field(frame, "icmp.seq").meaning];
    };
    expect(words(8, 0)).toEqual([undefined, undefined]);
    expect(words(0, 0)).toEqual([undefined, undefined]);
    expect(words(3, 4)).toEqual([{ kind: "unused" }, { kind: "bytes", bytes: 576 }]);
    expect(words(3, 1)).toEqual([{ kind: "unused" }, { kind: "unused" }]);
    expect(words(11, 0)).toEqual([{ kind: "unused" }, { kind: "unused" }]);
  });

  test("the checksum example of RFC 1071 section 3 and the CRC of `123456789` hold", () => {
    expect(fcsOf(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    const packet = sealIpv4(
      { id: 0, ttl: 64, proto: 17, src: "192.168.0.1", dst: "192.168.0.199", df: true },
      new Uint8Array(95),
    );
    expect(toHex(packet.subarray(10, 12))).toBe("b861");
  });

  test("a UDP sum of zero is written as ffff, a TCP sum of zero stays zero", () => {
    for (let n = 0; n < 70_000; n++) {
      const data = Uint8Array.of(n >>> 8, n & 255);
      const datagram = sealUdp({ src, dst, srcport: 1, dstport: 2 }, data);
      if (datagram[6] === 0 && datagram[7] === 0) throw new Error("zero");
    }
    const zero = Array.from({ length: 65_536 }, (_, n) =>
      sealTcp(src, dst, { srcport: 1, dstport: 2, seq: n, ack: 0, flags: {}, window: 0 }, new Uint8Array(0)),
    ).filter((s) => s[16] === 0 && s[17] === 0);
    expect(zero).toHaveLength(1);
  });

  test("a router takes one off the TTL, makes the checksum anew and touches nothing else", () => {
    const packet = sealIpv4({ id: 7, ttl: 64, proto: 6, src, dst, df: true }, Uint8Array.of(1, 2, 3));
    const after = withTtlLess(packet);
    const changed = [...packet.keys()].filter((i) => packet[i] !== after[i]);
    expect(changed.every((i) => i === 8 || i === 10 || i === 11)).toBe(true);
    expect(after[8]).toBe(63);
    expect(ipv4.parse(after).ok).toBe(true);
  });
});

const byte = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const address = fc.tuple(byte, byte, byte, byte).map((b) => b.join("."));
const option: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant<TcpOption>({ kind: "nop" }),
  fc.record({ kind: fc.constant("mss" as const), mss: u16 }),
  fc.record({ kind: fc.constant("window-scale" as const), shift: byte }),
  fc.constant<TcpOption>({ kind: "sack-permitted" }),
  fc.record({
    kind: fc.constant("sack" as const),
    blocks: fc.array(fc.record({ left: u32, right: u32 }), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant("timestamps" as const), value: u32, echo: u32 }),
);
const parameters = { seed: 20201007 };

describe("parse(emit(x)) is x", () => {
  test("TCP headers with options", () => {
    const flags = fc.record({
      cwr: fc.boolean(),
      ece: fc.boolean(),
      urg: fc.boolean(),
      ack: fc.boolean(),
      push: fc.boolean(),
      reset: fc.boolean(),
      syn: fc.boolean(),
      fin: fc.boolean(),
    });
    const fields = fc.record({ srcport: u16, dstport: u16, seq: u32, ack: u32, flags, window: u16 });
    fc.assert(
      fc.property(fields, fc.array(option, { maxLength: 2 }), fc.uint8Array({ maxLength: 20 }), (f, options, data) => {
        const segment = sealTcp(src, dst, { ...f, options }, data);
        const read = tcp.parse(segment);
        if (!read.ok) throw new Error(read.error.kind);
        const { value, end } = read.value;
        expect({ ...value, hdr_len: 0, checksum: 0 }).toEqual({
          srcport: f.srcport,
          dstport: f.dstport,
          seq: f.seq,
          ack: f.ack,
          hdr_len: 0,
          res: 0,
          flags: f.flags,
          window_size_value: f.window,
          checksum: 0,
          urgent_pointer: 0,
          options: value.options,
        });
        expect(value.options.filter((o) => o.kind !== "eol")).toEqual(options);
        expect(segment.subarray(end)).toEqual(data);
        expect(tcp.emit(value)).toEqual(segment.subarray(0, end));
      }),
      parameters,
    );
  });

  test("IPv4, UDP, ICMP and ARP", () => {
    fc.assert(
      fc.property(address, address, u16, u16, byte, fc.uint8Array({ maxLength: 40 }), (a, b, x, y, z, data) => {
        const packet = sealIpv4({ id: x, ttl: z, proto: 17, src: a, dst: b, mf: z > 100, fragOffset: y >>> 3 }, data);
        const ip = ipv4.parse(packet);
        if (!ip.ok) throw new Error(ip.error.kind);
        expect(ipv4.emit(ip.value.value)).toEqual(packet.subarray(0, 20));
        expect([ip.value.value.src, ip.value.value.dst, ip.value.value.frag_offset]).toEqual([a, b, y >>> 3]);
        const datagram = sealUdp({ src: a, dst: b, srcport: x, dstport: y }, data);
        const u = udp.parse(datagram);
        if (!u.ok) throw new Error(u.error.kind);
        expect(udp.emit(u.value.value)).toEqual(datagram.subarray(0, 8));
        const message = sealIcmp({ type: z, code: z, ident: x, seq: y }, data);
        const i = icmp.parse(message);
        if (!i.ok) throw new Error(i.error.kind);
        expect(icmp.emit(i.value.value)).toEqual(message.subarray(0, 8));
        const question = arpMessage({
          opcode: ARP_REPLY,
          src_hw_mac: macs.src,
          src_proto_ipv4: a,
          dst_hw_mac: macs.dst,
          dst_proto_ipv4: b,
        });
        const answer = arp.parse(question);
        if (!answer.ok) throw new Error(answer.error.kind);
        expect(arp.emit(answer.value.value)).toEqual(question);
      }),
      parameters,
    );
  });
});

const samples: readonly (readonly [string, Uint8Array])[] = [
  [
    "tcp",
    tcpFrame({
      flags: { syn: true, ack: true },
      options: [
        { kind: "mss", mss: 1460 },
        { kind: "timestamps", value: 1, echo: 2 },
      ],
    }),
  ],
  ["tcp with data", tcpFrame({ flags: { ack: true, push: true } }, new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"))],
  [
    "dns",
    ipFrame(
      17,
      sealUdp(
        { src, dst, srcport: 53, dstport: 40000 },
        sealDns({
          id: 1,
          flags: {
            response: true,
            opcode: 0,
            authoritative: true,
            truncated: false,
            recdesired: true,
            recavail: false,
            z: 0,
            rcode: 0,
          },
          queries: [{ name: "www.lab.cyber.co.kr", type: "A", class: "IN" }],
          answers: [
            { name: "www.lab.cyber.co.kr", type: "A", class: "IN", ttl: 300, data: { kind: "A", address: dst } },
          ],
          authorities: [
            {
              name: "lab.cyber.co.kr",
              type: "NS",
              class: "IN",
              ttl: 300,
              data: { kind: "NS", target: "ns1.lab.cyber.co.kr" },
            },
          ],
          additionals: [],
        }),
      ),
    ),
  ],
  ["icmp", ipFrame(1, sealIcmp({ type: 8, code: 0, ident: 1, seq: 1 }, new Uint8Array(56)))],
  ["fragment", ipFrame(17, new Uint8Array(64), { mf: true, fragOffset: 8 })],
];

describe("describing", () => {
  test.each(samples)("%s: layers and fields cover every byte once, in order", (_name, frame) => {
    let at = 0;
    for (const layer of describeFrame(frame)) {
      expect(layer.start).toBe(at);
      at = layer.end;
      if (layer.fields.length === 0) continue;
      let bit = layer.start * 8;
      const leaves = (nodes: readonly FieldNode[]): void => {
        for (const n of nodes) {
          if (n.children?.some((c) => c.length > 0)) leaves(n.children);
          else if (n.length > 0) {
            expect([n.path, n.start]).toEqual([n.path, bit]);
            bit = n.start + n.length;
          }
        }
      };
      leaves(layer.fields);
      expect(bit).toBe(layer.end * 8);
    }
    expect(at).toBe(frame.length);
  });

  test("flags are single bits at their places", () => {
    const frame = tcpFrame({ flags: { syn: true } });
    expect(field(frame, "tcp.flags.syn")).toMatchObject({ start: (14 + 20 + 13) * 8 + 6, length: 1, value: 1 });
    expect(field(frame, "tcp.flags.fin")).toMatchObject({ start: (14 + 20 + 13) * 8 + 7, length: 1, value: 0 });
    expect(field(frame, "ip.flags.df")).toMatchObject({ start: (14 + 6) * 8 + 1, length: 1, value: 1 });
  });

  test("a damaged segment is told apart, with the sum that would fit", () => {
    const good = tcpFrame({ flags: { ack: true } }, Uint8Array.of(1, 2, 3, 4));
    const bad = good.slice();
    bad[56]! ^= 0x10;
    const meaning = field(bad, "tcp.checksum").meaning;
    expect(meaning?.kind).toBe("checksum-bad");
    const mended = bad.slice();
    const should = meaning?.kind === "checksum-bad" ? meaning.should : 0;
    mended[50] = should >>> 8;
    mended[51] = should & 255;
    expect(field(mended, "tcp.checksum").meaning).toEqual({ kind: "checksum-good" });
  });
});

describe("any bytes", () => {
  const check = (bytes: Uint8Array): void => {
    const packet = decodeFrame(bytes);
    if (packet.problem) expect(packet.problem.bit).toBeLessThanOrEqual(bytes.length * 8);
    for (const layer of describeFrame(bytes)) {
      expect(layer.start).toBeLessThanOrEqual(layer.end);
      expect(layer.end).toBeLessThanOrEqual(bytes.length);
    }
  };

  test("at random are never a throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), check), { ...parameters, numRuns: 2000 });
  });

  test.each(samples)("%s, cut at any place or with any byte changed, is never a throw", (_name, frame) => {
    for (let n = 0; n < frame.length; n++) check(frame.subarray(0, n));
    fc.assert(
      fc.property(fc.nat(frame.length - 1), byte, (at, value) => {
        const changed = frame.slice();
        changed[at] = value;
        check(changed);
      }),
      { ...parameters, numRuns: 500 },
    );
  });

  test("that end inside a header are a truncation at that field", () => {
    const frame = tcpFrame({ flags: { syn: true } }).subarray(0, 40);
    expect(decodeFrame(frame).problem).toMatchObject({ kind: "bad-length", path: "ip.len" });
    const ethernetOnly = fromHex("02000a0b0c0102000a0b0c0d0800")!;
    expect(decodeFrame(ethernetOnly).problem).toEqual({ kind: "truncated", path: "ip.version", bit: 112 });
  });
});
