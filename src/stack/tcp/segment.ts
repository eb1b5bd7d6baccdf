/** A TCP segment as the machine sees it: header fields and text, no ports, no checksum. RFC 9293 sections 3.1 and 3.10.7.1. */
import { flagNames, NO_FLAGS, type TcpFlags, type TcpOption } from "../../wire/tcp.ts";
import { EMPTY, type Stream } from "../stream.ts";
import { type Seq, seqAdd } from "./seq.ts";

export type Segment = {
  readonly seq: Seq;
  /** 0 where the ACK flag is off. */
  readonly ack: Seq;
  readonly flags: TcpFlags;
  /** The raw 16-bit value on the wire, not yet scaled. */
  readonly window: number;
  readonly options: readonly TcpOption[];
  readonly data: Stream;
};

export type OutgoingSegment = Segment & {
  /** Some of its sequence space was sent before. */
  readonly retransmission: boolean;
  /**
   * Sent with no whole socket behind it: a listener's SYN,ACK, a RST that answers a stray, an ACK from TIME-WAIT or for a
   * closed socket in FIN-WAIT-2. Linux gives the packets of these the identification 0.
   */
  readonly socketless: boolean;
};

/** SEG.LEN: the sequence numbers that it occupies, SYN and FIN included. */
export const segmentLength = (s: Segment): number => s.data.length + (s.flags.syn ? 1 : 0) + (s.flags.fin ? 1 : 0);

export const flagsOf = (on: Partial<TcpFlags>): TcpFlags => ({ ...NO_FLAGS, ...on });

/** `SYN, ACK`, as the packet list prints it. */
export const flagText = (flags: TcpFlags): string => flagNames(flags).join(", ");

const RST = flagsOf({ reset: true });
const RST_ACK = flagsOf({ reset: true, ack: true });

/**
 * What a host answers to a segment for which it has no connection: null for a RST, else a RST that the other side
 * must find acceptable. The window is 0 and no option is sent.
 */
export function resetFor(segment: Segment): OutgoingSegment | null {
  if (segment.flags.reset) return null;
  const rest = { window: 0, options: [], data: EMPTY, retransmission: false, socketless: true };
  return segment.flags.ack
    ? { ...rest, seq: segment.ack, ack: 0, flags: RST }
    : { ...rest, seq: 0, ack: seqAdd(segment.seq, segmentLength(segment)), flags: RST_ACK };
}
