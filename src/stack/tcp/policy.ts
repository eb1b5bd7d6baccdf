/**
 * How one TCP differs from another, as plain data: the machine reads these tables and knows no profile by its name.
 * RFC 9293 leaves most of this open; RFC 1122, 5681, 6298, 6928, 7323 and the defaults of Linux fill it.
 */
import { type Micros, ms, seconds } from "../../base/units.ts";
import type { Seq } from "./seq.ts";

export type TcpPolicy = {
  /** Fixed numbers a learner can add to in the head, or numbers that the world's seed gives. */
  readonly initialSequence:
    | { readonly kind: "fixed"; readonly active: number; readonly passive: number; readonly step: number }
    | { readonly kind: "seeded" };
  /** What a SYN offers beside the maximum segment size. `windowScale` is the shift, null for no such option. */
  readonly options: {
    readonly timestamps: boolean;
    readonly sack: boolean;
    readonly windowScale: number | null;
  };
  /** Bytes, where a program sets no SO_RCVBUF or SO_SNDBUF. */
  readonly receiveBuffer: number;
  readonly sendBuffer: number;
  readonly window: {
    /** What one unread byte takes off the window: less than 1 where buffer memory is counted more generously than announced. */
    readonly perUnreadByte: number;
    /** The window grows by whole segments only, and begins with a multiple of them. */
    readonly wholeSegments: boolean;
  };
  readonly ack: /** A pure ACK for every segment that occupies sequence space, at once. */
    | { readonly kind: "each" }
    /** RFC 1122 section 4.2.3.2; the first `quick` segments of a conversation are answered at once all the same. */
    | { readonly kind: "delayed"; readonly delay: Micros; readonly quick: number };
  readonly fin: {
    /** FIN may ride on the last data segment. */
    readonly onData: boolean;
    /** A FIN that was sent alone is joined with the data before it when that is sent again. */
    readonly onResend: boolean;
  };
  /** PSH also on every n-th segment inside a write; null: on the last segment of a write only. */
  readonly pushEvery: number | null;
  /** Nagle's rule holds a small segment back while anything, or while another small segment, is unacknowledged (RFC 896, RFC 9293 section 3.7.4). */
  readonly nagle: "any" | "small";
  /** Congestion window at the start in segments; null: no congestion control at all. */
  readonly initialWindow: number | null;
  /** A zero-window probe is one byte at SND.NXT (RFC 9293 section 3.8.6.1) or an empty segment at SND.NXT-1 (Linux). */
  readonly probe: "byte" | "empty";
  /** A SYN is sent again so often at the initial timeout, and then so often with the timeout doubled each time. */
  readonly synRetries: { readonly linear: number; readonly exponential: number };
  readonly synAckRetries: number;
  /** Data, FIN and unanswered window probes. */
  readonly dataRetries: number;
  readonly rto: {
    readonly initial: Micros;
    /** After a handshake in which a SYN had to be sent again (RFC 6298 section 5.7). */
    readonly afterSynLoss: Micros;
    /** RTO = SRTT + max(4 RTTVAR, this). */
    readonly varianceFloor: Micros;
    readonly max: Micros;
  };
  /** As many duplicate ACKs start a fast retransmit; infinity: none do, and only the timer brings a lost segment again. */
  readonly duplicateAcks: number;
  /** 2 MSL. */
  readonly timeWait: Micros;
  /** A closed socket waits so long for its peer's FIN; null: for ever (RFC 9293). */
  readonly finWait2: Micros | null;
};

const rto: TcpPolicy["rto"] = {
  initial: seconds(1),
  afterSynLoss: seconds(3),
  varianceFloor: ms(200),
  max: seconds(120),
};

const FIXED_SEQUENCE: TcpPolicy["initialSequence"] = { kind: "fixed", active: 100, passive: 300, step: 1000 };

/** Linux answers as many segments at once at the start of a conversation. */
const QUICK_ACKS = 16;

/** The teaching line: RFC 9293 with nothing but the MSS option, and every step of it visible. */
export const textbook: TcpPolicy = {
  initialSequence: FIXED_SEQUENCE,
  options: { timestamps: false, sack: false, windowScale: null },
  receiveBuffer: 65_535,
  sendBuffer: 65_536,
  window: { perUnreadByte: 1, wholeSegments: false },
  ack: { kind: "each" },
  fin: { onData: false, onResend: false },
  pushEvery: null,
  nagle: "small",
  initialWindow: null,
  probe: "byte",
  synRetries: { linear: 0, exponential: 6 },
  synAckRetries: 5,
  dataRetries: 15,
  rto,
  duplicateAcks: 3,
  timeWait: seconds(60),
  finWait2: null,
};

