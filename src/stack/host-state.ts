/** What a host or router remembers: interfaces, routes, neighbours, sockets, processes. Plain readonly data. */
import type { DeviceId, PacketId } from "../base/ids.ts";
import type { Rng } from "../base/rng.ts";
import type { Micros } from "../base/units.ts";
import type { Ipv4, Mac } from "../wire/address.ts";
import type { CallTag, Descriptor, Errno } from "./call.ts";
import type { Choice } from "./choice.ts";
import type { StubConfig, StubState } from "./dns/stub.ts";
import type { Profile } from "./profile.ts";
import type { ProgramState } from "./programs/program.ts";
import type { Caller } from "./stimulus.ts";
import type { Stream } from "./stream.ts";
import type { TcpPolicy } from "./tcp/policy.ts";
import type { Tcb } from "./tcp/tcb.ts";

/** An address belongs to an interface, not to a machine. `mtu` in bytes of IP packet. */
export type Interface = {
  readonly port: string;
  readonly mac: Mac;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly mtu: number;
};

/** `via` is the gateway; without it the destination is on the link itself. */
export type Route = { readonly network: Ipv4; readonly prefix: number; readonly port: string; readonly via?: Ipv4 };

export type Neighbour = { readonly mac: Mac; readonly port: string; readonly expires: Micros };

/** An IP packet that waits for a MAC address. */
export type Queued = { readonly bytes: Uint8Array; readonly packet?: PacketId; readonly forwarded: boolean };

export type Resolving = { readonly port: string; readonly attempt: number; readonly queue: readonly Queued[] };

export type Endpoint = { readonly address: Ipv4; readonly port: number };

/** Who waits for the return of which call. */
export type Waiter = { readonly process: string; readonly caller: Caller; readonly tag: CallTag };

export type SocketOptions = {
  readonly receiveBuffer?: number;
  readonly sendBuffer?: number;
  readonly noDelay?: boolean;
  /** Seconds of SO_LINGER; 0 makes `close` reset the connection. */
  readonly linger?: number;
};

type SocketBase = { readonly id: number; readonly process: string; readonly options: SocketOptions };

export type FreshSocket = SocketBase & { readonly kind: "fresh"; readonly local?: Endpoint };

export type Listener = SocketBase & {
  readonly kind: "listener";
  readonly local: Endpoint;
  readonly backlog: number;
  /** Sockets of finished handshakes that nobody has accepted yet, oldest first. */
  readonly ready: readonly number[];
  readonly accepting: readonly Waiter[];
};

export type Connection = SocketBase & {
  readonly kind: "connection";
  readonly tcb: Tcb;
  /** What its host's was when it was opened or answered: changed choices are for those that come later. */
  readonly policy: TcpPolicy;
  /** The listener that it came from, until it is accepted. */
  readonly listener: number | null;
  // The calls that wait: null and always there, since fields that come and go make objects of ever new shapes, and slow.
  readonly connecting: Waiter | null;
  readonly reading: (Waiter & { readonly size: number }) | null;
  readonly writing: (Waiter & { readonly rest: Stream; readonly total: number }) | null;
  /** Told once to the next call, as SO_ERROR is. */
  readonly error: Errno | null;
  /** The program has closed its descriptor; the stack goes on alone. */
  readonly orphan: boolean;
  /** Nothing more can happen on it; it stays until the program closes it. */
  readonly over: boolean;
  /** The next IP identification, where the profile counts per connection. */
  readonly ipId: number;
};

export type Datagram = { readonly from: Endpoint; readonly data: Uint8Array };

export type DatagramSocket = SocketBase & {
  readonly kind: "dgram";
  readonly local?: Endpoint;
  readonly peer?: Endpoint;
  readonly queue: readonly Datagram[];
  readonly receiving?: Waiter & { readonly op: "recvfrom" | "read" };
  readonly error?: Errno;
};

export type Socket = FreshSocket | Listener | Connection | DatagramSocket;

export type Process = {
  readonly name: string;
  readonly pid: number;
  readonly state: ProgramState;
  /** The program as it is when the machine is switched on. */
  readonly boot: ProgramState;
  readonly resolver: StubState;
  readonly descriptors: Readonly<Record<Descriptor, number>>;
};

export type Ping = Waiter & {
  readonly ident: number;
  readonly sequence: number;
  readonly sent: Micros;
};

export type Assembling = {
  readonly parts: readonly { readonly offset: number; readonly bytes: Uint8Array; readonly last: boolean }[];
  /** The header of the fragment at offset 0. */
  readonly first?: Uint8Array;
};

export type Host = {
  readonly kind: "host";
  readonly id: DeviceId;
  /** A router is a host that passes on what is not for itself. */
  readonly forwarding: boolean;
  readonly up: boolean;
  readonly profile: Profile;
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  readonly neighbours: Readonly<Record<Ipv4, Neighbour>>;
  readonly resolving: Readonly<Record<Ipv4, Resolving>>;
  /** Learnt path MTUs by destination, RFC 1191. */
  readonly pathMtus: Readonly<Record<Ipv4, number>>;
  readonly assembling: Readonly<Record<string, Assembling>>;
  readonly ipId: number;
  /** `/etc/hosts`. */
  readonly names: Readonly<Record<string, Ipv4>>;
  readonly stub: StubConfig;
  readonly sockets: Readonly<Record<number, Socket>>;
  readonly nextSocket: number;
  readonly nextPort: number;
  /** Counts connections opened and answered, for the textbook's initial sequence numbers. */
  readonly opened: number;
  readonly answered: number;
  readonly processes: Readonly<Record<string, Process>>;
  readonly pings: readonly Ping[];
  /** A fault in a router's memory: a bit of a passing packet's data turns over, and the frame is made anew around it. */
  readonly damage: { readonly choice: Choice; readonly seen: number } | null;
  readonly rng: Rng;
};
