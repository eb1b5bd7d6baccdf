/** The transmission control block: all that one connection remembers, as plain data. RFC 9293 section 3.3.1. */
import type { Micros } from "../../base/units.ts";
import type { Ipv4 } from "../../wire/address.ts";
import type { Errno, SocketOption } from "../call.ts";
import type { Stream } from "../stream.ts";
import { type Seq, seqAdd, seqDiff } from "./seq.ts";

export type TcpState =
  | "SYN-SENT"
  | "SYN-RECEIVED"
  | "ESTABLISHED"
  | "FIN-WAIT-1"
  | "FIN-WAIT-2"
  | "CLOSE-WAIT"
  | "CLOSING"
  | "LAST-ACK"
  | "TIME-WAIT"
  | "CLOSED";

export type TcpTimer = "retransmit" | "persist" | "delayed-ack" | "time-wait";

export type Endpoint = { readonly address: Ipv4; readonly port: number };

/** One segment on its way, or lost on it: an entry of the retransmission queue. */
export type SentSegment = {
  readonly seq: Seq;
  /** Bytes of data. */
  readonly length: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly push: boolean;
  readonly sentAt: Micros;
  readonly transmissions: number;
  /** The peer has it, out of order (RFC 2018). */
  readonly sacked: boolean;
  /** Taken for lost, to be sent again. */
  readonly lost: boolean;
  /** Sent again since the present recovery began. */
  readonly resent: boolean;
};

/** What repairs a loss at the moment; `point` is SND.NXT when it began. */
export type Recovery =
  | { readonly kind: "none" }
  | { readonly kind: "fast"; readonly point: Seq }
  | { readonly kind: "timeout"; readonly point: Seq }
  | { readonly kind: "path-mtu"; readonly point: Seq };

/** Bytes that came before their turn. */
export type Range = { readonly seq: Seq; readonly data: Stream };

