/** A web browser without a window: it opens URLs one after the other, each with the images of its page. */
import { unreachable } from "../../base/assert.ts";
import { type Micros, seconds } from "../../base/units.ts";
import { encodeForm, type Header, type Method } from "../../wire/http.ts";
import { utf8 } from "../../wire/text.ts";
import { parseAddressBar, portOf, requestTarget, resolveReference, type ServerUrl, type Url } from "../../wire/url.ts";
import type { Act, App, AppEnv, AppTurn, OpenUrl } from "../app.ts";
import type { Fact, FactOf } from "../fact.ts";
import { type Body, hostOf, type Page, type Resource, type Visits, webUrl } from "../http/page.ts";
import { formBody, type HttpVersion } from "../http/request.ts";
import { type BrowserLine, type BrowserSettings, type BrowserVars, browserTable, nextLine } from "./browser-lines.ts";
import { enterLine, type LineState, lineReturned, type SourceLine, sourceLines } from "./line-program.ts";

/** How a browser behaves; plain data, all of it with a default. */
export type BrowserConfig = {
  /** Its process's own name, where a machine has several; it then opens only what is meant for it. */
  readonly window?: string;
  /** Default: 1.1. */
  readonly version?: HttpVersion;
  /** Whether it fetches the images of a page. Default: yes. */
  readonly images?: boolean;
  /** Whether it asks for the connection to stay. Default: with HTTP/1.1. */
  readonly keepAlive?: boolean;
  /** Whether it asks on a second visit if the document has changed. Default: yes. */
  readonly cache?: boolean;
  /** Fields that each request has besides, as `Accept-Language`. */
  readonly headers?: readonly Header[];
  /** Bytes of one read. Default: 65,536. */
  readonly readSize?: number;
  /** A slow program: it waits so long before each read. */
  readonly readPause?: Micros;
  /** SO_RCVBUF of its sockets, in bytes. */
  readonly receiveBuffer?: number;
  /** It gives up on a server that is silent for so long. Default: 300 s. */
  readonly timeout?: Micros;
};

export type BrowserState = LineState<BrowserLine, BrowserVars> & {
  readonly program: "browser";
  readonly config: BrowserConfig;
  /** What is to be opened when the page is there, oldest first. */
  readonly queue: readonly OpenUrl[];
  readonly visits: Visits;
};

const READ_SIZE = 65_536;
const TIMEOUT = seconds(300);

export function browserState(config: BrowserConfig): BrowserState {
  const settings: BrowserSettings = {
    readSize: config.readSize ?? READ_SIZE,
    readPause: config.readPause ?? 0,
    receiveBuffer: config.receiveBuffer ?? 0,
    timeout: config.timeout ?? TIMEOUT,
  };
  return {
    program: "browser",
    config,
    queue: [],
    visits: {},
    line: null,
    tag: 0,
    vars: { settings, page: null },
  };
}

export const browser: App<BrowserState> = (state, event, env) => {
  switch (event.kind) {
    case "start":
      return unchanged(state, env);
    case "told":
      return told(state, event.act, env);
    case "returned": {
      if (state.line === null || event.tag !== state.tag) return unchanged(state, env);
      const turn = lineReturned(browserTable, state, event.result, env);
      const visits = turn.state.vars.page?.visits ?? state.visits;
      return goneOn({ ...state, ...turn.state, visits }, turn, env);
    }
    default:
      return unreachable(event);
  }
};

/** The program's source with the running line marked; none is while it waits for a URL. */
export const browserLines = (state: BrowserState): readonly SourceLine[] => sourceLines(browserTable, state);

const unchanged = (state: BrowserState, env: AppEnv): AppTurn<BrowserState> => ({
  state,
  calls: [],
  facts: [],
  rng: env.rng,
});

function told(state: BrowserState, act: Act, env: AppEnv): AppTurn<BrowserState> {
  switch (act.kind) {
    case "open-url":
      if (act.window !== state.config.window) return unchanged(state, env);
      return goneOn({ ...state, queue: [...state.queue, act] }, { calls: [], facts: [] }, env);
    case "flush-cache": {
      const page = state.vars.page;
      return unchanged(
        { ...state, visits: {}, vars: { ...state.vars, page: page === null ? null : { ...page, visits: {} } } },
        env,
      );
    }
    case "look-up":
    case "ping":
      return unchanged(state, env);
    default:
      return unreachable(act);
  }
}

