/** The browser's program, line by line as a book on sockets gives it; what it decides between the lines is page.ts. */
import { assert, unreachable } from "../../base/assert.ts";
import { MICROS_PER_SECOND, type Micros, seconds } from "../../base/units.ts";
import { portOf } from "../../wire/url.ts";
import type { AppEnv } from "../app.ts";
import { failed, type SyscallResult } from "../call.ts";
import {
  addressesFor,
  bodyWritten,
  closed,
  connected,
  connectFailed,
  continueTimedOut,
  exchangeBroken,
  holdsBack,
  hostOf,
  lookedUp,
  type Page,
  type PageConnection,
  type PageTurn,
  type Resource,
  requestFor,
  requestWritten,
  resourceFailed,
  responseRead,
  socketMade,
} from "../http/page.ts";
import { bytesOf, join, streamOf } from "../stream.ts";
import type { Got, Line, LineTable } from "./line-program.ts";

export type BrowserLine =
  | "gethostbyname"
  | "socket"
  | "setsockopt"
  | "connect"
  | "write"
  | "write-body"
  | "sleep"
  | "read"
  | "close";

/** The program's variables: its settings, and the page that it loads or has loaded last. */
export type BrowserVars = {
  readonly settings: BrowserSettings;
  readonly page: Page | null;
};

export type BrowserSettings = {
  /** Bytes of the receive buffer of the program: the most that one `read` brings. */
  readonly readSize: number;
  /** Waits so long before each read, 0 for not at all. */
  readonly readPause: Micros;
  /** SO_RCVBUF of its sockets; 0 leaves it as it is. */
  readonly receiveBuffer: number;
  /** Gives up on a server that is silent for so long. */
  readonly timeout: Micros;
};

/** How long a body waits for `100 Continue`: no RFC's number, what curl does. */
const CONTINUE_WAIT = seconds(1);

