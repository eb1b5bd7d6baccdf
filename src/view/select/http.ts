/**
 * HTTP messages as they lie in the TCP streams: put together from the segments that carry them, taken apart into their
 * parts, and how much of each has arrived. Read RFC 9112; the kinds of header fields are those of RFC 2616.
 */
import type { DeviceId, PacketId, StepIndex } from "../../base/ids.ts";
import type { Timeline } from "../../sim/timeline.ts";
import {
  describeHttp,
  type Expected,
  type Framing,
  feed,
  feedEnd,
  type HeaderKind,
  type HttpPart,
  type HttpProblem,
  type HttpState,
  type HttpToken,
  headerValue,
  keptBody,
  looksLikeHttp,
  startHttp,
} from "../../wire/http.ts";
import { concatBytes, utf8Text } from "../../wire/text.ts";
import { hostsOf, packetAt, stepAt } from "./focus.ts";
import { type Message, messagesOf } from "./messages.ts";

export type Arrival = "arrived" | "partly" | "under-way";

type Carried = {
  /** Relative sequence numbers, `end` exclusive. */
  readonly first: number;
  readonly end: number;
  readonly arrival: Arrival;
  /** The packets that carry it, those sent again too. */
  readonly packets: readonly PacketId[];
  /** The step in which the last of it arrived, or was sent as far as it was. */
  readonly step: StepIndex;
  /** Sent or arrived after the step that is compared with. */
  readonly fresh: boolean;
};

export type HeadPart = Carried & {
  readonly kind: Exclude<HttpPart["kind"], "body">;
  readonly tokens: readonly HttpToken[];
  readonly name?: string;
  readonly value?: string;
  readonly headerKind?: HeaderKind;
};

export type Body = {
  /** Where its bytes stand; undefined as long as none was sent. */
  readonly carried?: Carried;
  /** Bytes without the framing of chunks. */
  readonly bytes: number;
  /** The value of Content-Type. */
  readonly type?: string;
  /** The beginning of it, where it is text. */
  readonly text?: string;
  /** `text` is all that there is so far. */
  readonly isWhole: boolean;
};

export type HttpMessage = Carried & {
  readonly id: string;
  readonly kind: "request" | "response";
  readonly from: DeviceId;
  readonly to?: DeviceId;
  /** `address:port` of sender and receiver. */
  readonly stream: { readonly from: string; readonly to: string };
  /** The start line as far as it was sent. */
  readonly line: string;
  readonly parts: readonly HeadPart[];
  readonly body: Body;
  /** How the body's end is told; null until the head is complete. */
  readonly framing: Framing | null;
  readonly phase: "head" | "body" | "complete" | "failed";
  readonly problem?: HttpProblem;
  /** Of the message: bytes from the first on that have arrived, those that were sent, and all, where that is told. */
  readonly bytes: { readonly arrived: number; readonly sent: number; readonly all?: number };
  /** Those that carry it, each counted once. */
  readonly segments: { readonly arrived: number; readonly sent: number };
  readonly begun: StepIndex;
};

export type HttpModel = {
  readonly host?: DeviceId;
  readonly hosts: readonly DeviceId[];
  /** All of the host's so far, in the order in which they began. */
  readonly messages: readonly HttpMessage[];
  /** The place in `messages` of the one that the step is about, else of the one that moved last. */
  readonly followed: number;
};

/** Bytes of a body that are looked at. */
const SHOWN_BODY = 4_096;

export function httpModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): HttpModel {
  const talks = talksOf(timeline).filter(({ client }) => (client.segments[0]?.sentStep ?? at + 1) <= at);
  const speakers = new Set(talks.flatMap(({ client, server }) => [client.from, ...(server ? [server.from] : [])]));
  const hosts = hostsOf(timeline).filter((id) => speakers.has(id));
  const packet = packetAt(stepAt(timeline, at));
  const all = talks.flatMap((talk) => messagesIn(talk, at, since));
  const moved = all.find(({ packets }) => packet !== undefined && packets.includes(packet)) ?? latest(all);
  const host = chosen ?? (moved?.kind === "request" ? moved.from : moved?.to);
  const messages = all.filter(({ from, to }) => from === host || to === host).sort((a, b) => a.begun - b.begun);
  const about =
    messages.findLast(({ packets }) => packet !== undefined && packets.includes(packet)) ?? latest(messages);
  return {
    ...(host !== undefined && { host }),
    hosts,
    messages,
    followed: Math.max(0, about ? messages.indexOf(about) : 0),
  };
}

const latest = (messages: readonly HttpMessage[]): HttpMessage | undefined =>
  messages.reduce<HttpMessage | undefined>((last, one) => (last && last.step > one.step ? last : one), undefined);

