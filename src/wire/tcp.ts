/** TCP segments, RFC 9293 section 3.1; options of RFC 7323 (window scale, timestamps) and RFC 2018 (SACK). */
import type { Ipv4 } from "./address.ts";
import { internetChecksum, pseudoSum, sum16 } from "./bytes.ts";
import { bits, type Codec, type Cursor, flag, header, many, record, type Sink, within } from "./codec.ts";
import { PROTOCOL_TCP } from "./ipv4.ts";
import { portMeaning } from "./ports.ts";
import { addressSum } from "./udp.ts";

export type TcpOption =
  | { readonly kind: "eol" }
  | { readonly kind: "nop" }
  | { readonly kind: "mss"; readonly mss: number }
  | { readonly kind: "window-scale"; readonly shift: number }
  | { readonly kind: "sack-permitted" }
  | { readonly kind: "sack"; readonly blocks: readonly { readonly left: number; readonly right: number }[] }
  | { readonly kind: "timestamps"; readonly value: number; readonly echo: number }
  | { readonly kind: "other"; readonly number: number; readonly data: readonly number[] };

export type TcpFlags = {
  readonly cwr: boolean;
  readonly ece: boolean;
  readonly urg: boolean;
  readonly ack: boolean;
  readonly push: boolean;
  readonly reset: boolean;
  readonly syn: boolean;
  readonly fin: boolean;
};

export type TcpHeader = {
  readonly srcport: number;
  readonly dstport: number;
  readonly seq: number;
  readonly ack: number;
  readonly hdr_len: number;
  readonly res: number;
  readonly flags: TcpFlags;
  readonly window_size_value: number;
  readonly checksum: number;
  readonly urgent_pointer: number;
  readonly options: readonly TcpOption[];
};

const optionNames: Readonly<Record<number, string>> = {
  0: "end of list",
  1: "no-operation",
  2: "maximum segment size",
  3: "window scale",
  4: "SACK permitted",
  5: "SACK",
  8: "timestamps",
};
const kindCodec = bits(8, {
  rfc: "9293 §3.2",
  meaning: (v) => (optionNames[v] ? { kind: "named", name: optionNames[v] } : undefined),
});
const lengthCodec = bits(8, { rfc: "9293 §3.2", meaning: (v) => ({ kind: "bytes", bytes: v }) });

const option: Codec<TcpOption> = {
  read(c: Cursor, soFar) {
    const take = (name: string, codec: Codec<number>): number => {
      c.enter(name);
      const value = codec.read(c, soFar);
      c.leave();
      return value;
    };
    const kind = take("kind", kindCodec);
    if (kind === 0) return { kind: "eol" };
    if (kind === 1) return { kind: "nop" };
    const length = take("len", lengthCodec);
    if (length < 2) c.fail("bad-length", length);
    if (length - 2 > c.left) c.fail("truncated", length);
    if (kind === 2 && length === 4) {
      const mss = take("mss_val", bits(16, { rfc: "9293 §3.7.1", meaning: (v) => ({ kind: "bytes", bytes: v }) }));
      return { kind: "mss", mss };
    }
    if (kind === 3 && length === 3) {
      return { kind: "window-scale", shift: take("shift", bits(8, { rfc: "7323 §2.2" })) };
    }
    if (kind === 4 && length === 2) return { kind: "sack-permitted" };
    if (kind === 5 && length >= 10 && (length - 2) % 8 === 0) {
      const blocks = Array.from({ length: (length - 2) / 8 }, () => ({
        left: take("sack_le", bits(32, { rfc: "2018 §3" })),
        right: take("sack_re", bits(32, { rfc: "2018 §3" })),
      }));
      return { kind: "sack", blocks };
    }
    if (kind === 8 && length === 10) {
      return {
        kind: "timestamps",
        value: take("tsval", bits(32, { rfc: "7323 §3.2" })),
        echo: take("tsecr", bits(32, { rfc: "7323 §3.2" })),
      };
    }
    return { kind: "other", number: kind, data: Array.from(c.takeBytes(length - 2)) };
  },
  write(s: Sink, o) {
    switch (o.kind) {
      case "eol":
        return s.put(8, 0);
      case "nop":
        return s.put(8, 1);
      case "mss":
        return s.put(32, 0x02040000 + o.mss);
      case "window-scale":
        return s.put(24, 0x030300 + o.shift);
      case "sack-permitted":
        return s.put(16, 0x0402);
      case "sack":
        s.put(16, 0x0500 + 2 + 8 * o.blocks.length);
        for (const block of o.blocks) {
          s.put(32, block.left);
          s.put(32, block.right);
        }
        return;
      case "timestamps":
        s.put(16, 0x080a);
        s.put(32, o.value);
        return s.put(32, o.echo);
      case "other":
        s.put(8, o.number);
        s.put(8, o.data.length + 2);
        return s.putBytes(Uint8Array.from(o.data));
    }
  },
};

