/** What ICMP and ARP report about a connection: RFC 1122 section 4.2.3.9, RFC 1191, RFC 5927. */
import type { Errno } from "../call.ts";
import { setWindow } from "./congestion.ts";
import { HEADER_BYTES, setSendSize } from "./options.ts";
import { output } from "./output.ts";
import { restartRetransmitTimer } from "./rtt.ts";
import { markAllLost } from "./scoreboard.ts";
import type { Tcb } from "./tcb.ts";
import { conclude, draftOf, finish, noTurn, type TcpEnv, type TcpTurn } from "./turn.ts";

/**
 * The path takes packets of `mtu` bytes only: segments become smaller and what is in flight goes again at once.
 * The congestion window keeps its number of segments: nothing was lost to congestion.
 */
export function pathMtuLearned(tcb: Tcb, mtu: number, env: TcpEnv): TcpTurn {
  if (mtu >= tcb.mtu || mtu <= HEADER_BYTES || tcb.state === "CLOSED") return noTurn(tcb);
  const d = draftOf(tcb, env);
  const t = d.tcb;
  const before = t.sndMss;
  t.mtu = mtu;
  setSendSize(t);
  if (t.sndMss < before && t.cwnd !== null) setWindow(d, Math.floor(t.cwnd / before) * t.sndMss, "path-mtu");
  if (t.inFlight.some((s) => s.length > t.sndMss)) {
    t.recovery = { kind: "path-mtu", point: t.sndNxt };
    t.recover = t.sndNxt;
    t.duplicateAcks = 0;
    markAllLost(d);
    output(d);
    restartRetransmitTimer(d);
  }
  return finish(d);
}

/** An error that may pass (no route, host unreachable): it ends an attempt to connect; a connection only notes it. */
export function softError(tcb: Tcb, errno: Errno, env: TcpEnv): TcpTurn {
  if (tcb.state === "CLOSED") return noTurn(tcb);
  if (tcb.state === "SYN-SENT") return hardError(tcb, errno, env);
  return noTurn({ ...tcb, softError: errno });
}

/** Ends the connection without a word to the peer. */
export function hardError(tcb: Tcb, errno: Errno, env: TcpEnv): TcpTurn {
  if (tcb.state === "CLOSED") return noTurn(tcb);
  const d = draftOf(tcb, env);
  conclude(d, errno);
  return finish(d);
}