// --- connections and their streams --------------------------------------------------------------------------------

type Segment = {
  readonly first: number;
  readonly end: number;
  readonly data: Uint8Array;
  readonly fin: boolean;
  readonly packet: PacketId;
  readonly sentStep: StepIndex;
  readonly arrivedStep?: StepIndex;
};

type Flow = {
  readonly from: DeviceId;
  readonly to?: DeviceId;
  readonly stream: { readonly from: string; readonly to: string };
  readonly segments: Segment[];
};

/** A connection on which HTTP is spoken. `client` is who sent first. */
type Talk = { readonly client: Flow; server?: Flow };

const known = new WeakMap<Timeline, readonly Talk[]>();

function talksOf(timeline: Timeline): readonly Talk[] {
  let talks = known.get(timeline);
  if (!talks) {
    talks = collect(messagesOf(timeline).list);
    known.set(timeline, talks);
  }
  return talks;
}

function collect(list: readonly Message[]): readonly Talk[] {
  const talks: Talk[] = [];
  const open = new Map<string, Talk>();
  for (const message of list) {
    const { ip, tcp, payload } = message.decoded;
    const { note } = message;
    if (!ip || !tcp || !note) continue;
    const ends = { from: `${ip.src}:${tcp.srcport}`, to: `${ip.dst}:${tcp.dstport}` };
    const key = [ends.from, ends.to].sort().join(" ");
    if (note.marks.some(({ kind }) => kind === "ports-reused")) open.delete(key);
    if (payload.length === 0 && !tcp.flags.fin) continue;
    const segment: Segment = {
      // The SYN is 0, so data can start at 1 at the earliest, also where it rides on one.
      first: note.seq + (tcp.flags.syn ? 1 : 0),
      end: note.seq + (tcp.flags.syn ? 1 : 0) + payload.length,
      data: payload,
      fin: tcp.flags.fin,
      packet: message.packet,
      sentStep: message.sentStep,
      ...(message.arrivedStep !== undefined && { arrivedStep: message.arrivedStep }),
    };
    const flow = (): Flow => ({
      from: message.from,
      ...(message.to !== undefined && { to: message.to }),
      stream: ends,
      segments: [segment],
    });
    const talk = open.get(key);
    if (!talk) {
      // Whoever is first to say something says it in a request, or this is no HTTP.
      if (looksLikeHttp(payload) !== "request") continue;
      const begun: Talk = { client: flow() };
      open.set(key, begun);
      talks.push(begun);
    } else if (talk.client.stream.from === ends.from) talk.client.segments.push(segment);
    else if (talk.server) talk.server.segments.push(segment);
    else talk.server = flow();
  }
  return talks;
}

// --- messages in a stream -----------------------------------------------------------------------------------------

function messagesIn({ client, server }: Talk, at: StepIndex, since: StepIndex): readonly HttpMessage[] {
  const requests = read(client, at, since, () => ({ kind: "request" }));
  if (!server) return requests;
  const methods = requests.map(({ parts }) => parts[0]?.tokens.find(({ kind }) => kind === "method")?.text ?? "GET");
  const responses = read(server, at, since, (finals) => ({ kind: "response", method: methods[finals] ?? "GET" }));
  return [...requests, ...responses];
}

/** One message in the making: how far it is read, and its first bytes. */
type Draft = { state: HttpState; readonly first: number; readonly head: Uint8Array[]; headBytes: number };

/** What was sent until step `at`, message by message. `expected` is told how many final messages came before. */
function read(
  flow: Flow,
  at: StepIndex,
  since: StepIndex,
  expected: (finals: number) => Expected,
): readonly HttpMessage[] {
  const sent = flow.segments.filter(({ sentStep }) => sentStep <= at);
  const messages: HttpMessage[] = [];
  let next = 1;
  let finals = 0;
  let draft: Draft | undefined;
  const finish = (): void => {
    if (!draft) return;
    messages.push(messageOf(flow, sent, draft, at, since));
    const { head } = draft.state;
    if (head?.kind === "request" || (head?.kind === "response" && head.status >= 200)) finals += 1;
    draft = undefined;
  };
  for (const segment of sent) {
    if (segment.first > next) break;
    let data = segment.data.subarray(Math.min(next - segment.first, segment.data.length));
    next = Math.max(next, segment.end);
    while (data.length > 0) {
      draft ??= {
        state: startHttp(expected(finals), { keepBody: SHOWN_BODY }),
        first: next - data.length,
        head: [],
        headBytes: 0,
      };
      if (draft.state.framing === null) draft.head.push(data);
      draft.state = feed(draft.state, data);
      const { phase, surplus }: HttpState = draft.state;
      if (phase.kind === "failed") break;
      data = surplus;
      if (phase.kind === "complete") finish();
    }
    if (draft?.state.phase.kind === "failed") break;
    if (segment.fin && segment.end === next && draft) draft.state = feedEnd(draft.state);
  }
  finish();
  return messages;
}

