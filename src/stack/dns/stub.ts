/** The resolver inside the socket library (`gethostbyname`), in the manner of glibc 2.36: RFC 1034 section 5.3.1, resolv.conf(5). */
import { assert, unreachable } from "../../base/assert.ts";
import type { Rng } from "../../base/rng.ts";
import { type Micros, seconds } from "../../base/units.ts";
import { type Ipv4, parseIpv4 } from "../../wire/address.ts";
import { concat } from "../../wire/bytes.ts";
import {
  DNS_PORT,
  type DnsMessage,
  NOERROR,
  NOTIMP,
  NXDOMAIN,
  type Question,
  REFUSED,
  rcodeName,
  SERVFAIL,
  sealDns,
} from "../../wire/dns.ts";
import { canonicalName, type DomainName, isSendable, joinLabels, labelsOf, sameName } from "../../wire/domain-name.ts";
import type { AppEnv } from "../app.ts";
import { beginTurn, noCalls, type OpenCalls, type TaggedCall, type Turn, takeCall } from "../app-turn.ts";
import { type CallTag, type Descriptor, failed, type LookupError, type Syscall, type SyscallResult } from "../call.ts";
import type { Fact } from "../fact.ts";
import { bytesOf, streamOf } from "../stream.ts";
import { answerText, framedForTcp, queryMessage, readResponse, sameQuestion, unframed } from "./message.ts";

/** resolv.conf's `timeout` and `attempts`. */
const TIMEOUT = seconds(5);
const TRIES = 2;
/** glibc's MAXNS: further name servers are not looked at. */
const MAX_SERVERS = 3;
const READ_BYTES = 0xffff;

export type StubConfig = {
  /** The name servers of the machine's TCP/IP settings, in the order in which they are asked. */
  readonly nameservers: readonly Ipv4[];
  /** Domains that are put behind a name: resolv.conf's `search`. */
  readonly search: readonly DomainName[];
  /** A name with at least so many dots is tried as it stands first. */
  readonly ndots: number;
  /** Asks for IPv6 addresses in the same breath, as `getaddrinfo` does for a program that does not say which it wants. */
  readonly aaaa?: boolean;
};

/** What one response said of a name. */
type Answer =
  | { readonly kind: "addresses"; readonly addresses: readonly Ipv4[]; readonly canonical: DomainName }
  | { readonly kind: "failed"; readonly why: Failure };

/** One of the questions that are out for a name; `answer` once it is in. */
type Asked = { readonly type: "A" | "AAAA"; readonly id: number; readonly answer?: Answer };

type Socket = { readonly fd: Descriptor; readonly server: number };

/** One call of `gethostbyname` that is not answered yet. */
export type Lookup = {
  /** The caller's tag. */
  readonly tag: CallTag;
  readonly name: DomainName;
  /** The name as it stands and under each suffix, in the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  readonly candidate: number;
  readonly asked: readonly Asked[];
  readonly attempt: number;
  readonly server: number;
  readonly via: "udp" | "tcp";
  /** Counts the queries, so that a late result is known as such. */
  readonly query: number;
  readonly until: Micros;
  /** Datagram sockets stay open over the tries for one name: same port, same id. */
  readonly sockets: readonly Socket[];
  readonly stream?: Descriptor;
  readonly buffer: Uint8Array;
  /** What the earlier candidates failed with. */
  readonly failures: readonly { readonly asIs: boolean; readonly why: Failure }[];
  readonly lastRcode: number | undefined;
};

type Candidate = { readonly name: DomainName; readonly asIs: boolean };
type Failure = LookupError | "SERVER_FAILURE";

type StubWait = {
  readonly kind: "stub-socket" | "stub-connect" | "stub-write" | "stub-read";
  readonly lookup: CallTag;
  readonly query: number;
};

export type StubState = {
  readonly config: StubConfig;
  readonly lookups: Readonly<Record<CallTag, Lookup>>;
  readonly open: OpenCalls<StubWait>;
};

/** `process` is who calls: facts name it. */
export type StubEnv = AppEnv & { readonly process: string };

