/** The resolver that looks up for others (the nearest server): RFC 1034 section 5.3, in the manner of BIND 9.18. */
import { unreachable } from "../../base/assert.ts";
import type { Micros } from "../../base/units.ts";
import type { Ipv4 } from "../../wire/address.ts";
import {
  type DnsMessage,
  NOERROR,
  NXDOMAIN,
  type Question,
  REFUSED,
  type ResourceRecord,
  rcodeName,
  SERVFAIL,
} from "../../wire/dns.ts";
import { ancestry, type DomainName, ROOT } from "../../wire/domain-name.ts";
import type { App, AppEnv, AppTurn } from "../app.ts";
import { beginTurn, noCalls, type OpenCalls, type Turn, takeCall } from "../app-turn.ts";
import type { Behaviour } from "./authoritative.ts";
import { type Cache, cacheAnswer, cachedRecords, emptyCache } from "./cache.ts";
import type { RootHint } from "./delegation.ts";
import {
  type Fetch,
  type FetchId,
  type FetchWait,
  fetchForJob,
  fetchReturned,
  type JobId,
  type Outcome,
  type UpstreamOptions,
  type Work,
} from "./fetch.ts";
import {
  type Client,
  idleListener,
  isListenerWait,
  type Listener,
  type ListenerWait,
  listenerReturned,
  type Received,
  respond,
  startListening,
} from "./listener.ts";
import {
  answerText,
  dataText,
  errorReply,
  nameServerIn,
  readQuery,
  replyMessage,
  sameQuestion,
  udpLimit,
} from "./message.ts";
import { additionalsFor, type Sections } from "./zone.ts";

/** How many aliases one question may run through, as in BIND. */
const MAX_ALIASES = 16;
/** BIND's `recursive-clients`. */
const MAX_JOBS = 1000;

export type RecursiveConfig = {
  readonly hints: readonly RootHint[];
  /** Entries that the cache holds at most; 1,000 when left out. */
  readonly cacheLimit?: number;
} & UpstreamOptions;

/** One client's question on its way to an answer. */
export type Job = {
  readonly id: JobId;
  readonly client: Client;
  readonly query: DnsMessage;
  readonly question: Question;
  /** The name that is being looked up now: an alias's target after an alias. */
  readonly name: DomainName;
  readonly answers: readonly ResourceRecord[];
  readonly aliases: number;
  /** Whether another server had to be asked. */
  readonly fetched: boolean;
};

export type RecursiveState = {
  readonly program: "recursive";
  readonly behaviour: Behaviour;
  readonly hints: readonly RootHint[];
  readonly cache: Cache;
  readonly srtt: Readonly<Record<Ipv4, Micros>>;
  readonly options: UpstreamOptions;
  readonly cookies: Readonly<Record<Ipv4, readonly number[]>>;
  readonly fetches: Readonly<Record<FetchId, Fetch>>;
  readonly nextFetch: FetchId;
  readonly jobs: Readonly<Record<JobId, Job>>;
  readonly nextJob: JobId;
  readonly listener: Listener;
  readonly open: OpenCalls<ListenerWait | FetchWait>;
};

export const recursiveState = ({ hints, cacheLimit, minimise, edns, priming }: RecursiveConfig): RecursiveState => ({
  program: "recursive",
  behaviour: "answering",
  hints,
  cache: emptyCache(cacheLimit),
  srtt: {},
  options: { ...(minimise && { minimise }), ...(edns && { edns }), ...(priming && { priming }) },
  cookies: {},
  fetches: {},
  nextFetch: 1,
  jobs: {},
  nextJob: 1,
  listener: idleListener,
  open: noCalls,
});

/** As `rndc flush` does: forgets the records, and what is known of the servers' speed. */
export const withoutCache = (state: RecursiveState): RecursiveState => ({
  ...state,
  cache: emptyCache(state.cache.limit),
  srtt: {},
});

/** For faults: the same resolver, behaving so from now on. */
export const behavingAs = (state: RecursiveState, behaviour: Behaviour): RecursiveState => ({ ...state, behaviour });

/** One turn's work: the fetches' part, the clients' jobs and the sockets to answer by. */
type Serving = Work & {
  jobs: RecursiveState["jobs"];
  nextJob: JobId;
  readonly behaviour: Behaviour;
  readonly listener: Listener;
  readonly turn: Turn<ListenerWait | FetchWait>;
};