const flagsCodec = record({
  cwr: flag("3168 §6.1"),
  ece: flag("3168 §6.1"),
  urg: flag("9293 §3.1"),
  ack: flag("9293 §3.1"),
  push: flag("9293 §3.9.1"),
  reset: flag("9293 §3.5.2"),
  syn: flag("9293 §3.5"),
  fin: flag("9293 §3.6"),
});

export const tcp = header<TcpHeader>(
  "tcp",
  record({
    srcport: bits(16, { rfc: "9293 §3.1", meaning: portMeaning }),
    dstport: bits(16, { rfc: "9293 §3.1", meaning: portMeaning }),
    seq: bits(32, { rfc: "9293 §3.4" }),
    ack: bits(32, { rfc: "9293 §3.4" }),
    hdr_len: bits(4, { rfc: "9293 §3.1", meaning: (v) => ({ kind: "bytes", bytes: v * 4 }) }),
    res: bits(4, { rfc: "9293 §3.1" }),
    flags: flagsCodec,
    window_size_value: bits(16, { rfc: "9293 §3.8.6", meaning: (v) => ({ kind: "bytes", bytes: v }) }),
    checksum: bits(16, { base: 16, rfc: "9293 §3.1" }),
    urgent_pointer: bits(16, { rfc: "9293 §3.8.5" }),
    options: within(
      (h) => (h.hdr_len as number) * 4 - 20,
      many(option, (o) => o.kind === "eol"),
    ),
  }),
);

export const NO_FLAGS: TcpFlags = {
  cwr: false,
  ece: false,
  urg: false,
  ack: false,
  push: false,
  reset: false,
  syn: false,
  fin: false,
};

export type TcpFields = {
  readonly srcport: number;
  readonly dstport: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: Partial<TcpFlags>;
  readonly window: number;
  readonly options?: readonly TcpOption[];
};

/** A segment with header length and checksum. A sum of zero stays zero (RFC 9293 section 3.1). */
export function sealTcp(src: Ipv4, dst: Ipv4, f: TcpFields, payload: Uint8Array): Uint8Array {
  const options = f.options ?? [];
  const head = tcp.emit({
    srcport: f.srcport,
    dstport: f.dstport,
    seq: f.seq,
    ack: f.ack,
    hdr_len: 5 + Math.ceil(optionBytes(options) / 4),
    res: 0,
    flags: { ...NO_FLAGS, ...f.flags },
    window_size_value: f.window,
    checksum: 0,
    urgent_pointer: 0,
    options,
  });
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  const sum = internetChecksum(sum16(bytes) + addressSum(src, dst) + PROTOCOL_TCP + bytes.length);
  bytes[16] = sum >>> 8;
  bytes[17] = sum & 0xff;
  return bytes;
}

/** The bytes that options take, before padding to a multiple of four. */
export function optionBytes(options: readonly TcpOption[]): number {
  let n = 0;
  for (const o of options) {
    if (o.kind === "eol" || o.kind === "nop") n += 1;
    else if (o.kind === "mss") n += 4;
    else if (o.kind === "window-scale") n += 3;
    else if (o.kind === "sack-permitted") n += 2;
    else if (o.kind === "sack") n += 2 + 8 * o.blocks.length;
    else if (o.kind === "timestamps") n += 10;
    else n += 2 + o.data.length;
  }
  return n;
}

/** Judges a segment at `start` inside its packet, whose IP header begins at `ipStart`. */
export const tcpChecksumGood = (packet: Uint8Array, ipStart: number, start: number, end: number): boolean =>
  internetChecksum(sum16(packet, start, end, pseudoSum(packet, ipStart, PROTOCOL_TCP, end - start))) === 0;

/** `SYN, ACK` in tshark's order: FIN first in the bits, but told as tshark tells them. */
export function flagNames(f: TcpFlags): string[] {
  const names: string[] = [];
  if (f.fin) names.push("FIN");
  if (f.syn) names.push("SYN");
  if (f.reset) names.push("RST");
  if (f.push) names.push("PSH");
  if (f.ack) names.push("ACK");
  if (f.urg) names.push("URG");
  if (f.ece) names.push("ECE");
  if (f.cwr) names.push("CWR");
  return names;
}
