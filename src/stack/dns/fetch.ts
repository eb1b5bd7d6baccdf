/** One thing that a recursive resolver is finding out: from the deepest zone it knows down to the answer, RFC 1034 section 5.3.3, RFC 9156. */
import { unreachable } from "../../base/assert.ts";
import { type Micros, ms, seconds } from "../../base/units.ts";
import type { Ipv4 } from "../../wire/address.ts";
import { concat } from "../../wire/bytes.ts";
import { DNS_PORT, type DnsMessage, type Question, type ResourceRecord, rcodeName, sealDns } from "../../wire/dns.ts";
import { type DomainName, joinLabels, labelsOf, ROOT, sameName } from "../../wire/domain-name.ts";
import { OPTION_COOKIE, optRecord } from "../../wire/edns.ts";
import type { AppEnv } from "../app.ts";
import type { Turn } from "../app-turn.ts";
import { type Descriptor, failed, type SyscallResult } from "../call.ts";
import { bytesOf, streamOf } from "../stream.ts";
import { type Cache, type CacheChange, cachedRecords, keepNegative, keepRecords, negativeName } from "./cache.ts";
import { addressesIn, addressesOf, closestDelegation, delegationTo, type RootHint } from "./delegation.ts";
import {
  answerText,
  dataText,
  framedForTcp,
  nameServerIn,
  queryMessage,
  readResponse,
  sameQuestion,
  unframed,
} from "./message.ts";
import { judge } from "./verdict.ts";

export type FetchId = number;
export type JobId = number;

/** BIND's `resolver-query-timeout`. */
const LIFETIME = seconds(10);
/** BIND's `resolver-retry-interval`: three rounds of it, then doubled each round. */
const RETRY_INTERVAL = ms(800);
const ROUNDS_WITHOUT_BACKOFF = 3;
/** BIND's `max-recursion-depth` and `max-recursion-queries`: what one client's question may cost. */
const MAX_DEPTH = 7;
const MAX_QUERIES = 100;
/** BIND's QMIN_MAXLABELS, the root's not counted: a longer name is asked as a whole after so many. */
const MAX_MINIMISED_LABELS = 6;
/** A client cookie, RFC 7873 section 4.1. */
const COOKIE_BYTES = 8;
/** How slow a server is thought to be at most, and what a timeout adds. */
const MAX_SRTT = seconds(10);
const TIMEOUT_PENALTY = ms(200);

/** What the resolver does beyond the textbook, each off when left out. */
export type UpstreamOptions = {
  /** Asks each zone only for the name servers one label further down, until the last step (RFC 9156), as BIND's `relaxed`. */
  readonly minimise?: boolean;
  /** Puts an OPT record into each query (RFC 6891); `cookie`: with a client cookie (RFC 7873). */
  readonly edns?: { readonly udpSize: number; readonly dnssecOk: boolean; readonly cookie: boolean };
  /** Asks a root server for the root's name servers when only the hints are known (RFC 8109). */
  readonly priming?: boolean;
};

export type Asking = {
  readonly kind: "asking";
  readonly server: Ipv4;
  readonly via: "udp" | "tcp";
  readonly id: number;
  readonly fd?: Descriptor;
  readonly sentAt: Micros;
  /** When this attempt is over. */
  readonly until: Micros;
  /** What a TCP connection has brought so far. */
  readonly buffer: Uint8Array;
};

export type Fetch = {
  readonly id: FetchId;
  readonly question: Question;
  /** What the servers of the zone are asked: the question itself unless that is minimised. */
  readonly step: Question;
  /** The zone that is being asked, and its servers that have an address. */
  readonly zone: DomainName;
  readonly servers: readonly Ipv4[];
  /** Servers whose address has not been looked up yet. */
  readonly unknown: readonly DomainName[];
  /** Asked in this round, and found useless. */
  readonly tried: readonly Ipv4[];
  readonly useless: readonly Ipv4[];
  readonly round: number;
  /** Attempts so far; the number of the present one tells late results from it. */
  readonly attempt: number;
  /** Queries of this fetch and of those that it started. */
  readonly spent: number;
  readonly deadline: Micros;
  readonly depth: number;
  /** The fetch that a client's question began with. */
  readonly root: FetchId;
  readonly doing:
    | { readonly kind: "starting" }
    | Asking
    /** For the address of a server. */
    | { readonly kind: "waiting"; readonly fetch: FetchId; readonly host: DomainName };
  readonly jobs: readonly JobId[];
  readonly parents: readonly FetchId[];
};