function messageOf(flow: Flow, sent: readonly Segment[], draft: Draft, at: StepIndex, since: StepIndex): HttpMessage {
  const { state, first } = draft;
  const end = first + state.length;
  const carried = (from: number, to: number): Carried => carriedBy(sent, from, to, at, since);
  const bytes = concatBytes(draft.head);
  const parts: HeadPart[] = [];
  let headEnd = first;
  for (const part of describeHttp(bytes)) {
    if (part.kind === "body" || first + part.start >= end) break;
    const { start, end: partEnd, ...rest } = part;
    parts.push({ ...rest, ...carried(first + start, first + partEnd) });
    headEnd = first + partEnd;
    if (part.kind === "blank-line") break;
  }
  const { kind: phase } = state.phase;
  const all =
    state.framing && wholeLength(state.framing, headEnd - first, phase === "complete" ? state.length : undefined);
  const own = sent.filter((s) => s.data.length > 0 && s.first < end && s.end > first);
  const arrivedTo = contiguous(own, first, end, at);
  const line = parts[0]?.tokens.filter(({ kind }) => kind !== "line-end");
  return {
    ...carried(first, end),
    id: `${flow.stream.from}>${flow.stream.to}:${first}`,
    kind: state.expected.kind,
    from: flow.from,
    ...(flow.to !== undefined && { to: flow.to }),
    stream: flow.stream,
    line: line?.map(({ text }) => text).join("") ?? "",
    parts,
    body: bodyOf(state, headEnd < end ? carried(headEnd, end) : undefined),
    framing: state.framing,
    phase: phase === "line" ? (state.framing === null ? "head" : "body") : phase === "data" ? "body" : phase,
    ...(state.phase.kind === "failed" && { problem: state.phase.problem }),
    bytes: {
      arrived: arrivedTo - first,
      sent: end - first,
      ...(all !== null && all !== undefined && { all }),
    },
    segments: {
      sent: new Set(own.map((s) => s.first)).size,
      arrived: new Set(own.filter((s) => hasArrived(s, at)).map((s) => s.first)).size,
    },
    begun: own[0]?.sentStep ?? at,
  };
}

/** Bytes of the whole message, where its head tells them or its end has come. */
function wholeLength(framing: Framing, head: number, complete: number | undefined): number | undefined {
  if (complete !== undefined) return complete;
  return framing.kind === "length" ? head + framing.length : undefined;
}

const hasArrived = ({ arrivedStep }: Segment, at: StepIndex): boolean => arrivedStep !== undefined && arrivedStep <= at;

/** How far from `first` on everything has arrived. */
function contiguous(segments: readonly Segment[], first: number, end: number, at: StepIndex): number {
  const arrived = segments.filter((s) => hasArrived(s, at)).sort((a, b) => a.first - b.first);
  let to = first;
  for (const segment of arrived) {
    if (segment.first > to) break;
    to = Math.max(to, segment.end);
  }
  return Math.min(to, end);
}

function carriedBy(sent: readonly Segment[], first: number, end: number, at: StepIndex, since: StepIndex): Carried {
  const own = sent.filter((s) => s.first < end && s.end > first);
  const arrivals = own.filter((s) => hasArrived(s, at));
  const covered = arrivals.length === 0 ? first : contiguous(own, first, end, at);
  const steps = own.flatMap((s) => (hasArrived(s, at) ? [s.sentStep, s.arrivedStep ?? s.sentStep] : [s.sentStep]));
  const step = Math.max(0, ...steps);
  return {
    first,
    end,
    arrival: covered >= end ? "arrived" : arrivals.length > 0 ? "partly" : "under-way",
    packets: own.map(({ packet }) => packet),
    step,
    fresh: step > since,
  };
}

// --- the body -----------------------------------------------------------------------------------------------------

const TEXT_TYPE = /^text\/|^message\/http|[/+](?:json|xml)\b|javascript|x-www-form-urlencoded/i;
const PRINTABLE = /^[\t\r\n\u0020-\u007e]*$/;

function bodyOf(state: HttpState, carried: Carried | undefined): Body {
  const type = state.head === null ? undefined : headerValue(state.head.headers, "content-type");
  const kept = utf8Text(keptBody(state));
  const isText = type === undefined ? PRINTABLE.test(kept) : TEXT_TYPE.test(type);
  return {
    ...(carried && { carried }),
    bytes: state.bodyLength,
    ...(type !== undefined && { type }),
    ...(isText && kept !== "" && { text: kept }),
    isWhole: state.bodyLength <= SHOWN_BODY,
  };
}
