/** A web server: several connections at once, on each one request after the other. Read RFC 9112, sections 9.3 to 9.6. */
import { assert, unreachable } from "../../base/assert.ts";
import { type Micros, seconds } from "../../base/units.ts";
import { type Ipv4, UNSPECIFIED } from "../../wire/address.ts";
import { feed, feedEnd, type HttpState, keptBody, type RequestHead, startHttp } from "../../wire/http.ts";
import type { App, AppEnv } from "../app.ts";
import { beginTurn, noCalls, type OpenCalls, type Turn, takeCall } from "../app-turn.ts";
import { type Descriptor, type Errno, failed, type SyscallResult } from "../call.ts";
import { bytesOf, type Stream } from "../stream.ts";
import {
  type Answer,
  type AnswerRules,
  answerClosing,
  answerTo,
  answerToProblem,
  continueMessage,
  earlyRefusal,
  expectsContinue,
  PUT_LIMIT,
} from "./answer.ts";
import type { Site } from "./site.ts";

/** How a web server behaves; plain data, of which all but the site has a default. */
export type HttpServerConfig = {
  readonly site: Site;
  /** Default: 80. */
  readonly ports?: readonly number[];
  /** The version in its status lines, whatever the request's. Default: 1.1. */
  readonly version?: "1.0" | "1.1";
  /** Whether a connection may stay after a response. Default: with version 1.1. */
  readonly keepAlive?: boolean;
  /** A connection without a request for so long is closed. Default: 60 s. */
  readonly idle?: Micros;
  /** Whether PUT and DELETE change the site. Default: no. */
  readonly writable?: boolean;
  /** Characters of a request's target, 414 beyond. Default: 8,000. */
  readonly targetLimit?: number;
  /** Bytes of a request's body, 413 beyond. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Bytes of one read. Default: 65,536. */
  readonly readSize?: number;
  /** A slow program: it waits so long before each read. */
  readonly readPause?: Micros;
  /** It waits so long before it closes a connection. */
  readonly closeLate?: Micros;
  /** SO_RCVBUF and SO_SNDBUF of its connections, in bytes. */
  readonly receiveBuffer?: number;
  readonly sendBuffer?: number;
};

type Wait =
  | { readonly kind: "socket"; readonly port: number }
  | { readonly kind: "bind" | "listen" | "accept"; readonly fd: Descriptor }
  | { readonly kind: "read" | "write" | "pause" | "late"; readonly fd: Descriptor };

/** What comes after the write that is under way. */
type AfterWrite = "read-on" | "next-request" | "close" | "drain";

export type ServedConnection = {
  readonly address: Ipv4;
  readonly port: number;
  readonly http: HttpState;
  /** `100 Continue` was sent for this request. */
  readonly continued: boolean;
  readonly afterWrite: AfterWrite;
  /** Our half is closed; what still comes is read and thrown away until then, so that no reset eats our answer. */
  readonly drainUntil: Micros | null;
};

export type HttpServerState = {
  readonly program: "http-server";
  /** Hears requests and does not answer them. */
  readonly silent: boolean;
  readonly config: HttpServerConfig;
  /** As PUT and DELETE have left it. */
  readonly site: Site;
  readonly connections: Readonly<Record<Descriptor, ServedConnection>>;
  /** Why it does not listen: a port is somebody else's. */
  readonly failed: readonly Errno[];
  readonly open: OpenCalls<Wait>;
};

const BACKLOG = 128;
const IDLE = seconds(60);
const READ_SIZE = 65_536;
const TARGET_LIMIT = 8_000;
const BODY_LIMIT = 1_048_576;
/** How long a drained connection may be quiet, and how long it may last. */
const DRAIN_QUIET = seconds(5);
const DRAIN_LIMIT = seconds(30);

export const httpServerState = (config: HttpServerConfig): HttpServerState => ({
  program: "http-server",
  silent: false,
  config,
  site: config.site,
  connections: {},
  failed: [],
  open: noCalls,
});