export type FetchWait = {
  readonly kind: "fetch-socket" | "fetch-connect" | "fetch-write" | "fetch-receive" | "fetch-read" | "fetch-alarm";
  readonly fetch: FetchId;
  readonly attempt: number;
};

/** What a fetch found. */
export type Outcome =
  | { readonly kind: "records"; readonly records: readonly ResourceRecord[] }
  | { readonly kind: "alias"; readonly alias: ResourceRecord; readonly target: DomainName }
  | { readonly kind: "no-data" | "no-name"; readonly soa?: ResourceRecord }
  | { readonly kind: "failed" };

/** The part of the resolver's state that fetches work on. */
export type Knowledge = {
  readonly hints: readonly RootHint[];
  readonly cache: Cache;
  /** Smoothed round-trip time of each server asked so far. */
  readonly srtt: Readonly<Record<Ipv4, Micros>>;
  readonly options: UpstreamOptions;
  /** The cookie that each server is shown. */
  readonly cookies: Readonly<Record<Ipv4, readonly number[]>>;
  readonly fetches: Readonly<Record<FetchId, Fetch>>;
  readonly nextFetch: FetchId;
};

/** One turn's work on the fetches; `known` is replaced as it goes, `finished` filled for whoever waits. */
export type Work = {
  known: Knowledge;
  readonly env: AppEnv;
  readonly turn: Pick<Turn<FetchWait>, "call" | "draw" | "tell">;
  readonly finished: { readonly jobs: readonly JobId[]; readonly outcome: Outcome }[];
};

/** Puts the job on the fetch for the question: one that is under way already, or a new one. */
export function fetchForJob(work: Work, question: Question, job: JobId): void {
  const running = findFetch(work, question);
  if (running) {
    update(work, { ...running, jobs: [...running.jobs, job] });
    return;
  }
  const id = create(work, question, { jobs: [job], parents: [], depth: 0, deadline: work.env.now + LIFETIME });
  const { zone } = work.known.fetches[id]!;
  tryNext(work, id);
  if (work.known.options.priming && isRoot(zone)) prime(work);
}

/** Once the answer is in the cache, the hints are not used any more. */
function prime(work: Work): void {
  const question: Question = { name: ROOT, type: "NS", class: "IN" };
  if (findFetch(work, question) || cachedRecords(work.known.cache, question, work.env.now).length > 0) return;
  tryNext(work, create(work, question, { jobs: [], parents: [], depth: 0, deadline: work.env.now + LIFETIME }));
}

const isRoot = (zone: DomainName): boolean => sameName(zone, ROOT);

/** The question one label below `known`, a name on the way that nothing more is to be learned of. */
function stepBelow(work: Work, question: Question, known: DomainName): Question {
  const labels = labelsOf(question.name);
  const length = labelsOf(known).length + 1;
  const isWhole = length >= labels.length || length > MAX_MINIMISED_LABELS;
  if (!work.known.options.minimise || isWhole) return question;
  return { ...question, name: joinLabels(labels.slice(-length)), type: "NS" };
}

const isMinimised = (fetch: Fetch): boolean => !sameQuestion(fetch.step, fetch.question);

const findFetch = (work: Work, question: Question): Fetch | undefined =>
  Object.values(work.known.fetches).find((f) => sameQuestion(f.question, question));

function create(
  work: Work,
  question: Question,
  about: Pick<Fetch, "jobs" | "parents" | "depth" | "deadline"> & { readonly root?: FetchId },
): FetchId {
  const { known, env } = work;
  const { zone, addresses, unknown, cached } = closestDelegation(known.cache, known.hints, question.name, env.now);
  if (cached[0]) {
    const { name, ttl } = cached[0];
    work.turn.tell({ kind: "dns-cache-hit", by: env.device, name, type: "NS", data: dataText(cached), ttl });
  }
  const id = known.nextFetch;
  const fetch: Fetch = {
    root: id,
    ...about,
    id,
    question,
    step: stepBelow(work, question, zone),
    zone,
    servers: addresses,
    unknown,
    tried: [],
    useless: [],
    round: 0,
    attempt: 0,
    spent: 0,
    doing: { kind: "starting" },
  };
  work.known = { ...known, nextFetch: id + 1 };
  update(work, fetch);
  return id;
}

