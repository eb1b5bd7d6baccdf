/**
 * Names of what several panes show, so that a selection in one can be found in all others. A row carries the names of
 * all that it is about, the most specific first: an arrow is a packet, then a range of a stream, then a connection.
 */
import type { DeviceId, LinkId, PacketId, StepIndex } from "../base/ids.ts";

/** Text, because it is only ever compared. */
export type Thing = string;

/** `address:port` of both ends, as they stand in the packet. */
type Ends = { readonly protocol: "tcp" | "udp"; readonly from: string; readonly to: string };

export const thing = {
  packet: (packet: PacketId): Thing => `packet:${packet}`,
  /** A header field of one packet, by its path. */
  field: (packet: PacketId, path: string): Thing => `field:${packet}:${path}`,
  /**
   * Bytes that flow in one direction, by relative sequence numbers (SYN is 0, the first byte 1), `end` exclusive.
   * Two of them are the same thing where they overlap.
   */
  stream: ({ from, to }: Omit<Ends, "protocol">, first: number, end: number): Thing =>
    `stream:${from}>${to}:${first}-${end}`,
  /** Both directions of a conversation. */
  connection: ({ protocol, from, to }: Ends): Thing => `connection:${protocol}:${[from, to].sort().join("-")}`,
  socket: (device: DeviceId, id: number): Thing => `socket:${device}:${id}`,
  /** A line of a program. */
  line: (device: DeviceId, process: string, line: number): Thing => `line:${device}:${process}:${line}`,
  step: (index: StepIndex): Thing => `step:${index}`,
  /** A domain name, whatever its type. */
  name: (name: string): Thing => `name:${name.toLowerCase()}`,
  /** An IP or a MAC address. */
  address: (address: string): Thing => `address:${address}`,
  link: (link: LinkId): Thing => `link:${link}`,
  device: (device: DeviceId): Thing => `device:${device}`,
};

const STREAM_PREFIX = "stream:";
const STREAM = /^stream:(.*):(\d+)-(\d+)$/;

export function isSame(a: Thing, b: Thing): boolean {
  if (a === b) return true;
  // Few are ranges, and panes compare many.
  if (!a.startsWith(STREAM_PREFIX) || !b.startsWith(STREAM_PREFIX)) return false;
  const [one, other] = [STREAM.exec(a), STREAM.exec(b)];
  if (!one || !other || one[1] !== other[1]) return false;
  return Number(one[2]) < Number(other[3]) && Number(other[2]) < Number(one[3]);
}

/**
 * Which rows are about what is selected: those that carry the most specific of its names that any row carries.
 * Places in `rows`, in order; none where nothing is selected.
 */
export function markedRows(rows: readonly (readonly Thing[])[], selected: readonly Thing[]): readonly number[] {
  for (const wanted of selected) {
    const found = rows.flatMap((things, i) => (things.some((t) => isSame(t, wanted)) ? [i] : []));
    if (found.length > 0) return found;
  }
  return [];
}

/** The packet that is selected, or whose field is; undefined where it is neither. */
export function packetIn(selected: readonly Thing[]): PacketId | undefined {
  for (const one of selected) {
    const found = /^(?:packet|field):(\d+)/.exec(one)?.[1];
    if (found !== undefined) return Number(found) as PacketId;
  }
  return undefined;
}
