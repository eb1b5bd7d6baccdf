/** What a web server answers: a request in, a status, fields and a body out. Read RFC 9110; RFC 1945 for HTTP/1.0. */
import { assert, unreachable } from "../../base/assert.ts";
import { EPOCH_SECONDS, MICROS_PER_SECOND, type Micros } from "../../base/units.ts";
import {
  decodeForm,
  formatLastChunk,
  formatRequestHead,
  formatResponseHead,
  type Head,
  type Header,
  type HttpProblem,
  headerList,
  headerValue,
  httpDate,
  keepsConnection,
  METHODS,
  type Method,
  parseHttpDate,
  type RequestHead,
  type ResponseHead,
  reasonPhrase,
} from "../../wire/http.ts";
import { ascii, percentEncode, text, utf8, utf8Text } from "../../wire/text.ts";
import { EMPTY, join, type Stream, slice, streamOf } from "../stream.ts";
import { type Content, contentOf, escaped, statusPage } from "./content.ts";
import { findDocument, type Site, type SiteDocument, targetPath, targetQuery } from "./site.ts";

const SERVER_NAME = "net-tutor";

/** What of a server's configuration decides an answer. */
export type AnswerRules = {
  readonly site: Site;
  /** The version in its status lines. */
  readonly version: "1.0" | "1.1";
  readonly keepAlive: boolean;
  /** PUT and DELETE change the site. */
  readonly writable: boolean;
  /** Characters of a request's target, and bytes of its body. */
  readonly targetLimit: number;
  readonly bodyLimit: number;
};

/** A response before it is written. `close`: the connection ends after it. */
export type Answer = {
  readonly head: ResponseHead;
  readonly message: Stream;
  readonly close: boolean;
  /** The site after a PUT or DELETE. */
  readonly site?: Site;
};

/** A request that was read to its end; `body` as far as it was kept. */
type WholeRequest = { readonly head: RequestHead; readonly body: Uint8Array };

type Draft = {
  readonly status: number;
  readonly headers?: readonly Header[];
  /** Without content there is no entity, and no field of one. */
  readonly content?: Content;
  readonly chunked?: number;
  readonly site?: Site;
};

/** What is answered to a whole request at virtual time `now`. */
export function answerTo(rules: AnswerRules, request: WholeRequest, now: Micros): Answer {
  const { head } = request;
  return finished(rules, refusal(rules, head) ?? draftFor(rules, request, now), head, now);
}

/** What is answered to a request that already its head rules out, so that its body need not be sent. */
export function earlyRefusal(rules: AnswerRules, head: RequestHead, now: Micros): Answer | undefined {
  const draft = refusal(rules, head);
  return draft && finished(rules, draft, head, now, true);
}

/** What is answered to bytes that are no request, or a request that breaks the rules; the connection ends with it. */
export function answerToProblem(rules: AnswerRules, problem: HttpProblem, head: Head | null, now: Micros): Answer {
  const request = head?.kind === "request" ? head : undefined;
  const status = request !== undefined && isOtherMajor(request.version) ? 505 : statusOf(problem);
  return finished(rules, errorDraft(status), request, now, true);
}

/** A request did not end in time, or its body grew too long. */
export function answerClosing(rules: AnswerRules, status: number, head: Head | null, now: Micros): Answer {
  return finished(rules, errorDraft(status), head?.kind === "request" ? head : undefined, now, true);
}

/** `100 Continue`: an interim response, a head alone (RFC 9110 section 15.2.1). */
export function continueMessage(): Stream {
  return streamOf(formatResponseHead({ version: "HTTP/1.1", status: 100, reason: reasonPhrase(100), headers: [] }));
}

/** Whether the client waits for `100 Continue` before its body; HTTP/1.0 does not know that (RFC 9110 section 10.1.1). */
export function expectsContinue(head: RequestHead): boolean {
  return head.version !== "HTTP/1.0" && headerList(head.headers, "expect").includes("100-continue");
}

function statusOf(problem: HttpProblem): number {
  switch (problem.kind) {
    case "line-too-long":
      return problem.line === "start-line" ? 414 : problem.line === "header" ? 431 : 400;
    case "head-too-long":
      return 431;
    case "bad-version":
      return isOtherMajor(problem.version) ? 505 : 400;
    case "bad-request-line":
    case "bad-status-line":
    case "header-without-colon":
    case "bad-header-name":
    case "bad-header-value":
    case "obs-fold":
    case "bare-lf":
    case "missing-host":
    case "two-hosts":
    case "bad-content-length":
    case "bad-transfer-encoding":
    case "both-framings":
    case "bad-chunk":
    case "closed-early":
      return 400;
    default:
      return unreachable(problem);
  }
}