export type Tcb = {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly opener: "active" | "passive";
  readonly state: TcpState;
  /** The program has closed its descriptor: nobody reads any more. */
  readonly released: boolean;
  /** Why the connection ended, where it did not end well. */
  readonly error: Errno | null;
  /** What the network reported meanwhile (RFC 1122 section 4.2.3.9). */
  readonly softError: Errno | null;

  // send sequence variables
  readonly iss: Seq;
  readonly sndUna: Seq;
  readonly sndNxt: Seq;
  /** One past the highest number ever sent: a window probe runs ahead of SND.NXT. */
  readonly sndMax: Seq;
  readonly sndWnd: number;
  readonly sndWl1: Seq;
  readonly sndWl2: Seq;
  readonly maxSndWnd: number;
  /** Bytes from SND.UNA on (after the SYN): first those in flight, then those queued. */
  readonly sendBuffer: Stream;
  readonly sendBufferSize: number;
  /** The sequence numbers just after each write's last byte, unacknowledged ones only. */
  readonly writeEnds: readonly Seq[];
  /** The rest of the last write still waits for room. */
  readonly writeOpen: boolean;
  /** The program has ended its sending half. */
  readonly finQueued: boolean;
  /** Where the FIN stands, once it was sent. */
  readonly finSeq: Seq | null;
  readonly inFlight: readonly SentSegment[];
  readonly segmentsSincePush: number;
  /** One past the last segment sent that was not full. */
  readonly smallEnd: Seq;
  readonly noDelay: boolean;
  readonly lingerZero: boolean;

  // receive sequence variables
  readonly irs: Seq;
  readonly rcvNxt: Seq;
  /** What is left of the window announced. */
  readonly rcvWnd: number;
  /** The last segment announced no room at all. */
  readonly zeroWindow: boolean;
  /** In order, not yet read by the program. */
  readonly receiveBuffer: Stream;
  readonly receiveBufferSize: number;
  /** Sorted, apart from each other, all after RCV.NXT. */
  readonly outOfOrder: readonly Range[];
  /** The range that grew last: it is the first SACK block. */
  readonly newestRange: Seq | null;
  /** Where the peer's FIN stands, once it was seen. */
  readonly peerFin: Seq | null;
  readonly finReceived: boolean;

  // acknowledging
  readonly lastAckSent: Seq;
  readonly ackPending: boolean;
  readonly quickAcks: number;
  /** Data goes both ways in turns: a reply will carry the ACK. */
  readonly interactive: boolean;
  readonly lastDataAt: Micros | null;
  /** The largest segment that came. */
  readonly rcvMss: number;
  readonly lastChallengeAt: Micros | null;

  // sizes and options
  /** What this side announces. */
  readonly mss: number;
  readonly peerMss: number;
  readonly mtu: number;
  /** Bytes of data that a segment may carry: the smaller MSS less the options of every segment (RFC 6691). */
  readonly sndMss: number;
  readonly sack: boolean;
  /** Both sides sent the window scale option; the shifts are 0 otherwise. */
  readonly scaling: boolean;
  readonly sndScale: number;
  /** Until the SYNs have agreed: what we offer. */
  readonly rcvScale: number;
  readonly timestamps: boolean;
  readonly timestampOffset: number;
  readonly tsRecent: number | null;
  readonly tsRecentAt: Micros;

  // round trip and retransmission
  readonly srtt: Micros | null;
  readonly rttvar: Micros;
  readonly rto: Micros;
  /** The timeout is doubled so often. */
  readonly backoff: number;
  /** Expiries since the last progress. */
  readonly timeouts: number;
  /** Window probes since the window closed, and those without an answer. */
  readonly probes: number;
  readonly unansweredProbes: number;

  // congestion
  /** Bytes; null: no limit. */
  readonly cwnd: number | null;
  readonly ssthresh: number | null;
  /** Bytes acknowledged since the window last grew, in congestion avoidance. */
  readonly cwndCredit: number;
  readonly duplicateAcks: number;
  readonly recovery: Recovery;
  /** The point of the last recovery: no fast retransmit before it is passed (RFC 6582). */
  readonly recover: Seq | null;
  readonly lastSentAt: Micros | null;

  // when each timer fires; null: it does not run
  readonly retransmitAt: Micros | null;
  readonly persistAt: Micros | null;
  readonly delayedAckAt: Micros | null;
  readonly timeWaitAt: Micros | null;
};

/**
 * A copy to be written to. Field by field: V8 before Node 22 gives every object spread a new shape, so that a chain of
 * them makes all code that touches the block slow. A field that is left out here does not compile.
 */
export const copyOf = (t: Tcb): { -readonly [K in keyof Tcb]: Tcb[K] } => ({
  local: t.local,
  remote: t.remote,
  opener: t.opener,
  state: t.state,
  released: t.released,
  error: t.error,
  softError: t.softError,
  iss: t.iss,
  sndUna: t.sndUna,
  sndNxt: t.sndNxt,
  sndMax: t.sndMax,
  sndWnd: t.sndWnd,
  sndWl1: t.sndWl1,
  sndWl2: t.sndWl2,
  maxSndWnd: t.maxSndWnd,
  sendBuffer: t.sendBuffer,
  sendBufferSize: t.sendBufferSize,
  writeEnds: t.writeEnds,
  writeOpen: t.writeOpen,
  finQueued: t.finQueued,
  finSeq: t.finSeq,
  inFlight: t.inFlight,
  segmentsSincePush: t.segmentsSincePush,
  smallEnd: t.smallEnd,
  noDelay: t.noDelay,
  lingerZero: t.lingerZero,
  irs: t.irs,
  rcvNxt: t.rcvNxt,
  rcvWnd: t.rcvWnd,
  zeroWindow: t.zeroWindow,
  receiveBuffer: t.receiveBuffer,
  receiveBufferSize: t.receiveBufferSize,
  outOfOrder: t.outOfOrder,
  newestRange: t.newestRange,
  peerFin: t.peerFin,
  finReceived: t.finReceived,
  lastAckSent: t.lastAckSent,
  ackPending: t.ackPending,
  quickAcks: t.quickAcks,
  interactive: t.interactive,
  lastDataAt: t.lastDataAt,
  rcvMss: t.rcvMss,
  lastChallengeAt: t.lastChallengeAt,
  mss: t.mss,
  peerMss: t.peerMss,
  mtu: t.mtu,
  sndMss: t.sndMss,
  sack: t.sack,
  scaling: t.scaling,
  sndScale: t.sndScale,
  rcvScale: t.rcvScale,
  timestamps: t.timestamps,
  timestampOffset: t.timestampOffset,
  tsRecent: t.tsRecent,
  tsRecentAt: t.tsRecentAt,
  srtt: t.srtt,
  rttvar: t.rttvar,
  rto: t.rto,
  backoff: t.backoff,
  timeouts: t.timeouts,
  probes: t.probes,
  unansweredProbes: t.unansweredProbes,
  cwnd: t.cwnd,
  ssthresh: t.ssthresh,
  cwndCredit: t.cwndCredit,
  duplicateAcks: t.duplicateAcks,
  recovery: t.recovery,
  recover: t.recover,
  lastSentAt: t.lastSentAt,
  retransmitAt: t.retransmitAt,
  persistAt: t.persistAt,
  delayedAckAt: t.delayedAckAt,
  timeWaitAt: t.timeWaitAt,
});

