/** The tables that devices keep, as rows of plain values: what a pattern about a state looks at. */

import { unreachable } from "../base/assert.ts";
import type { DeviceId } from "../base/ids.ts";
import type { Literal } from "../base/literal.ts";
import { MICROS_PER_SECOND } from "../base/units.ts";
import type { World } from "../sim/world.ts";
import { cacheRows } from "../stack/dns/cache.ts";
import type { FactValue } from "../stack/fact.ts";
import type { Host, Process, Socket } from "../stack/host-state.ts";
import { sendQueue } from "../stack/tcp/tcb.ts";

/** Every table and its columns; what a lesson's author may name. */
export const tableShapes = {
  /** What the host's DNS server has learned; `ttl` in seconds left. */
  "dns-cache": {
    name: "name",
    type: "text",
    data: "text",
    ttl: "number",
    credibility: "text",
    negative: "flag",
  },
  /** `recv-q` and `send-q` in bytes, as `ss` counts them: in `send-q` a SYN and a FIN count as a byte each. A listener's `remote` is `*`. */
  sockets: {
    process: "text",
    fd: "number",
    protocol: "text",
    local: "text",
    remote: "text",
    state: "text",
    "recv-q": "number",
    "send-q": "number",
  },
  /** The ARP cache; `expires` in seconds left. */
  neighbours: { address: "address", mac: "mac", port: "port", expires: "number" },
  /** `via` is the next hop, `0.0.0.0` where the destination is on the link itself. */
  routes: { network: "address", prefix: "number", via: "address", port: "port" },
  interfaces: { port: "port", mac: "mac", address: "address", prefix: "number", mtu: "number" },
  /** The DNS servers of the TCP/IP settings, first choice first. */
  nameservers: { address: "address" },
  /** What a switch has learned. */
  macs: { mac: "mac", port: "port" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, FactValue>>>>;

export type TableName = keyof typeof tableShapes;
export type TableRow = Readonly<Record<string, Literal>>;

/** The rows of a device's table; none when it keeps no such table. */
export function tableRows(world: World, table: TableName, device: DeviceId): readonly TableRow[] {
  const found = world.devices[device];
  if (found === undefined) return [];
  if (table === "macs") {
    if (found.kind === "host") return [];
    return Object.entries(found.table).map(([mac, { port }]) => ({ mac, port }));
  }
  return found.kind === "host" ? hostRows(found, table, world) : [];
}

function hostRows(host: Host, table: Exclude<TableName, "macs">, { now }: World): readonly TableRow[] {
  switch (table) {
    case "dns-cache":
      return Object.values(host.processes).flatMap(({ state }) =>
        state.program === "recursive"
          ? cacheRows(state.cache, now).map(({ ttlLeft, ...row }) => ({ ...row, ttl: ttlLeft }))
          : [],
      );
    case "sockets":
      return Object.values(host.sockets).map((socket) => socketRow(socket, host.processes[socket.process]));
    case "neighbours":
      return Object.entries(host.neighbours)
        .filter(([, entry]) => entry.expires > now)
        .map(([address, { mac, port, expires }]) => ({
          address,
          mac,
          port,
          expires: Math.ceil((expires - now) / MICROS_PER_SECOND),
        }));
    case "routes":
      return host.routes.map(({ network, prefix, via, port }) => ({ network, prefix, via: via ?? "0.0.0.0", port }));
    case "interfaces":
      return host.interfaces.map((i) => ({ ...i }));
    case "nameservers":
      return host.stub.nameservers.map((address) => ({ address }));
    default:
      return unreachable(table);
  }
}

function socketRow(socket: Socket, process: Process | undefined): TableRow {
  const fd = Object.entries(process?.descriptors ?? {}).find(([, id]) => id === socket.id)?.[0];
  const base = { process: socket.process, ...(fd !== undefined && { fd: Number(fd) }) };
  const text = (end: { readonly address: string; readonly port: number } | undefined): string =>
    end ? `${end.address}:${end.port}` : "*";
  switch (socket.kind) {
    case "fresh":
      return {
        ...base,
        protocol: "tcp",
        local: text(socket.local),
        remote: "*",
        state: "CLOSED",
        "recv-q": 0,
        "send-q": 0,
      };
    case "listener": {
      const queues = { "recv-q": socket.ready.length, "send-q": socket.backlog };
      return { ...base, protocol: "tcp", local: text(socket.local), remote: "*", state: "LISTEN", ...queues };
    }
    case "dgram": {
      const received = socket.queue.reduce((sum, { data }) => sum + data.length, 0);
      const ends = { local: text(socket.local), remote: text(socket.peer) };
      return { ...base, protocol: "udp", ...ends, state: "UNCONN", "recv-q": received, "send-q": 0 };
    }
    case "connection": {
      const { tcb } = socket;
      const queues = { "recv-q": tcb.receiveBuffer.length, "send-q": sendQueue(tcb) };
      return {
        ...base,
        protocol: "tcp",
        local: text(tcb.local),
        remote: text(tcb.remote),
        state: tcb.state,
        ...queues,
      };
    }
    default:
      return unreachable(socket);
  }
}