/** `HTTP/2.0` and `HTTP/3`: a version whose first number is not ours (RFC 9110 section 15.6.6). */
function isOtherMajor(version: string): boolean {
  const major = /^HTTP\/([0-9]+)/.exec(version)?.[1];
  return major !== undefined && Number(major) > 1;
}

const isMethod = (method: string): method is Method => Object.hasOwn(METHODS, method);

/** What the head alone rules out. */
function refusal(rules: AnswerRules, head: RequestHead): Draft | undefined {
  const { method, target } = head;
  if (isOtherMajor(head.version)) return errorDraft(505);
  if (target.length > rules.targetLimit) return errorDraft(414);
  // The parser lets bytes above 127 pass, and one of them is a blank that does not break a line.
  if (/\s/.test(target)) return errorDraft(400);
  if (!isMethod(method)) return errorDraft(501);
  // A coding besides `chunked` is one that we cannot undo (RFC 9112 section 6.1).
  if (headerList(head.headers, "transfer-encoding").length > 1) return errorDraft(501);
  const length = Number(headerValue(head.headers, "content-length") ?? 0);
  if (length > (method === "PUT" ? Math.min(rules.bodyLimit, PUT_LIMIT) : rules.bodyLimit)) return errorDraft(413);
  const unmet = headerList(head.headers, "expect").filter((expectation) => expectation !== "100-continue");
  if (unmet.length > 0 && head.version !== "HTTP/1.0") return errorDraft(417);
  const allowed = allowedMethods(rules, target);
  if (!allowed.includes(method)) return errorDraft(405, [{ name: "Allow", value: allowed.join(", ") }]);
  if (method === "POST" && findAt(rules.site, target).kind !== "document") return errorDraft(404);
  return undefined;
}

/** What is kept of a body, and so the longest document that can be put. */
export const PUT_LIMIT = 65_536;

/** The methods that make sense for what the target names. */
function allowedMethods(rules: AnswerRules, target: string): readonly Method[] {
  const found = findAt(rules.site, target);
  const takesPost = found.kind === "document" && found.document.program !== undefined;
  return [
    "GET",
    "HEAD",
    ...(takesPost || found.kind === "missing" ? (["POST"] as const) : []),
    ...(rules.writable ? (["PUT", "DELETE"] as const) : []),
    "OPTIONS",
    "TRACE",
  ];
}

function findAt(site: Site, target: string): ReturnType<typeof findDocument> {
  const path = targetPath(target);
  return path === undefined ? { kind: "missing" } : findDocument(site, path);
}

function draftFor(rules: AnswerRules, request: WholeRequest, now: Micros): Draft {
  const { method, target } = request.head;
  assert(isMethod(method), "unknown methods are refused before");
  switch (method) {
    case "OPTIONS": {
      const allow = target === "*" ? allowedMethods(rules, "/") : allowedMethods(rules, target);
      return { status: 204, headers: [{ name: "Allow", value: allow.join(", ") }] };
    }
    case "TRACE":
      // The request as it came here; its body, if any, is not sent back (RFC 9110 section 9.3.8).
      return {
        status: 200,
        content: { type: "message/http", body: streamOf(formatRequestHead(request.head)) },
      };
    case "PUT":
      return put(rules.site, request, now);
    case "DELETE":
      return remove(rules.site, target);
    case "GET":
    case "HEAD":
    case "POST":
      return resource(rules.site, request, now);
    case "CONNECT":
      return errorDraft(405);
    default:
      return unreachable(method);
  }
}

function put(site: Site, { head, body }: WholeRequest, now: Micros): Draft {
  const path = targetPath(head.target);
  if (path === undefined) return errorDraft(400);
  if (path.endsWith("/")) return errorDraft(409);
  const type = headerValue(head.headers, "content-type");
  const document: SiteDocument = {
    text: utf8Text(body),
    modified: clock(now),
    ...(type !== undefined && { type }),
  };
  const isNew = !Object.hasOwn(site.documents, path);
  const changed = { ...site, documents: { ...site.documents, [path]: document } };
  return isNew
    ? { status: 201, headers: [{ name: "Location", value: path }], content: EMPTY_PAGE, site: changed }
    : { status: 204, site: changed };
}

const EMPTY_PAGE: Content = { type: "text/html", body: EMPTY };

