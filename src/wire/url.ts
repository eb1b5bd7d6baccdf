/** URLs of the schemes http, https, ftp, file, mailto and news. Read RFC 3986 and RFC 1738 (mailto: RFC 6068, file: RFC 8089). */
import { unreachable } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Ipv4, parseIpv4 } from "./address.ts";
import { percentEncode } from "./text.ts";

/** A stretch of the URL's text: `text` is what stands at [`start`, `end`). */
export type Part = { readonly text: string; readonly start: number; readonly end: number };
/** `name` is what to look up: lower case, without a last dot. `address` is four decimals of 0 to 255 without leading zeros. */
export type HostPart = Part &
  ({ readonly kind: "name"; readonly name: string } | { readonly kind: "ipv4"; readonly address: Ipv4 });
export type PortPart = Part & { readonly number: number };
/** The path up to its last slash, and what follows it; either may be empty, and so may the path. */
export type PathPart = Part & { readonly directory: Part; readonly file: Part };

type Common = {
  /** What was parsed; the offsets of the parts count in it. */
  readonly text: string;
  readonly schemePart: Part;
  readonly query?: Part;
  readonly fragment?: Part;
};
/** A URL that names a server to speak to. */
export type ServerUrl = Common & {
  readonly scheme: "http" | "https" | "ftp";
  readonly user?: Part;
  readonly password?: Part;
  readonly host: HostPart;
  readonly port?: PortPart;
  readonly path: PathPart;
};
export type FileUrl = Common & { readonly scheme: "file"; readonly host?: HostPart; readonly path: PathPart };
export type MailUrl = Common & { readonly scheme: "mailto"; readonly mailbox: Part; readonly domain: HostPart };
export type NewsUrl = Common & { readonly scheme: "news"; readonly group: Part };
export type Url = ServerUrl | FileUrl | MailUrl | NewsUrl;
export type Scheme = Url["scheme"];

/** Why a text is no URL; `offset` points into the text given, `text` is the part that is wrong. */
export type UrlProblem =
  | { readonly kind: "empty"; readonly offset: number }
  | { readonly kind: "too-long"; readonly offset: number; readonly length: number; readonly limit: number }
  | { readonly kind: "space-or-control"; readonly offset: number; readonly code: number }
  | { readonly kind: "missing-scheme"; readonly offset: number }
  | { readonly kind: "bad-scheme"; readonly offset: number; readonly text: string }
  | { readonly kind: "missing-slashes"; readonly offset: number; readonly scheme: Scheme }
  | { readonly kind: "missing-host"; readonly offset: number }
  | { readonly kind: "bad-host"; readonly offset: number; readonly text: string }
  | { readonly kind: "non-ascii-host"; readonly offset: number; readonly text: string }
  | { readonly kind: "ipv6-host"; readonly offset: number; readonly text: string }
  | { readonly kind: "bad-address"; readonly offset: number; readonly text: string }
  | { readonly kind: "host-too-long"; readonly offset: number; readonly length: number; readonly limit: number }
  | { readonly kind: "label-too-long"; readonly offset: number; readonly length: number; readonly limit: number }
  | { readonly kind: "bad-port"; readonly offset: number; readonly text: string }
  | { readonly kind: "bad-mailbox"; readonly offset: number; readonly text: string }
  | { readonly kind: "bad-group"; readonly offset: number; readonly text: string };

/** Characters of a URL. No RFC's limit: browsers' habit (RFC 9110 section 4.1 asks for 8,000 octets of support). */
export const URL_LIMIT = 2_000;
/** Characters of a host name without its last dot: 255 octets as DNS writes it (RFC 1035 section 2.3.4). */
export const HOST_LIMIT = 253;
export const LABEL_LIMIT = 63;
export const DEFAULT_PORTS = { http: 80, https: 443, ftp: 21 } as const;

const SCHEMES: readonly Scheme[] = ["http", "https", "ftp", "file", "mailto", "news"];

