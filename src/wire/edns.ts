/** What a DNS message says beyond its header, in an OPT record among the additionals: EDNS(0), RFC 6891. */
import { classNumber, type DnsMessage, type ResourceRecord } from "./dns.ts";
import { ROOT } from "./domain-name.ts";

/** DNS cookies, RFC 7873 section 4. */
export const OPTION_COOKIE = 10;
/** The upper bits of BADVERS (16), RFC 6891 section 9; the lower ones are 0. */
export const EXTENDED_BADVERS = 1;

type EdnsOption = { readonly code: number; readonly data: readonly number[] };

export type Edns = {
  /** The longest message that the sender takes over UDP, in bytes. */
  readonly udpSize: number;
  readonly dnssecOk: boolean;
  readonly options: readonly EdnsOption[];
  /** 0 when left out. */
  readonly version?: number;
  /** The upper 8 bits of the response code; 0 when left out. */
  readonly extendedRcode?: number;
};

export const optRecord = (edns: Edns): ResourceRecord => ({
  name: ROOT,
  type: "OPT",
  class: `CLASS${edns.udpSize}`,
  ttl: (((edns.extendedRcode ?? 0) << 24) | ((edns.version ?? 0) << 16) | (edns.dnssecOk ? 0x8000 : 0)) >>> 0,
  data: {
    kind: "other",
    bytes: edns.options.flatMap(({ code, data }) => [
      code >>> 8,
      code & 0xff,
      data.length >>> 8,
      data.length & 0xff,
      ...data,
    ]),
  },
});

export const isOpt = (rr: ResourceRecord): boolean => rr.type === "OPT";

/** Undefined without an OPT record, and for one whose options do not end where its data does or that stands there twice. */
export function ednsOf(message: DnsMessage): Edns | undefined {
  const [opt, more] = message.additionals.filter(isOpt);
  if (!opt || more || opt.data.kind !== "other") return undefined;
  const options = optionsIn(opt.data.bytes);
  if (!options) return undefined;
  return {
    udpSize: classNumber(opt.class),
    dnssecOk: (opt.ttl & 0x8000) !== 0,
    options,
    version: (opt.ttl >>> 16) & 0xff,
    extendedRcode: opt.ttl >>> 24,
  };
}

function optionsIn(bytes: readonly number[]): readonly EdnsOption[] | undefined {
  const options: EdnsOption[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const code = (bytes[at]! << 8) | bytes[at + 1]!;
    const end = at + 4 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (end > bytes.length) return undefined;
    options.push({ code, data: bytes.slice(at + 4, end) });
    at = end;
  }
  return options;
}
