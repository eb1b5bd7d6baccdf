/** One transition of a host in the making: the host as it is by now, and what has come of it so far. */
import { assert } from "../base/assert.ts";
import type { PacketId } from "../base/ids.ts";
import { nextUint32 } from "../base/rng.ts";
import type { Micros } from "../base/units.ts";
import type { SyscallResult } from "./call.ts";
import type { Fact } from "./fact.ts";
import type { Host, Interface, Socket, Waiter } from "./host-state.ts";
import type { Effect, Timer } from "./stimulus.ts";

/** Lives for one stimulus only; nothing of it is kept but the last `host`. */
export type Turn = {
  host: Host;
  readonly now: Micros;
  readonly effects: Effect[];
  readonly facts: Fact[];
  /** The packet that came in, if one did. */
  readonly packet?: PacketId;
};

export const update = (turn: Turn, change: Partial<Host>): void => {
  turn.host = Object.assign(copyOf(turn.host), change);
};

/** Field by field, for the reason that `tcp/tcb.ts` has: V8 gives every spread a new shape. */
const copyOf = (h: Host): { -readonly [K in keyof Host]: Host[K] } => ({
  kind: h.kind,
  id: h.id,
  forwarding: h.forwarding,
  up: h.up,
  profile: h.profile,
  interfaces: h.interfaces,
  routes: h.routes,
  neighbours: h.neighbours,
  resolving: h.resolving,
  pathMtus: h.pathMtus,
  assembling: h.assembling,
  ipId: h.ipId,
  names: h.names,
  stub: h.stub,
  sockets: h.sockets,
  nextSocket: h.nextSocket,
  nextPort: h.nextPort,
  opened: h.opened,
  answered: h.answered,
  processes: h.processes,
  pings: h.pings,
  damage: h.damage,
  rng: h.rng,
});

export const setTimer = (turn: Turn, timer: Timer, at: Micros): void => {
  turn.effects.push({ kind: "set-timer", timer, at });
};

export const cancelTimer = (turn: Turn, timer: Timer): void => {
  turn.effects.push({ kind: "cancel-timer", timer });
};

/** Ends a call that waited, and the timer that may have limited the wait. */
export function wake(turn: Turn, waiter: Waiter, result: SyscallResult): void {
  const { process, caller, tag } = waiter;
  cancelTimer(turn, { kind: "wait", process, caller, tag });
  turn.effects.push({ kind: "return", process, caller, tag, result });
}

export function chance(turn: Turn): number {
  const [value, rng] = nextUint32(turn.host.rng);
  const host = copyOf(turn.host);
  host.rng = rng;
  turn.host = host;
  return value;
}

export function putSocket(turn: Turn, socket: Socket): void {
  const host = copyOf(turn.host);
  host.sockets = { ...host.sockets, [socket.id]: socket };
  turn.host = host;
}

export function dropSocket(turn: Turn, id: number): void {
  const { [id]: _gone, ...sockets } = turn.host.sockets;
  update(turn, { sockets });
}

export function interfaceOf(host: Host, port: string): Interface {
  const found = host.interfaces.find((i) => i.port === port);
  assert(found, `${host.id} has no port ${port}`);
  return found;
}

export const ownsAddress = (host: Host, address: string): boolean => host.interfaces.some((i) => i.address === address);
