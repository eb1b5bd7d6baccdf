/** The topology in characters: labels, lines and what is on them. */
import type { DeviceId, LinkId } from "../../base/ids.ts";
import type { Span, Tone } from "../row.ts";
import type { NetFrame, NetLink, NetModel } from "../select/net.ts";
import { columnsOf, rowColumns, shorten, slice, toned } from "../text.ts";
import type { Item } from "./net-item.ts";
import type { NetLayout, Placed } from "./net-layout.ts";

const LEFT = 1;
const RIGHT = 2;
const UP = 4;
const DOWN = 8;
/** By the directions in which a line goes on from a cell. */
const corners: Readonly<Record<number, string>> = {
  [UP | DOWN]: "│",
  [UP]: "│",
  [DOWN]: "│",
  [RIGHT | DOWN]: "┌",
  [LEFT | DOWN]: "┐",
  [RIGHT | UP]: "└",
  [LEFT | UP]: "┘",
  [UP | DOWN | RIGHT]: "├",
  [UP | DOWN | LEFT]: "┤",
  [LEFT | RIGHT | DOWN]: "┬",
  [LEFT | RIGHT | UP]: "┴",
  [LEFT | RIGHT | UP | DOWN]: "┼",
};

/** Where lines of several links share a cell, the one that tells more gives its tone. */
const weights: readonly Tone[] = ["dim", "plain", "strong", "changed", "lost", "marked", "selected"];

type Cell = { mask: number; heavy: boolean; tone: Tone };
type Text = { readonly x: number; readonly spans: readonly Span[] };

export type Drawing = {
  readonly row: (y: number) => readonly Span[];
  /** Where a device or link really stands, counted in the whole drawing. */
  readonly rowOf: (item: Exclude<Item, { kind: "line" }>) => number;
};

/** What is marked or under the cursor. */
export type Chosen = {
  readonly device: (id: DeviceId) => Tone | undefined;
  readonly link: (id: LinkId) => Tone | undefined;
};

export function toneFor(items: readonly Item[], at: Item | undefined, found: readonly number[]): Chosen {
  const marked = found.map((i) => items[i]!);
  return {
    device: (id) => {
      const is = (item: Item): boolean => item.kind === "device" && item.placed.node.device.id === id;
      return at && is(at) ? "selected" : marked.some(is) ? "marked" : undefined;
    },
    link: (id) => {
      const is = (item: Item): boolean => item.kind === "link" && item.link.id === id;
      return at && is(at) ? "selected" : marked.some(is) ? "marked" : undefined;
    },
  };
}

