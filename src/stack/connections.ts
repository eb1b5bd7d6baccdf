/** Stream sockets: what joins programs, the TCP machine and IP. One connection's rules are in `tcp/`; here is who it belongs to. */
import type { Ipv4 } from "../wire/address.ts";
import { type Ipv4Header, PROTOCOL_TCP } from "../wire/ipv4.ts";
import { sealTcp, type TcpHeader } from "../wire/tcp.ts";
import type { Errno, SyscallResult } from "./call.ts";
import { giveDescriptor } from "./descriptors.ts";
import type { Connection, Endpoint, FreshSocket, Listener, Socket, Waiter } from "./host-state.ts";
import { isOwn, mtuTo, nextIpId, sendIp, sourceFor } from "./ip-output.ts";
import { ephemeralPort } from "./port.ts";
import { bytesOf, type Stream, slice, streamOf } from "./stream.ts";
import { segmentArrived } from "./tcp/arrive.ts";
import { hardError, pathMtuLearned, softError } from "./tcp/network-errors.ts";
import { mayReplace, openActive, openPassive, sequenceAfter, type TcpInit } from "./tcp/open.ts";
import { initialSequenceNumber } from "./tcp/policy.ts";
import { flagText, type OutgoingSegment, resetFor, type Segment } from "./tcp/segment.ts";
import { sendError, sendRoom, type TcpTimer, withOption } from "./tcp/tcb.ts";
import { timerFired } from "./tcp/timers.ts";
import type { TcpEnv, TcpEvent, TcpTurn } from "./tcp/turn.ts";
import { abort, close, receive, send, shutdown } from "./tcp/user.ts";
import { cancelTimer, chance, dropSocket, putSocket, setTimer, type Turn, update, wake } from "./turn.ts";

const env = (turn: Turn, { policy }: Pick<Connection, "policy">): TcpEnv => ({
  device: turn.host.id,
  now: turn.now,
  policy,
});

/** Written out field by field, so that all connections are of one shape: see `copyOf` in `tcp/tcb.ts`. */
const changed = (c: Connection, change: Partial<Connection>): Connection =>
  Object.assign(
    {
      kind: c.kind,
      id: c.id,
      process: c.process,
      options: c.options,
      tcb: c.tcb,
      policy: c.policy,
      listener: c.listener,
      connecting: c.connecting,
      reading: c.reading,
      writing: c.writing,
      error: c.error,
      orphan: c.orphan,
      over: c.over,
      ipId: c.ipId,
    } satisfies Connection,
    change,
  );

// --- segments in and out -------------------------------------------------------------------------------------------

/** A segment with a good checksum that is addressed to this host. */
export function segmentForHost(turn: Turn, ip: Ipv4Header, h: TcpHeader, data: Uint8Array): void {
  const local = { address: ip.dst, port: h.dstport };
  const remote = { address: ip.src, port: h.srcport };
  const segment: Segment = {
    seq: h.seq,
    ack: h.ack,
    flags: h.flags,
    window: h.window_size_value,
    options: h.options,
    data: streamOf(data),
  };
  const connection = findConnection(turn, local, remote);
  const listener = findListener(turn, local);
  if (connection && !(listener && mayReplace(connection.tcb, segment))) {
    return apply(turn, connection.id, segmentArrived(connection.tcb, segment, env(turn, connection)));
  }
  if (listener && segment.flags.syn && !segment.flags.ack && !segment.flags.reset) {
    if (connection) replace(turn, connection);
    return answerSyn(turn, listener, local, remote, segment, connection && sequenceAfter(connection.tcb));
  }
  const reset = resetFor(segment);
  if (reset) sendStray(turn, local, remote, reset);
}

/** A TIME-WAIT block gives way to a new connection between the same ends. */
function replace(turn: Turn, old: Connection): void {
  cancelTimer(turn, { kind: "tcp", socket: old.id, timer: "time-wait" });
  dropSocket(turn, old.id);
}

