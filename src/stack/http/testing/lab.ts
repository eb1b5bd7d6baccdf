/** Browsers and web servers joined by streams in memory, without TCP below them: for tests of messages and calls. */
import { assert, unreachable } from "../../../base/assert.ts";
import type { Micros } from "../../../base/units.ts";
import type { Ipv4 } from "../../../wire/address.ts";
import { ascii, concatBytes, text } from "../../../wire/text.ts";
import type { AppEvent, AppTurn, OpenUrl } from "../../app.ts";
import type { CallTag, Errno, LookupError, Syscall, SyscallResult } from "../../call.ts";
import { callText } from "../../call-text.ts";
import type { Fact, FactKind, FactOf } from "../../fact.ts";
import { type BrowserConfig, type BrowserState, browser, browserState } from "../../programs/browser.ts";
import { bytesOf, streamOf } from "../../stream.ts";
import { type HttpServerConfig, type HttpServerState, httpServer, httpServerState } from "../server.ts";

/** What a server of a test says to each request on a connection, in order; `close` ends the connection after it. */
export type Script = readonly { readonly say: string; readonly close?: boolean; readonly after?: Micros }[];

export type LabSpec = {
  readonly browser?: BrowserConfig;
  readonly servers?: Readonly<Record<Ipv4, HttpServerConfig>>;
  /** Servers that are no programs: one script for each connection. */
  readonly scripts?: Readonly<Record<Ipv4, readonly Script[]>>;
  readonly names?: Readonly<Record<string, readonly Ipv4[] | LookupError>>;
  /** Addresses that cannot be connected to, and why. */
  readonly dead?: Readonly<Record<Ipv4, Errno>>;
  /** The most bytes that the nth read (from 0) of each side brings. */
  readonly limit?: (side: "client" | "server", nth: number) => number;
};

type Reader = { readonly process: string; readonly tag: CallTag; readonly size: number; cancel: () => void };
type End = {
  readonly owner: string;
  buffer: Uint8Array;
  ended: boolean;
  gone: boolean;
  reading: Reader | null;
  peer: End | null;
  /** A scripted end speaks in place of a program. */
  script?: { readonly lines: Script; at: number };
};
type Process = {
  readonly name: string;
  readonly side: "client" | "server";
  readonly address: Ipv4;
  readonly run: (event: AppEvent, now: Micros) => AppTurn<unknown>;
  readonly fds: Map<number, End | "fresh" | { readonly port: number }>;
  readonly accepting: Map<number, { readonly fd: number; readonly tag: CallTag }>;
  readonly waiting: Map<number, End[]>;
  reads: number;
};

export type Lab = {
  /** Tells the browser to open a URL and lets everything happen that follows, up to `until`. */
  readonly open: (act: string | Omit<OpenUrl, "kind">, until?: Micros) => void;
  /** A bare client: writes the pieces to a new connection, one after the other, and gives all that came back. */
  readonly talk: (address: Ipv4, pieces: readonly (string | "end")[], port?: number) => string;
  readonly run: (until?: Micros) => void;
  readonly tellServer: (address: Ipv4, change: (state: HttpServerState) => HttpServerState) => void;
  readonly browserState: () => BrowserState;
  readonly now: () => Micros;
  /** `client: connect(3, 192.0.2.1:80)`, in the order in which the calls were made. */
  readonly calls: string[];
  readonly facts: Fact[];
  /** What was written to each connection, in the order of connecting. */
  readonly connections: {
    readonly to: Ipv4;
    request: string;
    response: string;
    closedFirst: "client" | "server" | null;
  }[];
};