export const recursive: App<RecursiveState> = (state, event, env) => {
  switch (event.kind) {
    case "start": {
      const turn = beginTurn(state.open, env.rng);
      startListening(turn);
      const { open, ...made } = turn.done();
      return { state: { ...state, open }, ...made };
    }
    case "returned": {
      const taken = takeCall(state.open, event.tag);
      if (!taken) return { state, calls: [], facts: [], rng: env.rng };
      const [wait, rest] = taken;
      const turn = beginTurn(rest, env.rng);
      if (isListenerWait(wait)) {
        const { listener, received } = listenerReturned(state.listener, wait, event.result, turn);
        return serve({ ...state, listener }, env, turn, (serving) => {
          for (const one of received) accept(serving, one);
        });
      }
      return serve(state, env, turn, (serving) => fetchReturned(serving, wait, event.result));
    }
    case "told": {
      const flushed = event.act.kind === "flush-cache" ? withoutCache(state) : state;
      return { state: flushed, calls: [], facts: [], rng: env.rng };
    }
    default:
      return unreachable(event);
  }
};

function serve(
  state: RecursiveState,
  env: AppEnv,
  turn: Turn<ListenerWait | FetchWait>,
  act: (serving: Serving) => void,
): AppTurn<RecursiveState> {
  const { hints, cache, srtt, options, cookies, fetches, nextFetch, jobs, nextJob, behaviour, listener } = state;
  const known = { hints, cache, srtt, options, cookies, fetches, nextFetch };
  const serving: Serving = { known, env, turn, finished: [], jobs, nextJob, behaviour, listener };
  act(serving);
  for (let done = serving.finished.shift(); done; done = serving.finished.shift()) {
    for (const id of done.jobs) {
      const job = serving.jobs[id];
      if (job) advance(serving, job, done.outcome);
    }
  }
  const { open, ...made } = turn.done();
  return { state: { ...state, ...serving.known, jobs: serving.jobs, nextJob: serving.nextJob, open }, ...made };
}

function accept(serving: Serving, { client, bytes }: Received): void {
  const { env, turn } = serving;
  const incoming = readQuery(bytes, true);
  switch (incoming.kind) {
    case "ignored":
      return;
    case "refusal":
      if (serving.behaviour !== "silent") respond(serving.listener, client, incoming.reply, turn);
      return;
    case "query":
      break;
    default:
      return unreachable(incoming);
  }
  const { query, question } = incoming;
  const { name, type } = question;
  turn.tell({
    kind: "dns-query-received",
    by: env.device,
    from: client.address,
    name,
    type,
    recursive: query.flags.recdesired,
  });
  if (serving.behaviour === "silent") return;
  const waiting = Object.values(serving.jobs);
  // The same query again while the first is being worked on: one answer will do for both.
  const isSame = (job: Job) =>
    sameClient(job.client, client) && job.query.id === query.id && sameQuestion(job.question, question);
  if (waiting.some(isSame)) return;
  const id = serving.nextJob;
  serving.nextJob = id + 1;
  const job: Job = { id, client, query, question, name, answers: [], aliases: 0, fetched: false };
  const refuses = serving.behaviour === "lame" || question.class !== "IN" || type === "AXFR";
  if (refuses) return answer(serving, job, REFUSED, nothing);
  if (waiting.length >= MAX_JOBS) return answer(serving, job, SERVFAIL, nothing);
  advance(serving, job, undefined);
}

const sameClient = (a: Client, b: Client): boolean =>
  a.via === b.via && a.fd === b.fd && a.address === b.address && a.port === b.port;

const nothing: Sections = { answers: [], authorities: [], additionals: [] };

/** Takes the job as far as the cache allows; `outcome` is what its fetch has just found. */
function advance(serving: Serving, start: Job, outcome: Outcome | undefined): void {
  const { env, turn, known } = serving;
  const by = env.device;
  let job = start;
  let step: Outcome | undefined = outcome;
  for (;;) {
    const question: Question = { ...job.question, name: job.name };
    if (!step) {
      step = cacheAnswer(known.cache, question, env.now);
      if (step) turn.tell({ kind: "dns-cache-hit", by, name: job.name, ...hit(step, question) });
    }
    if (!step) {
      if (!job.query.flags.recdesired) return answerFromCacheOnly(serving, job);
      const waiting = { ...job, fetched: true };
      serving.jobs = { ...serving.jobs, [job.id]: waiting };
      return fetchForJob(serving, question, job.id);
    }
    switch (step.kind) {
      case "records":
        return answerPositively(serving, { ...job, answers: [...job.answers, ...step.records] });
      case "alias": {
        const { alias, target } = step;
        turn.tell({ kind: "dns-cname-followed", by, name: job.name, target });
        job = { ...job, answers: [...job.answers, alias], name: target, aliases: job.aliases + 1 };
        if (job.aliases > MAX_ALIASES) {
          turn.tell({ kind: "dns-gave-up", by, name: job.question.name, reason: "too-many-aliases" });
          return answer(serving, job, SERVFAIL, nothing);
        }
        step = undefined;
        continue;
      }
      case "no-data":
      case "no-name": {
        const authorities = step.soa ? [step.soa] : [];
        const rcode = step.kind === "no-name" ? NXDOMAIN : NOERROR;
        return answer(serving, job, rcode, { answers: job.answers, authorities, additionals: [] });
      }
      case "failed":
        return answer(serving, job, SERVFAIL, nothing);
      default:
        return unreachable(step);
    }
  }
}

