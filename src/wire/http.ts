/** HTTP/1.0 and 1.1 messages: read from a stream, written, described. Read RFC 9112 and RFC 9110; RFC 1945 for 1.0. */
import { assert, unreachable } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import { EPOCH_SECONDS } from "../base/units.ts";
import { ascii, concatBytes, percentDecode, percentEncode, text } from "./text.ts";

export type Header = { readonly name: string; readonly value: string };
/** `version` as written, `HTTP/1.1`. `HTTP/0.9` stands for a request line without version: no fields, no body (RFC 1945 section 4.1). */
export type RequestHead = {
  readonly kind: "request";
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly Header[];
};
export type ResponseHead = {
  readonly kind: "response";
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
};
export type Head = RequestHead | ResponseHead;

/** What RFC 2616 calls the kinds of header fields (its sections 4.5, 5.3, 6.2 and 7.1). */
export type HeaderKind = "general" | "request" | "response" | "entity";

const HEADERS_BY_KIND: Record<HeaderKind, readonly string[]> = {
  general: [
    ...["cache-control", "connection", "date", "keep-alive", "pragma", "trailer", "transfer-encoding", "upgrade"],
    ...["via", "warning"],
  ],
  request: [
    ...["accept", "accept-charset", "accept-encoding", "accept-language", "authorization", "cookie", "expect", "from"],
    ...["host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "max-forwards"],
    ...["origin", "proxy-authorization", "range", "referer", "te", "user-agent"],
  ],
  response: [
    ...["accept-ranges", "age", "etag", "location", "proxy-authenticate", "retry-after", "server", "set-cookie"],
    ...["vary", "www-authenticate"],
  ],
  entity: [
    ...["allow", "content-encoding", "content-language", "content-length", "content-location", "content-md5"],
    ...["content-range", "content-type", "expires", "last-modified"],
  ],
};
const KIND_OF_HEADER: ReadonlyMap<string, HeaderKind> = new Map(
  (Object.keys(HEADERS_BY_KIND) as HeaderKind[]).flatMap((kind) => HEADERS_BY_KIND[kind].map((name) => [name, kind])),
);

/** The kind of a header field; an unknown one is an entity field (RFC 2616 section 7.1). */
export function headerKind(name: string): HeaderKind {
  return KIND_OF_HEADER.get(name.toLowerCase()) ?? "entity";
}

export type Method = "GET" | "POST" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE" | "CONNECT";

/** The methods of HTTP/1.1 and their place in 1.0: appendix D.1 of RFC 1945 has PUT and DELETE as additional features. */
export const METHODS: Readonly<Record<Method, { readonly http10: "full" | "optional" | "absent" }>> = {
  GET: { http10: "full" },
  POST: { http10: "full" },
  HEAD: { http10: "full" },
  PUT: { http10: "optional" },
  DELETE: { http10: "optional" },
  OPTIONS: { http10: "absent" },
  TRACE: { http10: "absent" },
  CONNECT: { http10: "absent" },
};

const REASONS: Readonly<Record<number, string>> = {
  100: "Continue",
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  202: "Accepted",
  203: "Non-Authoritative Information",
  204: "No Content",
  205: "Reset Content",
  206: "Partial Content",
  300: "Multiple Choices",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  305: "Use Proxy",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  407: "Proxy Authentication Required",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  411: "Length Required",
  412: "Precondition Failed",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};

/** The usual phrase of a status (RFC 9110 section 15, RFC 6585), or nothing, which a status line may have too. */
export function reasonPhrase(status: number): string {
  return REASONS[status] ?? "";
}

/** The value of the first field of that name, in any case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find((header) => isNamed(header, name))?.value;
}

/** The members of a list field, those of all its lines together, in lower case (RFC 9110 section 5.6.1). */
export function headerList(headers: readonly Header[], name: string): readonly string[] {
  return headers
    .filter((header) => isNamed(header, name))
    .flatMap((header) => header.value.split(","))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== "");
}

/** Whether the sender of this message lets the connection stay after it (RFC 9112 section 9.3). */
export function keepsConnection(head: Head): boolean {
  const options = headerList(head.headers, "connection");
  if (options.includes("close")) return false;
  return isBefore11(head.version) ? head.version === "HTTP/1.0" && options.includes("keep-alive") : true;
}

// ---- writing

