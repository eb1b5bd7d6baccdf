/**
 * A test bed for programs: a virtual datagram and stream network with a delay, in virtual time. Sockets are as good
 * as a test of DNS needs; the real stack has its own tests.
 */
import { assert } from "../../../base/assert.ts";
import { type Rng, seedRng } from "../../../base/rng.ts";
import { type Micros, ms } from "../../../base/units.ts";
import type { Ipv4 } from "../../../wire/address.ts";
import { type DnsMessage, dns } from "../../../wire/dns.ts";
import type { Act, App, AppEvent } from "../../app.ts";
import type { CallTag, Descriptor, Errno, Syscall, SyscallResult } from "../../call.ts";
import type { Fact, FactKind, FactOf } from "../../fact.ts";
import { bytesOf, EMPTY, join, type Stream, slice, streamOf } from "../../stream.ts";
import { type StubConfig, type StubState, type StubTurn, stubCall, stubReturned, stubState } from "../stub.ts";

/** A program with its state, whatever its type is. */
export type Running = {
  readonly state: unknown;
  readonly turn: (event: AppEvent, env: Parameters<App<unknown>>[2]) => Running & Made;
};
type Made = { readonly calls: readonly TaggedCall[]; readonly facts: readonly Fact[]; readonly rng: Rng };
type TaggedCall = { readonly tag: CallTag; readonly call: Syscall };

export function running<S>(app: App<S>, state: S): Running {
  return {
    state,
    turn(event, env) {
      const { state: next, ...made } = app(state, event, env);
      return { ...running(app, next), ...made };
    },
  };
}

type Result = { readonly at: Micros; readonly result: SyscallResult };

/** One DNS message that was put on the wire. */
export type Sent = {
  readonly at: Micros;
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly via: "udp" | "tcp";
  /** Of the message, without the length that TCP has in front. */
  readonly bytes: number;
  readonly message: DnsMessage;
};

type Datagram = { readonly data: Uint8Array; readonly address: Ipv4; readonly port: number };
type Waiting = { readonly op: Syscall["op"]; readonly size: number; done: (result: SyscallResult) => void };
type Socket = {
  readonly type: "dgram" | "stream";
  port: number;
  peer?: { readonly address: Ipv4; readonly port: number };
  datagrams: Datagram[];
  error?: Errno;
  waiting?: Waiting | undefined;
  listening: boolean;
  backlog: { readonly remote: Socket; readonly address: Ipv4; readonly port: number }[];
  remote?: Socket;
  arrived: Stream;
  ended: boolean;
};
type Host = {
  readonly name: string;
  readonly address: Ipv4;
  readonly sockets: Map<Descriptor, Socket>;
  program: Running | undefined;
  stub: StubState | undefined;
  readonly answers: Map<CallTag, Result>;
  rng: Rng;
  nextPort: number;
  up: boolean;
};

export type Fate = (sent: Omit<Sent, "message" | "bytes"> & { readonly message: DnsMessage | undefined }) => boolean;

export type Lab = {
  readonly now: () => Micros;
  readonly sent: readonly Sent[];
  readonly facts: readonly Fact[];
  /** A machine whose program starts now. */
  readonly host: (name: string, address: Ipv4, program?: Running) => void;
  /** A machine with a stub resolver; `resolve` is then its application. */
  readonly client: (name: string, address: Ipv4, config: StubConfig) => void;
  /** Calls `gethostbyname` on that machine now; `answer` has the result once it is there. */
  readonly resolve: (client: string, name: string) => { readonly answer: () => Result };
  /** Sends a datagram from a socket of its own and collects what comes back. */
  readonly ask: (client: string, to: Ipv4, bytes: Uint8Array, port?: number) => { readonly replies: Datagram[] };
  readonly tell: (name: string, act: Act) => void;
  readonly change: (name: string, edit: (program: Running) => Running) => void;
  readonly stateOf: (name: string) => unknown;
  /** A machine that is switched off answers nothing, not even with ICMP. */
  readonly power: (name: string, up: boolean) => void;
  /** Datagrams for which the answer is true are lost. */
  readonly lose: (fate: Fate) => void;
  /** A datagram with a sender of its choosing. */
  readonly forge: (from: Ipv4, fromPort: number, to: Ipv4, toPort: number, data: Uint8Array) => void;
  /** Runs until nothing happens any more, or until then. */
  readonly run: (until?: Micros) => void;
  readonly factsOf: <K extends FactKind>(kind: K, by?: string) => readonly FactOf<K>[];
};