function remove(site: Site, target: string): Draft {
  const path = targetPath(target);
  if (path === undefined || !Object.hasOwn(site.documents, path)) return errorDraft(404);
  const { [path]: _gone, ...documents } = site.documents;
  return { status: 204, site: { ...site, documents } };
}

/** GET, HEAD and POST: the document, or what stands in its way. */
function resource(site: Site, request: WholeRequest, now: Micros): Draft {
  const { head } = request;
  if (targetPath(head.target) === undefined) return errorDraft(400);
  const found = findAt(site, head.target);
  switch (found.kind) {
    case "missing":
      return errorDraft(404);
    case "forbidden":
      return errorDraft(403);
    case "directory": {
      const host = headerValue(head.headers, "host");
      const query = targetQuery(head.target);
      const path = percentEncode(found.path, (c) => /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/.test(c));
      const place = `${path}/${query === undefined ? "" : `?${query}`}`;
      return redirectDraft(301, host === undefined || host === "" ? place : `http://${host}${place}`);
    }
    case "document":
      return found.document.program === undefined
        ? file(found.path, found.document, request, now)
        : { status: 200, content: echo(request) };
    default:
      return unreachable(found);
  }
}

/** A program of the server's: the fields of the form, those of a GET in the target, those of a POST in the body. */
function echo({ head, body }: WholeRequest): Content {
  const encoded = head.method === "POST" ? text(body) : (targetQuery(head.target) ?? "");
  const rows = decodeForm(encoded).map(([name, value]) => `<li>${escaped(name)} = ${escaped(value)}</li>\n`);
  const page = `<html>\n<head><title>echo</title></head>\n<body>\n<ul>\n${rows.join("")}</ul>\n</body>\n</html>\n`;
  return { type: "text/html; charset=utf-8", body: streamOf(utf8(page)) };
}

/** When a document was last changed, unless it says so: a week before the virtual clock's start. */
const LAST_MODIFIED = EPOCH_SECONDS - 7 * 86_400;

function file(path: string, document: SiteDocument, { head }: WholeRequest, now: Micros): Draft {
  if (document.location !== undefined) return redirectDraft(document.status ?? 301, document.location);
  const status = document.status ?? 200;
  const hasOwnContent = document.text !== undefined || document.bytes !== undefined;
  if (status === 204 || status === 304) return { status };
  if (status >= 400 && !hasOwnContent) return errorDraft(status);
  const content = contentOf(path, document);
  const whole: Draft = { status, content, ...(document.chunked !== undefined && { chunked: document.chunked }) };
  if (status !== 200) return whole;

  const modified = Math.min(document.modified ?? LAST_MODIFIED, clock(now));
  const etag = `"${modified.toString(16)}-${content.body.length.toString(16)}"`;
  const validators: readonly Header[] = [
    { name: "Last-Modified", value: httpDate(modified) },
    { name: "ETag", value: etag },
  ];
  const precondition = preconditionStatus(head, etag, modified, now);
  if (precondition === 304) return { status: 304, headers: validators };
  if (precondition === 412) return errorDraft(412);
  if (document.chunked !== undefined) return { ...whole, headers: validators };
  const headers = [...validators, { name: "Accept-Ranges", value: "bytes" }];
  const range = rangeAsked(head, etag, content.body.length);
  if (range === undefined) return { ...whole, headers };
  if (range === "unsatisfiable") {
    return errorDraft(416, [{ name: "Content-Range", value: `bytes */${content.body.length}` }]);
  }
  const [first, last] = range;
  return {
    status: 206,
    headers: [...headers, { name: "Content-Range", value: `bytes ${first}-${last}/${content.body.length}` }],
    content: { ...content, body: slice(content.body, first, last + 1) },
  };
}