function update(work: Work, fetch: Fetch): void {
  work.known = { ...work.known, fetches: { ...work.known.fetches, [fetch.id]: fetch } };
}

/** Asks the next server of the zone, or looks up the address of one, or begins another round, or gives up. */
function tryNext(work: Work, id: FetchId): void {
  const fetch = work.known.fetches[id]!;
  if (work.env.now >= fetch.deadline) return giveUp(work, fetch, "timeout");
  const usable = fetch.servers.filter((s) => !fetch.useless.includes(s));
  const untried = usable.filter((s) => !fetch.tried.includes(s));
  if (untried.length > 0) return ask(work, fetch, quickest(work.known, untried), "udp");
  const [host, ...unknown] = fetch.unknown;
  if (host !== undefined) return lookUpServer(work, { ...fetch, unknown }, host);
  if (usable.length === 0) {
    // A server that only fails at the shorter name may know the whole one.
    if (isMinimised(fetch) && fetch.servers.length > 0) return goOn(work, fetch, fetch.question);
    return giveUp(work, fetch, fetch.servers.length === 0 ? "no-server" : "no-usable-server");
  }
  update(work, { ...fetch, tried: [], round: fetch.round + 1 });
  return tryNext(work, id);
}

/** A server that was never asked counts as the quickest; among equals the order of the zone decides. */
function quickest(known: Knowledge, servers: readonly Ipv4[]): Ipv4 {
  let best = servers[0]!;
  for (const server of servers) if ((known.srtt[server] ?? 0) < (known.srtt[best] ?? 0)) best = server;
  return best;
}

function lookUpServer(work: Work, fetch: Fetch, host: DomainName): void {
  update(work, fetch);
  const question: Question = { name: host, type: "A", class: "IN" };
  const running = findFetch(work, question);
  if ((running && leadsTo(work, running, fetch.id)) || (!running && fetch.depth >= MAX_DEPTH)) {
    return tryNext(work, fetch.id);
  }
  const { depth, deadline, root } = fetch;
  const sub = running?.id ?? create(work, question, { jobs: [], parents: [], depth: depth + 1, deadline, root });
  const waited = work.known.fetches[sub]!;
  update(work, { ...waited, parents: [...waited.parents, fetch.id] });
  update(work, { ...fetch, doing: { kind: "waiting", fetch: sub, host } });
  if (!running) tryNext(work, sub);
}

/** Whether `from` waits, itself or through others, for the fetch `to`: then waiting for `from` would never end. */
function leadsTo(work: Work, from: Fetch, to: FetchId): boolean {
  for (let at: Fetch | undefined = from; at; ) {
    if (at.id === to) return true;
    at = at.doing.kind === "waiting" ? work.known.fetches[at.doing.fetch] : undefined;
  }
  return false;
}

const roundInterval = (round: number): Micros =>
  RETRY_INTERVAL * (round < ROUNDS_WITHOUT_BACKOFF ? 1 : 2 ** (round - ROUNDS_WITHOUT_BACKOFF + 1));

/** Opens a fresh socket for the query, so that port and id are new each time. */
function ask(work: Work, fetch: Fetch, server: Ipv4, via: "udp" | "tcp"): void {
  const root = work.known.fetches[fetch.root] ?? fetch;
  if (root.spent >= MAX_QUERIES) return giveUp(work, fetch, "too-many-queries");
  update(work, { ...root, spent: root.spent + 1 });
  const { now } = work.env;
  const attempt = fetch.attempt + 1;
  const until = via === "tcp" ? fetch.deadline : Math.min(now + roundInterval(fetch.round), fetch.deadline);
  update(work, {
    ...fetch,
    spent: work.known.fetches[fetch.id]!.spent,
    attempt,
    tried: fetch.tried.includes(server) ? fetch.tried : [...fetch.tried, server],
    doing: { kind: "asking", server, via, id: work.turn.draw(0x10000), sentAt: now, until, buffer: new Uint8Array() },
  });
  const wait = (kind: FetchWait["kind"]): FetchWait => ({ kind, fetch: fetch.id, attempt });
  work.turn.call({ op: "socket", type: via === "tcp" ? "stream" : "dgram" }, wait("fetch-socket"));
  // Neither connecting nor reading over TCP ends by itself in time.
  if (via === "tcp") work.turn.call({ op: "sleep", micros: until - now }, wait("fetch-alarm"));
}

