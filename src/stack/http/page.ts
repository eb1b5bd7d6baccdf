/** A page on its way into a browser: what is still to fetch, over which connection, how far the response is. Pure data. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId } from "../../base/ids.ts";
import type { Ipv4 } from "../../wire/address.ts";
import {
  feed,
  feedEnd,
  type Header,
  type HttpState,
  headerValue,
  keepsConnection,
  keptBody,
  type Method,
  type ResponseHead,
  startHttp,
} from "../../wire/http.ts";
import { utf8Text } from "../../wire/text.ts";
import { parseUrl, portOf, refererField, resolveReference, type ServerUrl, type Url } from "../../wire/url.ts";
import type { Descriptor } from "../call.ts";
import type { Fact } from "../fact.ts";
import { imageReferences } from "./images.ts";
import { type HttpVersion, type RequestMessage, requestMessage, type Validators } from "./request.ts";

export type Body = { readonly type?: string; readonly bytes: Uint8Array };

/** One thing to fetch. */
export type Resource = {
  readonly kind: "document" | "image";
  readonly url: ServerUrl;
  readonly method: Method;
  readonly body?: Body;
  readonly referer?: string;
  /** Redirections that led here. */
  readonly redirects: number;
};

export type PageConnection = {
  readonly fd: Descriptor;
  /** The server that it is for, as `serverKey` names it. */
  readonly server: string;
  readonly address: Ipv4;
  /** `ending`: the server said that it closes, and its end is awaited. `done`: there is nothing left but to close it. */
  readonly stage: "new" | "connected" | "ending" | "done";
  readonly responses: number;
};

/** A request that was written, and what has come back. `body`: whether there is one that waits for `100 Continue`. */
type Exchange = {
  readonly http: HttpState;
  readonly body: "none" | "waits" | "due";
};

/** What is remembered of a document, for the next visit. */
type Visit = Validators & {
  /** Absolute URLs of the images that it showed. */
  readonly images: readonly string[];
};

/** What a browser keeps from page to page, by URL without fragment, the oldest first. */
export type Visits = Readonly<Record<string, Visit>>;

type Fetching = {
  readonly version: HttpVersion;
  readonly keepAlive: boolean;
  readonly images: boolean;
  readonly cache: boolean;
  readonly expectContinue: boolean;
  readonly headers: readonly Header[];
};

export type Page = {
  /** As it was asked for. */
  readonly opened: string;
  readonly by: { readonly by: DeviceId; readonly process: string };
  readonly fetching: Fetching;
  /** As it was asked for, before any redirection. */
  readonly document: Resource;
  /** The first is being fetched. */
  readonly todo: readonly Resource[];
  /** What was looked up for this page: addresses that have not failed, by name. */
  readonly addresses: Readonly<Record<string, readonly Ipv4[]>>;
  readonly connection: PageConnection | null;
  readonly exchange: Exchange | null;
  readonly visits: Visits;
  /** Of the document, 0 before its response. */
  readonly status: number;
  /** Of all bodies. */
  readonly bytes: number;
  /** How many images have come. */
  readonly imagesLoaded: number;
};

export type PageTurn = { readonly page: Page; readonly facts: readonly Fact[] };

const REDIRECT_LIMIT = 5;
/** Bytes of HTML that are kept to look for images. */
const HTML_LIMIT = 65_536;
const VISIT_LIMIT = 64;

const quiet = (page: Page): PageTurn => ({ page, facts: [] });

/** `https` is opened as `http`; undefined for a URL that leads to no web server. */
export function webUrl(url: Url): ServerUrl | undefined {
  if (url.scheme === "http") return url;
  if (url.scheme !== "https") return undefined;
  const plain = parseUrl(`http${url.text.slice(url.schemePart.end)}`);
  return plain.ok && plain.value.scheme === "http" ? plain.value : undefined;
}

/** The name or address to connect to. */
export const hostOf = ({ host }: ServerUrl): string => (host.kind === "name" ? host.name : host.address);

const serverKey = (url: ServerUrl): string => `${hostOf(url)}:${portOf(url)}`;

