/**
 * The buffers of a TCP connection at both ends, cut into the parts of the send and the receive sequence space: RFC 9293
 * figures 4 and 5. All numbers are relative to the initial sequence number, so that the first byte is 1; ends are exclusive.
 */
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { lengthOf, stepAt, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { World } from "../../sim/world.ts";
import type { Connection, Host } from "../../stack/host-state.ts";
import { dataEnd, dataStart, type SentSegment, sendQueue, type Tcb } from "../../stack/tcp/tcb.ts";
import { changedAt } from "./changed.ts";
import { followedHost, hostOf, hostsOf } from "./focus.ts";

export type SendKind =
  | "acked"
  | "in-flight"
  /** In flight, but the peer said by SACK that it has it. */
  | "sacked"
  /** Taken for lost, to be sent again. */
  | "lost"
  | "sendable"
  | "waiting"
  /** Room in the window for which nothing was written yet. */
  | "open";
export type ReceiveKind = "read" | "unread" | "out-of-order" | "free";

export type Part<Kind> = {
  readonly kind: Kind;
  readonly first: number;
  readonly end: number;
  /** SYN and FIN take a number each, but are no bytes. */
  readonly bytes: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly changed: boolean;
  readonly because: () => StepIndex | undefined;
};

export type Tick = {
  readonly name: "SND.UNA" | "SND.NXT" | "SND.UNA+SND.WND" | "SND.UNA+cwnd" | "RCV.NXT" | "RCV.NXT+RCV.WND";
  readonly at: number;
};

/** One buffer, drawn as a bar from `content.first` to `content.end`, or on to `edge`. */
export type Buffer<Kind> = {
  readonly parts: readonly Part<Kind>[];
  readonly ticks: readonly Tick[];
  /** What the bar has to show: what is not done with yet, and a little before it. */
  readonly content: { readonly first: number; readonly end: number };
  /** None before the peer's first segment, nor after the stream's last. */
  readonly window?: { readonly first: number; readonly end: number; readonly bytes: number };
  /** As `ss` has it: Send-Q or Recv-Q; a SYN and a FIN on their way count as a byte of Send-Q. */
  readonly queue: number;
  readonly size: number;
  /** `address:port` of sender and receiver. */
  readonly stream: { readonly from: string; readonly to: string };
};

export type End = {
  readonly device: DeviceId;
  readonly socket: number;
  readonly state: string;
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  /** Bytes of a write that have no room in the send buffer. */
  readonly blocked: number;
  readonly send: Buffer<SendKind>;
  /** None before the peer's SYN has come. */
  readonly receive?: Buffer<ReceiveKind>;
};

export type BuffersModel = {
  readonly host?: DeviceId;
  readonly hosts: readonly DeviceId[];
  /** The host's connections, each with the other end where it is in this world. */
  readonly connections: readonly { readonly near: End; readonly far?: End }[];
  /** The place in `connections` of the one that changed last. */
  readonly followed: number;
  /** Where the step took place, or the last one at a host with connections. */
  readonly place?: DeviceId;
};

const connectionsOf = (host: Host | undefined): readonly Connection[] =>
  Object.values(host?.sockets ?? {}).flatMap((s) => (s.kind === "connection" ? [s] : []));

const connects = (host: Host): boolean => connectionsOf(host).length > 0;

export function buffersModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): BuffersModel {
  const world = worldAt(timeline, at);
  const hosts = hostsOf(timeline).filter((id) => connects(hostOf(world, id) ?? noHost));
  const last = followedHost(timeline, at, connects);
  // A connection that is gone leaves its host with nothing to show.
  const id = chosen ?? (last !== undefined && hosts.includes(last) ? last : (hosts[0] ?? last));
  const model = modelAt(timeline, at, chosen === null ? openerOf(timeline, at, id) : id, since, hosts);
  return last === undefined ? model : { ...model, place: last };
}

/** The end that opened the connection that changed last at a host: it stays above, whichever end a step is at. */
function openerOf(timeline: Timeline, at: StepIndex, id: DeviceId | undefined): DeviceId | undefined {
  const world = worldAt(timeline, at);
  const last = id === undefined ? undefined : lastChanged(timeline, at, id);
  const connection = connectionsOf(hostOf(world, id)).find((c) => c.id === last);
  if (connection?.tcb.opener !== "passive") return id;
  return farEnd(world, connection)?.device ?? id;
}

function modelAt(
  timeline: Timeline,
  at: StepIndex,
  id: DeviceId | undefined,
  since: StepIndex,
  hosts: readonly DeviceId[],
): BuffersModel {
  const world = worldAt(timeline, at);
  const host = hostOf(world, id);
  if (!host || id === undefined) return { hosts, connections: [], followed: 0 };
  const all = connectionsOf(host);
  const before = worldAt(timeline, since);
  const last = lastChanged(timeline, at, id);
  const end = (device: DeviceId, connection: Connection): End => endOf(timeline, at, before, device, connection);
  return {
    host: id,
    hosts,
    connections: all.map((connection) => {
      const far = farEnd(world, connection);
      return { near: end(id, connection), ...(far && { far: end(far.device, far.connection) }) };
    }),
    followed: Math.max(
      0,
      all.findIndex((c) => c.id === last),
    ),
  };
}