export type StubTurn = {
  readonly state: StubState;
  /** To the protocol stack; these tags are the stub's own, apart from the application's. */
  readonly calls: readonly TaggedCall[];
  /** To the application, under the tags of its calls. */
  readonly returns: readonly { readonly tag: CallTag; readonly result: SyscallResult }[];
  readonly facts: readonly Fact[];
  readonly rng: Rng;
};

export const stubState = (config: StubConfig): StubState => ({ config, lookups: {}, open: noCalls });

type Working = {
  readonly config: StubConfig;
  lookups: StubState["lookups"];
  readonly env: StubEnv;
  readonly turn: Turn<StubWait>;
  readonly returns: { readonly tag: CallTag; readonly result: SyscallResult }[];
};

/** The application calls `gethostbyname`. */
export function stubCall(
  state: StubState,
  tag: CallTag,
  call: Extract<Syscall, { readonly op: "gethostbyname" }>,
  env: StubEnv,
): StubTurn {
  return work(state, state.open, env, (w) => {
    const { name } = call;
    if (parseIpv4(name) !== undefined) {
      w.returns.push({ tag, result: { op: "gethostbyname", addresses: [name], canonical: name } });
      return;
    }
    const candidates = candidatesFor(name, w.config);
    const lookup: Lookup = {
      tag,
      name,
      candidates,
      candidate: 0,
      asked: [],
      attempt: 0,
      server: 0,
      via: "udp",
      query: 0,
      until: env.now,
      sockets: [],
      buffer: new Uint8Array(),
      failures: [],
      lastRcode: undefined,
    };
    if (candidates.length === 0) fail(w, lookup, "HOST_NOT_FOUND");
    else beginCandidate(w, lookup);
  });
}

/** A call of the stub's has come back from the stack. */
export function stubReturned(state: StubState, tag: CallTag, result: SyscallResult, env: StubEnv): StubTurn {
  const taken = takeCall(state.open, tag);
  if (!taken) return { state, calls: [], returns: [], facts: [], rng: env.rng };
  const [wait, open] = taken;
  return work(state, open, env, (w) => returned(w, wait, result));
}

function work(state: StubState, open: OpenCalls<StubWait>, env: StubEnv, act: (w: Working) => void): StubTurn {
  const turn = beginTurn(open, env.rng);
  const w: Working = { config: state.config, lookups: state.lookups, env, turn, returns: [] };
  act(w);
  const { open: after, ...made } = turn.done();
  return { state: { ...state, lookups: w.lookups, open: after }, returns: w.returns, ...made };
}

/** The names to try, in order. A dot at the end says that the name is whole. */
export function candidatesFor(name: DomainName, config: StubConfig): readonly Candidate[] {
  const labels = labelsOf(name);
  const bare: Candidate = { name: joinLabels(labels), asIs: true };
  const isWhole = canonicalName(name) !== name.toLowerCase() || labels.length === 0;
  const suffixed = isWhole
    ? []
    : config.search.map((suffix) => ({ name: joinLabels([...labels, ...labelsOf(suffix)]), asIs: false }));
  const ordered = labels.length - 1 >= config.ndots ? [bare, ...suffixed] : [...suffixed, bare];
  return ordered.filter((candidate) => isSendable(candidate.name));
}

function keep(w: Working, lookup: Lookup): void {
  w.lookups = { ...w.lookups, [lookup.tag]: lookup };
}

const serversOf = (w: Working): readonly Ipv4[] => w.config.nameservers.slice(0, MAX_SERVERS);

const nameOf = (lookup: Lookup): DomainName => lookup.candidates[lookup.candidate]!.name;

const questionOf = (lookup: Lookup, { type }: Asked): Question => ({ name: nameOf(lookup), type, class: "IN" });

const unanswered = (lookup: Lookup): readonly Asked[] => lookup.asked.filter((one) => !one.answer);

const withAnswer = (lookup: Lookup, { type }: Asked, answer: Answer): Lookup => ({
  ...lookup,
  asked: lookup.asked.map((one) => (one.type === type ? { ...one, answer } : one)),
});

