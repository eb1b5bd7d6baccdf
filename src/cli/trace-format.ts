/** A run without a screen, step by step as it happens: text, JSON Lines, or a capture for Wireshark. Nothing is kept. */
import { EPOCH_SECONDS, formatMicros, MICROS_PER_SECOND, type Micros } from "../base/units.ts";
import { sayFact } from "../i18n/say.ts";
import type { Words } from "../i18n/words.ts";
import { isEvent, salience, tellingFacts } from "../lesson/salience.ts";
import { type CapturePoint, captureInterfaces, observe } from "../sim/capture.ts";
import type { Step, World } from "../sim/world.ts";
import { type Conversations, noConversations } from "../view/conversations.ts";
import { summaryOf } from "../view/summary.ts";
import { BROADCAST_MAC } from "../wire/address.ts";
import { toHex } from "../wire/bytes.ts";
import { decodeFrame } from "../wire/packet.ts";
import { interfaceBlock, LINKTYPE_ETHERNET, packetBlock, sectionHeader } from "../wire/pcapng.ts";

/** A frame in one line; the numbers are relative to what passed the same interface before. */
export type Summarise = (where: string, at: Micros, bytes: Uint8Array) => string;

export function summariser(): Summarise {
  const seen = new Map<string, Conversations>();
  return (where, at, bytes) => {
    const { text, conversations } = summaryOf(seen.get(where) ?? noConversations, { at, bytes });
    seen.set(where, conversations);
    return text;
  };
}

export type TraceFormat = "text" | "json" | "pcapng";
export const traceFormats: readonly TraceFormat[] = ["text", "json", "pcapng"];

/** Turns each step into what is written for it, if anything; `head` comes first. */
export type Formatter = {
  readonly head: readonly (Uint8Array | string)[];
  readonly step: (step: Step) => readonly (Uint8Array | string)[];
};

const SNAPLEN = 65_535;

export function pcapngFormatter(start: World, point: CapturePoint, version: string): Formatter {
  const interfaces = captureInterfaces(start, point);
  const head = [
    sectionHeader({ application: `net-tutor ${version}` }),
    ...interfaces.map((name) => interfaceBlock({ name, linktype: LINKTYPE_ETHERNET, snaplen: SNAPLEN })),
  ];
  const zero = BigInt(EPOCH_SECONDS) * BigInt(MICROS_PER_SECOND);
  return {
    head,
    step: (step) =>
      observe(step, point).map((o) =>
        packetBlock({ interface: interfaces.indexOf(o.interface), at: zero + BigInt(o.at), bytes: o.frame.bytes }),
      ),
  };
}

const concerns = ({ device, port }: NonNullable<CapturePoint>, plug: string): boolean =>
  port === undefined ? plug.startsWith(`${device}.`) : plug === `${device}.${port}`;

/** One object a step: `step`, `at` (microseconds), `cause` (the step that brought it about, or null), `device`, `facts`, `frames`. */
export function jsonFormatter(point: CapturePoint, summarise: Summarise): Formatter {
  return {
    head: [],
    step(step) {
      const { entry, facts, sent } = step;
      const device = "device" in entry.input ? entry.input.device : null;
      const frames = sent
        .map((s) => ({
          from: `${s.from.device}.${s.from.port}`,
          to: `${s.to.device}.${s.to.port}`,
          link: s.link,
          lost: s.lost,
          hex: toHex(s.frame.bytes),
          summary: summarise(s.link, entry.at, s.frame.bytes),
        }))
        .filter((f) => point === null || concerns(point, f.from) || concerns(point, f.to));
      if (point !== null && device !== point.device && frames.length === 0) return [];
      const line = { step: step.index, at: entry.at, cause: entry.by === "start" ? null : entry.by, device };
      return [`${JSON.stringify({ ...line, input: entry.input.kind, facts, frames })}\n`];
    },
  };
}

/** What a point sees, a line a frame: time, who to whom, the packet in one line. */
export function packetListFormatter(start: World, point: CapturePoint, summarise: Summarise): Formatter {
  const name = (address: string): string => start.owners[address] ?? address;
  const ends = (bytes: Uint8Array): string => {
    const { eth, arp, ip } = decodeFrame(bytes);
    if (ip) return `${name(ip.src)} -> ${name(ip.dst)}`;
    if (arp) return `${name(arp.src_proto_ipv4)} -> ${eth?.dst === BROADCAST_MAC ? "*" : name(arp.dst_proto_ipv4)}`;
    return `${eth?.src} -> ${eth?.dst}`;
  };
  const several = captureInterfaces(start, point).length > 1;
  return {
    head: [],
    step: (step) =>
      observe(step, point).map(({ interface: where, at, frame }) => {
        const columns = [formatMicros(at).padStart(13), ends(frame.bytes).padEnd(24)];
        if (several) columns.push(where.padEnd(14));
        return `${columns.join("  ")}  ${summarise(where, at, frame.bytes)}\n`;
      }),
  };
}

/** The story, a line for each thing that is worth a stop, in the order in which it happened: time and sentence. */
export function storyFormatter(words: Words): Formatter {
  return {
    head: [],
    step(step) {
      if (!isEvent(step)) return [];
      const told = new Set(tellingFacts(step));
      const time = formatMicros(step.entry.at).padStart(13);
      return step.facts
        .filter((fact) => told.has(fact) && salience(fact) >= 2)
        .map((fact) => `${time}  ${sayFact(words, fact)}\n`);
    },
  };
}
