/** DNS messages as servers and resolvers build them: RFC 1035 section 4.1, RFC 6891 for what EDNS adds. */
import {
  type DnsMessage,
  dns,
  FORMERR,
  MAX_UDP_MESSAGE_BYTES,
  NOERROR,
  NOTIMP,
  type Question,
  type ResourceRecord,
  rdataText,
  sealDns,
} from "../../wire/dns.ts";
import { canonicalName, type DomainName, sameName } from "../../wire/domain-name.ts";
import { EXTENDED_BADVERS, ednsOf, isOpt, optRecord } from "../../wire/edns.ts";
import { type Stream, streamOf } from "../stream.ts";
import type { Sections } from "./zone.ts";

const HEADER_BYTES = 12;
const QUERY = 0;
/** BIND's `edns-udp-size` and `max-udp-size`: what a server takes and sends, whatever the asker says. */
const SERVER_UDP_BYTES = 1232;

/** A standard query with one question. */
export const queryMessage = (id: number, question: Question, recdesired: boolean): DnsMessage => ({
  id,
  flags: {
    response: false,
    opcode: QUERY,
    authoritative: false,
    truncated: false,
    recdesired,
    recavail: false,
    z: 0,
    rcode: NOERROR,
  },
  queries: [question],
  answers: [],
  authorities: [],
  additionals: [],
});

export type Reply = Sections & {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly recavail: boolean;
};

/**
 * The response to `query`: id, opcode, RD and the question with its letter case are the asker's. It has an OPT record if the
 * query has one (RFC 6891 section 6.1.1), with the asker's DO (RFC 3225 section 3).
 */
export const replyMessage = (query: DnsMessage, reply: Reply): DnsMessage => ({
  id: query.id,
  flags: {
    response: true,
    opcode: query.flags.opcode,
    authoritative: reply.authoritative,
    truncated: false,
    recdesired: query.flags.recdesired,
    recavail: reply.recavail,
    z: 0,
    rcode: reply.rcode,
  },
  queries: query.queries,
  answers: reply.answers,
  authorities: reply.authorities,
  additionals: [...reply.additionals, ...optFor(query)],
});

function optFor(query: DnsMessage, extendedRcode = 0): readonly ResourceRecord[] {
  const edns = ednsOf(query);
  if (!edns) return [];
  return [optRecord({ udpSize: SERVER_UDP_BYTES, dnssecOk: edns.dnssecOk, options: [], extendedRcode })];
}

/** How long a response over UDP may be: 512 bytes, or as the query's OPT record says within this server's own limit. */
export function udpLimit(query: DnsMessage): number {
  const asked = ednsOf(query)?.udpSize ?? MAX_UDP_MESSAGE_BYTES;
  return Math.max(MAX_UDP_MESSAGE_BYTES, Math.min(asked, SERVER_UDP_BYTES));
}

const nothing: Sections = { answers: [], authorities: [], additionals: [] };

export const errorReply = (query: DnsMessage, rcode: number, recavail: boolean): DnsMessage =>
  replyMessage(query, { ...nothing, rcode, authoritative: false, recavail });

export type Incoming =
  | { readonly kind: "query"; readonly query: DnsMessage; readonly question: Question }
  /** Cannot be served, but whoever asked is told so. */
  | { readonly kind: "refusal"; readonly reply: DnsMessage }
  /** Not a query at all: answering could start an endless exchange. */
  | { readonly kind: "ignored" };

/** What a server makes of bytes that reached its port 53. */
export function readQuery(bytes: Uint8Array, recavail: boolean): Incoming {
  if (bytes.length < HEADER_BYTES) return { kind: "ignored" };
  const flags = bytes[2]!;
  if (flags & 0x80) return { kind: "ignored" };
  const parsed = dns.parse(bytes);
  if (parsed.ok && parsed.value.value.flags.opcode === QUERY && parsed.value.value.queries.length === 1) {
    const query = parsed.value.value;
    const edns = ednsOf(query);
    // One OPT record too many, or one that cannot be read: RFC 6891 section 6.1.1.
    if (!edns && query.additionals.some(isOpt)) return { kind: "refusal", reply: errorReply(query, FORMERR, recavail) };
    if (edns?.version) {
      const reply = errorReply(query, NOERROR, recavail);
      return { kind: "refusal", reply: { ...reply, additionals: optFor(query, EXTENDED_BADVERS) } };
    }
    return { kind: "query", query, question: query.queries[0]! };
  }
  const opcode = (flags >>> 3) & 0xf;
  const header: DnsMessage = {
    ...queryMessage((bytes[0]! << 8) | bytes[1]!, { name: ".", type: "A", class: "IN" }, (flags & 1) === 1),
    queries: parsed.ok ? parsed.value.value.queries : [],
  };
  const query = { ...header, flags: { ...header.flags, opcode } };
  return { kind: "refusal", reply: errorReply(query, opcode === QUERY ? FORMERR : NOTIMP, recavail) };
}

