/** The sockets of a host as `ss -tan` lists them, with the descriptor and process that hold them, and what changed. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { type Timeline, worldAt } from "../../sim/timeline.ts";
import type { World } from "../../sim/world.ts";
import type { Endpoint, Host, Socket } from "../../stack/host-state.ts";
import { sendQueue } from "../../stack/tcp/tcb.ts";
import { type Thing, thing } from "../thing.ts";
import { changedAt, isEqual } from "./changed.ts";
import { followedHost, hostOf, hostsOf } from "./focus.ts";

export type SocketRow = {
  readonly id: number;
  readonly netid: "tcp" | "udp";
  readonly state: string;
  /** The state in the step before, where it was another. */
  readonly was?: string;
  readonly recvQ: number;
  readonly sendQ: number;
  readonly local: string;
  readonly peer: string;
  /** None when the program has closed it, or has not accepted it yet. */
  readonly fd?: number;
  readonly process: string;
  readonly mark: "new" | "changed" | "gone" | "same";
  /** Both ends; none while the socket has no peer. */
  readonly connection?: Thing;
};

export type SocketsModel = {
  readonly host?: DeviceId;
  readonly rows: readonly SocketRow[];
  readonly hosts: readonly DeviceId[];
  /** The step that made a socket what its row says. */
  readonly since: (id: number) => StepIndex | undefined;
};

const runsPrograms = (host: Host): boolean => Object.keys(host.processes).length > 0;

export function socketsModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): SocketsModel {
  const world = worldAt(timeline, at);
  const hosts = hostsOf(timeline).filter((id) => {
    const host = hostOf(world, id);
    return host !== undefined && runsPrograms(host);
  });
  const id = chosen ?? followedHost(timeline, at, runsPrograms);
  const now = hostOf(world, id);
  if (!now || id === undefined) return { rows: [], hosts, since: () => undefined };
  const before = hostOf(worldAt(timeline, since), id);
  return { host: id, rows: rowsOf(now, before), hosts, since: (socket) => socketSince(timeline, at, id, socket) };
}

/** Either the socket changed, or who holds its descriptor. */
function socketSince(timeline: Timeline, at: StepIndex, host: DeviceId, id: number): StepIndex | undefined {
  const socketIn = (world: World): Socket | undefined =>
    Object.values(hostOf(world, host)?.sockets ?? {}).find((s) => s.id === id);
  const row = (socket: Socket | undefined) => socket && socketRow(socket);
  const changed = changedAt(timeline, at, socketIn, (a, b) => a === b || isEqual(row(a), row(b)));
  const process = [at, (changed ?? 0) - 1]
    .map((i) => socketIn(worldAt(timeline, i))?.process)
    .find((p) => p !== undefined);
  const holders = (world: World) => hostOf(world, host)?.processes[process ?? ""]?.descriptors;
  const held = changedAt(timeline, at, holders, (a, b) => a === b || holderOf(a, id) === holderOf(b, id));
  return changed === undefined || held === undefined ? (changed ?? held) : Math.max(changed, held);
}

const holderOf = (descriptors: Readonly<Record<string, number>> | undefined, id: number): string | undefined =>
  Object.entries(descriptors ?? {}).find(([, held]) => held === id)?.[0];

function rowsOf(now: Host, before: Host | undefined): readonly SocketRow[] {
  const old = new Map(Object.values(before?.sockets ?? {}).map((s) => [s.id, plainRow(before!, s)]));
  const rows = Object.values(now.sockets).map((socket): SocketRow => {
    const row = plainRow(now, socket);
    const was = old.get(socket.id);
    old.delete(socket.id);
    if (!was) return { ...row, mark: "new" };
    if (was.state !== row.state) return { ...row, was: was.state, mark: "changed" };
    return sameRow(was, row) ? row : { ...row, mark: "changed" };
  });
  // What is gone stands once more, with the state that it ended in.
  const gone = [...old.values()].map((row): SocketRow => {
    const ended = row.netid === "tcp" && row.state !== "CLOSED" && row.state !== "LISTEN";
    return ended ? { ...row, was: row.state, state: "CLOSED", mark: "gone" } : { ...row, mark: "gone" };
  });
  return [...rows, ...gone].sort((a, b) => a.id - b.id);
}

const sameRow = (a: SocketRow, b: SocketRow): boolean =>
  a.recvQ === b.recvQ && a.sendQ === b.sendQ && a.local === b.local && a.peer === b.peer && a.fd === b.fd;

const ANY = "0.0.0.0";

const endpoint = (e: Endpoint | undefined): string => (e ? `${e.address}:${e.port === 0 ? "*" : e.port}` : `${ANY}:*`);

function plainRow(host: Host, socket: Socket): SocketRow {
  const fd = holderOf(host.processes[socket.process]?.descriptors, socket.id);
  return { ...socketRow(socket), ...(fd !== undefined && { fd: Number(fd) }) };
}

function socketRow(socket: Socket): SocketRow {
  const base = { id: socket.id, process: socket.process, mark: "same" } as const;
  const connection = (protocol: "tcp" | "udp", from: Endpoint, to: Endpoint): { readonly connection: Thing } => ({
    connection: thing.connection({ protocol, from: endpoint(from), to: endpoint(to) }),
  });
  switch (socket.kind) {
    case "fresh":
      return {
        ...base,
        netid: "tcp",
        state: "CLOSED",
        recvQ: 0,
        sendQ: 0,
        local: endpoint(socket.local),
        peer: endpoint(undefined),
      };
    case "listener":
      // Here the queues are those of `accept`: connections that wait, and how many may.
      return {
        ...base,
        netid: "tcp",
        state: "LISTEN",
        recvQ: socket.ready.length,
        sendQ: socket.backlog,
        local: endpoint(socket.local),
        peer: endpoint(undefined),
      };
    case "connection": {
      const { tcb } = socket;
      return {
        ...base,
        netid: "tcp",
        state: tcb.state,
        recvQ: tcb.receiveBuffer.length,
        sendQ: sendQueue(tcb),
        local: endpoint(tcb.local),
        peer: endpoint(tcb.remote),
        ...connection("tcp", tcb.local, tcb.remote),
      };
    }
    case "dgram":
      return {
        ...base,
        netid: "udp",
        state: socket.peer ? "ESTABLISHED" : "UNCONN",
        recvQ: socket.queue.reduce((sum, d) => sum + d.data.length, 0),
        sendQ: 0,
        local: endpoint(socket.local),
        peer: endpoint(socket.peer),
        ...(socket.local && socket.peer && connection("udp", socket.local, socket.peer)),
      };
    default:
      return unreachable(socket);
  }
}
