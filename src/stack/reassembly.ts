/** Cutting packets into fragments and joining them, RFC 791 section 3.2 and RFC 815. */
import { seconds } from "../base/units.ts";
import type { Ipv4Header } from "../wire/ipv4.ts";
import { ipv4, sealIpv4 } from "../wire/ipv4.ts";
import type { Assembling } from "./host-state.ts";
import { cancelTimer, setTimer, type Turn, update } from "./turn.ts";

/** RFC 1122 section 3.3.2 asks for 60 to 120 s; Linux waits 30. */
export const REASSEMBLY_TIMEOUT = seconds(30);
const MAX_ASSEMBLING = 64;

/** The packet in pieces that fit: each but the last carries a multiple of 8 bytes. */
export function fragment(packet: Uint8Array, mtu: number): readonly Uint8Array[] {
  if (packet.length <= mtu) return [packet];
  const parsed = ipv4.parse(packet);
  if (!parsed.ok) return [packet];
  const h = parsed.value.value;
  const payload = packet.subarray(parsed.value.end);
  const size = Math.floor((mtu - 20) / 8) * 8;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const last = at + size >= payload.length;
    pieces.push(
      sealIpv4(
        {
          id: h.id,
          ttl: h.ttl,
          proto: h.proto,
          src: h.src,
          dst: h.dst,
          mf: !last || h.flags.mf,
          fragOffset: h.frag_offset + at / 8,
        },
        payload.subarray(at, Math.min(at + size, payload.length)),
      ),
    );
  }
  return pieces;
}

/** Adds a fragment; the whole packet when it was the last one missing. `packet` is the IP packet without padding. */
export function reassemble(turn: Turn, h: Ipv4Header, packet: Uint8Array): Uint8Array | undefined {
  const key = `${h.src} ${h.dst} ${h.proto} ${h.id}`;
  const { host } = turn;
  const before: Assembling | undefined = host.assembling[key];
  if (!before) {
    if (Object.keys(host.assembling).length >= MAX_ASSEMBLING) return undefined;
    setTimer(turn, { kind: "reassembly", key }, turn.now + REASSEMBLY_TIMEOUT);
  }
  const offset = h.frag_offset * 8;
  const part = { offset, bytes: packet.subarray(h.hdr_len * 4), last: !h.flags.mf };
  const parts = [...(before?.parts ?? []).filter((p) => p.offset !== offset), part].sort((a, b) => a.offset - b.offset);
  const first = offset === 0 ? packet : before?.first;
  const whole = first && joined(parts);
  if (!whole) {
    const state: Assembling = first ? { parts, first } : { parts };
    update(turn, { assembling: { ...host.assembling, [key]: state } });
    return undefined;
  }
  dropAssembling(turn, key);
  cancelTimer(turn, { kind: "reassembly", key });
  turn.facts.push({
    kind: "packet-reassembled",
    by: host.id,
    src: h.src,
    fragments: parts.length,
    bytes: whole.length,
  });
  return sealIpv4({ id: h.id, ttl: h.ttl, proto: h.proto, src: h.src, dst: h.dst }, whole);
}

function joined(parts: Assembling["parts"]): Uint8Array | undefined {
  let end = 0;
  for (const p of parts) {
    if (p.offset > end) return undefined;
    end = Math.max(end, p.offset + p.bytes.length);
  }
  const last = parts.at(-1);
  if (!last?.last || end > 65515) return undefined;
  const out = new Uint8Array(end);
  for (const p of parts) out.set(p.bytes, p.offset);
  return out;
}

/** Time is up: forgets the parts and hands back the first fragment, if it came, for an ICMP message. */
export function dropAssembling(turn: Turn, key: string): Uint8Array | undefined {
  const { [key]: gone, ...assembling } = turn.host.assembling;
  update(turn, { assembling });
  return gone?.first;
}
