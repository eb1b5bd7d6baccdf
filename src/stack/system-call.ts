/** The calls that the protocol stack answers: sockets as POSIX has them, with errno-true failures. */
import { unreachable } from "../base/assert.ts";
import { ICMP_ECHO_REQUEST, sealIcmp } from "../wire/icmp.ts";
import { PROTOCOL_ICMP } from "../wire/ipv4.ts";
import type { Errno, Syscall, SyscallResult } from "./call.ts";
import {
  acceptConnection,
  closeConnection,
  closeListener,
  connectStream,
  readConnection,
  setConnectionOption,
  shutdownConnection,
  writeConnection,
} from "./connections.ts";
import { ANY_ADDRESS, received, sendDatagram } from "./datagrams.ts";
import { freeDescriptor, giveDescriptor, socketBehind } from "./descriptors.ts";
import type { DatagramSocket, Socket, SocketOptions, Waiter } from "./host-state.ts";
import { isOwn, sendIp, sourceFor } from "./ip-output.ts";
import { ephemeralPort, isTaken } from "./port.ts";
import type { Timer } from "./stimulus.ts";
import { bytesOf } from "./stream.ts";
import { chance, dropSocket, putSocket, setTimer, type Turn, update, wake } from "./turn.ts";

export function systemCall(turn: Turn, waiter: Waiter, call: Syscall): void {
  const answer = (result: SyscallResult): void => {
    turn.effects.push({ kind: "return", ...waiter, result });
  };
  const fail = (errno: Errno): void => answer({ op: call.op, errno });
  const timeLimit = (timeout: number | undefined): void => {
    if (timeout !== undefined) setTimer(turn, { kind: "wait", ...waiter }, turn.now + timeout);
  };

  switch (call.op) {
    case "gethostbyname":
      return fail("EINVAL");
    case "sleep":
      return setTimer(turn, { kind: "wait", ...waiter }, turn.now + call.micros);
    case "ping":
      return ping(turn, waiter, call, fail);
    case "socket": {
      const id = turn.host.nextSocket;
      update(turn, { nextSocket: id + 1 });
      const base = { id, process: waiter.process, options: {} };
      putSocket(turn, call.type === "stream" ? { kind: "fresh", ...base } : { kind: "dgram", ...base, queue: [] });
      const fd = giveDescriptor(turn, waiter.process, id);
      turn.facts.push({
        kind: "socket-created",
        by: turn.host.id,
        process: waiter.process,
        from: waiter.caller,
        fd,
        type: call.type,
      });
      return answer({ op: "socket", fd });
    }
    default:
      break;
  }

  const socket = socketBehind(turn, waiter.process, call.fd);
  if (!socket) return fail("EBADF");
  switch (call.op) {
    case "setsockopt":
      return setOption(turn, socket, call, answer, fail);
    case "bind":
      return bind(turn, socket, call, answer, fail);
    case "listen":
      if (socket.kind !== "fresh" || !socket.local) return fail(socket.kind === "dgram" ? "EOPNOTSUPP" : "EINVAL");
      putSocket(turn, {
        kind: "listener",
        id: socket.id,
        process: socket.process,
        options: socket.options,
        local: socket.local,
        backlog: Math.max(1, call.backlog),
        ready: [],
        accepting: [],
      });
      return answer({ op: "listen" });
    case "accept":
      if (socket.kind !== "listener") return fail("EINVAL");
      return acceptConnection(turn, socket, waiter);
    case "connect":
      if (socket.kind === "dgram") return connectDatagram(turn, socket, call, answer, fail);
      return connectStream(turn, socket, waiter, call.address, call.port, fail);
    case "write":
      if (socket.kind === "dgram") {
        if (!socket.peer) return fail("ENOTCONN");
        return send(turn, socket, socket.peer, bytesOf(call.data), "write", answer);
      }
      if (socket.kind !== "connection") return fail("ENOTCONN");
      return writeConnection(turn, socket, waiter, call.data, fail);
    case "read":
      timeLimit(call.timeout);
      if (socket.kind === "dgram") return receive(turn, socket, waiter, "read");
      if (socket.kind !== "connection") return wake(turn, waiter, { op: "read", errno: "ENOTCONN" });
      return readConnection(turn, socket, waiter, call.size);
    case "sendto":
      if (socket.kind !== "dgram") return fail("EOPNOTSUPP");
      return send(turn, socket, { address: call.address, port: call.port }, call.data, "sendto", answer);
    case "recvfrom":
      timeLimit(call.timeout);
      if (socket.kind !== "dgram") return wake(turn, waiter, { op: "recvfrom", errno: "EOPNOTSUPP" });
      return receive(turn, socket, waiter, "recvfrom");
    case "shutdown":
      if (socket.kind !== "connection") return fail("ENOTCONN");
      return shutdownConnection(turn, socket, answer, fail);
    case "close":
      freeDescriptor(turn, waiter.process, call.fd);
      close(turn, socket);
      return answer({ op: "close" });
    default:
      unreachable(call);
  }
}