/** Where the server may be; undefined as long as its name has not been looked up. */
export function addressesFor(page: Page, url: ServerUrl): readonly Ipv4[] | undefined {
  const host = hostOf(url);
  if (Object.hasOwn(page.addresses, host)) return page.addresses[host];
  return url.host.kind === "ipv4" ? [url.host.address] : undefined;
}

export function lookedUp(page: Page, url: ServerUrl, addresses: readonly Ipv4[]): PageTurn {
  if (addresses.length === 0) return resourceFailed(page, "NO_DATA");
  return quiet({ ...page, addresses: { ...page.addresses, [hostOf(url)]: addresses } });
}

export function socketMade(page: Page, url: ServerUrl, address: Ipv4, fd: Descriptor): PageTurn {
  return quiet({ ...page, connection: { fd, server: serverKey(url), address, stage: "new", responses: 0 } });
}

const withStage = (page: Page, stage: PageConnection["stage"]): Page =>
  page.connection === null ? page : { ...page, connection: { ...page.connection, stage } };

export const connected = (page: Page): PageTurn => quiet(withStage(page, "connected"));

/** The next address of the server has its turn, or there is none left. */
export function connectFailed(page: Page, url: ServerUrl, reason: string): PageTurn {
  const done = withStage(page, "done");
  const { [hostOf(url)]: _tried, ...others } = page.addresses;
  const rest = addressesFor(page, url)?.slice(1) ?? [];
  if (rest.length > 0) return quiet({ ...done, addresses: { ...others, [hostOf(url)]: rest } });
  return resourceFailed({ ...done, addresses: others }, reason);
}

export const closed = (page: Page): PageTurn => quiet({ ...page, connection: null });

/** The message that asks for a resource. */
export function requestFor(page: Page, resource: Resource): RequestMessage {
  const { url, method, body, referer } = resource;
  const { version, keepAlive, headers, expectContinue } = page.fetching;
  const visit = method === "GET" ? page.visits[refererField(url)] : undefined;
  return requestMessage({
    url,
    method,
    version,
    keepAlive,
    headers,
    expectContinue: expectContinue && version === "1.1",
    ...(body !== undefined && { body }),
    ...(referer !== undefined && { referer }),
    ...(visit !== undefined && { validators: visit }),
  });
}

/** Whether this request's body waits until the server says that it wants it. */
export const holdsBack = (page: Page, resource: Resource): boolean =>
  resource.body !== undefined && page.fetching.expectContinue && page.fetching.version === "1.1";

export function requestWritten(page: Page, resource: Resource): PageTurn {
  // Of an image or any other file nothing is kept; of a document what can hold the images.
  const keepBody = resource.kind === "document" && page.fetching.images ? HTML_LIMIT : 0;
  const http = startHttp({ kind: "response", method: resource.method }, { keepBody });
  return quiet({ ...page, exchange: { http, body: holdsBack(page, resource) ? "waits" : "none" } });
}

export const bodyWritten = (page: Page): PageTurn =>
  quiet(page.exchange === null ? page : { ...page, exchange: { ...page.exchange, body: "none" } });

/** No `100 Continue` came in time: the body is sent without (RFC 9110 section 10.1.1). */
export const continueTimedOut = (page: Page): PageTurn =>
  quiet(page.exchange === null ? page : { ...page, exchange: { ...page.exchange, body: "due" } });

/** The connection failed or ended with the exchange unfinished. */
export function exchangeBroken(page: Page, resource: Resource, reason: string): PageTurn {
  const { connection, exchange } = page;
  const done = { ...withStage(page, "done"), exchange: null };
  // The server may have closed an idle connection just before our request reached it: once more, on a new one
  // (RFC 9112 section 9.3.1). A POST might have had its effect, so it is not repeated.
  const isStale = connection !== null && connection.responses > 0 && (exchange?.http.length ?? 0) === 0;
  if (isStale && resource.method !== "POST") return quiet(done);
  return resourceFailed(done, reason);
}