function hit(
  step: Outcome,
  { type }: Question,
): { readonly type: string; readonly data: string; readonly ttl: number } {
  switch (step.kind) {
    case "records":
      return { type, data: dataText(step.records), ttl: step.records[0]?.ttl ?? 0 };
    case "alias":
      return { type: "CNAME", data: step.target, ttl: step.alias.ttl };
    case "no-data":
      return { type, data: "NODATA", ttl: step.soa?.ttl ?? 0 };
    case "no-name":
      return { type, data: rcodeName(NXDOMAIN), ttl: step.soa?.ttl ?? 0 };
    case "failed":
      return { type, data: rcodeName(SERVFAIL), ttl: 0 };
    default:
      return unreachable(step);
  }
}

/** The whole answer: BIND with `minimal-responses no` adds the name servers of the deepest zone it knows, and addresses. */
function answerPositively(serving: Serving, job: Job): void {
  const { answers } = job;
  const hasServers = answers.some((rr) => rr.type === "NS");
  const authorities = hasServers ? [] : closestServers(serving, job.name);
  const additionals = additionalsFor([...answers, ...authorities], answers, (host) => addressRecords(serving, host));
  answer(serving, job, NOERROR, { answers, authorities, additionals });
}

/** The name servers of the deepest zone above the name that the cache knows; none when it only has the root hints. */
function closestServers({ known, env }: Serving, name: DomainName): readonly ResourceRecord[] {
  for (const zone of ancestry(name)) {
    const servers = cachedRecords(known.cache, { name: zone, class: "IN", type: "NS" }, env.now);
    if (servers.length > 0) return servers;
  }
  return [];
}

const addressRecords = ({ known, env }: Serving, host: DomainName): readonly ResourceRecord[] =>
  cachedRecords(known.cache, { name: host, class: "IN", type: "A" }, env.now);

/** The asker did not want recursion: it gets what is known of whom to ask instead. */
function answerFromCacheOnly(serving: Serving, job: Job): void {
  const known = closestServers(serving, job.name);
  const authorities = known.length > 0 ? known : serving.known.hints.map(hintRecord);
  const additionals = additionalsFor(authorities, job.answers, (host) => addressRecords(serving, host));
  answer(serving, job, NOERROR, { answers: job.answers, authorities, additionals });
}

const hintRecord = ({ name }: RootHint): ResourceRecord => ({
  name: ROOT,
  type: "NS",
  class: "IN",
  // How long root hints hold is nowhere said; BIND's own file has this.
  ttl: 3_600_000,
  data: { kind: "NS", target: name },
});

function answer(serving: Serving, job: Job, rcode: number, sections: Sections): void {
  const { turn, env } = serving;
  const by = env.device;
  const to = job.client.address;
  const { name, type } = job.question;
  const { [job.id]: _, ...jobs } = serving.jobs;
  serving.jobs = jobs;
  // What it was asked before it fell silent has found its way into the cache, and no further.
  if (serving.behaviour === "silent") return;
  const message =
    rcode === NOERROR || rcode === NXDOMAIN
      ? replyMessage(job.query, { ...sections, rcode, authoritative: false, recavail: true })
      : errorReply(job.query, rcode, true);
  respond(serving.listener, job.client, message, turn, udpLimit(job.query));
  const server = nameServerIn(sections.authorities);
  if (rcode === NOERROR && sections.answers.length === 0 && server !== undefined) {
    turn.tell({ kind: "dns-referral-sent", by, to, name, zone: sections.authorities[0]!.name, server });
    return;
  }
  turn.tell({
    kind: "dns-answer-sent",
    by,
    to,
    name,
    type,
    rcode: rcodeName(rcode),
    data: answerText(message),
    authoritative: false,
    cached: !job.fetched && (rcode === NOERROR || rcode === NXDOMAIN),
  });
}