/** The request line, the fields and the blank line; the line alone for `HTTP/0.9`. */
export function formatRequestHead(request: Omit<RequestHead, "kind">): Uint8Array {
  const { method, target, version, headers } = request;
  assert(/^\S+$/.test(method) && /^\S+$/.test(target), "method and target have no blanks");
  if (version === "HTTP/0.9") return ascii(`${method} ${target}\r\n`);
  return formatHead(`${method} ${target} ${version}`, headers);
}

/** The status line, the fields and the blank line. */
export function formatResponseHead(response: Omit<ResponseHead, "kind">): Uint8Array {
  const { version, status, reason, headers } = response;
  return formatHead(`${version} ${String(status).padStart(3, "0")} ${reason}`, headers);
}

/** One chunk of a chunked body (RFC 9112 section 7.1). An empty one would end the body. */
export function formatChunk(data: Uint8Array): Uint8Array {
  assert(data.length > 0, "a chunk has data");
  return concatBytes([ascii(`${data.length.toString(16)}\r\n`), data, ascii("\r\n")]);
}

/** The end of a chunked body: the last chunk, trailer fields, a blank line. */
export function formatLastChunk(trailers: readonly Header[] = []): Uint8Array {
  return formatHead("0", trailers);
}

function formatHead(startLine: string, headers: readonly Header[]): Uint8Array {
  const lines = [startLine, ...headers.map(({ name, value }) => `${name}: ${value}`), "", ""];
  // A line break inside would make another field, or another message, of what is only a value.
  assert(
    lines.every((line) => !/[\r\n]/.test(line)),
    "no line break inside a line",
  );
  return ascii(lines.join("\r\n"));
}

// ---- reading a stream

/** Why a message cannot be read, or what was let pass in it. `offset` counts bytes from the message's first. */
export type HttpProblem =
  | { readonly kind: "bad-request-line"; readonly offset: number }
  | { readonly kind: "bad-status-line"; readonly offset: number }
  | { readonly kind: "bad-version"; readonly offset: number; readonly version: string }
  | { readonly kind: "header-without-colon"; readonly offset: number }
  | { readonly kind: "bad-header-name"; readonly offset: number; readonly name: string }
  | { readonly kind: "bad-header-value"; readonly offset: number; readonly name: string }
  | { readonly kind: "obs-fold"; readonly offset: number }
  | { readonly kind: "bare-lf"; readonly offset: number }
  | { readonly kind: "missing-host"; readonly offset: number }
  | { readonly kind: "two-hosts"; readonly offset: number }
  | { readonly kind: "bad-content-length"; readonly offset: number; readonly value: string }
  | { readonly kind: "bad-transfer-encoding"; readonly offset: number; readonly value: string }
  | { readonly kind: "both-framings"; readonly offset: number }
  | { readonly kind: "line-too-long"; readonly offset: number; readonly line: LineKind; readonly limit: number }
  | { readonly kind: "head-too-long"; readonly offset: number; readonly limit: number }
  | { readonly kind: "bad-chunk"; readonly offset: number }
  | { readonly kind: "closed-early"; readonly offset: number };

export type LineKind = "start-line" | "header" | "chunk-size" | "chunk-end" | "trailer";

/** How the end of the body is known (RFC 9112 section 6.3). */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly length: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until-close" };

/** What is read: a request, or the response to a request of that method. */
export type Expected = { readonly kind: "request" } | { readonly kind: "response"; readonly method: string };

export type Limits = {
  /** Bytes of body that are kept; all are counted. */
  readonly keepBody: number;
  /** Bytes of one line without its end (RFC 9112 section 3 recommends 8,000 for the request line). */
  readonly line: number;
  /** Bytes from the start of the message to its body, and likewise of the trailer section. */
  readonly head: number;
};
export const LIMITS: Limits = { keepBody: 65_536, line: 8_000, head: 32_768 };

export type Phase =
  /** In a line of that kind; `partial` is what has come of it, `since` where its section of lines began. */
  | { readonly kind: "line"; readonly line: LineKind; readonly partial: string; readonly since: number }
  /** In the body: `left` bytes to come until its end or the chunk's, `null` for until close. */
  | { readonly kind: "data"; readonly left: number | null }
  | { readonly kind: "complete" }
  | { readonly kind: "failed"; readonly problem: HttpProblem };

