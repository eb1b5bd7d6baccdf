/** What a program asks of the socket library and the protocol stack, and what comes back; names as in POSIX. */
import type { Micros } from "../base/units.ts";
import type { Ipv4 } from "../wire/address.ts";
import type { DomainName } from "../wire/domain-name.ts";
import type { Stream } from "./stream.ts";

/** A small number that names an open socket inside one process: the lowest free one from 3. */
export type Descriptor = number;

/** Pairs a result with its call: a server has several calls open at once. Chosen by the caller. */
export type CallTag = number;

export type Errno =
  | "EADDRINUSE"
  | "EBADF"
  | "ECONNREFUSED"
  | "ECONNRESET"
  | "EHOSTUNREACH"
  | "EINVAL"
  | "EISCONN"
  | "EMSGSIZE"
  | "ENETUNREACH"
  | "ENOTCONN"
  | "EOPNOTSUPP"
  | "EPIPE"
  | "ETIMEDOUT";

/** `gethostbyname`'s failures (h_errno): no such name, try again later, name without an address. */
export type LookupError = "HOST_NOT_FOUND" | "TRY_AGAIN" | "NO_DATA";

export type SocketOption = "SO_RCVBUF" | "SO_SNDBUF" | "TCP_NODELAY" | "SO_LINGER";

export type Syscall =
  | { readonly op: "gethostbyname"; readonly name: DomainName }
  | { readonly op: "socket"; readonly type: "stream" | "dgram" }
  | { readonly op: "setsockopt"; readonly fd: Descriptor; readonly option: SocketOption; readonly value: number }
  | { readonly op: "bind"; readonly fd: Descriptor; readonly address: Ipv4; readonly port: number }
  | { readonly op: "listen"; readonly fd: Descriptor; readonly backlog: number }
  /** Waits for a connection. */
  | { readonly op: "accept"; readonly fd: Descriptor }
  /** Stream: waits for the handshake. Datagram: only remembers the peer. */
  | { readonly op: "connect"; readonly fd: Descriptor; readonly address: Ipv4; readonly port: number }
  /** Waits until all of it is in the send buffer. */
  | { readonly op: "write"; readonly fd: Descriptor; readonly data: Stream }
  /** Waits for at least one byte, the end of the stream (0 bytes), or, with `timeout`, so long. */
  | { readonly op: "read"; readonly fd: Descriptor; readonly size: number; readonly timeout?: Micros }
  | {
      readonly op: "sendto";
      readonly fd: Descriptor;
      readonly address: Ipv4;
      readonly port: number;
      readonly data: Uint8Array;
    }
  | { readonly op: "recvfrom"; readonly fd: Descriptor; readonly timeout?: Micros }
  /** Ends the sending half only. */
  | { readonly op: "shutdown"; readonly fd: Descriptor }
  | { readonly op: "close"; readonly fd: Descriptor }
  /** One ICMP echo request; waits for its reply or `timeout`. */
  | {
      readonly op: "ping";
      readonly address: Ipv4;
      readonly sequence: number;
      readonly bytes: number;
      readonly ttl?: number;
      /** Not to be fragmented on the way. */
      readonly df?: boolean;
      readonly timeout: Micros;
    }
  | { readonly op: "sleep"; readonly micros: Micros };

export type SyscallResult =
  | { readonly op: "gethostbyname"; readonly addresses: readonly Ipv4[]; readonly canonical: DomainName }
  | { readonly op: "gethostbyname"; readonly failed: LookupError }
  | { readonly op: "socket"; readonly fd: Descriptor }
  | { readonly op: "accept"; readonly fd: Descriptor; readonly address: Ipv4; readonly port: number }
  | { readonly op: "connect"; readonly localAddress: Ipv4; readonly localPort: number }
  | { readonly op: "write" | "sendto"; readonly bytes: number }
  /** An empty stream is the end: the peer has closed. */
  | { readonly op: "read"; readonly data: Stream }
  | { readonly op: "recvfrom"; readonly data: Uint8Array; readonly address: Ipv4; readonly port: number }
  | { readonly op: "ping"; readonly from: Ipv4; readonly rtt: Micros }
  | { readonly op: "setsockopt" | "bind" | "listen" | "shutdown" | "close" | "sleep" }
  | { readonly op: Syscall["op"]; readonly errno: Errno };

/** A read, recvfrom or ping that waited too long fails with ETIMEDOUT. */
export const failed = (result: SyscallResult): Errno | undefined => ("errno" in result ? result.errno : undefined);