/** Reads an absolute URL. Parts stay as they are written (nothing is percent-decoded). */
export function parseUrl(text: string): Result<Url, UrlProblem> {
  if (text === "") return err({ kind: "empty", offset: 0 });
  if (text.length > URL_LIMIT) {
    return err({ kind: "too-long", offset: URL_LIMIT, length: text.length, limit: URL_LIMIT });
  }
  const blank = text.search(/[\s\u0000-\u0020\u007f-\u009f]/);
  if (blank >= 0) return err({ kind: "space-or-control", offset: blank, code: text.charCodeAt(blank) });

  const { scheme: written, authority, path, query, fragment } = splitReference(text);
  if (written === undefined) return err({ kind: "missing-scheme", offset: 0 });
  const scheme = SCHEMES.find((known) => known === written.toLowerCase());
  if (scheme === undefined) return err({ kind: "bad-scheme", offset: 0, text: written });

  const afterScheme = written.length + 1;
  const pathStart = afterScheme + (authority === undefined ? 0 : 2 + authority.length);
  const queryStart = pathStart + path.length + 1;
  const fragmentStart = query === undefined ? queryStart : queryStart + query.length + 1;
  const common = {
    text,
    schemePart: part(written, 0),
    ...(query !== undefined && { query: part(query, queryStart) }),
    ...(fragment !== undefined && { fragment: part(fragment, fragmentStart) }),
  };
  switch (scheme) {
    case "http":
    case "https":
    case "ftp": {
      if (authority === undefined) return err({ kind: "missing-slashes", offset: afterScheme, scheme });
      const server = parseAuthority(authority, afterScheme + 2);
      if (!server.ok) return server;
      return ok({ scheme, ...common, ...server.value, path: pathPart(path, pathStart) });
    }
    case "file": {
      if (authority === undefined && !path.startsWith("/")) {
        return err({ kind: "missing-slashes", offset: afterScheme, scheme });
      }
      if (authority === undefined || authority === "")
        return ok({ scheme, ...common, path: pathPart(path, pathStart) });
      const host = parseHost(authority, afterScheme + 2);
      if (!host.ok) return host;
      return ok({ scheme, ...common, host: host.value, path: pathPart(path, pathStart) });
    }
    case "mailto": {
      const at = path.lastIndexOf("@");
      const mailbox = path.slice(0, Math.max(at, 0));
      if (authority !== undefined || !/^[^@,:;/<>()[\]\\"]+$/.test(mailbox)) {
        return err({
          kind: "bad-mailbox",
          offset: afterScheme,
          text: text.slice(afterScheme, pathStart + path.length),
        });
      }
      const domain = parseHost(path.slice(at + 1), pathStart + at + 1);
      if (!domain.ok) return domain;
      return ok({ scheme, ...common, mailbox: part(mailbox, pathStart), domain: domain.value });
    }
    case "news": {
      if (authority !== undefined || !/^(?:\*|[A-Za-z0-9+_-]+(?:\.[A-Za-z0-9+_-]+)*)$/.test(path)) {
        return err({ kind: "bad-group", offset: afterScheme, text: text.slice(afterScheme, pathStart + path.length) });
      }
      return ok({ scheme, ...common, group: part(path, pathStart) });
    }
    default:
      return unreachable(scheme);
  }
}

/**
 * Reads what a user types: blanks around it do not count, and without a scheme `http://` is put before it (`assumed`).
 * The offsets of the URL's parts count in `url.text`, the completed text; those of a problem in the text typed.
 */
export function parseAddressBar(typed: string): Result<{ url: Url; assumed: "http" | null }, UrlProblem> {
  const text = typed.trim();
  const start = typed.length - typed.trimStart().length;
  if (text === "") return err({ kind: "empty", offset: 0 });
  const assumed = isBare(text) ? "http" : null;
  const parsed = parseUrl(assumed === null ? text : `http://${text}`);
  if (parsed.ok) return ok({ url: parsed.value, assumed });
  const shift = start - (assumed === null ? 0 : "http://".length);
  return err({ ...parsed.error, offset: Math.max(0, parsed.error.offset + shift) });
}

/** `naver.com:8080/x` looks like a scheme and a path to RFC 3986: a dot before the colon, or digits after it, mean a host. */
function isBare(text: string): boolean {
  const { scheme } = splitReference(text);
  if (scheme === undefined) return true;
  if (SCHEMES.some((known) => known === scheme.toLowerCase())) return false;
  const rest = text.slice(scheme.length + 1);
  if (rest.startsWith("//")) return false;
  return scheme.includes(".") || /^[0-9]+(?:[/?#]|$)/.test(rest);
}

/** The port to connect to: the URL's own, or its scheme's. */
export function portOf(url: ServerUrl): number {
  return url.port?.number ?? DEFAULT_PORTS[url.scheme];
}

/** What the request line asks for: path and query, `/` without a path (RFC 9112 section 3.2.1), in ASCII. */
export function requestTarget(url: ServerUrl): string {
  const path = url.path.text === "" ? "/" : url.path.text;
  const query = url.query === undefined ? "" : `?${url.query.text}`;
  return percentEncode(path + query, (character) => /[!#-;=?-[\]_a-z~]/.test(character));
}

/** The value of the `Host` field: the host, and the port where it is not the scheme's own (RFC 9110 section 7.2). */
export function hostField(url: ServerUrl): string {
  const port = portOf(url);
  return hostText(url.host) + (port === DEFAULT_PORTS[url.scheme] ? "" : `:${port}`);
}

/** The value of the `Referer` field: the URL without user, password and fragment (RFC 9110 section 10.1.3). */
export function refererField(url: ServerUrl): string {
  return `${url.scheme}://${hostField(url)}${requestTarget(url)}`;
}

/** The URL put together from its parts; scheme and host in lower case, all else as written. */
export function formatUrl(url: Url): string {
  return `${url.scheme}:${hierarchy(url)}${suffix("?", url.query)}${suffix("#", url.fragment)}`;
}

function hierarchy(url: Url): string {
  switch (url.scheme) {
    case "http":
    case "https":
    case "ftp": {
      const user = url.user === undefined ? "" : `${url.user.text}${suffix(":", url.password)}@`;
      return `//${user}${url.host.text.toLowerCase()}${suffix(":", url.port)}${url.path.text}`;
    }
    case "file":
      return `//${url.host?.text.toLowerCase() ?? ""}${url.path.text}`;
    case "mailto":
      return `${url.mailbox.text}@${url.domain.text.toLowerCase()}`;
    case "news":
      return url.group.text;
    default:
      return unreachable(url);
  }
}

export type PartName =
  | "scheme"
  | "user"
  | "password"
  | "host"
  | "port"
  | "directory"
  | "file"
  | "query"
  | "fragment"
  | "mailbox"
  | "domain"
  | "group";

/** The URL's parts in the order of its text, empty ones left out; they never overlap. */
export function urlParts(url: Url): readonly (Part & { readonly name: PartName })[] {
  const named: [PartName, Part | undefined][] = [["scheme", url.schemePart]];
  switch (url.scheme) {
    case "http":
    case "https":
    case "ftp":
      named.push(["user", url.user], ["password", url.password], ["host", url.host], ["port", url.port]);
      named.push(["directory", url.path.directory], ["file", url.path.file]);
      break;
    case "file":
      named.push(["host", url.host], ["directory", url.path.directory], ["file", url.path.file]);
      break;
    case "mailto":
      named.push(["mailbox", url.mailbox], ["domain", url.domain]);
      break;
    case "news":
      named.push(["group", url.group]);
      break;
    default:
      unreachable(url);
  }
  named.push(["query", url.query], ["fragment", url.fragment]);
  return named.flatMap(([name, found]) =>
    found === undefined || found.text === "" ? [] : [{ name, ...part(found.text, found.start) }],
  );
}

/** Where `reference` (a `Location` field, an image's `src`) leads from `base`. */
export function resolveReference(base: Url, reference: string): Result<Url, UrlProblem> {
  return parseUrl(resolveText(formatUrl(base), reference));
}

/** RFC 3986 section 5.2 on plain text, for any scheme, in its strict form (`http:g` stays itself). `base` has a scheme. */
export function resolveText(base: string, reference: string): string {
  const b = splitReference(base);
  const r = splitReference(reference);
  const target = (() => {
    if (r.scheme !== undefined) return { ...r, path: removeDotSegments(r.path) };
    if (r.authority !== undefined) return { ...r, scheme: b.scheme, path: removeDotSegments(r.path) };
    const from = { scheme: b.scheme, authority: b.authority, fragment: r.fragment };
    if (r.path === "") return { ...from, path: b.path, query: r.query ?? b.query };
    if (r.path.startsWith("/")) return { ...from, path: removeDotSegments(r.path), query: r.query };
    return { ...from, path: removeDotSegments(mergePaths(b, r.path)), query: r.query };
  })();
  // Without an authority, a path that starts with two slashes would be read as one (RFC 3986 section 3.3).
  const guard = target.authority === undefined && target.path.startsWith("//") ? "/." : "";
  return [
    target.scheme === undefined ? "" : `${target.scheme}:`,
    target.authority === undefined ? "" : `//${target.authority}`,
    guard + target.path,
    target.query === undefined ? "" : `?${target.query}`,
    target.fragment === undefined ? "" : `#${target.fragment}`,
  ].join("");
}

type Components = {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
};

/** The five components of a URI reference, as RFC 3986 appendix B cuts them; every text has them. */
function splitReference(text: string): Components {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(text)?.[0];
  const afterScheme = scheme === undefined ? 0 : scheme.length + 1;
  const hash = endBefore(text, "#", afterScheme, text.length);
  const question = endBefore(text, "?", afterScheme, hash);
  const hasAuthority = text.startsWith("//", afterScheme) && afterScheme + 2 <= question;
  const pathStart = hasAuthority ? endBefore(text, "/", afterScheme + 2, question) : afterScheme;
  return {
    scheme,
    authority: hasAuthority ? text.slice(afterScheme + 2, pathStart) : undefined,
    path: text.slice(pathStart, question),
    query: question < hash ? text.slice(question + 1, hash) : undefined,
    fragment: hash < text.length ? text.slice(hash + 1) : undefined,
  };
}

/** Where `mark` first stands in [`start`, `end`), else `end`. */
function endBefore(text: string, mark: string, start: number, end: number): number {
  const at = text.indexOf(mark, start);
  return at < 0 ? end : Math.min(at, end);
}

/** RFC 3986 section 5.2.3. */
function mergePaths(base: Components, path: string): string {
  if (base.authority !== undefined && base.path === "") return `/${path}`;
  return base.path.slice(0, base.path.lastIndexOf("/") + 1) + path;
}

/** RFC 3986 section 5.2.4, its steps A to E. */
function removeDotSegments(path: string): string {
  let input = path;
  const output: string[] = [];
  while (input !== "") {
    if (input.startsWith("../")) input = input.slice(3);
    else if (input.startsWith("./")) input = input.slice(2);
    else if (input.startsWith("/./")) input = input.slice(2);
    else if (input === "/.") input = "/";
    else if (input.startsWith("/../") || input === "/..") {
      input = input.slice(3) || "/";
      output.pop();
    } else if (input === "." || input === "..") input = "";
    else {
      const end = endBefore(input, "/", 1, input.length);
      output.push(input.slice(0, end));
      input = input.slice(end);
    }
  }
  return output.join("");
}

type Authority = Pick<ServerUrl, "user" | "password" | "host" | "port">;

/** `user:password@host:port`, RFC 3986 section 3.2. `start` is its place in the URL. */
function parseAuthority(authority: string, start: number): Result<Authority, UrlProblem> {
  const at = authority.lastIndexOf("@");
  const hostStart = at + 1;
  const hostAndPort = authority.slice(hostStart);
  if (hostAndPort.startsWith("[") || /^[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*$/.test(hostAndPort)) {
    return err({ kind: "ipv6-host", offset: start + hostStart, text: hostAndPort });
  }
  const colon = endBefore(hostAndPort, ":", 0, hostAndPort.length);
  const host = parseHost(hostAndPort.slice(0, colon), start + hostStart);
  if (!host.ok) return host;
  const portStart = hostStart + colon + 1;
  const portText = authority.slice(portStart);
  const port = part(portText, start + portStart);
  const number = Number(portText);
  // An empty port is allowed, and means the scheme's own (RFC 3986 section 3.2.3).
  if (portText !== "" && !(/^[0-9]+$/.test(portText) && number >= 1 && number <= 65_535)) {
    return err({ kind: "bad-port", offset: port.start, text: portText });
  }
  const between = at < 0 ? 0 : endBefore(authority, ":", 0, at);
  return ok({
    ...(at >= 0 && { user: part(authority.slice(0, between), start) }),
    ...(between < at && { password: part(authority.slice(between + 1, at), start + between + 1) }),
    host: host.value,
    ...(portText !== "" && { port: { ...port, number } }),
  });
}

/** A host name (RFC 1123 section 2.1, and the underscore that DNS allows) or four decimals. */
function parseHost(text: string, start: number): Result<HostPart, UrlProblem> {
  if (text === "") return err({ kind: "missing-host", offset: start });
  const foreign = text.search(/[^\u0000-\u007f]/);
  if (foreign >= 0) return err({ kind: "non-ascii-host", offset: start + foreign, text });
  const bad = text.search(/[^A-Za-z0-9._-]/);
  if (bad >= 0) return err({ kind: "bad-host", offset: start + bad, text });

  const name = text.toLowerCase().replace(/\.$/, "");
  const labels = name.split(".");
  // No top-level domain is a number, so a number at the end is a try at an address (RFC 1123 section 2.1).
  if (/^[0-9]+$/.test(labels.at(-1) ?? "")) {
    if (parseIpv4(text) === undefined) return err({ kind: "bad-address", offset: start, text });
    return ok({ ...part(text, start), kind: "ipv4", address: text });
  }
  if (name.length > HOST_LIMIT) {
    return err({ kind: "host-too-long", offset: start, length: name.length, limit: HOST_LIMIT });
  }
  let labelStart = start;
  for (const label of labels) {
    if (label === "") return err({ kind: "bad-host", offset: labelStart, text });
    if (label.length > LABEL_LIMIT) {
      return err({ kind: "label-too-long", offset: labelStart, length: label.length, limit: LABEL_LIMIT });
    }
    labelStart += label.length + 1;
  }
  return ok({ ...part(text, start), kind: "name", name });
}

function hostText(host: HostPart): string {
  return host.kind === "name" ? host.name : host.address;
}

function pathPart(text: string, start: number): PathPart {
  const fileStart = text.lastIndexOf("/") + 1;
  return {
    ...part(text, start),
    directory: part(text.slice(0, fileStart), start),
    file: part(text.slice(fileStart), start + fileStart),
  };
}

function part(text: string, start: number): Part {
  return { text, start, end: start + text.length };
}

function suffix(mark: string, found: Part | undefined): string {
  return found === undefined ? "" : mark + found.text;
}