/** How far the reading of one message is. Plain data: `feed` gives another one and leaves this as it was. */
export type HttpState = {
  readonly expected: Expected;
  readonly limits: Limits;
  readonly phase: Phase;
  /** Bytes of this message so far. */
  readonly length: number;
  /** From the start line on; `headers` grows until the head is complete. */
  readonly head: Head | null;
  /** Where each of `head.headers` begins. */
  readonly headerOffsets: readonly number[];
  /** Known as soon as the head is complete, and only then. */
  readonly framing: Framing | null;
  /** Bytes of the body so far, the framing of its chunks not counted. */
  readonly bodyLength: number;
  /** The first `limits.keepBody` bytes of the body at most; see `keptBody`. */
  readonly kept: readonly Uint8Array[];
  readonly trailers: readonly Header[];
  /** What is against the rules and was let pass, the first of each kind. */
  readonly tolerated: readonly HttpProblem[];
  /** Bytes that came after the end of the message: the start of the next one. */
  readonly surplus: Uint8Array;
};

const NOTHING = new Uint8Array(0);

/** The state before the first byte of a message. */
export function startHttp(expected: Expected, limits: Partial<Limits> = {}): HttpState {
  return {
    expected,
    limits: { ...LIMITS, ...limits },
    phase: { kind: "line", line: "start-line", partial: "", since: 0 },
    length: 0,
    head: null,
    headerOffsets: [],
    framing: null,
    bodyLength: 0,
    kept: [],
    trailers: [],
    tolerated: [],
    surplus: NOTHING,
  };
}

/** Reads on. A failed state stays as it is; after the end of the message, bytes are added to `surplus`. */
export function feed(state: HttpState, bytes: Uint8Array): HttpState {
  let now = state;
  let at = 0;
  while (at < bytes.length) {
    switch (now.phase.kind) {
      case "line": {
        const end = bytes.indexOf(0x0a, at);
        const upTo = end < 0 ? bytes.length : end + 1;
        now = feedLine(now, now.phase, bytes, at, upTo);
        at = upTo;
        break;
      }
      case "data": {
        const { left } = now.phase;
        const upTo = left === null ? bytes.length : Math.min(bytes.length, at + left);
        now = feedData(now, left, bytes.subarray(at, upTo));
        at = upTo;
        break;
      }
      case "complete":
        return { ...now, surplus: concatBytes([now.surplus, bytes.subarray(at)]) };
      case "failed":
        return now;
      default:
        return unreachable(now.phase);
    }
  }
  return now;
}

/** The sender has closed: the end of a body without other framing. Before the first byte it changes nothing, later it is a problem. */
export function feedEnd(state: HttpState): HttpState {
  const { phase, length } = state;
  switch (phase.kind) {
    case "complete":
    case "failed":
      return state;
    case "data":
      return phase.left === null ? completed(state) : failed(state, { kind: "closed-early", offset: length });
    case "line":
      return length === 0 ? state : failed(state, { kind: "closed-early", offset: length });
    default:
      return unreachable(phase);
  }
}

/** The bytes of the body that were kept, in one array. */
export function keptBody(state: HttpState): Uint8Array {
  return concatBytes(state.kept);
}

type LinePhase = Extract<Phase, { kind: "line" }>;