/** A new id for each question about each name that is tried; its resends keep it. */
function beginCandidate(w: Working, lookup: Lookup): void {
  const id = w.turn.draw(0x10000);
  const asked: Asked[] = [{ type: "A", id }];
  if (w.config.aaaa) asked.push({ type: "AAAA", id: (id + 1 + w.turn.draw(0xffff)) & 0xffff });
  askServer(w, { ...lookup, asked, attempt: 0, server: 0, via: "udp", lastRcode: undefined });
}

function askServer(w: Working, lookup: Lookup): void {
  const servers = serversOf(w);
  if (lookup.server >= servers.length) {
    const attempt = lookup.attempt + 1;
    if (servers.length === 0 || attempt >= TRIES) return settle(w, lookup);
    return askServer(w, { ...lookup, attempt, server: 0 });
  }
  const query = lookup.query + 1;
  const next: Lookup = {
    ...lookup,
    query,
    buffer: new Uint8Array(),
    until: w.env.now + timeoutOf(lookup.server, servers),
  };
  keep(w, next);
  const wait = (kind: StubWait["kind"]): StubWait => ({ kind, lookup: lookup.tag, query });
  const socket = next.sockets.find((s) => s.server === next.server);
  if (next.via === "tcp") w.turn.call({ op: "socket", type: "stream" }, wait("stub-socket"));
  else if (socket) send(w, next, socket.fd);
  else w.turn.call({ op: "socket", type: "dgram" }, wait("stub-socket"));
}

/** The first server gets the whole timeout; for the others it is doubled per place and shared among all. */
const timeoutOf = (server: number, servers: readonly Ipv4[]): Micros =>
  server === 0 ? TIMEOUT : Math.max(seconds(1), seconds(Math.floor((5 * 2 ** server) / servers.length)));

const serversFailed = (lookup: Lookup): Failure => (lookup.lastRcode === SERVFAIL ? "SERVER_FAILURE" : "TRY_AGAIN");

/** All that is not answered yet goes out at once; the answers are waited for after the last. */
function send(w: Working, lookup: Lookup, fd: Descriptor): void {
  const { tag, query } = lookup;
  const open = unanswered(lookup);
  for (const one of open) {
    const question = questionOf(lookup, one);
    const bytes = sealDns(queryMessage(one.id, question, true));
    const data = lookup.via === "tcp" ? framedForTcp(bytes) : streamOf(bytes);
    const isLast = one === open.at(-1);
    w.turn.call({ op: "write", fd, data }, isLast ? { kind: "stub-write", lookup: tag, query } : undefined);
    w.turn.tell({
      kind: "dns-query-sent",
      by: w.env.device,
      to: serversOf(w)[lookup.server]!,
      name: question.name,
      type: question.type,
      id: one.id,
      recursive: true,
    });
  }
}

function returned(w: Working, wait: StubWait, result: SyscallResult): void {
  const lookup = w.lookups[wait.lookup];
  if (!lookup || lookup.query !== wait.query) return;
  const server = serversOf(w)[lookup.server]!;
  const errno = failed(result);
  if (errno) {
    if (errno === "ETIMEDOUT" && wait.kind === "stub-read") {
      const { device: by } = w.env;
      w.turn.tell({ kind: "dns-timeout", by, to: server, name: nameOf(lookup), attempt: lookup.attempt + 1 });
      return askServer(w, { ...lookup, server: lookup.server + 1 });
    }
    return nextServer(w, lookup, errno);
  }
  switch (wait.kind) {
    case "stub-socket": {
      if (result.op !== "socket" || !("fd" in result)) return;
      const { fd } = result;
      const opened =
        lookup.via === "tcp"
          ? { ...lookup, stream: fd }
          : { ...lookup, sockets: [...lookup.sockets, { fd, server: lookup.server }] };
      keep(w, opened);
      w.turn.call({ op: "connect", fd, address: server, port: DNS_PORT }, { ...wait, kind: "stub-connect" });
      return;
    }
    case "stub-connect":
      return send(w, lookup, socketOf(lookup));
    case "stub-write":
      return readOn(w, lookup);
    case "stub-read": {
      if (result.op !== "read" || !("data" in result)) return;
      if (lookup.via === "udp") return understand(w, lookup, bytesOf(result.data));
      if (result.data.length === 0) return nextServer(w, lookup, "closed");
      return readOn(w, { ...lookup, buffer: concat([lookup.buffer, bytesOf(result.data)]) });
    }
    default:
      return unreachable(wait.kind);
  }
}