const noHost = { sockets: {} } as Host;

function farEnd(
  { owners, devices }: World,
  { tcb }: Connection,
): { readonly device: DeviceId; readonly connection: Connection } | undefined {
  const device = owners[tcb.remote.address];
  const host = device === undefined ? undefined : devices[device];
  if (device === undefined || host?.kind !== "host") return undefined;
  const connection = connectionsOf(host).find(
    ({ tcb: t, over }) =>
      !over &&
      t.remote.port === tcb.local.port &&
      t.local.port === tcb.remote.port &&
      t.remote.address === tcb.local.address,
  );
  return connection && { device, connection };
}

/** Steps that are looked through for the connection that changed last. */
const LOOK_BACK = 5_000;

function lastChanged(timeline: Timeline, at: StepIndex, id: DeviceId): number | undefined {
  const last = Math.min(at, lengthOf(timeline) - 1);
  const present = connectionsOf(hostOf(worldAt(timeline, last), id));
  let now = hostOf(worldAt(timeline, last), id)?.sockets;
  for (let i = last; i >= Math.max(0, last - LOOK_BACK) && now; i--) {
    const before = hostOf(stepAt(timeline, i - 1)?.world ?? timeline.start, id)?.sockets;
    if (before !== now) {
      const found = present.find((c) => now?.[c.id] !== undefined && before?.[c.id] !== now[c.id]);
      if (found) return found.id;
    }
    now = before;
  }
  return present.at(-1)?.id;
}

function endOf(timeline: Timeline, at: StepIndex, before: World, device: DeviceId, connection: Connection): End {
  const { id, tcb, writing } = connection;
  const old = tcbIn(before, device, id);
  const because = (look: (t: Tcb) => string) => (): StepIndex | undefined =>
    changedAt(
      timeline,
      at,
      (world) => tcbIn(world, device, id),
      (a, b) => a === b || (a !== undefined && b !== undefined && look(a) === look(b)),
    );
  const local = `${tcb.local.address}:${tcb.local.port}`;
  const remote = `${tcb.remote.address}:${tcb.remote.port}`;
  const mss = Math.max(1, tcb.sndMss);
  const receive = tcb.state === "SYN-SENT" ? undefined : receiveBuffer(tcb, mss);
  return {
    device,
    socket: id,
    state: tcb.state,
    local: tcb.local,
    remote: tcb.remote,
    blocked: writing?.rest.length ?? 0,
    send: {
      ...sendBuffer(tcb, mss),
      parts: withChanges(sendParts(tcb), old && sendParts(old), (kind) => because((t) => keyOf(sendParts(t), kind))),
      stream: { from: local, to: remote },
    },
    ...(receive && {
      receive: {
        ...receive,
        parts: withChanges(receiveParts(tcb), old && receiveParts(old), (kind) =>
          because((t) => keyOf(receiveParts(t), kind)),
        ),
        stream: { from: remote, to: local },
      },
    }),
  };
}

const tcbIn = (world: World, device: DeviceId, id: number): Tcb | undefined => {
  const socket = hostOf(world, device)?.sockets[id];
  return socket?.kind === "connection" ? socket.tcb : undefined;
};

type Bare<Kind> = Omit<Part<Kind>, "changed" | "because">;

const keyOf = <Kind>(parts: readonly Bare<Kind>[], kind: Kind): string =>
  parts.flatMap((p) => (p.kind === kind ? [`${p.first}-${p.end}`] : [])).join();

const withChanges = <Kind>(
  parts: readonly Bare<Kind>[],
  before: readonly Bare<Kind>[] | undefined,
  because: (kind: Kind) => () => StepIndex | undefined,
): readonly Part<Kind>[] =>
  parts.map((part) => ({
    ...part,
    changed: !before?.some((b) => b.kind === part.kind && b.first === part.first && b.end === part.end),
    because: because(part.kind),
  }));

/** Distance from the initial sequence number; a connection of more than 4 GiB is none of ours. */
const relative = (seq: number, initial: number): number => (seq - initial) >>> 0;

// --- the send sequence space --------------------------------------------------------------------------------------

/** SND.UNA, SND.NXT, the end of what was written, and the edges of what may be sent. */
function sendEdges(t: Tcb) {
  const una = relative(t.sndUna, t.iss);
  const next = relative(t.sndNxt, t.iss);
  const end = relative(dataEnd(t), t.iss);
  const fin = t.finSeq === null ? undefined : relative(t.finSeq, t.iss);
  const window = una + t.sndWnd;
  // While a loss is repaired, what has arrived or is taken for lost is not out there any more (RFC 6675 section 4).
  const repairs = t.recovery.kind !== "none" && (t.sack || t.recovery.kind !== "fast");
  const gone = t.inFlight.filter((s) => s.sacked || (s.lost && !s.resent));
  const out = next - una - (repairs ? gone.reduce((sum, s) => sum + s.length, 0) : 0);
  const congestion = t.cwnd === null ? Number.POSITIVE_INFINITY : next + Math.max(0, t.cwnd - out);
  return { una, next, end, fin, first: relative(dataStart(t), t.iss), window, may: Math.min(window, congestion) };
}