/** Moves a fetch on after the result of one of its calls. */
export function fetchReturned(work: Work, wait: FetchWait, result: SyscallResult): void {
  const fetch = work.known.fetches[wait.fetch];
  if (fetch?.doing.kind !== "asking" || fetch.attempt !== wait.attempt) {
    // The attempt ended before its socket was there.
    if (result.op === "socket" && "fd" in result) work.turn.call({ op: "close", fd: result.fd });
    return;
  }
  const { doing } = fetch;
  const { server, via } = doing;
  const errno = failed(result);
  if (wait.kind === "fetch-alarm" || errno === "ETIMEDOUT") return timedOut(work, fetch, doing);
  if (errno) return useless(work, fetch, doing, errno);
  const next = (kind: FetchWait["kind"]): FetchWait => ({ ...wait, kind });
  switch (wait.kind) {
    case "fetch-socket": {
      if (result.op !== "socket" || !("fd" in result)) return;
      update(work, { ...fetch, doing: { ...doing, fd: result.fd } });
      work.turn.call({ op: "connect", fd: result.fd, address: server, port: DNS_PORT }, next("fetch-connect"));
      return;
    }
    case "fetch-connect": {
      const { name, type } = fetch.step;
      const query = queryMessage(doing.id, fetch.step, false);
      const bytes = sealDns({ ...query, additionals: optFor(work, server) });
      const data = via === "tcp" ? framedForTcp(bytes) : streamOf(bytes);
      work.turn.call({ op: "write", fd: doing.fd!, data }, next("fetch-write"));
      work.turn.tell({
        kind: "dns-query-sent",
        by: work.env.device,
        to: server,
        name,
        type,
        id: doing.id,
        recursive: false,
      });
      update(work, { ...fetch, doing: { ...doing, sentAt: work.env.now } });
      return;
    }
    case "fetch-write":
      return receive(work, fetch, doing);
    case "fetch-receive": {
      if (result.op !== "recvfrom" || !("data" in result)) return;
      const response = readResponse(result.data);
      const wrong = mismatch(fetch, doing, response, result.address, result.port);
      if (!wrong) return understand(work, fetch, doing, response!);
      const { name } = fetch.step;
      work.turn.tell({ kind: "dns-answer-ignored", by: work.env.device, from: result.address, name, reason: wrong });
      return receive(work, fetch, doing);
    }
    case "fetch-read": {
      if (result.op !== "read" || !("data" in result)) return;
      if (result.data.length === 0) return useless(work, fetch, doing, "closed");
      const { message, rest } = unframed(concat([doing.buffer, bytesOf(result.data)]));
      const more: Asking = { ...doing, buffer: rest };
      if (!message) return receive(work, { ...fetch, doing: more }, more);
      const response = readResponse(message);
      const wrong = mismatch(fetch, doing, response, server, DNS_PORT);
      return wrong ? useless(work, fetch, doing, wrong) : understand(work, fetch, doing, response!);
    }
    default:
      return unreachable(wait.kind);
  }
}

function optFor(work: Work, server: Ipv4): readonly ResourceRecord[] {
  const { edns } = work.known.options;
  if (!edns) return [];
  const { udpSize, dnssecOk } = edns;
  const options = edns.cookie ? [{ code: OPTION_COOKIE, data: cookieFor(work, server) }] : [];
  return [optRecord({ udpSize, dnssecOk, options })];
}

/** Another one for each server, so that none can pose as another. */
function cookieFor(work: Work, server: Ipv4): readonly number[] {
  const known = work.known.cookies[server];
  if (known) return known;
  const cookie = Array.from({ length: COOKIE_BYTES }, () => work.turn.draw(0x100));
  work.known = { ...work.known, cookies: { ...work.known.cookies, [server]: cookie } };
  return cookie;
}