type Answer = (result: SyscallResult) => void;
type Fail = (errno: Errno) => void;
type CallOf<Op extends Syscall["op"]> = Extract<Syscall, { op: Op }>;

function close(turn: Turn, socket: Socket): void {
  switch (socket.kind) {
    case "connection":
      return closeConnection(turn, socket);
    case "listener":
      return closeListener(turn, socket);
    case "dgram":
      if (socket.receiving) wake(turn, socket.receiving, { op: socket.receiving.op, errno: "EBADF" });
      return dropSocket(turn, socket.id);
    case "fresh":
      return dropSocket(turn, socket.id);
    default:
      unreachable(socket);
  }
}

function setOption(turn: Turn, socket: Socket, call: CallOf<"setsockopt">, answer: Answer, fail: Fail): void {
  if (call.value < 0) return fail("EINVAL");
  const change: SocketOptions =
    call.option === "SO_RCVBUF"
      ? { receiveBuffer: call.value }
      : call.option === "SO_SNDBUF"
        ? { sendBuffer: call.value }
        : call.option === "TCP_NODELAY"
          ? { noDelay: call.value !== 0 }
          : { linger: call.value };
  const next = { ...socket, options: { ...socket.options, ...change } };
  putSocket(turn, next);
  if (next.kind === "connection") setConnectionOption(turn, next);
  answer({ op: "setsockopt" });
}

function bind(turn: Turn, socket: Socket, call: CallOf<"bind">, answer: Answer, fail: Fail): void {
  if ((socket.kind !== "fresh" && socket.kind !== "dgram") || socket.local) return fail("EINVAL");
  if (call.address !== ANY_ADDRESS && !isOwn(turn.host, call.address)) return fail("EINVAL");
  const kind = socket.kind === "dgram" ? "udp" : "tcp";
  if (call.port !== 0 && isTaken(turn.host, kind, call.address, call.port)) return fail("EADDRINUSE");
  const port = call.port === 0 ? ephemeralPort(turn, kind) : call.port;
  if (port === undefined) return fail("EADDRINUSE");
  putSocket(turn, { ...socket, local: { address: call.address, port } });
  answer({ op: "bind" });
}

function bound(turn: Turn, socket: DatagramSocket): DatagramSocket | undefined {
  if (socket.local) return socket;
  const port = ephemeralPort(turn, "udp");
  if (port === undefined) return undefined;
  turn.facts.push({ kind: "port-chosen", by: turn.host.id, port });
  const next = { ...socket, local: { address: ANY_ADDRESS, port } };
  putSocket(turn, next);
  return next;
}