function socketOf(lookup: Lookup): Descriptor {
  const fd = lookup.via === "tcp" ? lookup.stream : lookup.sockets.find((s) => s.server === lookup.server)?.fd;
  assert(fd !== undefined, "a query without a socket");
  return fd;
}

function readOn(w: Working, lookup: Lookup): void {
  const { message, rest } = unframed(lookup.buffer);
  if (message) return understand(w, { ...lookup, buffer: rest }, message);
  keep(w, lookup);
  const { tag, query } = lookup;
  const wait = { kind: "stub-read", lookup: tag, query } as const;
  const fd = socketOf(lookup);
  // glibc waits for a connection as long as TCP itself does.
  if (lookup.via === "tcp") return w.turn.call({ op: "read", fd, size: READ_BYTES }, wait);
  w.turn.call({ op: "read", fd, size: READ_BYTES, timeout: Math.max(0, lookup.until - w.env.now) }, wait);
}

/** The server cannot or will not help: its sockets are closed and the next is asked at once. */
function nextServer(w: Working, lookup: Lookup, reason: string): void {
  const { device: by } = w.env;
  const server = serversOf(w)[lookup.server]!;
  w.turn.tell({ kind: "dns-server-useless", by, server, zone: ".", name: nameOf(lookup), reason });
  askServer(w, { ...closed(w, lookup), server: lookup.server + 1, via: "udp" });
}

function closed(w: Working, lookup: Lookup): Lookup {
  for (const { fd } of lookup.sockets) w.turn.call({ op: "close", fd });
  if (lookup.stream !== undefined) w.turn.call({ op: "close", fd: lookup.stream });
  const { stream: _, ...rest } = lookup;
  return { ...rest, sockets: [] };
}

function understand(w: Working, lookup: Lookup, bytes: Uint8Array): void {
  const { device: by } = w.env;
  const from = serversOf(w)[lookup.server]!;
  const name = nameOf(lookup);
  const response = readResponse(bytes);
  const one = unanswered(lookup).find((asked) => !mismatch(response, asked.id, questionOf(lookup, asked)));
  if (!response || !one) {
    const [first] = unanswered(lookup);
    const reason = (first && mismatch(response, first.id, questionOf(lookup, first))) ?? "malformed";
    w.turn.tell({ kind: "dns-answer-ignored", by, from, name, reason });
    return readOn(w, lookup);
  }
  if (response.flags.truncated && lookup.via === "udp") {
    w.turn.tell({ kind: "dns-truncated", by, from, name });
    return askServer(w, { ...lookup, via: "tcp" });
  }
  const { rcode, authoritative } = response.flags;
  const shown = response.answers.length > 0 ? response.answers : response.authorities;
  w.turn.tell({
    kind: "dns-answer-received",
    by,
    from,
    name,
    type: one.type,
    rcode: rcodeName(rcode),
    data: answerText(response),
    authoritative,
    ttl: shown.length > 0 ? Math.min(...shown.map((rr) => rr.ttl)) : 0,
  });
  const refused = rcode === SERVFAIL || rcode === NOTIMP || rcode === REFUSED;
  if (refused || isReferral(response)) {
    const reason = refused ? rcodeName(rcode) : "referral";
    const failed = refused ? { ...lookup, lastRcode: rcode } : lookup;
    // The stack has no IPv6: without those addresses nothing is lost.
    return one.type === "A"
      ? nextServer(w, failed, reason)
      : goOn(w, withAnswer(lookup, one, { kind: "failed", why: "TRY_AGAIN" }));
  }
  goOn(w, withAnswer(lookup, one, answerOf(w, response, name)));
}

function answerOf(w: Working, response: DnsMessage, name: DomainName): Answer {
  const { rcode } = response.flags;
  if (rcode === NXDOMAIN) return { kind: "failed", why: "HOST_NOT_FOUND" };
  if (rcode !== NOERROR) return { kind: "failed", why: "TRY_AGAIN" };
  const { addresses, canonical, aliases } = readAddresses(response, name);
  const { device: by } = w.env;
  for (const { alias, target } of aliases) w.turn.tell({ kind: "dns-cname-followed", by, name: alias, target });
  return addresses.length > 0 ? { kind: "addresses", addresses, canonical } : { kind: "failed", why: "NO_DATA" };
}

