/** The sockets of a host as `ss -tan` lists them, with the descriptor and process that hold them, and what changed. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { type Timeline, worldAt } from "../../sim/timeline.ts";
import type { Endpoint, Host, Socket } from "../../stack/host-state.ts";
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
};

export type SocketsModel = {
  readonly host?: DeviceId;
  readonly rows: readonly SocketRow[];
  readonly hosts: readonly DeviceId[];
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
  if (!now || id === undefined) return { rows: [], hosts };
  const before = hostOf(worldAt(timeline, since), id);
  return { host: id, rows: rowsOf(now, before), hosts };
}

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
  const holder = Object.entries(host.processes[socket.process]?.descriptors ?? {}).find(([, id]) => id === socket.id);
  const base = {
    id: socket.id,
    process: socket.process,
    ...(holder && { fd: Number(holder[0]) }),
    mark: "same",
  } as const;
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
        sendQ: tcb.sendBuffer.length,
        local: endpoint(tcb.local),
        peer: endpoint(tcb.remote),
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
      };
    default:
      return unreachable(socket);
  }
}