/** More of the response, or its end where `data` is empty. */
export function responseRead(page: Page, data: Uint8Array): PageTurn {
  const { exchange, todo } = page;
  const resource = todo[0];
  if (exchange === null || resource === undefined) {
    // The server has said that it closes; whatever else it sends is for nobody.
    return quiet(data.length === 0 ? withStage(page, "done") : page);
  }
  const isEnd = data.length === 0;
  const http = isEnd ? feedEnd(exchange.http) : feed(exchange.http, data);
  const { phase, head } = http;
  if (isEnd && phase.kind === "line") return exchangeBroken(page, resource, "broken-response");
  switch (phase.kind) {
    case "failed":
      return resourceFailed({ ...withStage(page, "done"), exchange: null }, "broken-response");
    case "complete":
      if (head?.kind !== "response") return quiet({ ...page, exchange: { ...exchange, http } });
      return head.status < 200
        ? interim(page, exchange, http, head, data)
        : responseComplete(page, resource, http, head, isEnd);
    case "line":
    case "data":
      return quiet({ ...page, exchange: { ...exchange, http: withoutUselessBody(http) } });
    default:
      return unreachable(phase);
  }
}

/** Images stand in HTML only; nothing of any other body need be kept. */
function withoutUselessBody(http: HttpState): HttpState {
  if (http.framing === null || http.head === null || http.limits.keepBody === 0 || isHtml(http.head.headers))
    return http;
  return { ...http, limits: { ...http.limits, keepBody: 0 }, kept: [] };
}

const isHtml = (headers: readonly Header[]): boolean =>
  /^text\/html\b/i.test(headerValue(headers, "content-type") ?? "");

/** A 1xx response: the final one is still to come (RFC 9110 section 15.2). */
function interim(page: Page, exchange: Exchange, http: HttpState, head: ResponseHead, data: Uint8Array): PageTurn {
  const next = startHttp(http.expected, http.limits);
  const body = head.status === 100 && exchange.body === "waits" ? "due" : exchange.body;
  const waiting: Page = { ...page, exchange: { http: next, body } };
  const told = receivedFact(page, http, head);
  if (http.surplus.length === 0 || data.length === 0) return { page: waiting, facts: [told] };
  const rest = responseRead(waiting, http.surplus);
  return { page: rest.page, facts: [told, ...rest.facts] };
}

function receivedFact(page: Page, http: HttpState, { status, reason }: ResponseHead): Fact {
  const from = page.connection?.address ?? "";
  return { kind: "http-response-received", by: page.by.by, from, status, reason, bytes: http.length };
}

function responseComplete(
  page: Page,
  resource: Resource,
  http: HttpState,
  head: ResponseHead,
  hasEnded: boolean,
): PageTurn {
  const told = receivedFact(page, http, head);
  const isDocument = resource.kind === "document";
  const counted: Page = {
    ...page,
    exchange: null,
    status: isDocument ? head.status : page.status,
    bytes: page.bytes + http.bodyLength,
    imagesLoaded: page.imagesLoaded + (isDocument ? 0 : 1),
    visits: visitsAfter(page, resource, http, head),
  };
  const { page: next, facts } = resourceDone(counted, resource, http, head);
  const bodyHeld = page.exchange?.body === "waits";
  // Bytes after the response answer nothing that we asked, and a body that was never sent leaves the request open.
  const isClean = http.surplus.length === 0 && !bodyHeld;
  const stays = page.fetching.keepAlive && keepsConnection(head) && isClean && http.framing?.kind !== "until-close";
  return { page: settled(next, stays, hasEnded || !isClean), facts: [told, ...facts] };
}

/** What becomes of the connection after a response. */
function settled(page: Page, stays: boolean, isOver: boolean): Page {
  const { connection, todo } = page;
  if (connection === null) return page;
  const next = todo[0];
  const answered: Page = { ...page, connection: { ...connection, responses: connection.responses + 1 } };
  if (isOver) return withStage(answered, "done");
  // The side that said `close` closes: the server. Otherwise the client does, as soon as it needs no more.
  if (!stays) return withStage(answered, "ending");
  return next !== undefined && serverKey(next.url) === connection.server ? answered : withStage(answered, "done");
}

const REDIRECTIONS: readonly number[] = [301, 302, 303, 307, 308];

function resourceDone(page: Page, resource: Resource, http: HttpState, head: ResponseHead): PageTurn {
  const location = headerValue(head.headers, "location");
  if (REDIRECTIONS.includes(head.status) && location !== undefined) return redirected(page, resource, head, location);
  const [, ...rest] = page.todo;
  if (resource.kind === "image") return resourcesLeft({ ...page, todo: rest });
  const images = page.fetching.images ? imagesOf(page, resource, http, head) : [];
  return resourcesLeft({ ...page, todo: [...rest, ...images] });
}