/** Waits for what is still out; the name is settled when all is in. */
function goOn(w: Working, lookup: Lookup): void {
  if (unanswered(lookup).length > 0) readOn(w, lookup);
  else settle(w, lookup);
}

/** Only the IPv4 addresses decide, from whatever has come of them. */
function settle(w: Working, lookup: Lookup): void {
  const answer = lookup.asked.find((one) => one.type === "A")?.answer;
  if (answer?.kind !== "addresses") return candidateFailed(w, lookup, answer?.why ?? serversFailed(lookup));
  const { addresses, canonical } = answer;
  drop(w, lookup);
  const { device: by, process } = w.env;
  w.turn.tell({ kind: "name-resolved", by, process, name: lookup.name, address: addresses[0]! });
  w.returns.push({ tag: lookup.tag, result: { op: "gethostbyname", addresses, canonical } });
}

function mismatch(response: DnsMessage | undefined, id: number, question: Question): string | undefined {
  if (!response) return "malformed";
  if (response.id !== id) return "id";
  return sameQuestion(response.queries[0], question) ? undefined : "question";
}

/** A server that only knows whom else to ask is none for a stub. */
const isReferral = ({ flags, answers, additionals }: DnsMessage): boolean =>
  flags.rcode === NOERROR &&
  answers.length === 0 &&
  !flags.authoritative &&
  !flags.recavail &&
  additionals.length === 0;

function readAddresses(response: DnsMessage, name: DomainName) {
  const aliases: { readonly alias: DomainName; readonly target: DomainName }[] = [];
  let canonical = name;
  // Each record is looked at once, so that a ring of aliases ends.
  for (const { type, name: owner, data } of response.answers) {
    if (type !== "CNAME" || data.kind !== "CNAME" || !sameName(owner, canonical)) continue;
    aliases.push({ alias: canonical, target: data.target });
    canonical = data.target;
  }
  const addresses = response.answers.flatMap((rr) =>
    rr.data.kind === "A" && sameName(rr.name, canonical) ? [rr.data.address] : [],
  );
  return { addresses, canonical, aliases };
}

/** The name is not to be had: goes on to the next candidate, or tells the application why (as glibc's res_search). */
function candidateFailed(w: Working, lookup: Lookup, why: Failure): void {
  const { asIs } = lookup.candidates[lookup.candidate]!;
  const failures = [...lookup.failures, { asIs, why }];
  const next: Lookup = { ...closed(w, lookup), failures };
  // Without an answer a further suffix would only wait as long again; the bare name gets its chance.
  const stops = !asIs && why === "TRY_AGAIN";
  const rest = next.candidates.findIndex((c, i) => i > next.candidate && (!stops || c.asIs));
  if (rest >= 0) return beginCandidate(w, { ...next, candidate: rest });
  fail(w, next, verdictOf(failures));
}

/** A name that was tried as it stands first decides; else a suffix that has the name without an address does. */
function verdictOf(failures: Lookup["failures"]): LookupError {
  const plain = (why: Failure): LookupError => (why === "SERVER_FAILURE" ? "TRY_AGAIN" : why);
  const [first] = failures;
  if (first?.asIs) return plain(first.why);
  for (const why of ["NO_DATA", "SERVER_FAILURE"] as const) {
    if (failures.some((f) => f.why === why && !f.asIs)) return plain(why);
  }
  return plain(failures.at(-1)!.why);
}

function fail(w: Working, lookup: Lookup, reason: LookupError): void {
  drop(w, lookup);
  const { device: by, process } = w.env;
  w.turn.tell({ kind: "name-not-resolved", by, process, name: lookup.name, reason });
  w.returns.push({ tag: lookup.tag, result: { op: "gethostbyname", failed: reason } });
}

function drop(w: Working, lookup: Lookup): void {
  closed(w, lookup);
  const { [lookup.tag]: _, ...lookups } = w.lookups;
  w.lookups = lookups;
}