/** The rows of the layout from `top` on; a row is as wide as what stands in it. */
export function draw(
  layout: NetLayout,
  model: NetModel,
  window: { readonly top: number; readonly rows: number },
  chosen: Chosen,
): Drawing {
  const { top } = window;
  const end = top + window.rows;
  const lines = new Map<number, Map<number, Cell>>();
  const texts = new Map<number, Text[]>();
  const rows = new Map<Placed, number>();
  const frames = new Map<LinkId, NetFrame[]>();
  for (const frame of model.frames) frames.set(frame.link, [...(frames.get(frame.link) ?? []), frame]);

  const line = (y: number, x: number, mask: number, tone: Tone, heavy: boolean): void => {
    if (y < top || y >= end) return;
    const row = lines.get(y) ?? new Map<number, Cell>();
    lines.set(y, row);
    const cell = row.get(x) ?? { mask: 0, heavy: false, tone: "dim" };
    cell.mask |= mask;
    cell.heavy ||= heavy;
    if (weights.indexOf(tone) > weights.indexOf(cell.tone)) cell.tone = tone;
    row.set(x, cell);
  };
  const text = (y: number, x: number, spans: readonly Span[]): void => {
    if (y < top || y >= end) return;
    texts.set(y, [...(texts.get(y) ?? []), { x, spans }]);
  };
  const across = (y: number, from: number, to: number, tone: Tone, heavy: boolean): void => {
    for (let x = from; x < to; x++) line(y, x, LEFT | RIGHT, tone, heavy);
  };
  /** From row `a` to row `b` in one column, bent towards `aSide` and `bSide` at its ends. */
  const down = (x: number, a: number, b: number, aSide: number, bSide: number, tone: Tone, heavy: boolean): void => {
    line(a, x, aSide, tone, heavy);
    line(b, x, bSide, tone, heavy);
    for (let y = Math.min(a, b); y <= Math.max(a, b); y++) {
      const up = y > Math.min(a, b) ? UP : 0;
      const on = y < Math.max(a, b) ? DOWN : 0;
      if ((up | on) !== 0) line(y, x, up | on, tone, false);
    }
  };

  /** A device stands at its first branch, but comes along when that is scrolled out of sight and others are not. */
  const settle = (placed: Placed): number => {
    const ends = placed.branches.map((b) => (b.kind === "device" ? settle(b.placed) : b.row));
    const lowest = ends.at(-1) ?? placed.first;
    const y = ends.length === 1 ? lowest : Math.min(Math.max(placed.first, top), lowest);
    rows.set(placed, y);
    return y;
  };
  for (const root of layout.roots) settle(root);

  const holder = [...rows.keys()].find(({ node }) => node.device.id === model.place);
  const lanes = new Map<LinkId, number>();
  const paint = (placed: Placed): void => {
    const { node, x, under } = placed;
    const { device, depth } = node;
    const y = rows.get(placed)!;
    const tone = chosen.device(device.id) ?? (device.up ? undefined : "lost");
    text(y, x, tone ? toned(placed.label, tone) : placed.label);
    const here = device.id === model.place;
    if (here) text(y, x - 1, [{ text: "*", tone: "changed" }]);
    else if (!device.up) text(y, x - 1, [{ text: "!", tone: "lost" }]);
    for (const [i, below] of under.entries()) {
      if (y + 1 + i <= placed.last) text(y + 1 + i, x, [{ text: below, tone: "address" }]);
    }
    const trunk = layout.trunks[depth]!;
    const start = x + rowColumns(placed.label);
    for (const branch of placed.branches) {
      const { link } = branch;
      const on = frames.get(link.id) ?? [];
      const frame = on[0];
      const way = model.route.includes(link.id);
      const linkTone =
        chosen.link(link.id) ??
        (!link.up || (frame?.now && frame.lost) ? "lost" : frame?.now ? "changed" : way ? "strong" : "dim");
      const to = branch.kind === "device" ? rows.get(branch.placed)! : branch.row;
      across(y, start, trunk, linkTone, way);
      down(trunk, y, to, LEFT, RIGHT, linkTone, way);
      const stop = branch.kind === "lane" ? branch.lane : branch.placed.x - (layout.gap > 3 ? 1 : 0);
      across(to, trunk + 1, stop, linkTone, way);
      const from = placed.branches.length === 1 ? start : trunk + 1;
      const known = branch.kind === "lane" ? lanes.get(link.id) : undefined;
      if (branch.kind === "lane") {
        if (known !== undefined) down(stop, known, to, LEFT, LEFT, linkTone, way);
        lanes.set(link.id, to);
      }
      const toRight = frame?.from === device.id;
      const said = saidOn(link, on, toRight, known !== undefined, branch.kind === "lane" && !toRight, stop - from);
      // Where the line is one column long, the mark of the step's device is worth more than a frame sent before.
      const hidden = layout.gap <= 3 && !frame?.now && branch.kind === "device" && branch.placed === holder;
      for (const piece of hidden ? [] : said) {
        text(to, from + piece.at, [
          { text: piece.text, tone: chosen.link(link.id) ?? (frame ? frameTone(frame) : linkTone) },
        ]);
      }
      if (branch.kind === "device") paint(branch.placed);
    }
  };
  for (const root of layout.roots) paint(root);

  const compose = (y: number): readonly Span[] => {
    const cells = lines.get(y + top) ?? new Map<number, Cell>();
    const here = (texts.get(y + top) ?? []).sort((a, b) => a.x - b.x);
    const spans: Span[] = [];
    let x = 0;
    const upTo = (stop: number): void => {
      for (; x < stop; x++) {
        const cell = cells.get(x);
        spans.push(cell ? { text: glyph(cell), tone: cell.tone } : { text: " " });
      }
    };
    for (const { x: at, spans: own } of here) {
      // On the narrowest links an arrow takes the place of a mark.
      if (at < x) continue;
      upTo(at);
      spans.push(...own);
      x = at + rowColumns(own);
    }
    upTo(Math.max(-1, ...cells.keys()) + 1);
    return joined(spans);
  };
  const rowOfItem = (item: Exclude<Item, { kind: "line" }>): number => {
    if (item.kind === "device") return rows.get(item.placed)!;
    return item.branch.kind === "device" ? rows.get(item.branch.placed)! : item.branch.row;
  };
  return { row: compose, rowOf: rowOfItem };
}

const glyph = ({ mask, heavy }: Cell): string =>
  (mask & (UP | DOWN)) === 0 ? (heavy ? "=" : "─") : (corners[mask] ?? "│");

/** Neighbours of the same tone as one span. */
function joined(spans: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last && last.tone === span.tone) out[out.length - 1] = { ...last, text: last.text + span.text };
    else out.push(span);
  }
  return out;
}

const frameTone = ({ lost, now }: NetFrame): Tone => (lost ? "lost" : now ? "changed" : "plain");

/** Fewer columns than that say nothing. */
const SHORTEST_LABEL = 3;

type Said = { readonly at: number; readonly text: string };

/**
 * What stands on a link: the head of an arrow for a frame, with a few words where there is room; `//` for a cut cable;
 * else the network, if no switch tells it. A link that closes a loop is drawn at both of its ends: `second` is the one
 * drawn last, `tail` the one that the frame comes to.
 */
function saidOn(
  link: NetLink,
  frames: readonly NetFrame[],
  toRight: boolean,
  second: boolean,
  tail: boolean,
  room: number,
): readonly Said[] {
  const [frame] = frames;
  if (room <= 0) return [];
  if (!frame) {
    if (!link.up) return [{ at: Math.floor((room - 1) / 2), text: slice("//", 0, Math.min(2, room)) }];
    const text = ` ${link.networks[0]} `;
    if (second || !link.direct || link.networks.length !== 1 || columnsOf(text) + 2 > room) return [];
    return [{ at: Math.floor((room - columnsOf(text)) / 2), text }];
  }
  const head = { at: toRight ? room - 1 : 0, text: frame.lost ? "x" : toRight ? ">" : "<" };
  const same = frames.filter(({ from, now }) => from === frame.from && now === frame.now).length;
  const more = same > 1 ? ` +${same - 1}` : "";
  // Head, two brackets, and a bit of the line.
  const wide = room - 4 - columnsOf(more);
  if (tail || !frame.now || wide < SHORTEST_LABEL) return [head];
  const text = `[${shorten(frame.label, wide)}${more}]`;
  const between = Math.floor((room - 1 - columnsOf(text)) / 2);
  return [head, { at: toRight ? between : room - between - columnsOf(text), text }];
}