/** Idle, it opens what waits; URLs that need no network are done with at once. */
function goneOn(
  state: BrowserState,
  done: Pick<AppTurn<BrowserState>, "calls" | "facts">,
  env: AppEnv,
): AppTurn<BrowserState> {
  let now = state;
  const facts: Fact[] = [...done.facts];
  let calls = done.calls;
  while (now.line === null) {
    const [act, ...queue] = now.queue;
    if (act === undefined) break;
    const opened = open({ ...now, queue }, act, env);
    facts.push(...opened.facts);
    calls = [...calls, ...opened.calls];
    now = opened.state;
  }
  return { state: now, calls, facts, rng: env.rng };
}

/** Takes the URL apart and starts on its page, if it has one on the network. */
function open(
  state: BrowserState,
  act: OpenUrl,
  env: AppEnv,
): Pick<AppTurn<BrowserState>, "state" | "calls" | "facts"> {
  const by = { by: env.device, process: state.config.window ?? "browser" };
  const opened: Fact = { kind: "url-opened", ...by, url: act.url };
  const parsed = parseAddressBar(act.url);
  const bad: Fact = { kind: "page-failed", ...by, url: act.url, reason: "bad-url" };
  if (!parsed.ok) return { state, calls: [], facts: [opened, bad] };
  const decoded: Fact = { kind: "url-decoded", ...by, ...partsOf(parsed.value.url) };
  const web = webUrl(parsed.value.url);
  if (web === undefined) return { state, calls: [], facts: [opened, decoded] };
  const document = documentFor(web, act);
  if (document === undefined) return { state, calls: [], facts: [opened, decoded, bad] };
  const { config } = state;
  const version = act.version ?? config.version ?? "1.1";
  const page: Page = {
    opened: act.url,
    by,
    fetching: {
      version,
      keepAlive: config.keepAlive ?? version === "1.1",
      images: config.images ?? true,
      cache: config.cache ?? true,
      expectContinue: act.expectContinue ?? false,
      headers: config.headers ?? [],
    },
    document,
    todo: [document],
    addresses: {},
    connection: null,
    exchange: null,
    visits: config.cache === false ? {} : state.visits,
    status: 0,
    bytes: 0,
    imagesLoaded: 0,
  };
  const vars = { ...state.vars, page };
  const entered = enterLine(browserTable, { ...state, vars }, nextLine(vars), env);
  return {
    state: { ...state, ...entered.state },
    calls: entered.calls,
    facts: [opened, decoded, ...entered.facts],
  };
}

type UrlParts = Omit<FactOf<"url-decoded">, "kind" | "by" | "process">;

/** What the URL says: how, whom, what, as whom. A port of 0 means that no connection is made. */
function partsOf(url: Url): UrlParts {
  const login = { user: "", password: "" };
  const { scheme } = url;
  switch (scheme) {
    case "http":
    case "https": {
      // What is opened as `http` is reached at the port of `http`.
      const web = webUrl(url) ?? url;
      return { scheme, host: hostOf(web), port: portOf(web), path: requestTarget(web), ...loginOf(url) };
    }
    case "ftp":
      return { scheme, host: hostOf(url), port: portOf(url), path: url.path.text, ...loginOf(url) };
    case "file":
      return { scheme, host: url.host?.text ?? "", port: 0, path: url.path.text, ...login };
    case "mailto":
      return { scheme, host: url.domain.text, port: 0, path: url.mailbox.text, ...login };
    case "news":
      return { scheme, host: "", port: 0, path: url.group.text, ...login };
    default:
      return unreachable(url);
  }
}

const loginOf = ({ user, password }: ServerUrl): Pick<UrlParts, "user" | "password"> => ({
  user: user?.text ?? "",
  password: password?.text ?? "",
});

/** What to ask for; undefined when a form makes the URL too long. */
function documentFor(url: ServerUrl, act: OpenUrl): Resource | undefined {
  const method: Method = act.method ?? (act.form !== undefined || act.body !== undefined ? "POST" : "GET");
  const isInTarget = act.form !== undefined && (method === "GET" || method === "HEAD");
  const asked = isInTarget ? resolveReference(url, `?${encodeForm(act.form)}`) : undefined;
  if (asked !== undefined && (!asked.ok || asked.value.scheme !== "http")) return undefined;
  const place = asked?.ok && asked.value.scheme === "http" ? asked.value : url;
  const body: Body | undefined = isInTarget
    ? undefined
    : act.form !== undefined
      ? formBody(act.form)
      : act.body !== undefined
        ? { type: "text/plain", bytes: utf8(act.body) }
        : undefined;
  return { kind: "document", url: place, method, ...(body !== undefined && { body }), redirects: 0 };
}