export const httpServer: App<HttpServerState> = (state, event, env) => {
  switch (event.kind) {
    case "start": {
      const turn = beginTurn(state.open, env.rng);
      for (const port of state.config.ports ?? [80]) {
        turn.call({ op: "socket", type: "stream" }, { kind: "socket", port });
      }
      return ended(state, turn);
    }
    case "returned": {
      const taken = takeCall(state.open, event.tag);
      if (!taken) return { state, calls: [], facts: [], rng: env.rng };
      const [wait, rest] = taken;
      const turn = beginTurn(rest, env.rng);
      return ended(resumed(state, wait, event.result, { turn, env }), turn);
    }
    case "told":
      return { state, calls: [], facts: [], rng: env.rng };
    default:
      return unreachable(event);
  }
};

/** For what-ifs: a server that hears and does not answer. */
export const withSilence = (state: HttpServerState, silent: boolean): HttpServerState => ({ ...state, silent });

/** For what-ifs: the site edited, as after a reload. */
export const withSite = (state: HttpServerState, site: Site): HttpServerState => ({ ...state, site });

type ServerTurn = { readonly turn: Turn<Wait>; readonly env: AppEnv };

function ended(state: HttpServerState, turn: Turn<Wait>): ReturnType<App<HttpServerState>> {
  const { open, ...made } = turn.done();
  return { state: { ...state, open }, ...made };
}

function resumed(state: HttpServerState, wait: Wait, result: SyscallResult, at: ServerTurn): HttpServerState {
  const errno = failed(result);
  const { turn } = at;
  switch (wait.kind) {
    case "socket": {
      if (result.op !== "socket" || !("fd" in result)) return withFailure(state, errno);
      const { fd } = result;
      const { receiveBuffer, sendBuffer } = state.config;
      // Accepted connections inherit the options of the listening socket.
      if (receiveBuffer !== undefined) {
        turn.call({ op: "setsockopt", fd, option: "SO_RCVBUF", value: receiveBuffer });
      }
      if (sendBuffer !== undefined) turn.call({ op: "setsockopt", fd, option: "SO_SNDBUF", value: sendBuffer });
      turn.call({ op: "bind", fd, address: UNSPECIFIED, port: wait.port }, { kind: "bind", fd });
      return state;
    }
    case "bind":
      if (errno) return withFailure(state, errno);
      turn.call({ op: "listen", fd: wait.fd, backlog: BACKLOG }, { kind: "listen", fd: wait.fd });
      return state;
    case "listen":
      if (errno) return withFailure(state, errno);
      turn.call({ op: "accept", fd: wait.fd }, { kind: "accept", fd: wait.fd });
      return state;
    case "accept": {
      if (errno === "EBADF") return withFailure(state, errno);
      turn.call({ op: "accept", fd: wait.fd }, { kind: "accept", fd: wait.fd });
      if (result.op !== "accept" || !("fd" in result)) return state;
      const { fd, address, port } = result;
      const connection: ServedConnection = {
        address,
        port,
        http: nextRequest(),
        continued: false,
        afterWrite: "next-request",
        drainUntil: null,
      };
      return reading(put(state, fd, connection), fd, at);
    }
    case "pause":
      readNow(state, wait.fd, at);
      return state;
    case "late":
      return closeNow(state, wait.fd, at);
    case "write":
      return errno ? closeNow(state, wait.fd, at) : written(state, wait.fd, at);
    case "read":
      return hasRead(state, wait.fd, result, at);
    default:
      return unreachable(wait);
  }
}

const withFailure = (state: HttpServerState, errno: Errno | undefined): HttpServerState =>
  errno === undefined ? state : { ...state, failed: [...state.failed, errno] };

const put = (state: HttpServerState, fd: Descriptor, connection: ServedConnection): HttpServerState => ({
  ...state,
  connections: { ...state.connections, [fd]: connection },
});