/** The sequence number of the first byte in the send buffer. */
export const dataStart = (t: Tcb): Seq => (t.sndUna === t.iss ? seqAdd(t.iss, 1) : t.sndUna);

/** One past the last byte in the send buffer: where the FIN goes. */
export const dataEnd = (t: Tcb): Seq => seqAdd(dataStart(t), t.sendBuffer.length);

/** Bytes written but never sent. */
export function queuedBytes(t: Tcb): number {
  const rest = seqDiff(dataEnd(t), t.sndNxt);
  // Before the SYN is out SND.NXT stands before the data; after the FIN it stands behind.
  return Math.max(0, Math.min(rest, t.sendBuffer.length));
}

/**
 * Send-Q as Linux's `ss` counts it: sequence numbers from SND.UNA to the end of what is written, and so the SYN and the
 * FIN too. A connection request that has come in has no socket of its own yet, and shows 0.
 */
export function sendQueue(t: Tcb): number {
  const syn = t.state === "SYN-SENT" || (t.state === "SYN-RECEIVED" && t.opener === "active");
  const fin = t.finQueued && !finAcked(t) && t.state !== "CLOSED";
  return t.sendBuffer.length + (syn ? 1 : 0) + (fin ? 1 : 0);
}

/** FIN asked for, but not yet sent. */
export const finPending = (t: Tcb): boolean => t.finQueued && t.finSeq === null;

/** Our FIN is acknowledged. */
export const finAcked = (t: Tcb): boolean => t.finSeq !== null && seqDiff(t.sndUna, t.finSeq) > 0;

/** Bytes that the send buffer still takes; 0 as well when nothing may be sent any more. */
export const sendRoom = (t: Tcb): number => (sendError(t) ? 0 : Math.max(0, t.sendBufferSize - t.sendBuffer.length));

/** Why a write fails, or null when it may go on (it waits where `sendRoom` is 0). */
export function sendError(t: Tcb): Errno | null {
  if (t.error) return t.error;
  return t.finQueued || t.state === "CLOSED" ? "EPIPE" : null;
}

/** What `setsockopt` changes on an open socket. A receive buffer never shrinks below what the peer was promised. */
export function withOption(t: Tcb, option: SocketOption, value: number): Tcb {
  switch (option) {
    case "SO_RCVBUF":
      return { ...t, receiveBufferSize: Math.max(value, t.receiveBuffer.length + t.rcvWnd) };
    case "SO_SNDBUF":
      return { ...t, sendBufferSize: value };
    case "TCP_NODELAY":
      return { ...t, noDelay: value !== 0 };
    case "SO_LINGER":
      return { ...t, lingerZero: value === 0 };
  }
}