function sendParts(t: Tcb): readonly Bare<SendKind>[] {
  const { una, next, end, fin, first, window, may } = sendEdges(t);
  const parts: Bare<SendKind>[] = [];
  const add = (kind: SendKind, from: number, to: number): void => {
    if (to <= from) return;
    const syn = from === 0;
    const hasFin = fin !== undefined && from <= fin && fin < to;
    const last = parts.at(-1);
    if (last?.kind === kind && last.end === from) {
      parts.pop();
      add(kind, last.first, to);
      return;
    }
    const bytes = kind === "open" ? to - from : to - from - (syn ? 1 : 0) - (hasFin ? 1 : 0);
    parts.push({ kind, first: from, end: to, bytes, syn, fin: hasFin });
  };
  add("acked", 1, una);
  let at = una;
  for (const segment of t.inFlight) {
    const from = Math.max(at, relative(segment.seq, t.iss));
    const to = Math.min(next, from + segment.length + (segment.syn ? 1 : 0) + (segment.fin ? 1 : 0));
    add("in-flight", at, from);
    add(inFlightKind(segment), from, to);
    at = Math.max(at, to);
  }
  add("in-flight", at, next);
  const queued = Math.max(next, first);
  add("sendable", queued, Math.min(end, may));
  add("waiting", Math.max(queued, Math.min(end, may)), end);
  if (!t.finQueued) add("open", Math.max(next, end), window);
  return parts;
}

const inFlightKind = ({ sacked, lost, resent }: SentSegment): SendKind =>
  sacked ? "sacked" : lost && !resent ? "lost" : "in-flight";

function sendBuffer(t: Tcb, mss: number): Omit<Buffer<SendKind>, "parts" | "stream"> {
  const { una, next, end, window } = sendEdges(t);
  const counts = t.state !== "SYN-SENT" && t.finSeq === null;
  return {
    ticks: [
      { name: "SND.UNA", at: una },
      { name: "SND.NXT", at: next },
      ...(counts ? [{ name: "SND.UNA+SND.WND", at: window } as const] : []),
      ...(counts && t.cwnd !== null ? [{ name: "SND.UNA+cwnd", at: una + t.cwnd } as const] : []),
    ],
    content: contentOf(una, Math.max(next, end), mss),
    ...(counts && { window: { first: una, end: window, bytes: t.sndWnd } }),
    queue: sendQueue(t),
    size: t.sendBufferSize,
  };
}

// --- the receive sequence space -----------------------------------------------------------------------------------

function receiveEdges(t: Tcb) {
  const next = relative(t.rcvNxt, t.irs);
  const dataTo = next - (t.finReceived ? 1 : 0);
  return { next, dataTo, read: Math.max(1, dataTo - t.receiveBuffer.length), window: next + t.rcvWnd };
}

function receiveParts(t: Tcb): readonly Bare<ReceiveKind>[] {
  const { next, dataTo, read, window } = receiveEdges(t);
  const parts: Bare<ReceiveKind>[] = [];
  const add = (kind: ReceiveKind, first: number, end: number, fin = false): void => {
    if (end > first) parts.push({ kind, first, end, bytes: end - first - (fin ? 1 : 0), syn: false, fin });
  };
  // The end of the stream is read with the last byte before it.
  const isRead = read === dataTo;
  add("read", 1, isRead ? next : read, isRead && t.finReceived);
  if (!isRead) add("unread", read, next, t.finReceived);
  let at = next;
  for (const range of t.outOfOrder) {
    const first = relative(range.seq, t.irs);
    add("free", at, first);
    add("out-of-order", first, first + range.data.length);
    at = first + range.data.length;
  }
  // After its FIN the peer sends nothing more that would need room.
  if (!t.finReceived) add("free", at, window);
  return parts;
}

function receiveBuffer(t: Tcb, mss: number): Omit<Buffer<ReceiveKind>, "parts" | "stream"> {
  const { next, read, window } = receiveEdges(t);
  const last = t.outOfOrder.at(-1);
  const end = last ? relative(last.seq, t.irs) + last.data.length : next;
  return {
    ticks: [
      { name: "RCV.NXT", at: next },
      ...(t.finReceived ? [] : [{ name: "RCV.NXT+RCV.WND", at: window } as const]),
    ],
    content: contentOf(read, end, mss),
    ...(!t.finReceived && { window: { first: next, end: window, bytes: t.rcvWnd } }),
    queue: t.receiveBuffer.length,
    size: t.receiveBufferSize,
  };
}

/** What the bar shows: all from `done` to `end`, and of what is done with half as much, or all where nothing is left. */
function contentOf(done: number, end: number, mss: number): { readonly first: number; readonly end: number } {
  const recent = end === done ? done : Math.max(Math.ceil((end - done) / 2), mss);
  return { first: Math.max(Math.min(1, done), done - recent), end };
}
