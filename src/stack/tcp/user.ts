/** What a program asks of a connection: send, receive, end its half, close, abort. RFC 9293 sections 3.10.2 to 3.10.5. */
import { assert } from "../../base/assert.ts";
import { join, type Stream, slice } from "../stream.ts";
import { waitForPeersFin } from "./arrive.ts";
import { output } from "./output.ts";
import { dataEnd, sendRoom, type Tcb, type TcpState } from "./tcb.ts";
import { sendAck, sendReset } from "./transmit.ts";
import { conclude, type Draft, draftOf, finish, noTurn, setState, type TcpEnv, type TcpTurn } from "./turn.ts";
import { updateIsDue } from "./window.ts";

/**
 * Takes bytes into the send buffer and sends what may go. The caller keeps to `sendRoom` and holds the rest of a longer
 * write until "writable"; `more` says that such a rest follows, so that PSH and the last short
 * segment wait for the write's true end.
 */
export function send(tcb: Tcb, data: Stream, env: TcpEnv, more = false): TcpTurn {
  assert(data.length <= sendRoom(tcb), "a write keeps to the send buffer's room");
  if (data.length === 0) return noTurn(tcb);
  const d = draftOf(tcb, env);
  d.tcb.sendBuffer = join(tcb.sendBuffer, data);
  d.tcb.writeOpen = more;
  if (!more) d.tcb.writeEnds = [...tcb.writeEnds, dataEnd(d.tcb)];
  output(d);
  return finish(d);
}

export type ReceiveTurn = TcpTurn & {
  readonly data: Stream;
  /** The buffer is empty now, and nothing more will come. */
  readonly ended: boolean;
};

const peerMaySend: ReadonlySet<TcpState> = new Set(["ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2"]);

/** Takes at most `size` bytes out of the receive buffer; tells the peer where that opens a closed window. */
export function receive(tcb: Tcb, size: number, env: TcpEnv): ReceiveTurn {
  const take = Math.min(size, tcb.receiveBuffer.length);
  const data = slice(tcb.receiveBuffer, 0, take);
  const ended = take === tcb.receiveBuffer.length && (tcb.finReceived || tcb.state === "CLOSED");
  if (take === 0) return received(noTurn(tcb), data, ended);
  const d = draftOf(tcb, env);
  d.tcb.receiveBuffer = slice(tcb.receiveBuffer, take);
  if (peerMaySend.has(tcb.state) && updateIsDue(d.tcb, env.policy)) sendAck(d);
  return received(finish(d), data, ended);
}

const received = ({ tcb, segments, timers, events, facts }: TcpTurn, data: Stream, ended: boolean): ReceiveTurn => ({
  tcb,
  segments,
  timers,
  events,
  facts,
  data,
  ended,
});

function endSending(d: Draft): void {
  const t = d.tcb;
  if (t.finQueued) return;
  t.finQueued = true;
  if (t.state === "ESTABLISHED") setState(d, "FIN-WAIT-1");
  else if (t.state === "CLOSE-WAIT") setState(d, "LAST-ACK");
  output(d);
}

/** Ends the sending half: a FIN follows the last byte written. The other half goes on. */
export function shutdown(tcb: Tcb, env: TcpEnv): TcpTurn {
  if (tcb.state === "CLOSED" || tcb.finQueued) return noTurn(tcb);
  const d = draftOf(tcb, env);
  if (tcb.state === "SYN-SENT") conclude(d, null);
  else endSending(d);
  return finish(d);
}

const alive: ReadonlySet<TcpState> = new Set([
  "ESTABLISHED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "CLOSE-WAIT",
  "CLOSING",
  "LAST-ACK",
]);

/**
 * The program lets go of the descriptor. With bytes unread (RFC 2525 section 2.17), or lingering for 0 seconds, the
 * peer gets a RST; else a FIN. The block lives on until "gone".
 */
export function close(tcb: Tcb, env: TcpEnv): TcpTurn {
  const d = draftOf(tcb, env);
  const t = d.tcb;
  t.released = true;
  if (tcb.state === "CLOSED") d.events.push({ kind: "gone" });
  else if (tcb.state === "SYN-SENT") conclude(d, null);
  else if (alive.has(tcb.state) && (tcb.receiveBuffer.length > 0 || tcb.lingerZero)) {
    sendReset(d);
    conclude(d, null);
  } else {
    endSending(d);
    waitForPeersFin(d);
  }
  return finish(d);
}

const resettable: ReadonlySet<TcpState> = new Set([
  "SYN-RECEIVED",
  "ESTABLISHED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "CLOSE-WAIT",
]);

/** Throws the connection away: RST to the peer, "gone" at once. */
export function abort(tcb: Tcb, env: TcpEnv): TcpTurn {
  const d = draftOf(tcb, env);
  d.tcb.released = true;
  if (resettable.has(tcb.state)) sendReset(d);
  if (tcb.state === "CLOSED") d.events.push({ kind: "gone" });
  else conclude(d, null);
  return finish(d);
}
