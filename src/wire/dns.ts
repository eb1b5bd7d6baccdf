/** DNS messages, RFC 1035 section 4; the data of OPT (RFC 6891) and of unknown types (RFC 3597) is carried as bytes. */
import { assert } from "../base/assert.ts";
import { type Ipv4, ipv4Field } from "./address.ts";
import { toHex } from "./bytes.ts";
import { bits, type Codec, type Cursor, flag, header, record, repeat, rest, type Sink, within } from "./codec.ts";
import {
  type DomainName,
  isSendable,
  joinLabels,
  labelBytes,
  labelsOf,
  labelText,
  MAX_NAME_BYTES,
} from "./domain-name.ts";

export const DNS_PORT = 53;
/** The longest message over UDP without EDNS, RFC 1035 section 2.3.4. */
export const MAX_UDP_MESSAGE_BYTES = 512;

/** The longest character string, RFC 1035 section 3.3. */
export const MAX_TEXT_BYTES = 255;

export const NOERROR = 0;
export const FORMERR = 1;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;
export const NOTIMP = 4;
export const REFUSED = 5;

const typeByNumber: Readonly<Record<number, string>> = {
  1: "A",
  2: "NS",
  5: "CNAME",
  6: "SOA",
  12: "PTR",
  15: "MX",
  16: "TXT",
  28: "AAAA",
  41: "OPT",
  252: "AXFR",
  255: "ANY",
};
const classByNumber: Readonly<Record<number, string>> = { 1: "IN", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY" };
const rcodeNames = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

export const rcodeName = (rcode: number): string => rcodeNames[rcode] ?? `RCODE${rcode}`;

/** `A`, `MX`, … or `TYPE65`. */
export type RrType = string;
/** `IN`, `CH`, … or `CLASS1232`. */
export type RrClass = string;

export type RData =
  | { readonly kind: "A"; readonly address: Ipv4 }
  | { readonly kind: "NS" | "CNAME" | "PTR"; readonly target: DomainName }
  | { readonly kind: "MX"; readonly preference: number; readonly exchange: DomainName }
  | ({ readonly kind: "SOA" } & Soa)
  | { readonly kind: "TXT"; readonly texts: readonly string[] }
  | { readonly kind: "other"; readonly bytes: readonly number[] };

/** Times in seconds. `minimum` is the TTL of negative answers, RFC 2308 section 4. */
export type Soa = {
  readonly mname: DomainName;
  readonly rname: DomainName;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
};

export type Question = { readonly name: DomainName; readonly type: RrType; readonly class: RrClass };

/** One resource record; `ttl` in seconds. */
export type ResourceRecord = Question & { readonly ttl: number; readonly data: RData };

export type DnsFlags = {
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recdesired: boolean;
  readonly recavail: boolean;
  readonly z: number;
  readonly rcode: number;
};

export type DnsMessage = {
  readonly id: number;
  readonly flags: DnsFlags;
  readonly queries: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
};

type Counts = { readonly qd: number; readonly an: number; readonly ns: number; readonly ar: number };

function numbered(
  names: Readonly<Record<number, string>>,
  prefix: string,
  rfc: string,
): Codec<string> & { number(name: string): number } {
  const byName = new Map(Object.entries(names).map(([n, name]) => [name, Number(n)]));
  const number = (name: string): number => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    return name.startsWith(prefix) && /^\d{1,5}$/.test(name.slice(prefix.length))
      ? Number(name.slice(prefix.length))
      : Number.NaN;
  };
  return {
    read(c) {
      const n = c.take(16);
      const name = names[n] ?? `${prefix}${n}`;
      c.note({ value: n, meaning: { kind: "named", name }, rfc });
      return name;
    },
    write(s, name) {
      const n = number(name);
      assert(n >= 0 && n <= 0xffff, `no number for ${name}`);
      s.put(16, n);
    },
    number,
  };
}

const typeCodec = numbered(typeByNumber, "TYPE", "1035 §3.2.2");
const classCodec = numbered(classByNumber, "CLASS", "1035 §3.2.4");

/** The number of a class, NaN when there is none: an OPT record has the size of a datagram there (RFC 6891 section 6.1.2). */
export const classNumber = (name: RrClass): number => classCodec.number(name);

/** Whether this text names a type that can be sent: `A`, `TYPE65`. */
export const isRrType = (name: string): boolean => {
  return typeCodec.number(name) <= 0xffff;
};

