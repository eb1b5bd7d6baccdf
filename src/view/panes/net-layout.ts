/**
 * Where devices and links stand. A spanning tree grows from left to right, one row a leaf, so that lines do not cross; a
 * link that closes a loop leaves the tree at both ends and joins them by a lane on the right. A pure function of what
 * there is and how wide it may be.
 */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId } from "../../base/ids.ts";
import type { Span } from "../row.ts";
import type { NetDevice, NetLink } from "../select/net.ts";
import { columnsOf, rowColumns, shorten } from "../text.ts";

export type NetNode = {
  readonly device: NetDevice;
  readonly depth: number;
  /** The link that it hangs from. */
  readonly stem?: NetLink;
  readonly branches: readonly Branch[];
};

/** To a device further right, or out to the lane of a link that closes a loop. */
export type Branch = { readonly link: NetLink; readonly node?: NetNode };

export type Placed = {
  readonly node: NetNode;
  /** Its own row, which is that of its first branch, and the last row of all that hangs from it. */
  readonly first: number;
  readonly last: number;
  readonly x: number;
  readonly label: readonly Span[];
  /** Lines below the label. */
  readonly under: readonly string[];
  readonly branches: readonly PlacedBranch[];
};

export type PlacedBranch =
  | { readonly kind: "device"; readonly link: NetLink; readonly placed: Placed }
  | { readonly kind: "lane"; readonly link: NetLink; readonly row: number; readonly lane: number };

export type NetLayout = {
  readonly roots: readonly Placed[];
  readonly rows: number;
  readonly columns: number;
  /** Whether switches have the network below them, and routers their addresses. */
  readonly networks: boolean;
  readonly routers: boolean;
  /** Columns between a label and the next: a line, the trunk, a line, a place for a mark. */
  readonly gap: number;
  /** Where the trunk of the devices at each depth stands. */
  readonly trunks: readonly number[];
};

/** How much is told, from all to nothing but names. */
type Level = {
  readonly networks: boolean;
  readonly hosts: "full" | "tail" | "none";
  readonly routers: boolean;
  /** Leaf names are taken to be no longer than that; what is longer may have to be cut. */
  readonly longest: number;
  readonly gap: number;
};

const levels: readonly Level[] = [
  { networks: true, hosts: "full", routers: true, longest: 40, gap: 5 },
  { networks: true, hosts: "full", routers: false, longest: 24, gap: 4 },
  { networks: true, hosts: "tail", routers: false, longest: 16, gap: 4 },
  { networks: true, hosts: "none", routers: false, longest: 16, gap: 4 },
  { networks: false, hosts: "none", routers: false, longest: 16, gap: 3 },
];

const WIDEST_GAP = 26;
const LONGEST_INNER_NAME = 20;
/** For the mark of a root. */
const MARGIN = 1;
const LANE = 2;

/** The fullest level that fits into `columns` and `rows`; the barest is scrolled where it does not fit. */
export function layNet(
  devices: readonly NetDevice[],
  links: readonly NetLink[],
  columns: number,
  rows: number,
): NetLayout {
  const roots = treesOf(devices, links);
  let layout: NetLayout | undefined;
  for (const level of levels) {
    const least = place(roots, level, level.gap, columns);
    layout = least;
    if (least.columns > columns || (level.routers && least.rows > rows)) continue;
    const gaps = least.trunks.length;
    const wider = gaps === 0 ? 0 : Math.floor((columns - least.columns) / gaps);
    return wider === 0 ? least : place(roots, level, Math.min(WIDEST_GAP, level.gap + wider), columns);
  }
  return layout!;
}

// ---- the tree

