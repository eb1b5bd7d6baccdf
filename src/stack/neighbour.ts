/** Finding the MAC address behind an IP address: ARP as RFC 826 and RFC 1122 section 2.3.2 have it, timed as Linux times it. */
import { seconds } from "../base/units.ts";
import { BROADCAST_MAC, type Ipv4, type Mac, ZERO_MAC } from "../wire/address.ts";
import { ARP_REPLY, ARP_REQUEST, arp, arpMessage } from "../wire/arp.ts";
import { ETHERNET_HEADER_BYTES, ETHERTYPE_ARP, ETHERTYPE_IPV4, emitEthernet } from "../wire/ethernet.ts";
import type { Interface, Queued } from "./host-state.ts";
import { destinationOf, packetName } from "./packet-name.ts";
import { cancelTimer, interfaceOf, setTimer, type Turn, update } from "./turn.ts";

/** A learnt address is forgotten after this, unless it is heard again. */
export const NEIGHBOUR_LIFETIME = seconds(60);
const REQUEST_INTERVAL = seconds(1);
const MAX_REQUESTS = 3;
/** Packets that may wait for one address; the oldest is dropped for a newer one. */
const MAX_QUEUED = 100;

/** The MAC address of `next` on this link, where it is known and not too old. */
export function knownMac({ host, now }: Turn, out: Interface, next: Ipv4): Mac | undefined {
  const known = host.neighbours[next];
  return known && known.expires > now && known.port === out.port ? known.mac : undefined;
}

/** Sends an IP packet to `next` on this link, asking for its MAC address first where that is not known. */
export function sendToNeighbour(turn: Turn, out: Interface, next: Ipv4, item: Queued): void {
  const { host } = turn;
  const mac = knownMac(turn, out, next);
  if (mac !== undefined) {
    sendFrame(turn, out, mac, item);
    return;
  }
  const pending = host.resolving[next];
  if (pending) {
    turn.facts.push({ kind: "packet-queued", by: host.id, ...waiting(item), next });
    const queue = [...pending.queue, item].slice(-MAX_QUEUED);
    update(turn, { resolving: { ...host.resolving, [next]: { ...pending, queue } } });
    return;
  }
  update(turn, { resolving: { ...host.resolving, [next]: { port: out.port, attempt: 1, queue: [item] } } });
  ask(turn, out, next, 1, item);
}

/** What a queued packet is and whom it is for. */
const waiting = ({ bytes }: Queued): { readonly dst: Ipv4; readonly what: string } => ({
  dst: destinationOf(bytes),
  what: packetName(bytes),
});

export function sendFrame(turn: Turn, out: Interface, dst: Mac, item: Omit<Queued, "forwarded">): void {
  const bytes = emitEthernet({ dst, src: out.mac, type: ETHERTYPE_IPV4 }, item.bytes);
  turn.effects.push({
    kind: "send-frame",
    port: out.port,
    bytes,
    ...(item.packet !== undefined && { packet: item.packet }),
  });
}

/** `first`: the packet that has waited longest for the answer. */
function ask(turn: Turn, out: Interface, address: Ipv4, attempt: number, first: Queued): void {
  const request = arpMessage({
    opcode: ARP_REQUEST,
    src_hw_mac: out.mac,
    src_proto_ipv4: out.address,
    dst_hw_mac: ZERO_MAC,
    dst_proto_ipv4: address,
  });
  const bytes = emitEthernet({ dst: BROADCAST_MAC, src: out.mac, type: ETHERTYPE_ARP }, request);
  turn.effects.push({ kind: "send-frame", port: out.port, bytes });
  turn.facts.push({
    kind: "arp-asked",
    by: turn.host.id,
    address,
    host: address,
    port: out.port,
    attempt,
    ...waiting(first),
  });
  setTimer(turn, { kind: "arp", address }, turn.now + REQUEST_INTERVAL);
}

/** Gratuitous ARP: tells the link this interface's own address, so that others renew what they know of it (RFC 5227 section 2.3). */
export function announce(turn: Turn, out: Interface): void {
  const message = arpMessage({
    opcode: ARP_REQUEST,
    src_hw_mac: out.mac,
    src_proto_ipv4: out.address,
    dst_hw_mac: ZERO_MAC,
    dst_proto_ipv4: out.address,
  });
  const bytes = emitEthernet({ dst: BROADCAST_MAC, src: out.mac, type: ETHERTYPE_ARP }, message);
  turn.effects.push({ kind: "send-frame", port: out.port, bytes });
}

/** An ARP message in a frame: RFC 826, "Packet Reception". */
export function arpArrived(turn: Turn, port: string, frame: Uint8Array): void {
  const parsed = arp.parse(frame, ETHERNET_HEADER_BYTES);
  if (!parsed.ok) {
    turn.facts.push({ kind: "frame-ignored", by: turn.host.id, port, reason: parsed.error.kind });
    return;
  }
  const m = parsed.value.value;
  const self = interfaceOf(turn.host, port);
  const forUs = m.dst_proto_ipv4 === self.address;
  const sender = m.src_proto_ipv4;
  const known = turn.host.neighbours[sender] !== undefined;
  if (forUs || known || turn.host.resolving[sender]) learn(turn, port, sender, m.src_hw_mac);
  if (!forUs || m.opcode !== ARP_REQUEST || sender === self.address) return;
  const reply = arpMessage({
    opcode: ARP_REPLY,
    src_hw_mac: self.mac,
    src_proto_ipv4: self.address,
    dst_hw_mac: m.src_hw_mac,
    dst_proto_ipv4: sender,
  });
  const bytes = emitEthernet({ dst: m.src_hw_mac, src: self.mac, type: ETHERTYPE_ARP }, reply);
  turn.effects.push({ kind: "send-frame", port, bytes });
  turn.facts.push({ kind: "arp-answered", by: turn.host.id, to: sender, address: self.address, mac: self.mac });
}

function learn(turn: Turn, port: string, address: Ipv4, mac: Mac): void {
  const { host } = turn;
  const entry = { mac, port, expires: turn.now + NEIGHBOUR_LIFETIME };
  const before = host.neighbours[address];
  update(turn, { neighbours: { ...host.neighbours, [address]: entry } });
  if (before?.mac !== mac || before.expires <= turn.now) {
    turn.facts.push({ kind: "arp-learned", by: host.id, address, host: address, mac });
  }
  const pending = turn.host.resolving[address];
  if (!pending) return;
  forget(turn, address);
  cancelTimer(turn, { kind: "arp", address });
  const out = interfaceOf(turn.host, port);
  for (const item of pending.queue) {
    turn.facts.push({ kind: "packet-released", by: host.id, ...waiting(item), port });
    sendFrame(turn, out, mac, item);
  }
}

function forget(turn: Turn, address: Ipv4): void {
  const { [address]: _gone, ...resolving } = turn.host.resolving;
  update(turn, { resolving });
}

/** Nobody answered: ask again, or give up and hand back what waited. */
export function arpTimerFired(turn: Turn, address: Ipv4): readonly Queued[] {
  const pending = turn.host.resolving[address];
  if (!pending) return [];
  const attempt = pending.attempt + 1;
  if (attempt <= MAX_REQUESTS) {
    update(turn, { resolving: { ...turn.host.resolving, [address]: { ...pending, attempt } } });
    ask(turn, interfaceOf(turn.host, pending.port), address, attempt, pending.queue[0]!);
    return [];
  }
  forget(turn, address);
  turn.facts.push({ kind: "arp-failed", by: turn.host.id, address });
  return pending.queue;
}