function connectDatagram(
  turn: Turn,
  socket: DatagramSocket,
  call: CallOf<"connect">,
  answer: Answer,
  fail: Fail,
): void {
  const source = sourceFor(turn.host, call.address);
  if (source === undefined) return fail("ENETUNREACH");
  const ready = bound(turn, socket);
  if (!ready?.local) return fail("EADDRINUSE");
  const local = ready.local.address === ANY_ADDRESS ? { ...ready.local, address: source } : ready.local;
  putSocket(turn, { ...ready, local, peer: { address: call.address, port: call.port } });
  answer({ op: "connect", localAddress: local.address, localPort: local.port });
}

function send(
  turn: Turn,
  socket: DatagramSocket,
  to: { address: string; port: number },
  data: Uint8Array,
  op: "write" | "sendto",
  answer: Answer,
): void {
  if (socket.error) {
    const { error, ...rest } = socket;
    putSocket(turn, rest);
    return answer({ op, errno: error });
  }
  const ready = bound(turn, socket);
  const errno = ready ? sendDatagram(turn, ready, to, data) : "EADDRINUSE";
  answer(errno ? { op, errno } : { op, bytes: data.length });
}

function receive(turn: Turn, socket: DatagramSocket, waiter: Waiter, op: "recvfrom" | "read"): void {
  if (socket.error) {
    const { error, ...rest } = socket;
    putSocket(turn, rest);
    return wake(turn, waiter, { op, errno: error });
  }
  const [first, ...queue] = socket.queue;
  if (first) {
    putSocket(turn, { ...socket, queue });
    return wake(turn, waiter, received(op, first));
  }
  putSocket(turn, { ...socket, receiving: { ...waiter, op } });
}

function ping(turn: Turn, waiter: Waiter, call: CallOf<"ping">, fail: Fail): void {
  const src = sourceFor(turn.host, call.address);
  if (src === undefined) return fail("ENETUNREACH");
  const ident = chance(turn) & 0xffff;
  const body = Uint8Array.from({ length: call.bytes }, (_, i) => i & 0xff);
  const payload = sealIcmp({ type: ICMP_ECHO_REQUEST, code: 0, ident, seq: call.sequence }, body);
  update(turn, { pings: [...turn.host.pings, { ...waiter, ident, sequence: call.sequence, sent: turn.now }] });
  setTimer(turn, { kind: "wait", ...waiter }, turn.now + call.timeout);
  const ttl = call.ttl === undefined ? {} : { ttl: call.ttl };
  const errno = sendIp(turn, { src, dst: call.address, proto: PROTOCOL_ICMP, payload, df: call.df ?? false, ...ttl });
  if (!errno) return;
  update(turn, { pings: turn.host.pings.filter((p) => p.ident !== ident) });
  wake(turn, waiter, { op: "ping", errno });
}

/** A call has waited as long as it was told to. */
export function waitTimedOut(turn: Turn, timer: Extract<Timer, { kind: "wait" }>): void {
  const { process, caller, tag } = timer;
  const same = (w: Waiter): boolean => w.process === process && w.caller === caller && w.tag === tag;
  const answer = (result: SyscallResult): void => {
    turn.effects.push({ kind: "return", process, caller, tag, result });
  };
  for (const socket of Object.values(turn.host.sockets)) {
    if (socket.kind === "dgram" && socket.receiving && same(socket.receiving)) {
      const { receiving, ...rest } = socket;
      putSocket(turn, rest);
      return answer({ op: receiving.op, errno: "ETIMEDOUT" });
    }
    if (socket.kind === "connection" && socket.reading && same(socket.reading)) {
      putSocket(turn, { ...socket, reading: null });
      return answer({ op: "read", errno: "ETIMEDOUT" });
    }
  }
  const waiting = turn.host.pings.find(same);
  if (waiting) {
    update(turn, { pings: turn.host.pings.filter((p) => p !== waiting) });
    return answer({ op: "ping", errno: "ETIMEDOUT" });
  }
  answer({ op: "sleep" });
}