/** RFC 9110 section 13.2.2: tags before dates. */
function preconditionStatus(head: RequestHead, etag: string, modified: number, now: Micros): 304 | 412 | undefined {
  const tags = (name: string) =>
    headerValue(head.headers, name)
      ?.split(",")
      .map((tag) => tag.trim().replace(/^W\//, ""));
  const date = (name: string) => {
    const value = headerValue(head.headers, name);
    return value === undefined ? undefined : parseHttpDate(value, clock(now));
  };
  const has = (list: readonly string[]) => list.includes("*") || list.includes(etag);
  const match = tags("if-match");
  const unmodified = date("if-unmodified-since");
  if (match !== undefined ? !has(match) : unmodified !== undefined && modified > unmodified) return 412;
  const noneMatch = tags("if-none-match");
  const isRead = head.method === "GET" || head.method === "HEAD";
  if (noneMatch !== undefined) return has(noneMatch) ? (isRead ? 304 : 412) : undefined;
  const since = date("if-modified-since");
  return isRead && since !== undefined && modified <= since ? 304 : undefined;
}

/** One range of bytes, first and last; several at once may be answered with the whole (RFC 9110 section 14.2). */
function rangeAsked(
  head: RequestHead,
  etag: string,
  length: number,
): readonly [number, number] | "unsatisfiable" | undefined {
  if (head.method !== "GET") return undefined;
  const condition = headerValue(head.headers, "if-range");
  if (condition !== undefined && condition !== etag) return undefined;
  const found = /^bytes=([0-9]*)-([0-9]*)$/.exec(headerValue(head.headers, "range") ?? "");
  if (found === null) return undefined;
  const [, from = "", to = ""] = found;
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const wanted = Math.min(Number(to), length);
    return wanted === 0 ? "unsatisfiable" : [length - wanted, length - 1];
  }
  if (to !== "" && Number(to) < Number(from)) return undefined;
  if (Number(from) >= length) return "unsatisfiable";
  return [Number(from), to === "" ? length - 1 : Math.min(Number(to), length - 1)];
}

function errorDraft(status: number, headers: readonly Header[] = []): Draft {
  return { status, headers, content: statusPage(status, reasonPhrase(status)) };
}

function redirectDraft(status: number, location: string): Draft {
  return {
    status,
    headers: [{ name: "Location", value: percentEncode(location, (c) => c > " " && c <= "~") }],
    content: statusPage(status, reasonPhrase(status)),
  };
}

/** Whole seconds since 1970 on the virtual calendar. */
const clock = (now: Micros): number => EPOCH_SECONDS + Math.floor(now / MICROS_PER_SECOND);

/** After these the rest of the request, if any, is not worth reading. */
const ENDS_CONNECTION: ReadonlySet<number> = new Set([413, 414, 505]);

/** The draft as a message: general fields first, then those of the response and what it carries. */
function finished(
  rules: AnswerRules,
  draft: Draft,
  request: RequestHead | undefined,
  now: Micros,
  mustClose = false,
): Answer {
  const { status, content, headers = [] } = draft;
  const close =
    mustClose || ENDS_CONNECTION.has(status) || !rules.keepAlive || request === undefined || !keepsConnection(request);
  // HTTP/1.0 has no chunks: there the end of the connection is the end of the body.
  const chunked = rules.version === "1.1" && request?.version === "HTTP/1.1" ? draft.chunked : undefined;
  const untilClose = draft.chunked !== undefined && chunked === undefined;
  const closes = close || untilClose;
  const entity: readonly Header[] =
    content === undefined
      ? []
      : [
          { name: "Content-Type", value: content.type },
          ...(chunked !== undefined
            ? [{ name: "Transfer-Encoding", value: "chunked" }]
            : untilClose
              ? []
              : [{ name: "Content-Length", value: String(content.body.length) }]),
        ];
  const head: ResponseHead = {
    kind: "response",
    version: `HTTP/${rules.version}`,
    status,
    reason: reasonPhrase(status),
    headers: [
      { name: "Date", value: httpDate(clock(now)) },
      { name: "Connection", value: closes ? "close" : "keep-alive" },
      { name: "Server", value: SERVER_NAME },
      ...headers,
      ...entity,
    ],
  };
  const body = content === undefined || request?.method === "HEAD" ? EMPTY : framed(content.body, chunked);
  // The first version of HTTP had no heads (RFC 1945 section 6).
  const message = request?.version === "HTTP/0.9" ? body : join(streamOf(formatResponseHead(head)), body);
  return { head, message, close: closes, ...(draft.site !== undefined && { site: draft.site }) };
}

/** The body as it travels; large ones stay slices of their generator. */
function framed(body: Stream, chunked: number | undefined): Stream {
  if (chunked === undefined) return body;
  const pieces: Stream[] = [];
  for (let at = 0; at < body.length; at += chunked) {
    const end = Math.min(body.length, at + chunked);
    pieces.push(streamOf(ascii(`${(end - at).toString(16)}\r\n`)), slice(body, at, end), streamOf(ascii("\r\n")));
  }
  pieces.push(streamOf(formatLastChunk()));
  return {
    length: pieces.reduce((sum, piece) => sum + piece.length, 0),
    chunks: pieces.flatMap((piece) => piece.chunks),
  };
}
