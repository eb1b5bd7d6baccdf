/**
 * What there is to teach, as data: one table gives the type, the schema, the lesson author's list.
 * Every fact says who (`by`). A `host` value is written by the stack as an address; the world turns it into the
 * device that owns the address, where one does.
 */
import type { DeviceId } from "../base/ids.ts";

/** What the values of a fact's fields are. */
export type FactValue = "device" | "host" | "address" | "mac" | "name" | "number" | "text" | "flag" | "port";

type ValueOf<V extends FactValue> = V extends "number" ? number : V extends "flag" ? boolean : string;

export const factShapes = {
  // programs and the calls that pass control
  "url-opened": { by: "device", process: "text", url: "text" },
  "url-decoded": {
    by: "device",
    process: "text",
    scheme: "text",
    host: "text",
    port: "number",
    path: "text",
    user: "text",
    password: "text",
  },
  "call-made": { by: "device", process: "text", from: "text", to: "text", op: "text", call: "text" },
  "call-returned": { by: "device", process: "text", from: "text", to: "text", op: "text", result: "text", ok: "flag" },
  "page-loaded": { by: "device", process: "text", url: "text", status: "number", bytes: "number", images: "number" },
  "page-failed": { by: "device", process: "text", url: "text", reason: "text" },
  "image-failed": { by: "device", process: "text", url: "text", reason: "text" },
  "redirect-followed": { by: "device", process: "text", from: "text", to: "text" },
  // link and adapter
  "frame-lost": { by: "device", to: "device", link: "text", reason: "text" },
  "frame-damaged": { by: "device", port: "port" },
  "frame-ignored": { by: "device", port: "port", reason: "text" },
  "mac-learned": { by: "device", mac: "mac", port: "port" },
  "frame-switched": { by: "device", mac: "mac", port: "port" },
  "frame-flooded": { by: "device", mac: "mac", ports: "number" },
  // ARP
  "arp-asked": {
    by: "device",
    address: "address",
    host: "host",
    port: "port",
    attempt: "number",
    dst: "host",
    what: "text",
  },
  "arp-answered": { by: "device", to: "host", address: "address", mac: "mac" },
  "arp-learned": { by: "device", address: "address", host: "host", mac: "mac" },
  "arp-failed": { by: "device", address: "address" },
  "packet-queued": { by: "device", dst: "host", next: "host", what: "text" },
  "packet-released": { by: "device", dst: "host", port: "port", what: "text" },
  // IP
  "route-chosen": {
    by: "device",
    dst: "address",
    network: "address",
    prefix: "number",
    next: "address",
    direct: "flag",
    port: "port",
  },
  "packet-forwarded": { by: "device", src: "address", dst: "address", port: "port", ttl: "number", held: "flag" },
  "packet-dropped": { by: "device", src: "address", dst: "address", reason: "text" },
  "packet-fragmented": { by: "device", dst: "address", mtu: "number", fragments: "number" },
  "packet-reassembled": { by: "device", src: "address", fragments: "number", bytes: "number" },
  "icmp-sent": { by: "device", to: "host", type: "number", code: "number" },
  "icmp-received": { by: "device", from: "host", type: "number", code: "number" },
  "path-mtu-learned": { by: "device", to: "host", mtu: "number" },
  "ping-answered": { by: "device", from: "host", sequence: "number", rtt: "number" },
  // UDP
  "datagram-delivered": { by: "device", from: "host", port: "number", bytes: "number" },
  "datagram-refused": { by: "device", from: "host", port: "number" },
  // DNS
  "dns-query-sent": { by: "device", to: "host", name: "name", type: "text", id: "number", recursive: "flag" },
  "dns-query-received": { by: "device", from: "host", name: "name", type: "text", recursive: "flag" },
  "dns-answer-sent": {
    by: "device",
    to: "host",
    name: "name",
    type: "text",
    rcode: "text",
    data: "text",
    authoritative: "flag",
    cached: "flag",
  },
  "dns-referral-sent": { by: "device", to: "host", name: "name", zone: "name", server: "name" },
  "dns-answer-received": {
    by: "device",
    from: "host",
    name: "name",
    type: "text",
    rcode: "text",
    data: "text",
    authoritative: "flag",
    ttl: "number",
  },
  "dns-referral-received": {
    by: "device",
    from: "host",
    name: "name",
    zone: "name",
    server: "name",
    address: "address",
  },
  "dns-cached": { by: "device", name: "name", type: "text", data: "text", ttl: "number" },
  "dns-negative-cached": { by: "device", name: "name", type: "text", rcode: "text", ttl: "number" },
  "dns-cache-hit": { by: "device", name: "name", type: "text", data: "text", ttl: "number" },
  "dns-cname-followed": { by: "device", name: "name", target: "name" },
  "dns-timeout": { by: "device", to: "host", name: "name", attempt: "number" },
  "dns-gave-up": { by: "device", name: "name", reason: "text" },
  "dns-truncated": { by: "device", from: "host", name: "name" },
  "dns-answer-ignored": { by: "device", from: "host", name: "name", reason: "text" },
  "dns-server-useless": { by: "device", server: "host", zone: "name", name: "name", reason: "text" },
  "name-resolved": { by: "device", process: "text", name: "name", address: "address" },
  "name-not-resolved": { by: "device", process: "text", name: "name", reason: "text" },
  // TCP
  "socket-created": { by: "device", process: "text", from: "text", fd: "number", type: "text" },
  "port-chosen": { by: "device", port: "number" },
  "tcp-state-changed": {
    by: "device",
    peer: "host",
    local: "text",
    remote: "text",
    from: "text",
    to: "text",
  },
  "tcp-segment-sent": {
    by: "device",
    to: "host",
    local: "number",
    remote: "number",
    flags: "text",
    seq: "number",
    ack: "number",
    len: "number",
    window: "number",
    retransmission: "flag",
  },
  "tcp-segment-received": {
    by: "device",
    from: "host",
    local: "number",
    remote: "number",
    flags: "text",
    seq: "number",
    ack: "number",
    len: "number",
    window: "number",
  },
  "tcp-retransmission-timeout": { by: "device", to: "host", attempt: "number", rto: "number" },
  "tcp-fast-retransmit": { by: "device", to: "host", seq: "number" },
  "tcp-duplicate-ack": { by: "device", from: "host", ack: "number", count: "number" },
  "tcp-out-of-order": { by: "device", from: "host", seq: "number", expected: "number" },
  "tcp-window-closed": { by: "device", to: "host" },
  "tcp-window-opened": { by: "device", to: "host", window: "number" },
  "tcp-window-probed": { by: "device", to: "host", attempt: "number" },
  "tcp-segment-dropped": { by: "device", from: "host", reason: "text" },
  "tcp-rtt-measured": { by: "device", to: "host", rtt: "number", rto: "number" },
  "tcp-congestion-window": { by: "device", to: "host", cwnd: "number", reason: "text" },
  "data-delivered": { by: "device", from: "host", bytes: "number" },
  "connection-refused": { by: "device", to: "host", port: "number" },
  "connection-timed-out": { by: "device", to: "host", port: "number" },
  "connection-reset": { by: "device", peer: "host" },
  // HTTP
  "http-request-sent": {
    by: "device",
    to: "host",
    method: "text",
    target: "text",
    version: "text",
    bytes: "number",
  },
  "http-request-received": { by: "device", from: "host", method: "text", target: "text", version: "text" },
  "http-response-sent": { by: "device", to: "host", status: "number", reason: "text", bytes: "number" },
  "http-response-received": { by: "device", from: "host", status: "number", reason: "text", bytes: "number" },
  // the learner's changes
  "fault-applied": { by: "device", fault: "text" },
  "record-changed": { by: "device", zone: "name", name: "name", type: "text", data: "text", ttl: "number" },
  "record-removed": { by: "device", zone: "name", name: "name", type: "text" },
} as const satisfies Readonly<Record<string, { readonly by: "device" } & Readonly<Record<string, FactValue>>>>;

type Shapes = typeof factShapes;
export type FactKind = keyof Shapes;

export type FactOf<K extends FactKind> = { readonly kind: K } & {
  readonly [F in keyof Shapes[K]]: Shapes[K][F] extends FactValue ? ValueOf<Shapes[K][F]> : never;
};

/** A fact of any kind; `by` is the device that it happened at. */
export type Fact = { [K in FactKind]: FactOf<K> }[FactKind];

const hostFields = new Map(
  Object.entries(factShapes).map(([kind, shape]) => [
    kind,
    Object.entries<FactValue>(shape).flatMap(([field, value]) => (value === "host" ? [field] : [])),
  ]),
);

/** Puts the device that owns an address in the place of the address, for the fields that name a host. */
export function withHosts(fact: Fact, ownerOf: (address: string) => DeviceId | undefined): Fact {
  let changed: Record<string, unknown> | undefined;
  for (const field of hostFields.get(fact.kind)!) {
    const owner = ownerOf((fact as unknown as Readonly<Record<string, string>>)[field]!);
    if (owner === undefined) continue;
    changed ??= { ...fact };
    changed[field] = owner;
  }
  return changed ? (changed as unknown as Fact) : fact;
}
