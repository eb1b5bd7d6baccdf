/** The codes that facts give as reasons: those that have a type, so that a new one without words does not compile, and the rest. */
import type { Fault } from "../sim/change.ts";
import type { Errno, LookupError } from "../stack/call.ts";
import type { WindowReason } from "../stack/tcp/congestion.ts";
import type { DropReason } from "../stack/tcp/turn.ts";
import type { Problem } from "../wire/codec.ts";

/** What hosts and switches give as reasons for what they throw away or ignore. */
type PacketReason =
  | "cut"
  | "fault"
  | "other-address"
  | "unknown-type"
  | "same-port"
  | "bad-checksum"
  | "not-for-us"
  | "tcp-to-everybody"
  | "ttl-exceeded"
  | "no-route"
  | "needs-fragmenting"
  | "unknown-protocol"
  | "backlog-full";

type DnsReason =
  | "FORMERR"
  | "SERVFAIL"
  | "NXDOMAIN"
  | "NOTIMP"
  | "REFUSED"
  | "no-server"
  | "no-usable-server"
  | "too-many-queries"
  | "too-many-aliases"
  | "closed"
  | "referral"
  | "upward-referral"
  | "empty"
  | "contradiction"
  | "malformed"
  | "address"
  | "id"
  | "question";

type PageReason = "bad-url" | "broken-response" | "too-many-redirects";

export type KnownReason =
  | Errno
  | LookupError
  | DropReason
  | WindowReason
  | Problem["kind"]
  | Fault["kind"]
  | "damage-inside"
  | PacketReason
  | DnsReason
  | PageReason;
