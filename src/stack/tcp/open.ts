/** Where connections come from: active and passive open, RFC 9293 sections 3.10.1 and 3.10.7.2. */
import { EMPTY } from "../stream.ts";
import { DEFAULT_MSS, HEADER_BYTES, ownShift, readSynOptions, setSendSize } from "./options.ts";
import type { Segment } from "./segment.ts";
import { type Seq, seqAdd, seqDiff, seqGt } from "./seq.ts";
import type { Endpoint, Tcb } from "./tcb.ts";
import { receivedFact, sendNew } from "./transmit.ts";
import { finish, firstDraft, stateFact, type TcpEnv, type TcpTurn } from "./turn.ts";
import { firstWindow } from "./window.ts";

export type TcpInit = {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** `initialSequenceNumber` has it. */
  readonly isn: Seq;
  /** Of the path as far as it is known: the MSS announced and the size of what is sent follow from it. */
  readonly mtu: number;
  /** Bytes; null: the policy's. */
  readonly receiveBuffer: number | null;
  readonly sendBuffer: number | null;
  /** What the timestamp clock counts from (RFC 7323 section 5.4); without the option nobody looks at it. */
  readonly timestampOffset: number;
  readonly noDelay: boolean;
  readonly lingerZero: boolean;
};

function newBlock(init: TcpInit, opener: Tcb["opener"], env: TcpEnv): Tcb {
  const { policy, now } = env;
  const t: { -readonly [K in keyof Tcb]: Tcb[K] } = {
    local: init.local,
    remote: init.remote,
    opener,
    state: opener === "active" ? "SYN-SENT" : "SYN-RECEIVED",
    released: false,
    error: null,
    softError: null,
    iss: init.isn,
    sndUna: init.isn,
    sndNxt: init.isn,
    sndMax: init.isn,
    sndWnd: 0,
    sndWl1: 0,
    sndWl2: init.isn,
    maxSndWnd: 0,
    sendBuffer: EMPTY,
    sendBufferSize: init.sendBuffer ?? policy.sendBuffer,
    writeEnds: [],
    writeOpen: false,
    finQueued: false,
    finSeq: null,
    inFlight: [],
    segmentsSincePush: 0,
    smallEnd: init.isn,
    noDelay: init.noDelay,
    lingerZero: init.lingerZero,
    irs: 0,
    rcvNxt: 0,
    rcvWnd: 0,
    zeroWindow: false,
    receiveBuffer: EMPTY,
    receiveBufferSize: init.receiveBuffer ?? policy.receiveBuffer,
    outOfOrder: [],
    newestRange: null,
    peerFin: null,
    finReceived: false,
    lastAckSent: 0,
    ackPending: false,
    quickAcks: 0,
    interactive: false,
    lastDataAt: null,
    rcvMss: DEFAULT_MSS,
    lastChallengeAt: null,
    mss: init.mtu - HEADER_BYTES,
    peerMss: DEFAULT_MSS,
    mtu: init.mtu,
    sndMss: DEFAULT_MSS,
    sack: policy.options.sack,
    scaling: false,
    sndScale: 0,
    rcvScale: ownShift(policy, init.receiveBuffer),
    timestamps: policy.options.timestamps,
    timestampOffset: init.timestampOffset,
    tsRecent: null,
    tsRecentAt: now,
    srtt: null,
    rttvar: 0,
    rto: policy.rto.initial,
    backoff: 0,
    timeouts: 0,
    probes: 0,
    unansweredProbes: 0,
    cwnd: null,
    ssthresh: null,
    cwndCredit: 0,
    duplicateAcks: 0,
    recovery: { kind: "none" },
    recover: null,
    lastSentAt: null,
    retransmitAt: null,
    persistAt: null,
    delayedAckAt: null,
    timeWaitAt: null,
  };
  setSendSize(t);
  return t;
}

/** Sends the SYN. "connected" or "failed" follows. */
export function openActive(init: TcpInit, env: TcpEnv): TcpTurn {
  const d = firstDraft(newBlock(init, "active", env), env);
  d.tcb.rcvWnd = firstWindow(d.tcb, env.policy);
  stateFact(d, "CLOSED", "SYN-SENT");
  sendNew(d, { syn: true });
  return finish(d);
}

/**
 * Answers a SYN that reached a listener (a SYN without ACK or RST: what else reaches one is the caller's to drop or to
 * answer with `resetFor`). Text that came with the SYN is not taken: the peer sends it again.
 */
export function openPassive(init: TcpInit, syn: Segment, env: TcpEnv): TcpTurn {
  const d = firstDraft(newBlock(init, "passive", env), env);
  const t = d.tcb;
  receivedFact(d, syn);
  t.irs = syn.seq;
  t.rcvNxt = seqAdd(syn.seq, 1);
  t.lastAckSent = t.rcvNxt;
  t.sndWnd = syn.window;
  t.maxSndWnd = syn.window;
  t.sndWl1 = syn.seq;
  readSynOptions(d, syn);
  t.rcvWnd = firstWindow(t, env.policy);
  stateFact(d, "LISTEN", "SYN-RECEIVED");
  sendNew(d, { syn: true });
  return finish(d);
}

/**
 * May this SYN replace a connection in TIME-WAIT (RFC 9293 section 3.10.7.4, RFC 6191)? If so the caller deletes the
 * block and opens a new one, with `sequenceAfter` as its initial sequence number.
 */
export function mayReplace(t: Tcb, segment: Segment): boolean {
  const { syn, ack, reset } = segment.flags;
  if (t.state !== "TIME-WAIT" || !syn || ack || reset) return false;
  for (const o of segment.options) {
    if (o.kind === "timestamps" && t.tsRecent !== null) return seqDiff(o.value, t.tsRecent) > 0;
  }
  return seqGt(segment.seq, t.rcvNxt);
}

/** An initial sequence number that nothing of the old connection can reach. */
export const sequenceAfter = (t: Tcb): Seq => seqAdd(t.sndMax, 65_537);
