/** A DNS server's two sockets on port 53: datagrams, and connections whose messages have their length in front (RFC 7766). */
import { unreachable } from "../../base/assert.ts";
import { seconds } from "../../base/units.ts";
import { type Ipv4, UNSPECIFIED } from "../../wire/address.ts";
import { concat } from "../../wire/bytes.ts";
import { DNS_PORT, type DnsMessage, MAX_UDP_MESSAGE_BYTES, sealDns } from "../../wire/dns.ts";
import type { Turn } from "../app-turn.ts";
import { type Descriptor, type Errno, failed, type SyscallResult } from "../call.ts";
import { bytesOf } from "../stream.ts";
import { framedForTcp, sealForUdp, unframed } from "./message.ts";

/** How long a connection may stay idle: RFC 7766 section 6.2.3, 30 s in BIND. */
const TCP_IDLE = seconds(30);
const BACKLOG = 10;
const MAX_CONNECTIONS = 150;

export type Client = {
  readonly via: "udp" | "tcp";
  /** Of the datagram socket, or of the connection. */
  readonly fd: Descriptor;
  readonly address: Ipv4;
  readonly port: number;
};

export type ListenerWait =
  | { readonly kind: "listener-socket"; readonly type: "dgram" | "stream" }
  | { readonly kind: "listener-bind"; readonly type: "dgram" | "stream"; readonly fd: Descriptor }
  | { readonly kind: "listener-listen"; readonly fd: Descriptor }
  | { readonly kind: "listener-datagram"; readonly fd: Descriptor }
  | { readonly kind: "listener-accept"; readonly fd: Descriptor }
  | { readonly kind: "listener-read"; readonly fd: Descriptor };

type Connection = { readonly address: Ipv4; readonly port: number; readonly buffer: Uint8Array };

export type Listener = {
  readonly connections: Readonly<Record<Descriptor, Connection>>;
  /** Why a socket could not be put to work: the port is somebody else's. */
  readonly failed: readonly Errno[];
};

export const idleListener: Listener = { connections: {}, failed: [] };

export type Received = { readonly client: Client; readonly bytes: Uint8Array };

type ListenerTurn = Pick<Turn<ListenerWait>, "call">;

export const isListenerWait = (wait: { readonly kind: string }): wait is ListenerWait =>
  wait.kind.startsWith("listener-");

export function startListening(turn: ListenerTurn): void {
  turn.call({ op: "socket", type: "dgram" }, { kind: "listener-socket", type: "dgram" });
  turn.call({ op: "socket", type: "stream" }, { kind: "listener-socket", type: "stream" });
}

/** Moves the sockets on after a result and hands out the messages that it completed. */
export function listenerReturned(
  listener: Listener,
  wait: ListenerWait,
  result: SyscallResult,
  turn: ListenerTurn,
): { readonly listener: Listener; readonly received: readonly Received[] } {
  const quiet = (l: Listener) => ({ listener: l, received: [] });
  const errno = failed(result);
  switch (wait.kind) {
    case "listener-socket": {
      if (result.op !== "socket" || !("fd" in result)) return quiet(withFailure(listener, errno));
      const fd = result.fd;
      turn.call(
        { op: "bind", fd, address: UNSPECIFIED, port: DNS_PORT },
        { kind: "listener-bind", type: wait.type, fd },
      );
      return quiet(listener);
    }
    case "listener-bind":
      if (errno) return quiet(withFailure(listener, errno));
      if (wait.type === "dgram") receive(wait.fd, turn);
      else turn.call({ op: "listen", fd: wait.fd, backlog: BACKLOG }, { kind: "listener-listen", fd: wait.fd });
      return quiet(listener);
    case "listener-listen":
      if (errno) return quiet(withFailure(listener, errno));
      accept(wait.fd, turn);
      return quiet(listener);
    case "listener-datagram": {
      if (errno === "EBADF") return quiet(withFailure(listener, errno));
      receive(wait.fd, turn);
      if (result.op !== "recvfrom" || !("data" in result)) return quiet(listener);
      const client: Client = { via: "udp", fd: wait.fd, address: result.address, port: result.port };
      return { listener, received: [{ client, bytes: result.data }] };
    }
    case "listener-accept": {
      if (errno === "EBADF") return quiet(withFailure(listener, errno));
      accept(wait.fd, turn);
      if (result.op !== "accept" || !("fd" in result)) return quiet(listener);
      if (Object.keys(listener.connections).length >= MAX_CONNECTIONS) {
        turn.call({ op: "close", fd: result.fd });
        return quiet(listener);
      }
      const { fd, address, port } = result;
      readOn(fd, turn);
      return quiet({
        ...listener,
        connections: { ...listener.connections, [fd]: { address, port, buffer: new Uint8Array() } },
      });
    }
    case "listener-read": {
      const connection = listener.connections[wait.fd];
      if (!connection) return quiet(listener);
      if (result.op !== "read" || !("data" in result) || result.data.length === 0) {
        turn.call({ op: "close", fd: wait.fd });
        const { [wait.fd]: _, ...connections } = listener.connections;
        return quiet({ ...listener, connections });
      }
      const received: Received[] = [];
      const client: Client = { via: "tcp", fd: wait.fd, address: connection.address, port: connection.port };
      let next = unframed(concat([connection.buffer, bytesOf(result.data)]));
      while (next.message) {
        received.push({ client, bytes: next.message });
        next = unframed(next.rest);
      }
      readOn(wait.fd, turn);
      const connections = { ...listener.connections, [wait.fd]: { ...connection, buffer: next.rest } };
      return { listener: { ...listener, connections }, received };
    }
    default:
      return unreachable(wait);
  }
}

const withFailure = (listener: Listener, errno: Errno | undefined): Listener =>
  errno ? { ...listener, failed: [...listener.failed, errno] } : listener;

const receive = (fd: Descriptor, turn: ListenerTurn): void =>
  turn.call({ op: "recvfrom", fd }, { kind: "listener-datagram", fd });

const accept = (fd: Descriptor, turn: ListenerTurn): void =>
  turn.call({ op: "accept", fd }, { kind: "listener-accept", fd });

const readOn = (fd: Descriptor, turn: ListenerTurn): void =>
  turn.call({ op: "read", fd, size: 0xffff, timeout: TCP_IDLE }, { kind: "listener-read", fd });

/**
 * Sends the response the way the query came, over UDP with `limit` bytes at most; false when it had to be cut for that, or
 * the connection is gone.
 */
export function respond(
  listener: Listener,
  client: Client,
  message: DnsMessage,
  turn: ListenerTurn,
  limit = MAX_UDP_MESSAGE_BYTES,
): boolean {
  if (client.via === "udp") {
    const { bytes, truncated } = sealForUdp(message, limit);
    turn.call({ op: "sendto", fd: client.fd, address: client.address, port: client.port, data: bytes });
    return !truncated;
  }
  const connection = listener.connections[client.fd];
  if (connection?.address !== client.address || connection.port !== client.port) return false;
  turn.call({ op: "write", fd: client.fd, data: framedForTcp(sealDns(message)) });
  return true;
}