const nameCodec: Codec<DomainName> = {
  read(c: Cursor) {
    const labels: string[] = [];
    let bytes = 1;
    let at = c.byte;
    let limit = c.byte; // a pointer goes to before where the name (or the part of it being read) began
    let after: number | undefined;
    for (;;) {
      const length = c.bytes[at];
      if (length === undefined || at >= c.end) c.fail("truncated");
      if (length === 0) {
        after ??= at + 1;
        break;
      }
      if (length >= 0xc0) {
        const low = c.bytes[at + 1];
        if (low === undefined || at + 1 >= c.end) c.fail("truncated");
        const offset = ((length & 0x3f) << 8) | low;
        const target = c.origin + offset;
        if (target >= limit) c.fail("bad-pointer", offset);
        if (after === undefined) c.note({ meaning: { kind: "name-pointer", to: offset } });
        after ??= at + 2;
        at = target;
        limit = target;
        continue;
      }
      if (length > 63) c.fail("bad-label", length);
      if (at + 1 + length > c.end) c.fail("truncated");
      labels.push(labelText(c.bytes.subarray(at + 1, at + 1 + length)));
      bytes += length + 1;
      if (bytes > MAX_NAME_BYTES) c.fail("too-long", bytes);
      at += 1 + length;
    }
    c.bit = after * 8;
    const name = joinLabels(labels);
    c.note({ value: name, rfc: "1035 §4.1.4" });
    return name;
  },
  write(s, name) {
    assert(isSendable(name), `not a sendable name: ${name}`);
    writeName(s, labelsOf(name));
  },
};

function writeName(s: Sink, labels: readonly string[]): void {
  for (let i = 0; i < labels.length; i++) {
    const suffix = labels.slice(i).join(".");
    const known = s.names.get(suffix);
    if (known !== undefined) return s.put(16, 0xc000 | known);
    if (s.byte < 0x4000) s.names.set(suffix, s.byte);
    const bytes = labelBytes(labels[i]!);
    s.put(8, bytes.length);
    for (const b of bytes) s.put(8, b);
  }
  s.put(8, 0);
}

const addressCodec = ipv4Field({ rfc: "1035 §3.4.1" });
const u32 = (rfc: string) => bits(32, { rfc });
const time = (rfc: string) => bits(32, { rfc, meaning: (v) => ({ kind: "seconds", seconds: v }) });

const soaCodec = record({
  mname: nameCodec,
  rname: nameCodec,
  serial: u32("1035 §3.3.13"),
  refresh: time("1035 §3.3.13"),
  retry: time("1035 §3.3.13"),
  expire: time("1035 §3.3.13"),
  minimum: time("2308 §4"),
});
const mxCodec = record({ preference: bits(16, { rfc: "1035 §3.3.9" }), exchange: nameCodec });

function child<T>(c: Cursor, name: string, codec: Codec<T>): T {
  c.enter(name);
  const value = codec.read(c, {});
  c.leave();
  return value;
}

/** Data whose form depends on the class is only known for IN: an A record of CH is a name and a number. */
function readData(c: Cursor, type: RrType, rrClass: RrClass): RData {
  if (type === "A" && rrClass !== "IN") return { kind: "other", bytes: Array.from(rest.read(c, {})) };
  switch (type) {
    case "A":
      return { kind: "A", address: child(c, "address", addressCodec) };
    case "NS":
    case "CNAME":
    case "PTR":
      return { kind: type, target: child(c, "target", nameCodec) };
    case "MX":
      return { kind: "MX", ...mxCodec.read(c, {}) };
    case "SOA":
      return { kind: "SOA", ...soaCodec.read(c, {}) };
    case "TXT": {
      const texts: string[] = [];
      while (c.left > 0) {
        const n = c.take(8);
        if (n > c.left) c.fail("bad-length", n);
        texts.push(String.fromCharCode(...c.takeBytes(n)));
      }
      c.note({ value: texts.join(" "), rfc: "1035 §3.3.14" });
      return { kind: "TXT", texts };
    }
    default:
      return { kind: "other", bytes: Array.from(rest.read(c, {})) };
  }
}

function writeData(s: Sink, data: RData): void {
  switch (data.kind) {
    case "A":
      return addressCodec.write(s, data.address);
    case "NS":
    case "CNAME":
    case "PTR":
      return nameCodec.write(s, data.target);
    case "MX":
      return mxCodec.write(s, data);
    case "SOA":
      return soaCodec.write(s, data);
    case "TXT":
      for (const t of data.texts) {
        assert(t.length <= MAX_TEXT_BYTES, "a text of more than 255 bytes");
        s.put(8, t.length);
        for (let i = 0; i < t.length; i++) s.put(8, t.charCodeAt(i) & 0xff);
      }
      return;
    case "other":
      return s.putBytes(Uint8Array.from(data.bytes));
  }
}

const questionCodec: Codec<Question> = record({ name: nameCodec, type: typeCodec, class: classCodec });

const ttlCodec = time("2181 §8");
const rdLength = bits(16, { rfc: "1035 §4.1.3", meaning: (v) => ({ kind: "bytes", bytes: v }) });

const payloadSize = bits(16, { rfc: "6891 §6.1.2", meaning: (v) => ({ kind: "bytes", bytes: v }) });
const byteOfOpt = bits(8, { rfc: "6891 §6.1.3" });
const dnssecOkFlag = flag("3225 §3");
const restOfOpt = bits(15, { rfc: "6891 §6.1.4" });

