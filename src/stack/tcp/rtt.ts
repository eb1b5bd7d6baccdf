/** Round-trip times and the retransmission timeout, RFC 6298; Karn's rule is the caller's choice of samples. */
import type { Micros } from "../../base/units.ts";
import type { Draft } from "./turn.ts";

/** The timeout in force: doubled for each expiry since the last sample, up to the policy's bound. */
export const currentRto = (d: Draft): Micros => Math.min(d.tcb.rto * 2 ** d.tcb.backoff, d.env.policy.rto.max);

/** Sections 2.2 and 2.3, with the floor under the variance instead of under the whole timeout. */
export function roundTripMeasured(d: Draft, rtt: Micros): void {
  const t = d.tcb;
  if (t.srtt === null) {
    t.srtt = rtt;
    t.rttvar = Math.round(rtt / 2);
  } else {
    t.rttvar = Math.round(0.75 * t.rttvar + 0.25 * Math.abs(t.srtt - rtt));
    t.srtt = Math.round(0.875 * t.srtt + 0.125 * rtt);
  }
  const { varianceFloor, max } = d.env.policy.rto;
  t.rto = Math.min(t.srtt + Math.max(4 * t.rttvar, varianceFloor), max);
  t.backoff = 0;
  d.facts.push({ kind: "tcp-rtt-measured", by: d.env.device, to: t.remote.address, rtt, rto: t.rto });
}

/** Section 5.1: runs while something is unacknowledged. */
export function startRetransmitTimer(d: Draft): void {
  d.tcb.retransmitAt ??= d.env.now + currentRto(d);
}

/** Sections 5.2 and 5.3. */
export function restartRetransmitTimer(d: Draft): void {
  d.tcb.retransmitAt = d.tcb.inFlight.length === 0 ? null : d.env.now + currentRto(d);
}