/** Trees that hold every device: a piece of the net that nothing joins to the others is a tree of its own. */
export function treesOf(devices: readonly NetDevice[], links: readonly NetLink[]): readonly NetNode[] {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const touching = new Map<DeviceId, NetLink[]>(devices.map(({ id }) => [id, []]));
  for (const link of links) {
    for (const id of new Set(link.ends.map(({ device }) => device))) touching.get(id)?.push(link);
  }
  const stems = new Map<DeviceId, NetLink | undefined>();
  const grown = new Map<DeviceId, { readonly link: NetLink; readonly to: DeviceId }[]>();
  const roots: DeviceId[] = [];
  for (const start of [...devices.filter(({ kind }) => kind === "host"), ...devices]) {
    if (stems.has(start.id)) continue;
    const root = rootFor(start, byId, touching);
    roots.push(root);
    stems.set(root, undefined);
    const queue = [root];
    // Breadth first, so that each is as near to the root as the cables allow.
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      for (const link of touching.get(id) ?? []) {
        const to = otherEnd(link, id);
        if (stems.has(to)) continue;
        stems.set(to, link);
        const here = grown.get(id) ?? [];
        here.push({ link, to });
        grown.set(id, here);
        queue.push(to);
      }
    }
  }
  const node = (id: DeviceId, depth: number): NetNode => {
    const stem = stems.get(id);
    const all = grown.get(id) ?? [];
    // Those of its own LAN stand near a switch, what lies behind them below.
    const children = [...all.filter(({ to }) => !grown.has(to)), ...all.filter(({ to }) => grown.has(to))];
    const loops = (touching.get(id) ?? []).filter((l) => l !== stem && !children.some(({ link }) => link === l));
    const both = loops.flatMap((link) => (link.ends[0].device === link.ends[1].device ? [link, link] : [link]));
    return {
      device: byId.get(id)!,
      depth,
      ...(stem && { stem }),
      branches: [
        ...children.map(({ link, to }): Branch => ({ link, node: node(to, depth + 1) })),
        ...both.map((link): Branch => ({ link })),
      ],
    };
  };
  return roots.map((id) => node(id, 0));
}

const otherEnd = ({ ends: [a, b] }: NetLink, id: DeviceId): DeviceId => (a.device === id ? b.device : a.device);

/** Hosts are leaves: where the first one stands in a LAN, the tree grows from its switch or hub. */
function rootFor(
  start: NetDevice,
  byId: ReadonlyMap<DeviceId, NetDevice>,
  touching: ReadonlyMap<DeviceId, readonly NetLink[]>,
): DeviceId {
  const [only, ...more] = touching.get(start.id) ?? [];
  if (start.kind !== "host" || only === undefined || more.length > 0) return start.id;
  const next = byId.get(otherEnd(only, start.id));
  const joins = (touching.get(next?.id ?? "")?.length ?? 0) >= 3;
  return next && joins && (next.kind === "switch" || next.kind === "hub") ? next.id : start.id;
}

// ---- what it says

const isInner = ({ branches }: NetNode): boolean => branches.length > 0;

function labelOf(node: NetNode, level: Level, longest: number): readonly Span[] {
  const { id, kind } = node.device;
  const name = shorten(id, isInner(node) ? LONGEST_INNER_NAME : longest);
  switch (kind) {
    case "router":
      return [{ text: `(${name})`, tone: "name" }, ...addressSpans(node, level)];
    case "switch":
      return [{ text: `[${name}]`, tone: "name" }];
    case "hub":
      return [{ text: `{${name}}`, tone: "name" }];
    case "host":
      return [{ text: name, tone: "name" }, ...addressSpans(node, level), ...(isInner(node) ? [{ text: " " }] : [])];
    default:
      return unreachable(kind);
  }
}

/** Behind the name, where there is one address; more stand below it. */
function addressSpans(node: NetNode, level: Level): readonly Span[] {
  const [own, ...more] = node.device.interfaces;
  if (!own || more.length > 0 || level.hosts === "none") return [];
  const full = `${own.address}/${own.prefix}`;
  const text = level.hosts === "tail" && inLan(node) ? tailOf(own.address, own.prefix) : full;
  return [{ text: " " }, { text, tone: "address" }];
}

/** Whether the network is written at the switch that it hangs from. */
const inLan = ({ stem }: NetNode): boolean => stem !== undefined && !stem.direct && stem.networks.length === 1;

