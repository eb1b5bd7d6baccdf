/** A link: two ends, a delay and a rate, and the faults that were put on it. */
import type { DeviceId, LinkId } from "../base/ids.ts";
import { passesTest } from "../base/literal.ts";
import { nextBelow, type Rng } from "../base/rng.ts";
import type { Micros } from "../base/units.ts";
import { chosen, flipped } from "../stack/choice.ts";
import type { Frame } from "../stack/stimulus.ts";
import { FCS_BYTES } from "../wire/ethernet.ts";
import { decodeFrame, type Packet } from "../wire/packet.ts";
import { dataLength, packetValue } from "../wire/packet-value.ts";
import { flagNames } from "../wire/tcp.ts";
import type { Fault, FrameMatch } from "./change.ts";

export type End = { readonly device: DeviceId; readonly port: string };

export type Link = {
  readonly id: LinkId;
  readonly ends: readonly [End, End];
  readonly up: boolean;
  /** Time from one end to the other. */
  readonly delay: Micros;
  /** Bits per second. */
  readonly rate: number;
  /** When each direction (from end 0, from end 1) has sent what it was given. */
  readonly freeAt: readonly [Micros, Micros];
  readonly faults: readonly ActiveFault[];
  readonly rng: Rng;
};

/** `seen` counts the frames that matched so far. */
export type ActiveFault = { readonly fault: Fault; readonly seen: number };

/** Preamble, start delimiter and the gap between frames, IEEE 802.3: they take time and carry nothing. */
const OVERHEAD_BYTES = 8 + 12;

export type Delivery = { readonly at: Micros; readonly frame: Frame };

export type Crossing = {
  readonly link: Link;
  /** None when the frame is lost, two when it was sent twice. */
  readonly deliveries: readonly Delivery[];
  readonly lost?: "cut" | "fault";
  readonly applied: readonly Fault["kind"][];
};

/** Which device owns an IP address. */
type Owners = Readonly<Record<string, DeviceId>>;

/** Puts a frame on the link at `now` from end `from`. */
export function cross(link: Link, from: 0 | 1, frame: Frame, now: Micros, owners: Owners): Crossing {
  if (!link.up) return { link, deliveries: [], lost: "cut", applied: [] };
  const size = frame.bytes.length + FCS_BYTES + OVERHEAD_BYTES;
  const sent = Math.max(now, link.freeAt[from]) + Math.ceil((size * 8 * 1_000_000) / link.rate);
  const freeAt: [Micros, Micros] = from === 0 ? [sent, link.freeAt[1]] : [link.freeAt[0], sent];
  const { id, ends, up, delay, rate, faults, rng } = link;
  const busy: Link = { id, ends, up, delay, rate, freeAt, faults, rng };
  const plain = { at: sent + link.delay, frame };
  return link.faults.length === 0
    ? { link: busy, deliveries: [plain], applied: [] }
    : withFaults(busy, link.ends[from].device, plain, owners);
}

function withFaults(link: Link, from: DeviceId, plain: Delivery, owners: Owners): Crossing {
  const packet = decodeFrame(plain.frame.bytes);
  let rng = link.rng;
  let lost = false;
  let at = plain.at;
  let frame = plain.frame;
  const copies: Delivery[] = [];
  const applied: Fault["kind"][] = [];
  const faults = link.faults.map((active) => {
    if (!matches(active.fault.match, from, packet, owners)) return active;
    const [hit, next] = chosen(active.fault.choice, active.seen, rng);
    rng = next;
    if (hit) {
      const { fault } = active;
      applied.push(fault.kind);
      if (fault.kind === "lose") lost = true;
      else if (fault.kind === "delay") at += fault.by;
      else if (fault.kind === "duplicate") copies.push({ at: at + fault.gap, frame });
      else {
        const [bit, after] = nextBelow(rng, frame.bytes.length * 8);
        rng = after;
        frame = { ...frame, bytes: flipped(frame.bytes, bit) };
      }
    }
    return { ...active, seen: active.seen + 1 };
  });
  const after: Link = { ...link, faults, rng };
  if (lost) return { link: after, deliveries: [], lost: "fault", applied };
  return { link: after, deliveries: [{ at, frame }, ...copies], applied };
}

function matches(match: FrameMatch, from: DeviceId, packet: Packet, owners: Owners): boolean {
  if (match.from !== undefined && match.from !== from) return false;
  if (match.to !== undefined) {
    const address = packet.ip?.dst ?? packet.arp?.dst_proto_ipv4;
    if (address === undefined || owners[address] !== match.to) return false;
  }
  if (match.protocol !== undefined && !packet.layers.some((l) => l.protocol === match.protocol)) return false;
  if (match.flags !== undefined) {
    if (!packet.tcp) return false;
    const set = flagNames(packet.tcp.flags);
    if (!match.flags.split(",").every((flag) => set.includes(flag.trim()))) return false;
  }
  if (match.minData !== undefined && !passesTest({ min: match.minData }, dataLength(packet))) return false;
  return Object.entries(match.tests ?? {}).every(([path, test]) => passesTest(test, packetValue(packet, path)));
}