/** A RST that no socket of ours stands behind. */
function sendStray(turn: Turn, local: Endpoint, remote: Endpoint, reset: OutgoingSegment): void {
  turn.facts.push({
    kind: "tcp-segment-sent",
    by: turn.host.id,
    to: remote.address,
    local: local.port,
    remote: remote.port,
    flags: flagText(reset.flags),
    seq: reset.seq,
    ack: reset.ack,
    len: 0,
    window: reset.window,
    retransmission: false,
  });
  transmit(turn, local, remote, reset);
}

function findConnection(turn: Turn, local: Endpoint, remote: Endpoint): Connection | undefined {
  const { sockets } = turn.host;
  for (const id in sockets) {
    const s = sockets[id]!;
    if (s.kind !== "connection" || s.over) continue;
    const t = s.tcb;
    if (
      t.local.port === local.port &&
      t.remote.port === remote.port &&
      t.remote.address === remote.address &&
      t.local.address === local.address
    )
      return s;
  }
  return undefined;
}

function findListener(turn: Turn, local: Endpoint): Listener | undefined {
  let best: Listener | undefined;
  for (const s of Object.values(turn.host.sockets)) {
    if (s.kind !== "listener" || s.local.port !== local.port) continue;
    if (s.local.address === local.address) return s;
    if (s.local.address === "0.0.0.0") best = s;
  }
  return best;
}

/** `id` is the socket that sends; a stray RST has none. */
function transmit(turn: Turn, local: Endpoint, remote: Endpoint, s: OutgoingSegment, id?: number): void {
  const fields = {
    srcport: local.port,
    dstport: remote.port,
    seq: s.seq,
    ack: s.ack,
    flags: s.flags,
    window: s.window,
    options: s.options,
  };
  sendIp(turn, {
    src: local.address,
    dst: remote.address,
    proto: PROTOCOL_TCP,
    payload: sealTcp(local.address, remote.address, fields, bytesOf(s.data)),
    df: true,
    id: identification(turn, s, id),
  });
}

/** Linux counts per connection and sends 0 where no socket of its own speaks; the textbook counts per host. */
function identification(turn: Turn, s: OutgoingSegment, id: number | undefined): number {
  if (turn.host.profile.ip.identification === "count") return nextIpId(turn);
  const socket = id === undefined ? undefined : turn.host.sockets[id];
  if (socket?.kind !== "connection" || s.socketless) return 0;
  putSocket(turn, changed(socket, { ipId: (socket.ipId + 1) & 0xffff }));
  return socket.ipId;
}

// --- what a turn of the machine brings about -------------------------------------------------------------------------

/** Takes over the machine's new block, sends its segments, sets its timers, wakes who waited. */
function apply(turn: Turn, id: number, t: TcpTurn): void {
  const socket = turn.host.sockets[id];
  if (socket?.kind !== "connection") return;
  turn.facts.push(...t.facts);
  putSocket(turn, changed(socket, { tcb: t.tcb }));
  for (const segment of t.segments) {
    transmit(turn, t.tcb.local, t.tcb.remote, segment, id);
  }
  for (const { timer, at } of t.timers) {
    const name = { kind: "tcp", socket: id, timer } as const;
    if (at === null) cancelTimer(turn, name);
    else setTimer(turn, name, at);
  }
  for (const event of t.events) happened(turn, id, event);
}

function happened(turn: Turn, id: number, event: TcpEvent): void {
  const socket = turn.host.sockets[id];
  if (socket?.kind !== "connection") return;
  switch (event.kind) {
    case "connected": {
      if (socket.connecting) {
        const { connecting } = socket;
        putSocket(turn, changed(socket, { connecting: null }));
        const { address, port } = socket.tcb.local;
        return wake(turn, connecting, { op: "connect", localAddress: address, localPort: port });
      }
      const listener = socket.listener === null ? undefined : turn.host.sockets[socket.listener];
      if (listener?.kind !== "listener") return;
      putSocket(turn, { ...listener, ready: [...listener.ready, id] });
      return serveAccepts(turn, listener.id);
    }
    case "readable":
      return serveRead(turn, id);
    case "writable":
      return serveWrite(turn, id);
    case "failed":
      return fail(turn, socket, event.errno);
    case "gone":
      if (socket.orphan || socket.listener !== null) return dropSocket(turn, id);
      return putSocket(turn, changed(socket, { over: true }));
  }
}