/** The part that the network does not give, in whole bytes: `.13` of 10.11.12.13/24. */
function tailOf(address: string, prefix: number): string {
  const bytes = address.split(".");
  return `.${bytes.slice(Math.min(3, Math.floor(prefix / 8))).join(".")}`;
}

function underOf(node: NetNode, level: Level, parent: NetDevice | undefined): readonly string[] {
  const { kind, interfaces } = node.device;
  if (!isInner(node)) return [];
  if (kind === "switch" || kind === "hub") {
    // A LAN of several switches says its network once.
    const first = parent?.kind !== "switch" && parent?.kind !== "hub";
    return level.networks && first ? (node.branches[0]?.link.networks ?? []) : [];
  }
  return level.routers && interfaces.length > 1 ? interfaces.map((i) => `${i.address}/${i.prefix}`) : [];
}

// ---- rows and columns

function place(roots: readonly NetNode[], level: Level, gap: number, columns: number): NetLayout {
  const widths: number[] = [];
  const measure = (node: NetNode, parent?: NetDevice): void => {
    if (isInner(node)) {
      const texts = [rowColumns(labelOf(node, level, level.longest)), ...underOf(node, level, parent).map(columnsOf)];
      widths[node.depth] = Math.max(widths[node.depth] ?? 0, ...texts);
    }
    for (const branch of node.branches) if (branch.node) measure(branch.node, node.device);
  };
  for (const root of roots) measure(root);
  const xs = [MARGIN];
  for (const [depth, width] of widths.entries()) xs[depth + 1] = xs[depth]! + width + gap;

  const lanes = lanesOf(roots);
  let next = 0;
  let right = 0;
  const put = (node: NetNode, parent?: NetDevice): Placed => {
    const first = next;
    const x = xs[node.depth]!;
    const under = underOf(node, level, parent);
    // A long name takes what room there is, if nothing has to stand on its right.
    const shortest = rowColumns(labelOf(node, level, level.longest));
    const whole = labelOf(node, level, Number.POSITIVE_INFINITY);
    const room = lanes.size === 0 ? columns - x : shortest;
    const spare = Math.max(0, room - shortest);
    const label = rowColumns(whole) <= room ? whole : labelOf(node, level, level.longest + spare);
    const branches = node.branches.map((branch): PlacedBranch => {
      if (branch.node) return { kind: "device", link: branch.link, placed: put(branch.node, node.device) };
      next += 1;
      return { kind: "lane", link: branch.link, row: next - 1, lane: lanes.get(branch.link)! };
    });
    if (branches.length === 0) {
      next += 1;
      right = Math.max(right, x + shortest);
    } else right = Math.max(right, xs[node.depth + 1]! - 1);
    next = Math.max(next, first + 1 + under.length);
    return { node, first, last: next - 1, x, label, under, branches };
  };
  const placed = roots.map((root) => put(root));
  const laneStart = right + 1;
  const shift = (p: Placed): Placed => ({
    ...p,
    branches: p.branches.map((b) =>
      b.kind === "device" ? { ...b, placed: shift(b.placed) } : { ...b, lane: laneStart + b.lane * LANE },
    ),
  });
  return {
    roots: lanes.size === 0 ? placed : placed.map(shift),
    rows: next,
    columns: right + (lanes.size === 0 ? 0 : 1 + lanes.size * LANE),
    networks: level.networks,
    routers: level.routers,
    gap,
    trunks: widths.map((width, depth) => xs[depth]! + width + 1),
  };
}

/** A lane for each link that closes a loop, counted from the left. */
function lanesOf(roots: readonly NetNode[]): ReadonlyMap<NetLink, number> {
  const lanes = new Map<NetLink, number>();
  const visit = (node: NetNode): void => {
    for (const { link, node: next } of node.branches) {
      if (next) visit(next);
      else if (!lanes.has(link)) lanes.set(link, lanes.size);
    }
  };
  for (const root of roots) visit(root);
  return lanes;
}
