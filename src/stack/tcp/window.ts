/** The receive window: what is announced, and when an update is worth a segment. RFC 9293 section 3.8.6. */
import type { TcpPolicy } from "./policy.ts";
import type { Tcb } from "./tcb.ts";

/** Without the scale option; also the bound of what a SYN can say. */
export const MAX_WINDOW = 65_535;

/** Bytes beyond RCV.NXT that the buffer could take. */
function freeBytes(t: Tcb, policy: TcpPolicy): number {
  const free = t.receiveBufferSize - Math.ceil(t.receiveBuffer.length * policy.window.perUnreadByte);
  return Math.min(Math.max(0, free), MAX_WINDOW * 2 ** t.rcvScale);
}

const wholeSegments = (bytes: number, size: number): number => (bytes < size ? bytes : bytes - (bytes % size));

/** RCV.WND of a new block, as its SYN says it. */
export function firstWindow(t: Tcb, policy: TcpPolicy): number {
  const size = Math.min(t.receiveBufferSize, MAX_WINDOW);
  return policy.window.wholeSegments
    ? wholeSegments(size, t.mss - (t.timestamps && t.opener === "passive" ? 12 : 0))
    : size;
}

/**
 * The window to announce now. Its right edge never moves back, and moves on only by what is worth a segment
 * (silly window avoidance, section 3.8.6.2.2).
 */
export function windowNow(t: Tcb, policy: TcpPolicy): number {
  const free = freeBytes(t, policy);
  const worth = Math.min(t.mss, t.receiveBufferSize / 2);
  if (free < worth) return t.rcvWnd;
  if (!policy.window.wholeSegments) return Math.max(t.rcvWnd, free);
  const whole = wholeSegments(free, t.mss);
  return whole - t.rcvWnd >= worth ? whole : t.rcvWnd;
}

/** The window's 16 bits and what they promise in bytes. Rounded up where the buffer has it, else down (RFC 7323 section 2.3). */
export function onWire(t: Tcb, window: number): { readonly raw: number; readonly bytes: number } {
  const unit = 2 ** t.rcvScale;
  const up = Math.ceil(window / unit);
  const raw = Math.min(
    MAX_WINDOW,
    up * unit <= t.receiveBufferSize - t.receiveBuffer.length ? up : Math.floor(window / unit),
  );
  return { raw, bytes: raw * unit };
}

/** After a read: the window has at least doubled and was small, so the peer may be waiting for it. */
export function updateIsDue(t: Tcb, policy: TcpPolicy): boolean {
  if (2 * t.rcvWnd > t.receiveBufferSize) return false;
  const window = windowNow(t, policy);
  return window > 0 && window > t.rcvWnd && window >= 2 * t.rcvWnd;
}