function receive(work: Work, fetch: Fetch, doing: Asking): void {
  const left = doing.until - work.env.now;
  if (left <= 0) return timedOut(work, fetch, doing);
  update(work, { ...fetch, doing });
  const { id, attempt } = fetch;
  const fd = doing.fd!;
  if (doing.via === "udp")
    work.turn.call({ op: "recvfrom", fd, timeout: left }, { kind: "fetch-receive", fetch: id, attempt });
  else work.turn.call({ op: "read", fd, size: 0xffff }, { kind: "fetch-read", fetch: id, attempt });
}

/** Why a message is not the response that is waited for: anyone can send one. */
function mismatch(
  fetch: Fetch,
  doing: Asking,
  response: DnsMessage | undefined,
  address: Ipv4,
  port: number,
): string | undefined {
  if (!response) return "malformed";
  if (address !== doing.server || port !== DNS_PORT) return "address";
  if (response.id !== doing.id) return "id";
  return sameQuestion(response.queries[0], fetch.step) ? undefined : "question";
}

function closeSocket(work: Work, doing: Asking): void {
  if (doing.fd !== undefined) work.turn.call({ op: "close", fd: doing.fd });
}

function timedOut(work: Work, fetch: Fetch, doing: Asking): void {
  closeSocket(work, doing);
  const { name } = fetch.step;
  const by = work.env.device;
  work.turn.tell({ kind: "dns-timeout", by, to: doing.server, name, attempt: fetch.attempt });
  measured(work, doing.server, Math.min((work.known.srtt[doing.server] ?? 0) + TIMEOUT_PENALTY, MAX_SRTT));
  update(work, { ...fetch, doing: { kind: "starting" } });
  tryNext(work, fetch.id);
}

function useless(work: Work, fetch: Fetch, doing: Asking, reason: string): void {
  closeSocket(work, doing);
  const { zone } = fetch;
  const { name } = fetch.step;
  work.turn.tell({ kind: "dns-server-useless", by: work.env.device, server: doing.server, zone, name, reason });
  update(work, { ...fetch, useless: [...fetch.useless, doing.server], doing: { kind: "starting" } });
  tryNext(work, fetch.id);
}

/** Notes a server's time; those that were not asked this time look a little better, so that they get another chance. */
function measured(work: Work, server: Ipv4, srtt: Micros): void {
  const others = Object.entries(work.known.srtt).map(([other, time]) => [other, Math.round(time * 0.98)] as const);
  work.known = { ...work.known, srtt: { ...Object.fromEntries(others), [server]: srtt } };
}

function understand(work: Work, fetch: Fetch, doing: Asking, response: DnsMessage): void {
  const { env, turn } = work;
  const { server } = doing;
  const { question, step } = fetch;
  const { name, type } = step;
  const by = env.device;
  const known = work.known.srtt[server];
  const rtt = env.now - doing.sentAt;
  measured(work, server, known === undefined ? rtt : Math.round(known * 0.7 + rtt * 0.3));
  if (response.flags.truncated && doing.via === "udp") {
    closeSocket(work, doing);
    turn.tell({ kind: "dns-truncated", by, from: server, name });
    return ask(work, fetch, server, "tcp");
  }
  const { verdict, believed } = judge(response, step, fetch.zone);
  if (verdict.kind === "referral") {
    const target = nameServerIn(verdict.servers) ?? "";
    const address = addressesIn(verdict.glue, target)[0] ?? "";
    turn.tell({ kind: "dns-referral-received", by, from: server, name, zone: verdict.zone, server: target, address });
  } else {
    const { rcode, authoritative } = response.flags;
    const shown = response.answers.length > 0 ? response.answers : response.authorities;
    turn.tell({
      kind: "dns-answer-received",
      by,
      from: server,
      name,
      type,
      rcode: rcodeName(rcode),
      data: answerText(response),
      authoritative,
      ttl: shown.length > 0 ? Math.min(...shown.map((rr) => rr.ttl)) : 0,
    });
  }
  for (const { records, credibility } of believed) {
    learn(work, keepRecords(work.known.cache, records, credibility, env.now));
  }
  switch (verdict.kind) {
    case "answer":
    case "alias":
      closeSocket(work, doing);
      if (isMinimised(fetch)) return stepDown(work, fetch);
      return finish(work, fetch, verdict.kind === "answer" ? { kind: "records", records: verdict.records } : verdict);
    case "no-data":
    case "no-name":
      closeSocket(work, doing);
      if (verdict.soa) {
        const { authoritative } = response.flags;
        learn(work, keepNegative(work.known.cache, verdict.kind, step, verdict.soa, authoritative, env.now));
      }
      if (!isMinimised(fetch)) return finish(work, fetch, verdict);
      // There are servers that deny a name although there are names below it: the whole name decides.
      return verdict.kind === "no-name" ? goOn(work, fetch, question) : stepDown(work, fetch);
    case "referral": {
      closeSocket(work, doing);
      const { cache, hints } = work.known;
      const { zone, addresses, unknown } = delegationTo(verdict.zone, verdict.servers, (host) => {
        const glue = addressesIn(verdict.glue, host);
        return glue.length > 0 ? glue : addressesOf(cache, hints, host, env.now);
      });
      return goOn(work, { ...fetch, zone, servers: addresses, unknown }, stepBelow(work, question, zone));
    }
    case "useless":
      return useless(work, fetch, doing, verdict.reason);
    default:
      return unreachable(verdict);
  }
}