function connectionOf(state: HttpServerState, fd: Descriptor): ServedConnection {
  const connection = state.connections[fd];
  assert(connection, `no connection ${fd}`);
  return connection;
}

const nextRequest = (): HttpState => startHttp({ kind: "request" }, { keepBody: PUT_LIMIT });

/** Waits for more of the request, after the pause that a slow program makes. */
function reading(state: HttpServerState, fd: Descriptor, at: ServerTurn): HttpServerState {
  const { readPause } = state.config;
  if (readPause !== undefined && readPause > 0) at.turn.call({ op: "sleep", micros: readPause }, { kind: "pause", fd });
  else readNow(state, fd, at);
  return state;
}

function readNow(state: HttpServerState, fd: Descriptor, { turn, env }: ServerTurn): void {
  const { config, silent } = state;
  const { drainUntil } = connectionOf(state, fd);
  const size = config.readSize ?? READ_SIZE;
  const timeout =
    drainUntil === null ? (config.idle ?? IDLE) : Math.max(0, Math.min(DRAIN_QUIET, drainUntil - env.now));
  turn.call({ op: "read", fd, size, ...(!silent && { timeout }) }, { kind: "read", fd });
}

function hasRead(state: HttpServerState, fd: Descriptor, result: SyscallResult, at: ServerTurn): HttpServerState {
  const connection = connectionOf(state, fd);
  const { http, drainUntil } = connection;
  const errno = failed(result);
  const data = result.op === "read" && "data" in result ? result.data : undefined;
  if (drainUntil !== null) {
    const goesOn = data !== undefined && data.length > 0 && at.env.now < drainUntil;
    return goesOn ? reading(state, fd, at) : closeNow(state, fd, at);
  }
  if (errno === "ETIMEDOUT" && http.length > 0 && !state.silent) {
    const answer = answerClosing(rulesOf(state), 408, http.head, at.env.now);
    return sendAnswer(state, fd, answer, at);
  }
  if (errno === "ETIMEDOUT") return closing(state, fd, at);
  if (data === undefined) return closeNow(state, fd, at);
  if (data.length > 0) return advanced(state, fd, feed(http, bytesOf(data)), at);
  // The client has sent all; what it has begun and not ended gets its answer before we close too.
  const last = feedEnd(http);
  return last.phase.kind === "failed" ? advanced(state, fd, last, at) : closing(state, fd, at);
}

/** Goes on with what has come of the request: answers it, says that its body may come, or reads on. */
function advanced(state: HttpServerState, fd: Descriptor, http: HttpState, at: ServerTurn): HttpServerState {
  const connection = connectionOf(state, fd);
  const { turn, env } = at;
  const next = put(state, fd, { ...connection, http });
  const { phase, head } = http;
  if (state.silent) {
    const isOver = phase.kind === "complete" || phase.kind === "failed";
    return reading(isOver ? put(state, fd, { ...connection, http: nextRequest() }) : next, fd, at);
  }
  switch (phase.kind) {
    case "failed":
      if (head?.kind === "request") tellReceived(connection, head, at);
      return sendAnswer(next, fd, answerToProblem(rulesOf(state), phase.problem, head, env.now), at);
    case "complete": {
      assert(head?.kind === "request", "a server reads requests");
      tellReceived(connection, head, at);
      return sendAnswer(next, fd, answerTo(rulesOf(state), { head, body: keptBody(http) }, env.now), at);
    }
    case "line":
    case "data":
      break;
    default:
      return unreachable(phase);
  }
  const bodyBegins = http.framing !== null && head?.kind === "request";
  if (!bodyBegins) return reading(next, fd, at);
  const limit = state.config.bodyLimit ?? BODY_LIMIT;
  const announced = http.framing?.kind === "length" ? http.framing.length : http.bodyLength;
  const waits = expectsContinue(head) && !connection.continued && http.bodyLength === 0;
  if (Math.max(announced, http.bodyLength) > limit) {
    tellReceived(connection, head, at);
    return sendAnswer(next, fd, answerClosing(rulesOf(state), 413, head, env.now), at);
  }
  if (!waits) return reading(next, fd, at);
  const refused = earlyRefusal(rulesOf(state), head, env.now);
  if (refused) {
    tellReceived(connection, head, at);
    return sendAnswer(next, fd, refused, at);
  }
  const message = continueMessage();
  turn.tell({
    kind: "http-response-sent",
    by: env.device,
    to: connection.address,
    status: 100,
    reason: "Continue",
    bytes: message.length,
  });
  return write(put(next, fd, { ...connection, http, continued: true }), fd, message, "read-on", at);
}

