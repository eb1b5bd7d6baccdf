/** A timer fires: retransmission (RFC 6298), window probe (RFC 9293 section 3.8.6.1), delayed ACK, 2 MSL. */
import { unreachable } from "../../base/assert.ts";
import { output } from "./output.ts";
import { timedOut } from "./recovery.ts";
import { currentRto } from "./rtt.ts";
import { seqAdd, seqDiff, seqMax } from "./seq.ts";
import { finPending, queuedBytes, type Tcb, type TcpTimer } from "./tcb.ts";
import { bufferedBytes, emit, sendAck, sendNew, startPersistTimer } from "./transmit.ts";
import { conclude, type Draft, draftOf, finish, noTurn, type TcpEnv, type TcpTurn } from "./turn.ts";

const fieldOf = {
  retransmit: "retransmitAt",
  persist: "persistAt",
  "delayed-ack": "delayedAckAt",
  "time-wait": "timeWaitAt",
} as const;

/** A firing that the block no longer waits for does nothing. */
export function timerFired(tcb: Tcb, timer: TcpTimer, env: TcpEnv): TcpTurn {
  const due = tcb[fieldOf[timer]];
  if (due === null || due > env.now) return noTurn(tcb);
  const d = draftOf(tcb, env);
  d.tcb[fieldOf[timer]] = null;
  switch (timer) {
    case "retransmit":
      retransmissionTimedOut(d);
      break;
    case "persist":
      persistTimedOut(d);
      break;
    case "delayed-ack":
      // The reply that should have carried it did not come.
      d.tcb.interactive = false;
      sendAck(d);
      break;
    case "time-wait":
      conclude(d, null);
      break;
    default:
      unreachable(timer);
  }
  return finish(d);
}

function retriesAllowed(d: Draft): number {
  const { synRetries, synAckRetries, dataRetries } = d.env.policy;
  if (d.tcb.state === "SYN-SENT") return synRetries.linear + synRetries.exponential;
  return d.tcb.state === "SYN-RECEIVED" ? synAckRetries : dataRetries;
}

function giveUp(d: Draft): void {
  const t = d.tcb;
  d.facts.push({ kind: "connection-timed-out", by: d.env.device, to: t.remote.address, port: t.remote.port });
  conclude(d, t.softError ?? "ETIMEDOUT");
}

function retransmissionTimedOut(d: Draft): void {
  const t = d.tcb;
  if (t.inFlight.length === 0) return;
  const expired = currentRto(d);
  t.timeouts += 1;
  if (t.timeouts > retriesAllowed(d)) return giveUp(d);
  d.facts.push({
    kind: "tcp-retransmission-timeout",
    by: d.env.device,
    to: t.remote.address,
    attempt: t.timeouts,
    rto: expired,
  });
  if (t.state !== "SYN-SENT" || t.timeouts > d.env.policy.synRetries.linear) t.backoff += 1;
  timedOut(d);
}

function persistTimedOut(d: Draft): void {
  const t = d.tcb;
  const queued = queuedBytes(t);
  if (t.inFlight.length > 0 || (queued === 0 && !finPending(t))) return;
  const room = t.sndWnd - seqDiff(t.sndNxt, t.sndUna);
  if (room > 0) {
    // The window stays small: better a small segment than none (section 3.8.6.2.1, the override timeout).
    if (queued > 0) sendNew(d, { length: Math.min(room, queued, t.sndMss), push: room >= queued });
    return output(d);
  }
  t.probes += 1;
  t.unansweredProbes += 1;
  if (t.unansweredProbes > d.env.policy.dataRetries) return giveUp(d);
  d.facts.push({ kind: "tcp-window-probed", by: d.env.device, to: t.remote.address, attempt: t.probes });
  if (d.env.policy.probe === "empty") emit(d, { seq: seqAdd(t.sndNxt, -1) });
  else {
    const end = seqAdd(t.sndNxt, 1);
    const data = bufferedBytes(d, t.sndNxt, queued > 0 ? 1 : 0);
    emit(d, { seq: t.sndNxt, data, fin: queued === 0, retransmission: t.probes > 1 });
    t.sndMax = seqMax(t.sndMax, end);
  }
  startPersistTimer(d);
}
