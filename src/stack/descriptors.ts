/** Descriptors: small numbers by which one process names its sockets. 0 to 2 are taken by input, output and errors. */
import type { Descriptor } from "./call.ts";
import type { Process, Socket } from "./host-state.ts";
import { type Turn, update } from "./turn.ts";

const FIRST_FREE: Descriptor = 3;

/** The lowest free descriptor now names this socket. */
export function giveDescriptor(turn: Turn, process: string, socket: number): Descriptor {
  const p = turn.host.processes[process]!;
  let fd = FIRST_FREE;
  while (p.descriptors[fd] !== undefined) fd++;
  putProcess(turn, { ...p, descriptors: { ...p.descriptors, [fd]: socket } });
  return fd;
}

export function freeDescriptor(turn: Turn, process: string, fd: Descriptor): void {
  const p = turn.host.processes[process]!;
  const { [fd]: _gone, ...descriptors } = p.descriptors;
  putProcess(turn, { ...p, descriptors });
}

export function socketBehind(turn: Turn, process: string, fd: Descriptor): Socket | undefined {
  const id = turn.host.processes[process]?.descriptors[fd];
  return id === undefined ? undefined : turn.host.sockets[id];
}

export function putProcess(turn: Turn, { name, pid, state, boot, resolver, descriptors }: Process): void {
  // Written out, so that all processes are of one shape whatever spread made them.
  const process: Process = { name, pid, state, boot, resolver, descriptors };
  update(turn, { processes: { ...turn.host.processes, [name]: process } });
}