export const browserTable: LineTable<BrowserLine, BrowserVars> = [
  {
    name: "gethostbyname",
    text: ({ page }) => `ip = gethostbyname(${page === null ? "name" : `"${hostOf(shownResource(page).url)}"`})`,
    shown: ({ page }) => page === null || shownResource(page).url.host.kind !== "ipv4",
    call: (vars) => ({ op: "gethostbyname", name: hostOf(resourceOf(vars).url) }),
    got: taking((page, result, vars) => {
      const found = result.op === "gethostbyname" && "addresses" in result ? result.addresses : undefined;
      if (found !== undefined) return lookedUp(page, resourceOf(vars).url, found);
      return resourceFailed(page, "failed" in result ? result.failed : (failed(result) ?? "TRY_AGAIN"));
    }),
    next: nextLine,
  },
  {
    name: "socket",
    text: () => "sd = socket(AF_INET, SOCK_STREAM, 0)",
    call: () => ({ op: "socket", type: "stream" }),
    got: taking((page, result, vars) => {
      const { url } = resourceOf(vars);
      const address = addressesFor(page, url)?.[0];
      if (address === undefined || !("fd" in result)) return resourceFailed(page, failed(result) ?? "EINVAL");
      return socketMade(page, url, address, result.fd);
    }),
    next: (vars) => {
      const line = nextLine(vars);
      return line === "connect" && vars.settings.receiveBuffer > 0 ? "setsockopt" : line;
    },
  },
  {
    name: "setsockopt",
    text: ({ settings }) => `setsockopt(sd, SO_RCVBUF, ${settings.receiveBuffer})`,
    shown: ({ settings }) => settings.receiveBuffer > 0,
    call: (vars) => ({
      op: "setsockopt",
      fd: connectionOf(vars).fd,
      option: "SO_RCVBUF",
      value: vars.settings.receiveBuffer,
    }),
    got: (vars) => ({ vars }),
    next: nextLine,
  },
  {
    name: "connect",
    text: ({ page }) => `connect(sd, ip, ${page === null ? "port" : portOf(shownResource(page).url)})`,
    call: (vars) => ({
      op: "connect",
      fd: connectionOf(vars).fd,
      address: connectionOf(vars).address,
      port: portOf(resourceOf(vars).url),
    }),
    got: taking((page, result, vars) => {
      const errno = failed(result);
      return errno === undefined ? connected(page) : connectFailed(page, resourceOf(vars).url, errno);
    }),
    next: nextLine,
  },
  {
    name: "write",
    text: () => "write(sd, request, length)",
    call: (vars) => {
      const resource = resourceOf(vars);
      const { head, body } = requestFor(pageOf(vars), resource);
      const isHeldBack = holdsBack(pageOf(vars), resource);
      const data = isHeldBack ? streamOf(head) : join(streamOf(head), streamOf(body));
      return { op: "write", fd: connectionOf(vars).fd, data };
    },
    makes: (vars) => {
      const page = pageOf(vars);
      const { method, target, version, head, body } = requestFor(page, resourceOf(vars));
      const to = connectionOf(vars).address;
      const bytes = head.length + body.length;
      return [{ kind: "http-request-sent", by: page.by.by, to, method, target, version, bytes }];
    },
    got: taking((page, result, vars) => {
      const errno = failed(result);
      const resource = resourceOf(vars);
      return errno === undefined ? requestWritten(page, resource) : exchangeBroken(page, resource, errno);
    }),
    next: nextLine,
  },
  {
    name: "write-body",
    text: () => "write(sd, body, length)",
    shown: ({ page }) => page !== null && holdsBack(page, shownResource(page)),
    call: (vars) => ({
      op: "write",
      fd: connectionOf(vars).fd,
      data: streamOf(requestFor(pageOf(vars), resourceOf(vars)).body),
    }),
    got: taking((page, result, vars) => {
      const errno = failed(result);
      return errno === undefined ? bodyWritten(page) : exchangeBroken(page, resourceOf(vars), errno);
    }),
    next: nextLine,
  },
  {
    name: "sleep",
    text: ({ settings }) => `sleep(${settings.readPause / MICROS_PER_SECOND})`,
    shown: ({ settings }) => settings.readPause > 0,
    call: ({ settings }) => ({ op: "sleep", micros: settings.readPause }),
    got: (vars) => ({ vars }),
    next: () => "read",
  },
  {
    name: "read",
    text: () => "n = read(sd, buffer, size)",
    call: (vars) => {
      const { readSize, timeout } = vars.settings;
      const waits = pageOf(vars).exchange?.body === "waits";
      return {
        op: "read",
        fd: connectionOf(vars).fd,
        size: readSize,
        timeout: waits ? Math.min(CONTINUE_WAIT, timeout) : timeout,
      };
    },
    got: taking((page, result) => {
      const errno = failed(result);
      const [resource] = page.todo;
      if (errno === undefined) {
        return responseRead(page, "data" in result && result.op === "read" ? bytesOf(result.data) : new Uint8Array(0));
      }
      // After the last response of a connection nothing can be lost any more.
      if (page.exchange === null || resource === undefined) return responseRead(page, new Uint8Array(0));
      if (errno === "ETIMEDOUT" && page.exchange.body === "waits") return continueTimedOut(page);
      return exchangeBroken(page, resource, errno);
    }),
    next: nextLine,
  },
  {
    name: "close",
    text: () => "close(sd)",
    call: (vars) => ({ op: "close", fd: connectionOf(vars).fd }),
    got: taking((page) => closed(page)),
    next: nextLine,
  },
] satisfies readonly Line<BrowserLine, BrowserVars>[];

/** Where the page leads now; null when nothing is left to do for it. */
export function nextLine({ page, settings }: BrowserVars): BrowserLine | null {
  if (page === null) return null;
  const { connection, exchange, todo } = page;
  const [resource] = todo;
  if (connection === null) {
    if (resource === undefined) return null;
    return addressesFor(page, resource.url) === undefined ? "gethostbyname" : "socket";
  }
  const read = settings.readPause > 0 ? "sleep" : "read";
  switch (connection.stage) {
    case "done":
      return "close";
    case "ending":
      return read;
    case "new":
      return resource === undefined ? "close" : "connect";
    case "connected":
      if (exchange !== null) return exchange.body === "due" ? "write-body" : read;
      return resource === undefined ? "close" : "write";
    default:
      return unreachable(connection.stage);
  }
}

/** A line's `got` that only changes the page. */
function taking(
  step: (page: Page, result: SyscallResult, vars: BrowserVars) => PageTurn,
): (vars: BrowserVars, result: SyscallResult, env: AppEnv) => Got<BrowserVars> {
  return (vars, result) => {
    const { page, facts } = step(pageOf(vars), result, vars);
    return { vars: { ...vars, page }, facts };
  };
}

function pageOf({ page }: BrowserVars): Page {
  assert(page !== null, "a line runs for a page");
  return page;
}

function connectionOf(vars: BrowserVars): PageConnection {
  const { connection } = pageOf(vars);
  assert(connection !== null, "the line needs a socket");
  return connection;
}

/** What the text of the lines speaks of: what is being fetched, afterwards the document. */
const shownResource = ({ todo, document }: Page): Resource => todo[0] ?? document;

function resourceOf(vars: BrowserVars): Resource {
  const [resource] = pageOf(vars).todo;
  assert(resource !== undefined, "the line fetches something");
  return resource;
}