/** The message if `bytes` are one, and one that answers the question. */
export function readResponse(bytes: Uint8Array): DnsMessage | undefined {
  const parsed = dns.parse(bytes);
  return parsed.ok && parsed.value.value.flags.response ? parsed.value.value : undefined;
}

export const sameQuestion = (a: Question | undefined, b: Question): boolean =>
  a !== undefined && sameName(a.name, b.name) && a.type === b.type && a.class === b.class;

/**
 * The bytes for UDP, `limit` at most. Whole record sets are left out from the end: of the additional section
 * silently, of the others with TC set (RFC 2181 section 9); a single answer that does not fit leaves all sections empty.
 * An OPT record stays in any case (RFC 6891 section 7).
 */
export function sealForUdp(
  message: DnsMessage,
  limit = MAX_UDP_MESSAGE_BYTES,
): { readonly bytes: Uint8Array; readonly truncated: boolean } {
  const whole = sealDns(message);
  if (whole.length <= limit) return { bytes: whole, truncated: false };
  const opt = message.additionals.filter(isOpt);
  const others = { ...message, additionals: message.additionals.filter((rr) => !isOpt(rr)) };
  const seal = (m: DnsMessage) => sealDns({ ...m, additionals: [...m.additionals, ...opt] });
  let cut: DnsMessage = { ...others, ...nothing };
  for (const section of ["answers", "authorities", "additionals"] as const) {
    for (const set of recordSets(others[section])) {
      const more = { ...cut, [section]: [...cut[section], ...set] };
      if (seal(more).length <= limit) cut = more;
      else if (section !== "additionals" || isReferralWithoutGlue(cut)) {
        return { bytes: seal({ ...cut, flags: { ...cut.flags, truncated: true } }), truncated: true };
      }
    }
  }
  return { bytes: seal(cut), truncated: false };
}

/** Without any glue nobody could follow the referral: RFC 9471 section 3. */
const isReferralWithoutGlue = (m: DnsMessage): boolean =>
  !m.flags.authoritative && m.answers.length === 0 && m.authorities.length > 0 && m.additionals.length === 0;

/** The message with its length in front, as TCP carries it (RFC 7766 section 8). */
export function framedForTcp(bytes: Uint8Array): Stream {
  const framed = new Uint8Array(bytes.length + 2);
  framed[0] = bytes.length >>> 8;
  framed[1] = bytes.length & 0xff;
  framed.set(bytes, 2);
  return streamOf(framed);
}

/** Takes the first whole message off what a TCP connection has brought so far. */
export function unframed(buffer: Uint8Array): { readonly message?: Uint8Array; readonly rest: Uint8Array } {
  if (buffer.length < 2) return { rest: buffer };
  const end = 2 + ((buffer[0]! << 8) | buffer[1]!);
  if (buffer.length < end) return { rest: buffer };
  return { message: buffer.slice(2, end), rest: buffer.slice(end) };
}

/** Records of one owner, class and type together, in the order in which each set begins (RFC 2181 section 5). */
export function recordSets(records: readonly ResourceRecord[]): readonly (readonly ResourceRecord[])[] {
  const sets = new Map<string, ResourceRecord[]>();
  for (const rr of records) {
    const key = `${canonicalName(rr.name)} ${rr.class} ${rr.type}`;
    const set = sets.get(key);
    if (set) set.push(rr);
    else sets.set(key, [rr]);
  }
  return [...sets.values()];
}

/** The data of records in zone-file notation, side by side: what a fact shows of them. */
export const dataText = (records: readonly ResourceRecord[]): string =>
  records.map((rr) => rdataText(rr.data)).join(", ");

/** What a response says to its question: the records of the type asked for, else all of its answer. */
export function answerText(message: DnsMessage): string {
  const type = message.queries[0]?.type;
  const asked = message.answers.filter((rr) => rr.type === type);
  return dataText(asked.length > 0 ? asked : message.answers);
}

/** The first name server that the records name. */
export function nameServerIn(records: readonly ResourceRecord[]): DomainName | undefined {
  for (const { data } of records) if (data.kind === "NS") return data.target;
  return undefined;
}