/** `delay` is one way, between any two machines. */
export function lab(delay: Micros = ms(10), seed = 1): Lab {
  const hosts = new Map<string, Host>();
  const agenda: { readonly at: Micros; readonly seq: number; readonly act: () => void }[] = [];
  const sent: Sent[] = [];
  const facts: Fact[] = [];
  let now = 0;
  let seq = 0;
  let lost: Fate = () => false;

  /** Gives what takes the entry away again. */
  const later = (after: Micros, act: () => void): (() => void) => {
    const entry = { at: now + after, seq: seq++, act };
    agenda.push(entry);
    return () => {
      const at = agenda.indexOf(entry);
      if (at >= 0) agenda.splice(at, 1);
    };
  };
  const hostAt = (address: Ipv4) => [...hosts.values()].find((h) => h.address === address);
  const hostNamed = (name: string): Host => {
    const host = hosts.get(name);
    assert(host, `no machine ${name}`);
    return host;
  };
  const nameOf = (address: Ipv4) => hostAt(address)?.name ?? address;

  function newSocket(type: Socket["type"]): Socket {
    return { type, port: 0, datagrams: [], listening: false, backlog: [], arrived: EMPTY, ended: false };
  }
  function open(host: Host, socket: Socket): Descriptor {
    let fd = 3;
    while (host.sockets.has(fd)) fd++;
    host.sockets.set(fd, socket);
    return fd;
  }
  const ephemeral = (host: Host, socket: Socket): void => {
    if (socket.port === 0) socket.port = host.nextPort++;
  };

  function log(host: Host, socket: Socket, to: Ipv4, toPort: number, data: Uint8Array): boolean {
    const via = socket.type === "dgram" ? "udp" : "tcp";
    const bytes = via === "tcp" ? data.subarray(2) : data;
    const parsed = dns.parse(bytes);
    const message = parsed.ok ? parsed.value.value : undefined;
    const about = { at: now, from: host.name, to: nameOf(to), fromPort: socket.port, toPort, via } as const;
    if (message) sent.push({ ...about, bytes: bytes.length, message });
    return !lost({ ...about, message });
  }

  function datagram(from: Ipv4, fromPort: number, to: Ipv4, toPort: number, data: Uint8Array): void {
    later(delay, () => {
      const host = hostAt(to);
      if (!host?.up) return;
      const socket = [...host.sockets.values()].find(
        (s) =>
          s.type === "dgram" && s.port === toPort && (!s.peer || (s.peer.address === from && s.peer.port === fromPort)),
      );
      if (!socket) return unreachablePort(from, fromPort, to, toPort);
      socket.datagrams.push({ data, address: from, port: fromPort });
      serveReader(socket);
    });
  }

  function unreachablePort(from: Ipv4, fromPort: number, to: Ipv4, toPort: number): void {
    later(delay, () => {
      for (const s of hostAt(from)?.sockets.values() ?? []) {
        if (s.type !== "dgram" || s.port !== fromPort || s.peer?.address !== to || s.peer.port !== toPort) continue;
        s.error = "ECONNREFUSED";
        serveReader(s);
      }
    });
  }

  function serveReader(socket: Socket): void {
    const { waiting } = socket;
    if (!waiting) return;
    const finish = (result: SyscallResult): void => {
      socket.waiting = undefined;
      waiting.done(result);
    };
    if (socket.error) {
      const { error } = socket;
      delete socket.error;
      return finish({ op: waiting.op, errno: error });
    }
    if (socket.type === "dgram") {
      const next = socket.datagrams.shift();
      if (!next) return;
      return finish(
        waiting.op === "recvfrom" ? { op: "recvfrom", ...next } : { op: "read", data: streamOf(next.data) },
      );
    }
    if (socket.arrived.length > 0) {
      const n = Math.min(socket.arrived.length, waiting.size);
      const data = slice(socket.arrived, 0, n);
      socket.arrived = slice(socket.arrived, n);
      return finish({ op: "read", data });
    }
    if (socket.ended) finish({ op: "read", data: EMPTY });
  }

  function wait(socket: Socket, waiting: Waiting, timeout: Micros | undefined): void {
    assert(!socket.waiting, "two readers on one socket");
    let cancel = (): void => {};
    socket.waiting = {
      ...waiting,
      done(result) {
        cancel();
        waiting.done(result);
      },
    };
    serveReader(socket);
    if (timeout === undefined || !socket.waiting) return;
    cancel = later(timeout, () => {
      socket.waiting = undefined;
      waiting.done({ op: waiting.op, errno: "ETIMEDOUT" });
    });
  }

  /** Carries out a call; `done` is called in an entry of its own. */
  function perform(host: Host, call: Syscall, reply: (result: SyscallResult) => void): void {
    const done = (result: SyscallResult): void => void later(0, () => reply(result));
    if (call.op === "socket") return done({ op: "socket", fd: open(host, newSocket(call.type)) });
    if (call.op === "sleep") return void later(call.micros, () => reply({ op: "sleep" }));
    assert("fd" in call, `the test bed has no ${call.op}`);
    const socket = host.sockets.get(call.fd);
    if (!socket) return done({ op: call.op, errno: "EBADF" });
    switch (call.op) {
      case "bind":
        if ([...host.sockets.values()].some((s) => s.type === socket.type && s.port === call.port && call.port !== 0)) {
          return done({ op: "bind", errno: "EADDRINUSE" });
        }
        socket.port = call.port;
        ephemeral(host, socket);
        return done({ op: "bind" });
      case "listen":
        socket.listening = true;
        return done({ op: "listen" });
      case "accept": {
        const take = (): void => {
          const next = socket.backlog.shift();
          if (!next) {
            socket.waiting = { op: "accept", size: 0, done: take };
            return;
          }
          const fd = open(host, next.remote);
          done({ op: "accept", fd, address: next.address, port: next.port });
        };
        return take();
      }
      case "connect": {
        ephemeral(host, socket);
        socket.peer = { address: call.address, port: call.port };
        const connected: SyscallResult = { op: "connect", localAddress: host.address, localPort: socket.port };
        if (socket.type === "dgram") return done(connected);
        return void later(2 * delay, () => {
          const peer = hostAt(call.address);
          if (!peer?.up) return;
          const door = [...peer.sockets.values()].find((s) => s.listening && s.port === call.port);
          if (!door) return reply({ op: "connect", errno: "ECONNREFUSED" });
          const remote = newSocket("stream");
          remote.port = call.port;
          remote.peer = { address: host.address, port: socket.port };
          remote.remote = socket;
          socket.remote = remote;
          door.backlog.push({ remote, address: host.address, port: socket.port });
          const waiting = door.waiting;
          door.waiting = undefined;
          waiting?.done({ op: "accept", errno: "EINVAL" });
          reply(connected);
        });
      }
      case "sendto": {
        ephemeral(host, socket);
        if (log(host, socket, call.address, call.port, call.data)) {
          datagram(host.address, socket.port, call.address, call.port, call.data);
        }
        return done({ op: "sendto", bytes: call.data.length });
      }
      case "write": {
        const { peer } = socket;
        if (!peer) return done({ op: "write", errno: "ENOTCONN" });
        const data = bytesOf(call.data);
        const arrives = log(host, socket, peer.address, peer.port, data);
        if (socket.type === "dgram") {
          if (arrives) datagram(host.address, socket.port, peer.address, peer.port, data);
        } else {
          // In two pieces, since a stream knows no messages.
          const { remote } = socket;
          const half = data.length >> 1;
          for (const piece of [data.slice(0, half), data.slice(half)]) {
            later(delay, () => {
              if (!remote) return;
              remote.arrived = join(remote.arrived, streamOf(piece));
              serveReader(remote);
            });
          }
        }
        return done({ op: "write", bytes: data.length });
      }
      case "recvfrom":
      case "read":
        return wait(socket, { op: call.op, size: call.op === "read" ? call.size : 0, done }, call.timeout);
      case "close": {
        host.sockets.delete(call.fd);
        const { remote } = socket;
        if (remote) {
          later(delay, () => {
            remote.ended = true;
            serveReader(remote);
          });
        }
        return done({ op: "close" });
      }
      default:
        assert(false, `the test bed has no ${call.op}`);
    }
  }

  function turn(host: Host, event: AppEvent): void {
    const { program } = host;
    if (!program) return;
    const next = program.turn(event, { device: host.name, now, rng: host.rng });
    host.program = next;
    host.rng = next.rng;
    facts.push(...next.facts);
    for (const { tag, call } of next.calls) {
      later(0, () => perform(host, call, (result) => turn(host, { kind: "returned", tag, result })));
    }
  }

  function stubTurn(host: Host, made: StubTurn): void {
    host.stub = made.state;
    host.rng = made.rng;
    facts.push(...made.facts);
    for (const { tag, result } of made.returns) host.answers.set(tag, { at: now, result });
    for (const { tag, call } of made.calls) {
      later(0, () =>
        perform(host, call, (result) => stubTurn(host, stubReturned(host.stub!, tag, result, envOf(host)))),
      );
    }
  }
  const envOf = (host: Host) => ({ device: host.name, now, rng: host.rng, process: "browser" });

  function add(name: string, address: Ipv4, program: Running | undefined, stub: StubState | undefined): Host {
    const rng = seedRng(seed, name);
    const nextPort = 40_000;
    const host: Host = {
      name,
      address,
      sockets: new Map(),
      program,
      stub,
      answers: new Map(),
      rng,
      nextPort,
      up: true,
    };
    hosts.set(name, host);
    return host;
  }

  let nextTag = 1;
  return {
    now: () => now,
    sent,
    facts,
    host(name, address, program) {
      turn(add(name, address, program, undefined), { kind: "start" });
    },
    client: (name, address, config) => void add(name, address, undefined, stubState(config)),
    resolve(client, name) {
      const host = hostNamed(client);
      const tag = nextTag++;
      stubTurn(host, stubCall(host.stub!, tag, { op: "gethostbyname", name }, envOf(host)));
      return {
        answer() {
          const answer = host.answers.get(tag);
          assert(answer, `${name} is not answered yet`);
          return answer;
        },
      };
    },
    ask(client, to, bytes, port = 0) {
      const host = hostNamed(client);
      const socket = newSocket("dgram");
      socket.port = port;
      open(host, socket);
      ephemeral(host, socket);
      if (log(host, socket, to, 53, bytes)) datagram(host.address, socket.port, to, 53, bytes);
      return { replies: socket.datagrams };
    },
    tell: (name, act) => turn(hostNamed(name), { kind: "told", act }),
    change(name, edit) {
      const host = hostNamed(name);
      host.program = edit(host.program!);
    },
    stateOf: (name) => hostNamed(name).program?.state,
    power(name, up) {
      hostNamed(name).up = up;
    },
    lose(fate) {
      lost = fate;
    },
    forge: datagram,
    run(until = Number.POSITIVE_INFINITY) {
      for (let steps = 0; agenda.length > 0; steps++) {
        assert(steps < 200_000, "the test bed does not come to rest");
        let first = 0;
        for (let i = 1; i < agenda.length; i++) {
          const [a, b] = [agenda[i]!, agenda[first]!];
          if (a.at < b.at || (a.at === b.at && a.seq < b.seq)) first = i;
        }
        if (agenda[first]!.at > until) break;
        const [entry] = agenda.splice(first, 1);
        now = entry!.at;
        entry!.act();
      }
      if (Number.isFinite(until)) now = Math.max(now, until);
    },
    factsOf: <K extends FactKind>(kind: K, by?: string) =>
      facts.filter((f): f is FactOf<K> & Fact => f.kind === kind && (by === undefined || f.by === by)),
  };
}