const NOBODY_WAITS = { connecting: null, reading: null, writing: null };

function fail(turn: Turn, socket: Connection, errno: Errno): void {
  const { connecting, reading, writing } = socket;
  const told = connecting ?? reading ?? writing;
  // The first call to hear of it takes the error with it; the rest of the socket's life is an end of file.
  const error = told ? socket.error : errno;
  putSocket(turn, changed(socket, { ...NOBODY_WAITS, over: true, error }));
  if (connecting) wake(turn, connecting, { op: "connect", errno });
  if (reading) wake(turn, reading, { op: "read", errno });
  if (writing) wake(turn, writing, { op: "write", errno });
}

// --- calls -----------------------------------------------------------------------------------------------------------

function answerSyn(
  turn: Turn,
  listener: Listener,
  local: Endpoint,
  remote: Endpoint,
  syn: Segment,
  isn?: number,
): void {
  const waiting = Object.values(turn.host.sockets).filter(
    (s) => s.kind === "connection" && s.listener === listener.id,
  ).length;
  if (waiting >= listener.backlog) {
    turn.facts.push({ kind: "tcp-segment-dropped", by: turn.host.id, from: remote.address, reason: "backlog-full" });
    return;
  }
  const earlier = turn.host.answered;
  update(turn, { answered: earlier + 1 });
  const drawn = initOf(turn, listener, local, remote, "passive", earlier);
  const init = isn === undefined ? drawn : { ...drawn, isn };
  const policy = turn.host.profile.tcp;
  const t = openPassive(init, syn, env(turn, { policy }));
  const id = newSocketId(turn);
  putSocket(turn, {
    kind: "connection",
    id,
    process: listener.process,
    options: listener.options,
    tcb: t.tcb,
    policy,
    listener: listener.id,
    ...NOBODY_WAITS,
    error: null,
    orphan: false,
    over: false,
    ipId: startId(turn),
  });
  apply(turn, id, t);
}

function newSocketId(turn: Turn): number {
  const id = turn.host.nextSocket;
  update(turn, { nextSocket: id + 1 });
  return id;
}

const startId = (turn: Turn): number =>
  turn.host.profile.ip.identification === "linux" ? (chance(turn) & 0xfffe) + 1 : 0;

function initOf(
  turn: Turn,
  socket: Socket,
  local: Endpoint,
  remote: Endpoint,
  role: "active" | "passive",
  earlier: number,
): TcpInit {
  const { options } = socket;
  const mtu = mtuTo(turn.host, remote.address);
  return {
    local,
    remote,
    isn: initialSequenceNumber(turn.host.profile.tcp, role, earlier, chance(turn)),
    mtu,
    timestampOffset: chance(turn),
    receiveBuffer: options.receiveBuffer ?? null,
    sendBuffer: options.sendBuffer ?? null,
    noDelay: options.noDelay ?? false,
    lingerZero: options.linger === 0,
  };
}

export function connectStream(
  turn: Turn,
  socket: Exclude<Socket, { kind: "dgram" }>,
  waiter: Waiter,
  address: Ipv4,
  port: number,
  failWith: (errno: Errno) => void,
): void {
  if (socket.kind === "connection") return failWith("EISCONN");
  if (socket.kind === "listener") return failWith("EOPNOTSUPP");
  const source = sourceFor(turn.host, address);
  if (source === undefined) return failWith("ENETUNREACH");
  const local = localEnd(turn, socket, source);
  if (!local) return failWith("EADDRINUSE");
  const remote = { address, port };
  if (findConnection(turn, local, remote)) return failWith("EADDRINUSE");
  const earlier = turn.host.opened;
  update(turn, { opened: earlier + 1 });
  const policy = turn.host.profile.tcp;
  const t = openActive(initOf(turn, socket, local, remote, "active", earlier), env(turn, { policy }));
  putSocket(turn, {
    kind: "connection",
    id: socket.id,
    process: socket.process,
    options: socket.options,
    tcb: t.tcb,
    policy,
    listener: null,
    ...NOBODY_WAITS,
    connecting: waiter,
    error: null,
    orphan: false,
    over: false,
    ipId: startId(turn),
  });
  apply(turn, socket.id, t);
}

