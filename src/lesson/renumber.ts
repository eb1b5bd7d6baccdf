/** Other IPv4 addresses for a world: which of them share a subnet, and which are a subnet's first and last, stays as it was. */
import { hash32, nextBelow, seedRng } from "../base/rng.ts";
import type { HostSpec, WorldSpec } from "../sim/spec.ts";
import { formatIpv4, type Ipv4, ipv4Bits, maskBits, parseIpv4 } from "../wire/address.ts";

/** Gives an address its new one; undefined for one that is in no network of the world. */
export type Renumbering = (address: Ipv4) => Ipv4 | undefined;

type Net = { readonly network: number; readonly prefix: number };

/** A network that lies in no other; what is below it in `flip` turns over, so that what was apart stays apart. */
type Block = Net & { readonly to: number; readonly flip: number };

/** A subnet with hosts in it: host number n, from 1 on, becomes 1 + ((n - 1) * factor + shift) mod the number of hosts. */
type Subnet = Net & { readonly factor: number; readonly shift: number };

/** For examples (RFC 5737): each stands for itself or for another one. */
const examples: readonly Net[] = ["192.0.2.0", "198.51.100.0", "203.0.113.0"].map((s) => net(s, 24));
/** For everybody (RFC 1918). */
const privates: readonly Net[] = [net("10.0.0.0", 8), net("172.16.0.0", 12), net("192.168.0.0", 16)];

function net(address: Ipv4, prefix: number): Net {
  return { network: (ipv4Bits(address) & maskBits(prefix)) >>> 0, prefix };
}

const has = ({ network, prefix }: Net, bits: number): boolean => ((bits ^ network) & maskBits(prefix)) === 0;
const within = (inner: Net, outer: Net): boolean => inner.prefix >= outer.prefix && has(outer, inner.network);
const hostBits = (prefix: number): number => ~maskBits(prefix) >>> 0;

export function renumbering(spec: WorldSpec, seed: number): Renumbering {
  let rng = seedRng(seed, "addresses");
  const below = (bound: number): number => {
    const [value, next] = nextBelow(rng, bound);
    rng = next;
    return value;
  };
  const hosts = Object.values(spec.devices).filter((device): device is HostSpec => "ports" in device);
  const cards = unique(hosts.flatMap(({ ports }) => Object.values(ports).map((p) => net(p.address, p.prefix))));
  const routed = hosts.flatMap(({ routes = [] }) => routes.map((r) => net(r.network, r.prefix)));
  const blocks = blocksOf([...cards, ...routed], below);
  const subnets = cards.toSorted((a, b) => b.prefix - a.prefix).map((n) => subnetOf(n, below));
  return (address) => {
    const bits = ipv4Bits(address);
    const block = blocks.find((b) => has(b, bits));
    if (!block) return undefined;
    const subnet = subnets.find((s) => has(s, bits));
    const prefix = subnet?.prefix ?? 32;
    const network = ((bits ^ block.flip) & maskBits(prefix) & hostBits(block.prefix)) >>> 0;
    const host = subnet ? hostOf(subnet, bits) : 0;
    return formatIpv4((block.to | network | host) >>> 0);
  };
}

function unique(nets: readonly Net[]): readonly Net[] {
  return [...new Map(nets.map((n) => [`${n.network}/${n.prefix}`, n])).values()];
}

function blocksOf(nets: readonly Net[], below: (bound: number) => number): readonly Block[] {
  const turn = 1 + below(2);
  const back = below(2) === 0;
  const blocks: Block[] = [];
  const widest = nets
    .filter(({ prefix }) => prefix > 0)
    .map((n) => examples.find((e) => within(n, e)) ?? n)
    .toSorted((a, b) => a.prefix - b.prefix || a.network - b.network);
  for (const n of unique(widest)) {
    if (blocks.some((b) => within(n, b))) continue;
    const flip = below(2 ** 31) * 2 + 1;
    const example = examples.indexOf(n);
    const from = privates.find((p) => within(n, p));
    // Two of the three change places, or all go round.
    const to = back ? (turn - example + 3) % 3 : (example + turn) % 3;
    if (example >= 0) blocks.push({ ...n, to: examples[to]!.network, flip });
    else if (from) blocks.push({ ...n, to: freeBlock(n, from, blocks, below), flip });
    else blocks.push({ ...n, to: n.network, flip: 0 });
  }
  return blocks;
}

/** As often a place is looked for before a network stays where it is. */
const TRIES = 100;

function freeBlock(n: Net, range: Net, taken: readonly Block[], below: (bound: number) => number): number {
  const room = 2 ** (n.prefix - range.prefix);
  for (let i = 0; i < TRIES; i++) {
    // Not the first or the last, which look like a mistake: 10.0.0.0, 192.168.255.0.
    const index = room > 2 ? 1 + below(room - 2) : below(room);
    const to: Net = { network: (range.network + index * 2 ** (32 - n.prefix)) >>> 0, prefix: n.prefix };
    const meets = ({ to: network, prefix }: Block): boolean =>
      within(to, { network, prefix }) || within({ network, prefix }, to);
    if (!taken.some(meets)) return to.network;
  }
  return n.network;
}

function subnetOf(n: Net, below: (bound: number) => number): Subnet {
  const room = hostBits(n.prefix) - 1;
  if (room < 2) return { ...n, factor: 1, shift: 0 };
  let factor = 1 + below(Math.min(room, 0xffff));
  while (divisor(factor, room) !== 1) factor = (factor % room) + 1;
  return { ...n, factor, shift: below(room) };
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

function hostOf({ prefix, factor, shift }: Subnet, bits: number): number {
  const all = hostBits(prefix);
  const n = (bits & all) >>> 0;
  if (n === 0 || n === all || all < 3) return n;
  return 1 + (((n - 1) * factor + shift) % (all - 1));
}

const ADDRESS = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?!\d|\.\d)(\.in-addr\.arpa|:\d{1,5}(?!\d))?/gi;
const REVERSE_24 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})(\.in-addr\.arpa\.?)$/i;

/**
 * A text with its addresses renumbered, those of reverse look-ups (RFC 1035 section 3.5) too. `portOf` is told an address
 * as it was and a port behind it.
 */
export function renumbered(text: string, to: Renumbering, portOf: (address: Ipv4, port: number) => number): string {
  const zone = REVERSE_24.exec(text);
  if (zone) {
    const first = to(`${turned(zone[1]!)}.0`);
    return first === undefined ? text : turned(first.replace(/\.\d+$/, "")) + zone[2]!;
  }
  return text.replace(ADDRESS, (whole, address: string, tail = "") => {
    if (parseIpv4(address) === undefined) return whole;
    const straight = to(address);
    const back = to(turned(address));
    const reverse = back !== undefined && (straight === undefined || /^\.in/i.test(tail));
    if (reverse) return turned(back) + tail;
    if (straight === undefined) return whole;
    return tail.startsWith(":") ? `${straight}:${portOf(address, Number(tail.slice(1)))}` : straight + tail;
  });
}

const turned = (address: string): string => address.split(".").reverse().join(".");

/** The number of a name between 0 and `bound`: the same wherever it is asked for. */
export const pick = (seed: number, name: string, bound: number): number => nextBelow(seedRng(seed, name), bound)[0];

/** Another seed for the same seed and number. */
export const seedFrom = (seed: number, name: string | number): number => hash32(`${seed} ${name}`);