function redirected(page: Page, resource: Resource, head: ResponseHead, location: string): PageTurn {
  const from = refererField(resource.url);
  if (resource.redirects === REDIRECT_LIMIT) return resourceFailed(page, "too-many-redirects");
  const target = resolveReference(resource.url, location);
  const url = target.ok ? webUrl(target.value) : undefined;
  if (url === undefined) return resourceFailed(page, "bad-url");
  // 303 asks for another resource; 301 and 302 do the same to a POST, by habit (RFC 9110 section 15.4.2).
  const toGet = head.status === 303 ? resource.method !== "HEAD" : head.status < 303 && resource.method === "POST";
  const { body, ...same } = resource;
  const next: Resource = {
    ...same,
    url,
    method: toGet ? "GET" : resource.method,
    ...(body !== undefined && !toGet && { body }),
    redirects: resource.redirects + 1,
  };
  const [, ...rest] = page.todo;
  return {
    page: { ...page, todo: [next, ...rest] },
    facts: [{ kind: "redirect-followed", ...page.by, from, to: refererField(url) }],
  };
}

/** The images that the document shows, those that the last visit found when it has not changed since. */
function imagesOf(page: Page, document: Resource, http: HttpState, head: ResponseHead): readonly Resource[] {
  const referer = refererField(document.url);
  const places = head.status === 304 ? (page.visits[referer]?.images ?? []) : imageUrls(document, http, head);
  return places.flatMap((place): readonly Resource[] => {
    const parsed = parseUrl(place);
    const url = parsed.ok ? webUrl(parsed.value) : undefined;
    return url === undefined ? [] : [{ kind: "image", url, method: "GET", referer, redirects: 0 }];
  });
}

function imageUrls(document: Resource, http: HttpState, head: ResponseHead): readonly string[] {
  if (!isHtml(head.headers)) return [];
  const urls = imageReferences(utf8Text(keptBody(http))).flatMap((reference) => {
    const resolved = resolveReference(document.url, reference);
    const url = resolved.ok ? webUrl(resolved.value) : undefined;
    return url === undefined ? [] : [refererField(url)];
  });
  return [...new Set(urls)];
}

/** A document of status 200 is remembered, if the server gave something to ask by. */
function visitsAfter(page: Page, resource: Resource, http: HttpState, head: ResponseHead): Visits {
  const { visits, fetching } = page;
  if (!fetching.cache || resource.method !== "GET" || head.status !== 200) return visits;
  const etag = headerValue(head.headers, "etag");
  const modified = headerValue(head.headers, "last-modified");
  const key = refererField(resource.url);
  const { [key]: _old, ...others } = visits;
  if (etag === undefined && modified === undefined) return others;
  const visit: Visit = {
    ...(etag !== undefined && { etag }),
    ...(modified !== undefined && { modified }),
    images: resource.kind === "document" ? imageUrls(resource, http, head) : [],
  };
  const kept = Object.entries(others).slice(-(VISIT_LIMIT - 1));
  return { ...Object.fromEntries(kept), [key]: visit };
}

/** A document that cannot be had fails its page; an image leaves a gap in it. */
export function resourceFailed(page: Page, reason: string): PageTurn {
  const [resource, ...rest] = page.todo;
  if (resource?.kind !== "image") {
    return { page: { ...page, todo: [] }, facts: [{ kind: "page-failed", ...page.by, url: page.opened, reason }] };
  }
  const left = resourcesLeft({ ...page, todo: rest });
  const url = refererField(resource.url);
  return { page: left.page, facts: [{ kind: "image-failed", ...page.by, url, reason }, ...left.facts] };
}

/** With nothing left to fetch, the page is there. */
function resourcesLeft(page: Page): PageTurn {
  if (page.todo.length > 0) return quiet(page);
  const { opened: url, status, bytes, imagesLoaded: images } = page;
  return { page, facts: [{ kind: "page-loaded", ...page.by, url, status, bytes, images }] };
}