function localEnd(turn: Turn, socket: FreshSocket, source: Ipv4): Endpoint | undefined {
  if (socket.local) {
    return { address: socket.local.address === "0.0.0.0" ? source : socket.local.address, port: socket.local.port };
  }
  const port = ephemeralPort(turn, "tcp");
  if (port === undefined) return undefined;
  turn.facts.push({ kind: "port-chosen", by: turn.host.id, port });
  return { address: source, port };
}

export function acceptConnection(turn: Turn, listener: Listener, waiter: Waiter): void {
  putSocket(turn, { ...listener, accepting: [...listener.accepting, waiter] });
  serveAccepts(turn, listener.id);
}

function serveAccepts(turn: Turn, id: number): void {
  for (;;) {
    const listener = turn.host.sockets[id];
    if (listener?.kind !== "listener") return;
    const [waiter, ...accepting] = listener.accepting;
    const [first, ...ready] = listener.ready;
    if (!waiter || first === undefined) return;
    putSocket(turn, { ...listener, accepting, ready });
    const socket = turn.host.sockets[first];
    if (socket?.kind !== "connection") continue;
    putSocket(turn, changed(socket, { listener: null, process: waiter.process }));
    const fd = giveDescriptor(turn, waiter.process, first);
    const { address, port } = socket.tcb.remote;
    wake(turn, waiter, { op: "accept", fd, address, port });
  }
}

export function readConnection(turn: Turn, socket: Connection, waiter: Waiter, size: number): void {
  if (socket.reading) return wake(turn, waiter, { op: "read", errno: "EINVAL" });
  if (socket.error) {
    putSocket(turn, { ...socket, error: null });
    return wake(turn, waiter, { op: "read", errno: socket.error });
  }
  putSocket(
    turn,
    changed(socket, { reading: { process: waiter.process, caller: waiter.caller, tag: waiter.tag, size } }),
  );
  serveRead(turn, socket.id);
}

function serveRead(turn: Turn, id: number): void {
  const socket = turn.host.sockets[id];
  if (socket?.kind !== "connection" || !socket.reading) return;
  const { reading } = socket;
  const got = receive(socket.tcb, reading.size, env(turn, socket));
  if (got.data.length === 0 && !got.ended && !socket.over) return;
  putSocket(turn, changed(socket, { reading: null }));
  apply(turn, id, got);
  wake(turn, reading, { op: "read", data: got.data });
}

export function writeConnection(
  turn: Turn,
  socket: Connection,
  waiter: Waiter,
  data: Stream,
  failWith: (errno: Errno) => void,
): void {
  if (socket.error) {
    putSocket(turn, { ...socket, error: null });
    return failWith(socket.error);
  }
  const errno = socket.over ? "EPIPE" : sendError(socket.tcb);
  if (errno) return failWith(errno);
  if (socket.writing) return failWith("EINVAL");
  if (data.length === 0) return wake(turn, waiter, { op: "write", bytes: 0 });
  putSocket(turn, { ...socket, writing: { ...waiter, rest: data, total: data.length } });
  serveWrite(turn, socket.id);
}