/** Asks the servers of the fetch's zone, from the first one on, for `step`. */
function goOn(work: Work, fetch: Fetch, step: Question): void {
  update(work, { ...fetch, step, tried: [], useless: [], round: 0, doing: { kind: "starting" } });
  tryNext(work, fetch.id);
}

/** The minimised name is settled; if it is a zone's top, its own servers are asked on. */
function stepDown(work: Work, fetch: Fetch): void {
  const { question, step } = fetch;
  const { cache, hints } = work.known;
  const { zone, addresses, unknown } = closestDelegation(cache, hints, question.name, work.env.now);
  const isBelow = (name: DomainName, other: DomainName) => labelsOf(name).length > labelsOf(other).length;
  const next = stepBelow(work, question, isBelow(zone, step.name) ? zone : step.name);
  goOn(work, isBelow(zone, fetch.zone) ? { ...fetch, zone, servers: addresses, unknown } : fetch, next);
}

function learn(work: Work, { cache, added }: CacheChange): void {
  work.known = { ...work.known, cache };
  if (!added) return;
  const { name, ttl } = added;
  const by = work.env.device;
  switch (added.kind) {
    case "records":
      work.turn.tell({ kind: "dns-cached", by, name, type: added.type, data: dataText(added.records), ttl });
      return;
    case "no-data":
      work.turn.tell({
        kind: "dns-negative-cached",
        by,
        name,
        type: added.type,
        rcode: negativeName(added.kind),
        ttl,
      });
      return;
    case "no-name":
      work.turn.tell({ kind: "dns-negative-cached", by, name, type: "any", rcode: negativeName(added.kind), ttl });
      return;
    default:
      return unreachable(added);
  }
}

function giveUp(work: Work, fetch: Fetch, reason: string): void {
  work.turn.tell({ kind: "dns-gave-up", by: work.env.device, name: fetch.question.name, reason });
  finish(work, fetch, { kind: "failed" });
}

/** Takes the fetch away, hands its outcome to the jobs, and lets the fetches go on that waited for an address. */
function finish(work: Work, fetch: Fetch, outcome: Outcome): void {
  const { [fetch.id]: last, ...fetches } = work.known.fetches;
  work.known = { ...work.known, fetches };
  const { jobs, parents } = last ?? fetch;
  if (jobs.length > 0) work.finished.push({ jobs, outcome });
  for (const id of parents) {
    const parent = work.known.fetches[id];
    if (parent?.doing.kind !== "waiting" || parent.doing.fetch !== fetch.id) continue;
    const { host } = parent.doing;
    const found = outcome.kind === "records" ? addressesIn(outcome.records, host) : [];
    const servers = [...new Set([...parent.servers, ...found])];
    update(work, { ...parent, servers, doing: { kind: "starting" } });
    tryNext(work, id);
  }
}