/** What stands in place of class and TTL in an OPT record; read as those two, so that it is written like any other. */
function readOpt(c: Cursor): { readonly rrClass: RrClass; readonly ttl: number } {
  const size = child(c, "udp_payload_size", payloadSize);
  const rcode = child(c, "ext_rcode", byteOfOpt);
  const version = child(c, "edns0_version", byteOfOpt);
  const dnssecOk = child(c, "do", dnssecOkFlag);
  const z = child(c, "z", restOfOpt);
  const ttl = ((rcode << 24) | (version << 16) | (dnssecOk ? 0x8000 : 0) | z) >>> 0;
  return { rrClass: classByNumber[size] ?? `CLASS${size}`, ttl };
}

const readClassAndTtl = (c: Cursor): { readonly rrClass: RrClass; readonly ttl: number } => ({
  rrClass: child(c, "class", classCodec),
  ttl: child(c, "ttl", ttlCodec),
});

const rrCodec: Codec<ResourceRecord> = {
  read(c) {
    const name = child(c, "name", nameCodec);
    const type = child(c, "type", typeCodec);
    const { rrClass, ttl } = type === "OPT" ? readOpt(c) : readClassAndTtl(c);
    const length = child(c, "len", rdLength);
    c.enter("data");
    const inner: Codec<RData> = {
      read: (inside: Cursor) => {
        const data = readData(inside, type, rrClass);
        if (inside.left > 0) inside.fail("bad-length", length);
        return data;
      },
      write: writeData,
    };
    const data = within(() => length, inner).read(c, {});
    c.leave();
    return { name, type, class: rrClass, ttl, data };
  },
  write(s, rr) {
    nameCodec.write(s, rr.name);
    typeCodec.write(s, rr.type);
    classCodec.write(s, rr.class);
    s.put(32, rr.ttl);
    const at = s.byte;
    s.put(16, 0);
    writeData(s, rr.data);
    s.patch16(at, s.byte - at - 2);
  },
};

const count = (name: keyof Counts) => (h: Readonly<Record<string, unknown>>) => h[name] as number;
const counter = () => bits(16, { rfc: "1035 §4.1.1" });

const wireMessage: Codec<DnsMessage & Counts> = record({
  id: bits(16, { base: 16, rfc: "1035 §4.1.1" }),
  flags: record({
    response: flag("1035 §4.1.1"),
    opcode: bits(4, {
      rfc: "1035 §4.1.1",
      meaning: (v) => (v === 0 ? { kind: "named", name: "QUERY" } : undefined),
    }),
    authoritative: flag("1035 §4.1.1"),
    truncated: flag("1035 §4.1.1"),
    recdesired: flag("1035 §4.1.1"),
    recavail: flag("1035 §4.1.1"),
    z: bits(3, { rfc: "1035 §4.1.1" }),
    rcode: bits(4, { rfc: "2308 §2", meaning: (v) => ({ kind: "named", name: rcodeName(v) }) }),
  }),
  qd: counter(),
  an: counter(),
  ns: counter(),
  ar: counter(),
  queries: repeat(count("qd"), questionCodec),
  answers: repeat(count("an"), rrCodec),
  authorities: repeat(count("ns"), rrCodec),
  additionals: repeat(count("ar"), rrCodec),
});

export const dns = header<DnsMessage & Counts>("dns", wireMessage);

/** A message with its counts. */
export const sealDns = (m: DnsMessage): Uint8Array =>
  dns.emit({
    ...m,
    qd: m.queries.length,
    an: m.answers.length,
    ns: m.authorities.length,
    ar: m.additionals.length,
  });

/** `10 mail.cyber.co.kr`, in zone-file notation but without the dots at the ends of names; unknown data as in RFC 3597. */
export function rdataText(data: RData): string {
  switch (data.kind) {
    case "A":
      return data.address;
    case "NS":
    case "CNAME":
    case "PTR":
      return data.target;
    case "MX":
      return `${data.preference} ${data.exchange}`;
    case "SOA":
      return `${data.mname} ${data.rname} ${data.serial} ${data.refresh} ${data.retry} ${data.expire} ${data.minimum}`;
    case "TXT":
      return data.texts.map(quoted).join(" ");
    case "other":
      return `\\# ${data.bytes.length} ${toHex(Uint8Array.from(data.bytes))}`.trimEnd();
  }
}

/** A character string as a zone file has it, RFC 1035 section 5.1. */
const quoted = (text: string): string =>
  `"${text.replace(/["\\]|[^ -~]/g, (c) => (c === '"' || c === "\\" ? `\\${c}` : `\\${String(c.charCodeAt(0)).padStart(3, "0")}`))}"`;

/** The length that DNS over TCP puts in front, RFC 7766 section 8. */
export const dnsLength = header("dns.tcp", record({ length: bits(16, { rfc: "7766 §8" }) }));