/** Moves as much of a waiting write into the send buffer as fits; the program goes on when all of it is there. */
function serveWrite(turn: Turn, id: number): void {
  const socket = turn.host.sockets[id];
  if (socket?.kind !== "connection" || !socket.writing) return;
  const { writing } = socket;
  const room = Math.min(sendRoom(socket.tcb), writing.rest.length);
  if (room === 0) return;
  const left = slice(writing.rest, room);
  putSocket(turn, changed(socket, { writing: left.length > 0 ? { ...writing, rest: left } : null }));
  apply(turn, id, send(socket.tcb, slice(writing.rest, 0, room), env(turn, socket), left.length > 0));
  if (left.length === 0) wake(turn, writing, { op: "write", bytes: writing.total });
}

export function shutdownConnection(
  turn: Turn,
  socket: Connection,
  answer: (result: SyscallResult) => void,
  failWith: (errno: Errno) => void,
): void {
  if (socket.over) return failWith("ENOTCONN");
  apply(turn, socket.id, shutdown(socket.tcb, env(turn, socket)));
  answer({ op: "shutdown" });
}

/** The program lets go of its descriptor; the stack finishes the connection alone. */
export function closeConnection(turn: Turn, socket: Connection): void {
  const { reading, writing, connecting } = socket;
  for (const waiter of [
    reading && { ...reading, op: "read" as const },
    writing && { ...writing, op: "write" as const },
  ]) {
    if (waiter) wake(turn, waiter, { op: waiter.op, errno: "EBADF" });
  }
  if (connecting) wake(turn, connecting, { op: "connect", errno: "EBADF" });
  if (socket.over) return dropSocket(turn, socket.id);
  putSocket(turn, changed(socket, { ...NOBODY_WAITS, orphan: true }));
  apply(turn, socket.id, close(socket.tcb, env(turn, socket)));
}

/** Connections that nobody has accepted are reset. */
export function closeListener(turn: Turn, listener: Listener): void {
  for (const waiter of listener.accepting) wake(turn, waiter, { op: "accept", errno: "EBADF" });
  dropSocket(turn, listener.id);
  for (const s of Object.values(turn.host.sockets)) {
    if (s.kind !== "connection" || s.listener !== listener.id) continue;
    putSocket(turn, { ...s, orphan: true });
    apply(turn, s.id, abort(s.tcb, env(turn, s)));
  }
}

export function setConnectionOption(turn: Turn, socket: Connection): void {
  const { options } = socket;
  let { tcb } = socket;
  if (options.receiveBuffer !== undefined) tcb = withOption(tcb, "SO_RCVBUF", options.receiveBuffer);
  if (options.sendBuffer !== undefined) tcb = withOption(tcb, "SO_SNDBUF", options.sendBuffer);
  if (options.noDelay !== undefined) tcb = withOption(tcb, "TCP_NODELAY", options.noDelay ? 1 : 0);
  if (options.linger !== undefined) tcb = withOption(tcb, "SO_LINGER", options.linger);
  putSocket(turn, { ...socket, tcb });
}

// --- what others report ----------------------------------------------------------------------------------------------

export function connectionTimer(turn: Turn, id: number, timer: TcpTimer): void {
  const socket = turn.host.sockets[id];
  if (socket?.kind === "connection") apply(turn, id, timerFired(socket.tcb, timer, env(turn, socket)));
}

/** An ICMP error, or no neighbour, for a packet of this connection: only a refusal ends one that was open. */
export function connectionFailed(turn: Turn, local: Endpoint, peer: Endpoint, errno: Errno): void {
  const socket = findConnection(turn, local, peer);
  if (!socket) return;
  const tell = errno === "ECONNREFUSED" && socket.tcb.state === "SYN-SENT" ? hardError : softError;
  apply(turn, socket.id, tell(socket.tcb, errno, env(turn, socket)));
}

export function pathMtuFor(turn: Turn, dst: Ipv4, mtu: number): void {
  if (isOwn(turn.host, dst)) return;
  for (const s of Object.values(turn.host.sockets)) {
    if (s.kind === "connection" && !s.over && s.tcb.remote.address === dst) {
      apply(turn, s.id, pathMtuLearned(s.tcb, mtu, env(turn, s)));
    }
  }
}