export function lab(spec: LabSpec): Lab {
  type Entry = { readonly at: Micros; readonly seq: number; readonly run: () => void; off?: true };
  const agenda: Entry[] = [];
  let seq = 0;
  let now: Micros = 0;
  const calls: string[] = [];
  const facts: Fact[] = [];
  const connections: Lab["connections"] = [];
  const recordOf = new Map<End, { record: Lab["connections"][number]; side: "client" | "server" }>();
  const processes = new Map<string, Process>();
  let client: BrowserState = browserState(spec.browser ?? {});
  const servers = new Map<Ipv4, HttpServerState>();
  const scriptsLeft = new Map(Object.entries(spec.scripts ?? {}).map(([address, list]) => [address, [...list]]));

  const later = (at: Micros, run: () => void): Entry => {
    const entry: Entry = { at, seq: seq++, run };
    agenda.push(entry);
    return entry;
  };
  const soon = (run: () => void): void => void later(now, run);

  const make = (
    name: string,
    side: Process["side"],
    address: Ipv4,
    run: (event: AppEvent, now: Micros) => AppTurn<unknown>,
  ): Process => {
    const process = { name, side, address, run, fds: new Map(), accepting: new Map(), waiting: new Map(), reads: 0 };
    processes.set(name, process);
    return process;
  };

  const deliver = (process: Process, event: AppEvent): void => {
    const turn = process.run(event, now);
    facts.push(...turn.facts);
    for (const { tag, call } of turn.calls) {
      calls.push(`${process.name}: ${callText(call)}`);
      soon(() => handle(process, tag, call));
    }
  };
  const answer = (process: Process, tag: CallTag, result: SyscallResult): void =>
    soon(() => deliver(process, { kind: "returned", tag, result }));

  const end = (owner: string): End => ({
    owner,
    buffer: new Uint8Array(0),
    ended: false,
    gone: false,
    reading: null,
    peer: null,
  });

  const newFd = (process: Process): number => {
    let fd = 3;
    while (process.fds.has(fd)) fd++;
    return fd;
  };

  const note = (from: End, data: string): void => {
    const noted = recordOf.get(from);
    if (noted?.side === "client") noted.record.request += data;
    else if (noted) noted.record.response += data;
  };

  const send = (from: End, bytes: Uint8Array): void => {
    const to = from.peer;
    assert(to !== null, "a connected socket has a peer");
    note(from, text(bytes));
    if (to.gone) return;
    to.buffer = concatBytes([to.buffer, bytes]);
    if (to.script) soon(() => speak(to));
    else serve(to);
  };

  const finish = (from: End): void => {
    const noted = recordOf.get(from);
    if (noted && noted.record.closedFirst === null) noted.record.closedFirst = noted.side;
    const to = from.peer;
    if (to === null || to.ended) return;
    to.ended = true;
    serve(to);
  };

  const speak = (at: End): void => {
    const script = at.script;
    if (!script || !text(at.buffer).includes("\r\n\r\n")) return;
    at.buffer = new Uint8Array(0);
    const line = script.lines[script.at++];
    if (line === undefined) return;
    later(now + (line.after ?? 0), () => {
      if (line.say !== "") send(at, ascii(line.say));
      if (line.close) finish(at);
    });
  };

  const serve = (at: End): void => {
    const reader = at.reading;
    if (reader === null || (at.buffer.length === 0 && !at.ended)) return;
    const process = processes.get(reader.process);
    assert(process, "the reader is a process");
    const limit =
      at.buffer.length === 0 ? 0 : (spec.limit?.(process.side, process.reads++) ?? Number.POSITIVE_INFINITY);
    const size = Math.min(at.buffer.length, reader.size, limit);
    const data = at.buffer.slice(0, size);
    at.buffer = at.buffer.slice(size);
    at.reading = null;
    reader.cancel();
    answer(process, reader.tag, { op: "read", data: streamOf(data) });
  };

  const listenerAt = (address: Ipv4, port: number): readonly [Process, number] | undefined => {
    for (const process of processes.values()) {
      if (process.address !== address) continue;
      for (const [fd, socket] of process.fds) {
        if (typeof socket === "object" && "port" in socket && socket.port === port) return [process, fd];
      }
    }
    return undefined;
  };

  const acceptNext = (process: Process, fd: number): void => {
    const waiting = process.waiting.get(fd)?.shift();
    const accepting = process.accepting.get(fd);
    if (!accepting || !waiting) {
      if (waiting) process.waiting.get(fd)?.unshift(waiting);
      return;
    }
    process.accepting.delete(fd);
    const own = newFd(process);
    process.fds.set(own, waiting);
    answer(process, accepting.tag, { op: "accept", fd: own, address: "198.51.100.7", port: 40_000 });
  };

  const connect = (address: Ipv4, port: number, from: End): Errno | undefined => {
    const dead = spec.dead?.[address];
    if (dead !== undefined) return dead;
    const to = end(address);
    const script = scriptsLeft.get(address)?.shift();
    const listener = script === undefined ? listenerAt(address, port) : undefined;
    if (script === undefined && listener === undefined) return "ECONNREFUSED";
    from.peer = to;
    to.peer = from;
    const record = { to: address, request: "", response: "", closedFirst: null };
    connections.push(record);
    recordOf.set(from, { record, side: "client" });
    recordOf.set(to, { record, side: "server" });
    if (script !== undefined) to.script = { lines: script, at: 0 };
    if (listener) {
      const [process, fd] = listener;
      process.waiting.set(fd, [...(process.waiting.get(fd) ?? []), to]);
      acceptNext(process, fd);
    }
    return undefined;
  };

  const handle = (process: Process, tag: CallTag, call: Syscall): void => {
    const reply = (result: SyscallResult) => answer(process, tag, result);
    switch (call.op) {
      case "gethostbyname": {
        const { names = {} } = spec;
        const known = Object.hasOwn(names, call.name) ? names[call.name] : undefined;
        const found = known ?? "HOST_NOT_FOUND";
        return reply(
          typeof found === "string"
            ? { op: call.op, failed: found }
            : { op: call.op, addresses: found, canonical: call.name },
        );
      }
      case "sleep":
        later(now + call.micros, () => answer(process, tag, { op: "sleep" }));
        return;
      case "socket": {
        const fd = newFd(process);
        process.fds.set(fd, "fresh");
        return reply({ op: "socket", fd });
      }
      case "setsockopt":
        return reply({ op: call.op });
      case "bind":
        process.fds.set(call.fd, { port: call.port });
        return reply({ op: "bind" });
      case "listen":
        return reply({ op: "listen" });
      case "accept":
        process.accepting.set(call.fd, { fd: call.fd, tag });
        return acceptNext(process, call.fd);
      case "connect": {
        const own = end(process.name);
        const errno = connect(call.address, call.port, own);
        if (errno !== undefined) return reply({ op: "connect", errno });
        process.fds.set(call.fd, own);
        return reply({ op: "connect", localAddress: process.address, localPort: 40_000 });
      }
      case "write":
      case "read":
      case "shutdown": {
        const own = process.fds.get(call.fd);
        if (typeof own !== "object" || "port" in own) return reply({ op: call.op, errno: "ENOTCONN" });
        if (call.op === "shutdown") {
          finish(own);
          return reply({ op: "shutdown" });
        }
        if (call.op === "write") {
          if (own.peer?.gone) return reply({ op: "write", errno: "EPIPE" });
          send(own, bytesOf(call.data));
          return reply({ op: "write", bytes: call.data.length });
        }
        const reader: Reader = { process: process.name, tag, size: call.size, cancel: () => {} };
        own.reading = reader;
        if (call.timeout !== undefined) {
          const timer = later(now + call.timeout, () => {
            own.reading = null;
            answer(process, tag, { op: "read", errno: "ETIMEDOUT" });
          });
          reader.cancel = () => {
            timer.off = true;
          };
        }
        return serve(own);
      }
      case "close": {
        const own = process.fds.get(call.fd);
        process.fds.delete(call.fd);
        if (typeof own === "object" && !("port" in own)) {
          own.gone = true;
          finish(own);
        }
        return reply({ op: "close" });
      }
      case "sendto":
      case "recvfrom":
      case "ping":
        return reply({ op: call.op, errno: "EINVAL" });
      default:
        return unreachable(call);
    }
  };

  const run = (until: Micros = Number.POSITIVE_INFINITY): void => {
    for (let steps = 0; ; steps++) {
      assert(steps < 1_000_000, "the lab comes to rest");
      agenda.sort((a, b) => a.at - b.at || a.seq - b.seq);
      const next: Entry | undefined = agenda[0];
      if (next === undefined || next.at > until) break;
      agenda.shift();
      if (next.off) continue;
      now = next.at;
      next.run();
    }
  };

  const clientProcess = make("client", "client", "198.51.100.7", (event, at) => {
    const turn = browser(client, event, { device: "client", now: at, rng: 0 });
    client = turn.state;
    return turn;
  });
  for (const [address, config] of Object.entries(spec.servers ?? {})) {
    servers.set(address, httpServerState(config));
    const process = make(address, "server", address, (event, at) => {
      const state = servers.get(address);
      assert(state, "the server has a state");
      const turn = httpServer(state, event, { device: address, now: at, rng: 0 });
      servers.set(address, turn.state);
      return turn;
    });
    deliver(process, { kind: "start" });
  }
  run();
  calls.length = 0;

  return {
    open(act, until) {
      const told: OpenUrl = { kind: "open-url", ...(typeof act === "string" ? { url: act } : act) };
      deliver(clientProcess, { kind: "told", act: told });
      run(until);
    },
    talk(address, pieces, port = 80) {
      const own = end("talker");
      assert(connect(address, port, own) === undefined, "the server listens");
      let heard = "";
      const hear = () => {
        heard += text(own.buffer);
        own.buffer = new Uint8Array(0);
      };
      run(now);
      for (const piece of pieces) {
        if (piece === "end") finish(own);
        else send(own, ascii(piece));
        run(now);
      }
      run();
      hear();
      return heard;
    },
    run,
    tellServer(address, change) {
      const state = servers.get(address);
      assert(state, "the server has a state");
      servers.set(address, change(state));
    },
    browserState: () => client,
    now: () => now,
    calls,
    facts,
    connections,
  };
}

/** The facts of one kind, in order. */
export const factsOf = <K extends FactKind>(facts: readonly Fact[], kind: K): readonly FactOf<K>[] =>
  facts.filter((fact) => fact.kind === kind) as unknown as readonly FactOf<K>[];