/** Linux as it comes (6.5 and later). */
export const linux: TcpPolicy = {
  initialSequence: { kind: "seeded" },
  options: { timestamps: true, sack: true, windowScale: 7 },
  receiveBuffer: 65_536,
  sendBuffer: 262_144,
  // Linux books about 2,304 bytes of memory for a segment of 1,460 and announces half of what is free.
  window: { perUnreadByte: 0.789, wholeSegments: true },
  ack: { kind: "delayed", delay: ms(40), quick: QUICK_ACKS },
  fin: { onData: true, onResend: false },
  pushEvery: 2,
  nagle: "small",
  initialWindow: 10,
  probe: "empty",
  synRetries: { linear: 4, exponential: 6 },
  synAckRetries: 5,
  dataRetries: 15,
  rto,
  duplicateAcks: 3,
  timeWait: seconds(60),
  finWait2: seconds(60),
};

/** Linux with timestamps, SACK, window scaling and linear SYN retries switched off: for comparison with captures. */
export const plain: TcpPolicy = {
  ...linux,
  options: { timestamps: false, sack: false, windowScale: null },
  fin: { onData: true, onResend: true },
  synRetries: { linear: 0, exponential: 6 },
};

/** What a host can have otherwise than its profile: the parts of real TCPs that are worth a lesson of their own. */
export type TcpChoices = {
  /** Bytes, where a program sets no SO_RCVBUF or SO_SNDBUF. */
  readonly receiveBuffer?: number;
  readonly sendBuffer?: number;
  /** Numbers that the seed gives, or the fixed ones. */
  readonly seededSequence?: boolean;
  readonly timestamps?: boolean;
  readonly sack?: boolean;
  /** The shift. */
  readonly windowScale?: number;
  /** Segments; with it comes congestion control (RFC 5681). */
  readonly initialWindow?: number;
  /** ACKs wait so long for company; 0 gives each segment its own. */
  readonly delayedAck?: Micros;
  /** The FIN may ride on data, and so carry an ACK. */
  readonly finOnData?: boolean;
  /** SYNs sent again after 1 s each, before the time is doubled. */
  readonly linearSynRetries?: number;
  /** Window probes without a byte, as those of Linux. */
  readonly emptyProbes?: boolean;
  /** So many duplicate ACKs start a fast retransmit; 0: there is none. */
  readonly duplicateAcks?: number;
};

/** The profile's policy with the choices made. */
export function withChoices(policy: TcpPolicy, c: TcpChoices): TcpPolicy {
  const { delayedAck: delay } = c;
  return {
    ...policy,
    initialSequence:
      c.seededSequence === undefined ? policy.initialSequence : c.seededSequence ? { kind: "seeded" } : FIXED_SEQUENCE,
    options: {
      timestamps: c.timestamps ?? policy.options.timestamps,
      sack: c.sack ?? policy.options.sack,
      windowScale: c.windowScale ?? policy.options.windowScale,
    },
    receiveBuffer: c.receiveBuffer ?? policy.receiveBuffer,
    sendBuffer: c.sendBuffer ?? policy.sendBuffer,
    initialWindow: c.initialWindow ?? policy.initialWindow,
    ack:
      delay === undefined
        ? policy.ack
        : delay === 0
          ? { kind: "each" }
          : { kind: "delayed", delay, quick: policy.ack.kind === "delayed" ? policy.ack.quick : QUICK_ACKS },
    fin: { ...policy.fin, onData: c.finOnData ?? policy.fin.onData },
    synRetries: { ...policy.synRetries, linear: c.linearSynRetries ?? policy.synRetries.linear },
    probe: c.emptyProbes === undefined ? policy.probe : c.emptyProbes ? "empty" : "byte",
    duplicateAcks: c.duplicateAcks === 0 ? Number.POSITIVE_INFINITY : (c.duplicateAcks ?? policy.duplicateAcks),
  };
}

/**
 * The initial sequence number of a host's connection number `earlier` (from 0, counted for each role).
 * `random` is any unsigned 32-bit number; a fixed policy does not look at it.
 */
export function initialSequenceNumber(
  policy: TcpPolicy,
  role: "active" | "passive",
  earlier: number,
  random: number,
): Seq {
  const rule = policy.initialSequence;
  return (rule.kind === "fixed" ? rule[role] + rule.step * earlier : random) >>> 0;
}