function tellReceived({ address }: ServedConnection, head: RequestHead, { turn, env }: ServerTurn): void {
  const { method, target, version } = head;
  turn.tell({ kind: "http-request-received", by: env.device, from: address, method, target, version });
}

function rulesOf({ config, site }: HttpServerState): AnswerRules {
  const version = config.version ?? "1.1";
  return {
    site,
    version,
    keepAlive: config.keepAlive ?? version === "1.1",
    writable: config.writable ?? false,
    targetLimit: config.targetLimit ?? TARGET_LIMIT,
    bodyLimit: config.bodyLimit ?? BODY_LIMIT,
  };
}

/** Head and body leave in one write. */
function sendAnswer(state: HttpServerState, fd: Descriptor, answer: Answer, at: ServerTurn): HttpServerState {
  const { turn, env } = at;
  const { http, address } = connectionOf(state, fd);
  const { status, reason } = answer.head;
  turn.tell({
    kind: "http-response-sent",
    by: env.device,
    to: address,
    status,
    reason,
    bytes: answer.message.length,
  });
  // A request that was not read to its end may still be coming.
  const isWhole = http.phase.kind === "complete";
  const afterWrite = !answer.close ? "next-request" : isWhole ? "close" : "drain";
  const changed = answer.site === undefined ? state : { ...state, site: answer.site };
  return write(changed, fd, answer.message, afterWrite, at);
}

function write(
  state: HttpServerState,
  fd: Descriptor,
  data: Stream,
  afterWrite: AfterWrite,
  at: ServerTurn,
): HttpServerState {
  const next = put(state, fd, { ...connectionOf(state, fd), afterWrite });
  // The answer to a HEAD of HTTP/0.9's kind may be nothing at all.
  if (data.length === 0) return written(next, fd, at);
  at.turn.call({ op: "write", fd, data }, { kind: "write", fd });
  return next;
}

function written(state: HttpServerState, fd: Descriptor, at: ServerTurn): HttpServerState {
  const connection = connectionOf(state, fd);
  const { afterWrite, http } = connection;
  switch (afterWrite) {
    case "read-on":
      return reading(state, fd, at);
    case "close":
      return closing(state, fd, at);
    case "drain": {
      at.turn.call({ op: "shutdown", fd });
      const drainUntil = at.env.now + DRAIN_LIMIT;
      return reading(put(state, fd, { ...connection, drainUntil }), fd, at);
    }
    case "next-request": {
      const fresh = put(state, fd, { ...connection, http: nextRequest(), continued: false });
      if (http.surplus.length === 0) return reading(fresh, fd, at);
      return advanced(fresh, fd, feed(nextRequest(), http.surplus), at);
    }
    default:
      return unreachable(afterWrite);
  }
}

/** Closes, after the wait that a late program makes. */
function closing(state: HttpServerState, fd: Descriptor, at: ServerTurn): HttpServerState {
  const { closeLate } = state.config;
  if (closeLate === undefined || closeLate === 0) return closeNow(state, fd, at);
  at.turn.call({ op: "sleep", micros: closeLate }, { kind: "late", fd });
  return state;
}

function closeNow(state: HttpServerState, fd: Descriptor, { turn }: ServerTurn): HttpServerState {
  turn.call({ op: "close", fd });
  const { [fd]: _gone, ...connections } = state.connections;
  return { ...state, connections };
}
