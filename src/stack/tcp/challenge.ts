/** Challenge ACKs, RFC 5961: a doubtful segment is answered with what we believe, at a bounded rate. */
import { ms } from "../../base/units.ts";
import { sendAck } from "./transmit.ts";
import type { Draft } from "./turn.ts";

/** Section 7 asks for a bound; this one is short enough for every honest retry and ends a storm of ACKs. */
export const CHALLENGE_INTERVAL = ms(100);

export function challenge(d: Draft): void {
  const t = d.tcb;
  if (t.lastChallengeAt !== null && d.env.now - t.lastChallengeAt < CHALLENGE_INTERVAL) return;
  t.lastChallengeAt = d.env.now;
  sendAck(d);
}