/** Takes bytes [`at`, `upTo`) of one line; the last of them is its line feed, or the line goes on later. */
function feedLine(state: HttpState, phase: LinePhase, bytes: Uint8Array, at: number, upTo: number): HttpState {
  const { line, since, partial } = phase;
  const { limits } = state;
  const offset = state.length - partial.length;
  // One byte more than the limit for a carriage return; beyond that the line need not be looked at.
  const limit = line === "chunk-end" ? 0 : limits.line;
  const isWhole = bytes[upTo - 1] === 0x0a;
  const size = partial.length + (upTo - at) - (isWhole ? 1 : 0);
  const raw = size > limit + 1 ? undefined : partial + text(bytes, at, isWhole ? upTo - 1 : upTo);
  const content = raw?.endsWith("\r") ? raw.slice(0, -1) : raw;
  if (content === undefined || content.length > limit) {
    if (line === "chunk-end") return failed(state, { kind: "bad-chunk", offset });
    return failed(state, { kind: "line-too-long", offset, line, limit });
  }
  const length = state.length + (upTo - at);
  if (line !== "chunk-size" && line !== "chunk-end" && length - since > limits.head) {
    return failed(state, { kind: "head-too-long", offset, limit: limits.head });
  }
  if (!isWhole) return { ...state, length, phase: { ...phase, partial: raw ?? "" } };

  const read: HttpState = { ...state, length, phase: { ...phase, partial: "" } };
  const next = raw === content ? tolerating(read, { kind: "bare-lf", offset: length - 1 }) : read;
  switch (line) {
    case "start-line":
      return readStartLine(next, content, offset);
    case "header":
      return content === "" ? endHead(next) : readHeader(next, content, offset);
    case "chunk-size":
      return readChunkSize(next, content, offset);
    case "chunk-end":
      return { ...next, phase: { kind: "line", line: "chunk-size", partial: "", since: length } };
    case "trailer":
      return content === "" ? completed(next) : readHeader(next, content, offset);
    default:
      return unreachable(line);
  }
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const METHOD_AND_REST = new RegExp(`^(${TOKEN}) ([^\\x00-\\x20\\x7f]+)(?: (.*))?$`, "s");
const IS_TOKEN = new RegExp(`^${TOKEN}$`);
const VERSION = /^HTTP\/[0-9]\.[0-9]$/;
const STATUS_AND_REASON = /^([1-9][0-9]{2})(?: ([^\x00\r]*))?$/;

function readStartLine(state: HttpState, line: string, offset: number): HttpState {
  if (state.expected.kind === "response") {
    const [version = ""] = line.split(" ", 1);
    if (!VERSION.test(version)) return failed(state, { kind: "bad-version", offset, version });
    const found = STATUS_AND_REASON.exec(line.slice(version.length + 1));
    if (found === null) return failed(state, { kind: "bad-status-line", offset: offset + version.length });
    const [, status, reason = ""] = found;
    return inHeaders({ ...state, head: { kind: "response", version, status: Number(status), reason, headers: [] } });
  }
  // A server skips blank lines before a request (RFC 9112 section 2.2); the limit of the head bounds them.
  if (line === "") return state;
  const found = METHOD_AND_REST.exec(line);
  if (found === null) return failed(state, { kind: "bad-request-line", offset });
  const [, method = "", target = "", version] = found;
  const head: RequestHead = { kind: "request", method, target, version: version ?? "HTTP/0.9", headers: [] };
  if (version === undefined) {
    if (method !== "GET") return failed(state, { kind: "bad-request-line", offset });
    return completed({ ...state, head, framing: { kind: "none" } });
  }
  if (!VERSION.test(version)) {
    return failed(state, { kind: "bad-version", offset: offset + line.length - version.length, version });
  }
  return inHeaders({ ...state, head });
}

function inHeaders(state: HttpState): HttpState {
  return { ...state, phase: { kind: "line", line: "header", partial: "", since: 0 } };
}

/** A header or trailer field, RFC 9112 section 5. */
function readHeader(state: HttpState, line: string, offset: number): HttpState {
  const { head } = state;
  assert(head !== null, "fields follow a start line");
  const inTrailer = state.framing !== null;
  const fields = inTrailer ? state.trailers : head.headers;
  const last = fields.at(-1);
  let header: Header;
  let before = fields;
  let next = state;
  if (/^[ \t]/.test(line)) {
    // Only a response's line may go on in the next one, and is read as if it had not (RFC 9112 section 5.2).
    if (last === undefined || head.kind === "request") return failed(state, { kind: "obs-fold", offset });
    next = tolerating(state, { kind: "obs-fold", offset });
    header = { name: last.name, value: `${last.value} ${trimBlanks(line)}`.trimStart() };
    before = fields.slice(0, -1);
  } else {
    const colon = line.indexOf(":");
    if (colon < 0) return failed(state, { kind: "header-without-colon", offset });
    const name = line.slice(0, colon);
    if (!IS_TOKEN.test(name)) return failed(state, { kind: "bad-header-name", offset, name });
    header = { name, value: trimBlanks(line.slice(colon + 1)) };
  }
  if (/[\x00\r]/.test(header.value)) return failed(state, { kind: "bad-header-value", offset, name: header.name });
  const isFold = before !== fields;
  if (inTrailer) return { ...next, trailers: [...before, header] };
  return {
    ...next,
    head: { ...head, headers: [...before, header] },
    headerOffsets: isFold ? next.headerOffsets : [...next.headerOffsets, offset],
  };
}

/** The blank line has come: what follows is told by start line and fields. */
function endHead(state: HttpState): HttpState {
  const { head, expected, headerOffsets, length } = state;
  assert(head !== null, "a head begins with its start line");
  if (head.kind === "request") {
    const hosts = head.headers.flatMap((header, i) => (isNamed(header, "host") ? [headerOffsets[i] ?? 0] : []));
    // RFC 9112 section 3.2: both are answered with 400.
    if (hosts[1] !== undefined) return failed(state, { kind: "two-hosts", offset: hosts[1] });
    if (hosts.length === 0 && !isBefore11(head.version)) {
      return failed(state, { kind: "missing-host", offset: length });
    }
  }
  const offsetOf = (name: string) => headerOffsets[head.headers.findIndex((header) => isNamed(header, name))] ?? 0;
  const framing = framingOf(head, expected.kind === "response" ? expected.method : "", offsetOf);
  if (!framing.ok) return failed(state, framing.error);
  const isDouble = framing.value.kind === "chunked" || framing.value.kind === "until-close";
  const both =
    isDouble && headerValue(head.headers, "content-length") !== undefined
      ? tolerating(state, { kind: "both-framings", offset: offsetOf("content-length") })
      : state;
  const next: HttpState = { ...both, framing: framing.value };
  switch (framing.value.kind) {
    case "none":
      return completed(next);
    case "length":
      return framing.value.length === 0
        ? completed(next)
        : { ...next, phase: { kind: "data", left: framing.value.length } };
    case "chunked":
      return { ...next, phase: { kind: "line", line: "chunk-size", partial: "", since: length } };
    case "until-close":
      return { ...next, phase: { kind: "data", left: null } };
    default:
      return unreachable(framing.value);
  }
}

/** RFC 9112 section 6.3. `method` is that of the request that a response answers. */
function framingOf(head: Head, method: string, offsetOf: (name: string) => number): Result<Framing, HttpProblem> {
  if (head.kind === "response") {
    const { status } = head;
    const hasNone = method === "HEAD" || status < 200 || status === 204 || status === 304;
    // After a 2xx to CONNECT the connection is a tunnel: what follows is no longer HTTP.
    if (hasNone || (method === "CONNECT" && status < 300)) return ok({ kind: "none" });
  }
  const codings = headerList(head.headers, "transfer-encoding");
  const lengths = headerList(head.headers, "content-length");
  const hasLength = headerValue(head.headers, "content-length") !== undefined;
  if (headerValue(head.headers, "transfer-encoding") !== undefined) {
    const offset = offsetOf("transfer-encoding");
    const faulty: HttpProblem = { kind: "bad-transfer-encoding", offset, value: codings.join(", ") };
    const chunked = codings.filter((coding) => coding === "chunked").length;
    const isLast = codings.at(-1) === "chunked";
    if (chunked > 1 || codings.length === 0) return err(faulty);
    if (head.kind === "response") return ok(isLast ? { kind: "chunked" } : { kind: "until-close" });
    // Two framings in a request are how one request is smuggled inside another (section 11.2).
    if (hasLength) return err({ kind: "both-framings", offset: offsetOf("content-length") });
    return isLast && !isBefore11(head.version) ? ok({ kind: "chunked" }) : err(faulty);
  }
  if (hasLength) {
    const [first = ""] = lengths;
    const length = Number(first);
    const isGood = /^[0-9]+$/.test(first) && length <= Number.MAX_SAFE_INTEGER;
    // The same number more than once is one number (section 6.3, item 5).
    if (isGood && lengths.every((other) => other === first)) return ok({ kind: "length", length });
    return err({ kind: "bad-content-length", offset: offsetOf("content-length"), value: lengths.join(", ") });
  }
  return ok(head.kind === "request" ? { kind: "none" } : { kind: "until-close" });
}

/** The size line of a chunk, RFC 9112 section 7.1; its extensions are passed over. */
function readChunkSize(state: HttpState, line: string, offset: number): HttpState {
  const digits = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/s.exec(line)?.[1];
  if (digits === undefined) return failed(state, { kind: "bad-chunk", offset });
  const size = Number.parseInt(digits, 16);
  if (size > 0) return { ...state, phase: { kind: "data", left: size } };
  return { ...state, phase: { kind: "line", line: "trailer", partial: "", since: state.length } };
}

/** Pieces of the body shorter than this are joined, so that a body sent byte by byte does not become as many arrays. */
const KEPT_PIECE = 1_024;

function feedData(state: HttpState, left: number | null, data: Uint8Array): HttpState {
  const { length, bodyLength, kept, limits, framing } = state;
  const room = Math.max(0, limits.keepBody - bodyLength);
  const piece = data.slice(0, room);
  const last = kept.at(-1);
  const joins = last !== undefined && last.length + piece.length <= KEPT_PIECE;
  const more = joins ? [...kept.slice(0, -1), concatBytes([last, piece])] : [...kept, piece];
  // Written out: this is passed once for every piece of a body, and spreads of spreads are slow.
  const next: HttpState = {
    expected: state.expected,
    limits,
    phase: state.phase,
    length: length + data.length,
    head: state.head,
    headerOffsets: state.headerOffsets,
    framing,
    bodyLength: bodyLength + data.length,
    kept: piece.length === 0 ? kept : more,
    trailers: state.trailers,
    tolerated: state.tolerated,
    surplus: state.surplus,
  };
  if (left === null) return next;
  if (data.length < left) return { ...next, phase: { kind: "data", left: left - data.length } };
  if (framing?.kind !== "chunked") return completed(next);
  return { ...next, phase: { kind: "line", line: "chunk-end", partial: "", since: next.length } };
}

function completed(state: HttpState): HttpState {
  return { ...state, phase: { kind: "complete" } };
}

function failed(state: HttpState, problem: HttpProblem): HttpState {
  return { ...state, phase: { kind: "failed", problem } };
}

function tolerating(state: HttpState, problem: HttpProblem): HttpState {
  if (state.tolerated.some((other) => other.kind === problem.kind)) return state;
  return { ...state, tolerated: [...state.tolerated, problem] };
}

function isNamed(header: Header, name: string): boolean {
  return header.name.toLowerCase() === name.toLowerCase();
}

function isBefore11(version: string): boolean {
  return version === "HTTP/1.0" || version.startsWith("HTTP/0.");
}

/** Without the blanks and tabs around it. A loop, because `/[ \t]+$/` takes quadratic time on a line of blanks. */
function trimBlanks(value: string): string {
  const isBlank = (at: number) => value[at] === " " || value[at] === "\t";
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return value.slice(start, end);
}

// ---- describing

/** Bytes [`start`, `end`) of what is described. */
type Span = { readonly start: number; readonly end: number };
export type HttpToken = Span & {
  readonly kind:
    | ("method" | "target" | "version" | "status" | "reason")
    | ("name" | "colon" | "value" | "space" | "line-end" | "unreadable");
  readonly text: string;
};
export type HttpPart = Span &
  (
    | { readonly kind: "request-line" | "status-line" | "unreadable-line"; readonly tokens: readonly HttpToken[] }
    | {
        readonly kind: "header";
        readonly name: string;
        readonly value: string;
        readonly headerKind: HeaderKind;
        readonly tokens: readonly HttpToken[];
      }
    | { readonly kind: "blank-line"; readonly tokens: readonly HttpToken[] }
    | { readonly kind: "body" }
  );

/** Whether these bytes begin with a start line, or as much of one as they hold. */
export function looksLikeHttp(bytes: Uint8Array): "request" | "response" | undefined {
  const start = text(bytes, 0, Math.min(lineEnd(bytes, 0), LIMITS.line));
  if (/^HTTP\/[0-9]\.[0-9] [1-9]/.test(start)) return "response";
  const method = /^([A-Z]+) [^\s]/.exec(start)?.[1];
  if (method === undefined) return undefined;
  return Object.hasOwn(METHODS, method) || /^[A-Z]+ \S+ HTTP\/[0-9]\.[0-9]\r?\n/.test(start) ? "request" : undefined;
}

/**
 * The parts of what one segment (or a whole stream) holds, from its first byte to its last without a gap; so do a
 * line's tokens. Bytes that start no message are one body part: they belong to a message that began before.
 * Unlike `feed` it judges nothing, and works on a head that is cut off anywhere.
 */
export function describeHttp(bytes: Uint8Array): readonly HttpPart[] {
  const parts: HttpPart[] = [];
  let at = 0;
  while (at < bytes.length) {
    const kind = looksLikeHttp(bytes.subarray(at));
    if (kind === undefined) {
      parts.push({ kind: "body", start: at, end: bytes.length });
      break;
    }
    at = describeMessage(bytes, at, kind, parts);
  }
  return parts;
}

/** Appends the parts of the message at `start` and returns its end. */
function describeMessage(bytes: Uint8Array, start: number, kind: Head["kind"], parts: HttpPart[]): number {
  const headers: Header[] = [];
  let at = lineEnd(bytes, start);
  const startTokens = kind === "request" ? requestTokens(bytes, start, at) : statusTokens(bytes, start, at);
  parts.push({ kind: kind === "request" ? "request-line" : "status-line", start, end: at, tokens: startTokens });
  const isSimple = kind === "request" && hasLineFeed(bytes, at) && !startTokens.some((t) => t.kind === "version");
  if (isSimple) return at;
  for (;;) {
    if (at >= bytes.length) return at;
    const end = lineEnd(bytes, at);
    const part = describeFieldLine(bytes, at, end);
    parts.push(part);
    at = end;
    if (part.kind === "blank-line") break;
    if (part.kind === "header") headers.push(part);
  }
  const length = describedBodyLength(kind, startTokens, headers);
  const end = Math.min(bytes.length, at + length);
  if (end > at) parts.push({ kind: "body", start: at, end });
  return end;
}

/** How many bytes of body to expect; all that follow, where the end is not told by a number. */
function describedBodyLength(
  kind: Head["kind"],
  startTokens: readonly HttpToken[],
  headers: readonly Header[],
): number {
  const find = (token: HttpToken["kind"]) => startTokens.find((t) => t.kind === token)?.text ?? "";
  const status = Number(find("status"));
  const head: Head =
    kind === "request"
      ? { kind, method: find("method"), target: find("target"), version: find("version"), headers }
      : { kind, version: find("version"), status, reason: find("reason"), headers };
  const framing = framingOf(head, "", () => 0);
  if (!framing.ok) return Number.POSITIVE_INFINITY;
  switch (framing.value.kind) {
    case "none":
      return 0;
    case "length":
      return framing.value.length;
    case "chunked":
    case "until-close":
      return Number.POSITIVE_INFINITY;
    default:
      return unreachable(framing.value);
  }
}

function requestTokens(bytes: Uint8Array, start: number, end: number): readonly HttpToken[] {
  const [, ...groups] = /^(\S+)( +)(\S*)( *)(HTTP\/\S*)?(.*?)(\r?\n|\r)?$/s.exec(text(bytes, start, end)) ?? [];
  return tokens(start, groups, ["method", "space", "target", "space", "version", "unreadable", "line-end"]);
}

function statusTokens(bytes: Uint8Array, start: number, end: number): readonly HttpToken[] {
  const [, ...groups] = /^(\S+)( +)([0-9]*)( *)(.*?)(\r?\n|\r)?$/s.exec(text(bytes, start, end)) ?? [];
  return tokens(start, groups, ["version", "space", "status", "space", "reason", "line-end"]);
}

function describeFieldLine(bytes: Uint8Array, start: number, end: number): HttpPart {
  const line = text(bytes, start, end);
  const lineBreak = ["\r\n", "\n", "\r"].find((mark) => line.endsWith(mark)) ?? "";
  const content = line.slice(0, line.length - lineBreak.length);
  const span = { start, end };
  if (content === "") return { kind: "blank-line", ...span, tokens: tokens(start, [lineBreak], ["line-end"]) };
  // A line that is cut off has no line end, and may have no colon yet.
  const name = /^[^\s:]+(?=:)/.exec(content)?.[0];
  if (name === undefined) {
    return {
      kind: "unreadable-line",
      ...span,
      tokens: tokens(start, [content, lineBreak], ["unreadable", "line-end"]),
    };
  }
  const rest = content.slice(name.length + 1);
  const value = trimBlanks(rest);
  const valueStart = value === "" ? rest.length : rest.indexOf(value);
  const groups = [name, ":", rest.slice(0, valueStart), value, rest.slice(valueStart + value.length), lineBreak];
  return {
    kind: "header",
    ...span,
    name,
    value,
    headerKind: headerKind(name),
    tokens: tokens(start, groups, ["name", "colon", "space", "value", "space", "line-end"]),
  };
}

/** Texts that follow each other from `start`, as tokens of these kinds; empty ones are left out. */
function tokens(
  start: number,
  texts: readonly (string | undefined)[],
  kinds: readonly HttpToken["kind"][],
): readonly HttpToken[] {
  let at = start;
  return kinds.flatMap((kind, i) => {
    const found = texts[i] ?? "";
    const token: HttpToken = { kind, text: found, start: at, end: at + found.length };
    at = token.end;
    return found === "" ? [] : [token];
  });
}

function lineEnd(bytes: Uint8Array, start: number): number {
  const at = bytes.indexOf(0x0a, start);
  return at < 0 ? bytes.length : at + 1;
}

function hasLineFeed(bytes: Uint8Array, end: number): boolean {
  return bytes[end - 1] === 0x0a;
}

// ---- dates

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_SECONDS = 86_400;

/** `Wed, 07 Oct 2020 13:00:00 GMT`: IMF-fixdate, RFC 9110 section 5.6.7. Whole seconds since 1970, years 0 to 9999. */
export function httpDate(epochSeconds: number): string {
  const days = Math.floor(epochSeconds / DAY_SECONDS);
  const second = epochSeconds - days * DAY_SECONDS;
  const { year, month, day } = dateOfDays(days);
  assert(Number.isInteger(epochSeconds) && year >= 0 && year <= 9999, "a date of four digits, in whole seconds");
  const two = (n: number) => String(n).padStart(2, "0");
  // 1 January 1970 was a Thursday.
  const weekday = DAYS[(((days + 4) % 7) + 7) % 7]?.slice(0, 3);
  const time = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(two).join(":");
  return `${weekday}, ${two(day)} ${MONTHS[month - 1]} ${String(year).padStart(4, "0")} ${time} GMT`;
}

const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";
const SHORT_DAY = `(?:${DAYS.map((day) => day.slice(0, 3)).join("|")})`;
const DATE_FORMS = [
  new RegExp(`^${SHORT_DAY}, (?<day>[0-9]{2}) ${MONTH} (?<year>[0-9]{4}) ${TIME} GMT$`),
  new RegExp(`^(?:${DAYS.join("|")}), (?<day>[0-9]{2})-${MONTH}-(?<year>[0-9]{2}) ${TIME} GMT$`),
  new RegExp(`^${SHORT_DAY} ${MONTH} (?<day>[ 0-9][0-9]) ${TIME} (?<year>[0-9]{4})$`),
];

/**
 * Seconds since 1970 of a date in any of the three forms of RFC 9110 section 5.6.7, or undefined. The day of the week
 * is not compared. A year of two digits is the last one that is not more than 50 years after `nowSeconds`.
 */
export function parseHttpDate(value: string, nowSeconds = EPOCH_SECONDS): number | undefined {
  const groups = DATE_FORMS.map((form) => form.exec(value)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return undefined;
  const number = (name: string) => Number(groups[name]);
  const month = MONTHS.indexOf(groups.month ?? "") + 1;
  const day = number("day");
  let year = number("year");
  if (groups.year?.length === 2) {
    const latest = dateOfDays(Math.floor(nowSeconds / DAY_SECONDS)).year + 50;
    year = latest - ((((latest - year) % 100) + 100) % 100);
  }
  const [hour, minute, second] = [number("hour"), number("minute"), number("second")];
  // Second 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const days = daysOfDate(year, month, day);
  const back = dateOfDays(days);
  // A day that the month does not have comes back as one of the next month.
  if (back.month !== month || back.day !== day) return undefined;
  return days * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

/** Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that a leap day ends its year. */
function daysOfDate(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - DAYS_BEFORE_1970;
}

/** From 1 March of year 0 to 1 January 1970. */
const DAYS_BEFORE_1970 = 719_468;

function dateOfDays(days: number): { year: number; month: number; day: number } {
  const sinceZero = days + DAYS_BEFORE_1970;
  const era = Math.floor(sinceZero / 146_097);
  const dayOfEra = sinceZero - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day };
}

// ---- forms

export type FormField = readonly [name: string, value: string];

/** `application/x-www-form-urlencoded` (URL Standard section 5): the query of a GET form, the body of a POST form. */
export function encodeForm(fields: readonly FormField[]): string {
  const encode = (part: string) => percentEncode(part, (c) => /[*\-._0-9A-Za-z ]/.test(c)).replaceAll(" ", "+");
  return fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** The fields of a form; a piece without `=` is a name with an empty value. */
export function decodeForm(encoded: string): readonly FormField[] {
  const decode = (part: string) => percentDecode(part.replaceAll("+", " "));
  return encoded
    .split("&")
    .filter((piece) => piece !== "")
    .map((piece) => {
      const mark = piece.indexOf("=");
      return mark < 0 ? [decode(piece), ""] : [decode(piece.slice(0, mark)), decode(piece.slice(mark + 1))];
    });
}
