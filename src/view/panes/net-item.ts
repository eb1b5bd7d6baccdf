/** What the cursor of the topology goes through: devices with the tables of those that are unfolded, then the links. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, LinkId, StepIndex } from "../../base/ids.ts";
import type { NetLink, NetModel } from "../select/net.ts";
import { type Thing, thing } from "../thing.ts";
import type { NetLayout, Placed, PlacedBranch } from "./net-layout.ts";
import type { TableLine } from "./tables.ts";

/** What the cursor goes through: first the devices and then the links, both the way that the tree grows. */
export type Item =
  | { readonly kind: "device"; readonly placed: Placed }
  /** `from` is the device on its left. */
  | { readonly kind: "link"; readonly link: NetLink; readonly from: Placed; readonly branch: PlacedBranch }
  /** A line of the tables of a device that is unfolded; they come after it. */
  | { readonly kind: "line"; readonly placed: Placed; readonly line: TableLine; readonly place: number };

const rowOf = (branch: PlacedBranch): number => (branch.kind === "device" ? branch.placed.first : branch.row);

export function itemsOf(layout: NetLayout, lines: ReadonlyMap<DeviceId, readonly TableLine[]>): readonly Item[] {
  const items: Item[] = [];
  const links: Item[] = [];
  const lanes = new Set<LinkId>();
  const visit = (placed: Placed): void => {
    items.push({ kind: "device", placed });
    for (const [place, line] of (lines.get(placed.node.device.id) ?? []).entries()) {
      items.push({ kind: "line", placed, line, place });
    }
    for (const branch of placed.branches) {
      const { link } = branch;
      if (branch.kind === "device" || !lanes.has(link.id)) links.push({ kind: "link", link, from: placed, branch });
      if (branch.kind === "device") visit(branch.placed);
      else lanes.add(link.id);
    }
  };
  for (const root of layout.roots) visit(root);
  return [...items, ...links];
}

/** What it is about, the most specific first. */
export function thingsOf(item: Item, model: NetModel): readonly Thing[] {
  switch (item.kind) {
    case "line":
      return item.line.things;
    case "device": {
      const { id, interfaces } = item.placed.node.device;
      return [thing.device(id), ...interfaces.flatMap((i) => [thing.address(i.address), thing.address(i.mac)])];
    }
    case "link": {
      const { id } = item.link;
      const packets = model.frames.flatMap((frame) => (frame.link === id && frame.now ? [frame.packet] : []));
      if (model.packet !== undefined && model.route.includes(id)) packets.push(model.packet);
      return [...[...new Set(packets)].map(thing.packet), thing.link(id)];
    }
    default:
      return unreachable(item);
  }
}

/** What the glossary may know of it. */
export function explainOf(item: Item): readonly string[] {
  switch (item.kind) {
    case "line":
      return item.line.explain;
    case "device":
      return [item.placed.node.device.kind];
    case "link":
      return ["link", "ethernet", "layer:eth"];
    default:
      return unreachable(item);
  }
}

/** Where it stands by itself, counted in the whole drawing. */
export const naturalRow = (item: Item): number => (item.kind === "link" ? rowOf(item.branch) : item.placed.first);

/** The step that made it what it is. */
export function becauseOf(item: Item): StepIndex | undefined {
  switch (item.kind) {
    case "line":
      return item.line.because?.();
    case "device":
      return item.placed.node.device.because();
    case "link":
      return item.link.because();
    default:
      return unreachable(item);
  }
}
