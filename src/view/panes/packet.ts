/** The packet drawn: layers as a tree of fields, the bytes as a hex dump with those of the field under the cursor marked. */

import type { DeviceId } from "../../base/ids.ts";
import { fieldWords } from "../../i18n/field-path.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import type { PacketModel, PacketNode } from "../select/packet.ts";
import { blank, fitRow, shorten, wrapText } from "../text.ts";
import { clampCursor, listView } from "./scroll.ts";

/** From this width on the bytes stand beside the tree; from the second on sixteen a row. */
const BESIDE = 104;
const BESIDE_16 = 150;

/** Toggles which of several packets of one step is shown; the last one toggled counts. */
const siblingPath = (i: number): string => `frame ${i + 1}`;

/** Which of several packets of one step the learner chose, from 0. */
export function chosenSibling(state: PaneState): number {
  const last = state.toggled.findLast((path) => /^frame \d+$/.test(path));
  return last === undefined ? 0 : Number(last.slice(6)) - 1;
}

type Line = {
  readonly node?: PacketNode;
  readonly depth: number;
  readonly open: boolean;
  /** For the lines above the tree. */
  readonly sibling?: number;
};

export function packetPane(
  model: PacketModel | undefined,
  size: Size,
  state: PaneState,
  words: Words,
  hosts: readonly DeviceId[],
): PaneView {
  if (!model) {
    const body: Row[] = [[{ text: ` ${words.ui.packet.none}`, tone: "dim" }]];
    return listView({ title: state.host ?? "", body, follow: 0, hosts }, size, state);
  }
  const lines = linesOf(model, state.toggled);
  const focus = Math.max(
    0,
    lines.findIndex((l) => l.node === focusOf(model.tree)),
  );
  const cursor = clampCursor(state.cursor ?? focus, lines.length);
  const node = lines[cursor]?.node;
  const beside = size.columns >= BESIDE;
  const perRow = size.columns >= (beside ? BESIDE_16 : 54) ? 16 : 8;
  const details = size.rows >= 20 ? 3 : size.rows >= 12 ? 2 : size.rows >= 6 ? 1 : 0;
  const hexColumns = 6 + perRow * 3 + (beside || size.columns >= 7 + perRow * 4 ? perRow + 1 : 0);
  const below = beside || size.rows < 8 ? 0 : size.rows >= 20 ? 6 : size.rows >= 12 ? 3 : 2;
  const treeSize: Size = {
    columns: beside ? size.columns - hexColumns - 1 : size.columns,
    rows: size.rows - details - below,
  };
  const marked = node?.bits && { first: node.bits.start >>> 3, end: (node.bits.start + node.bits.length + 7) >>> 3 };
  const bytes = model.frame.bytes;
  const view = listView(
    {
      title: titleOf(model, words),
      // Several packets are chosen from in the list; one alone stays in sight.
      head: model.siblings.length > 1 ? [] : [siblingRow(0, true, model, words)],
      body: lines.map((line) => lineRow(line, model, words)),
      follow: focus,
      top: focus,
      hosts,
      ...togglesOf(lines[cursor]),
    },
    treeSize,
    state,
  );
  const dump = hexRows(bytes, marked, perRow, beside ? treeSize.rows : below, hexColumns);
  const upper = beside
    ? view.rows.map((row, i): Row => [...row, { text: " " }, ...(dump[i] ?? [])])
    : [...view.rows, ...dump];
  const detail = detailRows(lines[cursor], model, details, size.columns, words);
  return { ...view, rows: [...upper, ...detail].slice(0, size.rows).map((row) => fitRow(row, size.columns)) };
}

function titleOf(model: PacketModel, words: Words): string {
  const ends = words.ui.packet.from(model.from, model.to);
  const { siblings, which } = model;
  return siblings.length > 1 ? `${ends}  ${which + 1}/${siblings.length}` : ends;
}

/** The innermost layer that has fields: what the packet is sent for. */
const focusOf = (tree: readonly PacketNode[]): PacketNode | undefined =>
  tree.findLast((node) => node.kind === "layer" && node.children.length > 0) ?? tree[0];

function linesOf(model: PacketModel, toggled: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  const focus = focusOf(model.tree);
  if (model.siblings.length > 1) {
    model.siblings.forEach((_, i) => void lines.push({ depth: 0, open: i === model.which, sibling: i }));
  }
  const add = (node: PacketNode, depth: number): void => {
    const open = (node === focus) !== toggled.includes(node.path);
    lines.push({ node, depth, open });
    if (open) for (const child of node.children) add(child, depth + 1);
  };
  for (const node of model.tree) add(node, 0);
  return lines;
}

function togglesOf(line: Line | undefined): { readonly toggles?: string } {
  if (line?.sibling !== undefined) return { toggles: siblingPath(line.sibling) };
  return line?.node && line.node.children.length > 0 ? { toggles: line.node.path } : {};
}

function lineRow(line: Line, model: PacketModel, words: Words): Row {
  if (line.sibling !== undefined) return siblingRow(line.sibling, line.open, model, words);
  return line.node ? nodeRow(line.node, line.depth, line.open, model, words) : [];
}

function siblingRow(i: number, open: boolean, model: PacketModel, words: Words): Row {
  const { siblings, lost, fresh } = model;
  const which = siblings.length > 1 ? `${i + 1}${open ? ">" : " "} ` : "";
  return [
    { text: fresh ? "*" : " ", tone: "changed" },
    { text: `${which}${siblings[i]?.line ?? model.line}`, tone: open ? "title" : "dim" },
    ...(lost && open ? [{ text: ` ${words.ui.packet.lost}`, tone: "lost" as const }] : []),
  ];
}

function nodeRow(node: PacketNode, depth: number, open: boolean, model: PacketModel, words: Words): Row {
  const folds = node.children.length > 0 ? (open ? "- " : "+ ") : "  ";
  const spans: Span[] = [{ text: node.changed ? "*" : " ", tone: "changed" }, { text: `${blank(depth * 2)}${folds}` }];
  switch (node.kind) {
    case "layer":
    case "fcs": {
      const name = node.kind === "fcs" ? words.fcs.name : words.layer[node.protocol ?? "data"].name;
      spans.push({ text: name, tone: "title" });
      if (node.kind === "fcs") spans.push({ text: `  ${shown(node)}`, tone: "number" });
      else if (!open && node.digest) spans.push({ text: `  ${node.digest}`, tone: "dim" });
      break;
    }
    case "http-part":
      if (node.part === "header") spans.push({ text: node.name, tone: "name" }, { text: `: ${node.value ?? ""}` });
      else if (node.part) {
        spans.push(
          { text: words.ui.httpPart[node.part], tone: "name" },
          { text: `: ${node.value ?? ""}`, tone: "strong" },
        );
      }
      break;
    case "field": {
      const bits = bitPattern(node, model.frame.bytes);
      if (bits !== "") spans.push({ text: `${bits} = `, tone: "dim" });
      spans.push({ text: node.name, tone: "name" });
      const value = shown(node);
      if (value !== "") spans.push({ text: ": " }, { text: value, tone: valueTone(node) });
      if (!open && node.digest) spans.push({ text: `${value === "" ? ": " : "  "}${node.digest}`, tone: "dim" });
      break;
    }
  }
  if (node.meaning) spans.push({ text: `  (${words.meaning(node.meaning)})`, tone: meaningTone(node) });
  else if (node.headerKind) spans.push({ text: `  (${words.ui.headerKind[node.headerKind]})`, tone: "dim" });
  return spans;
}

function shown({ value, base, bits, kind }: PacketNode): string {
  if (value === undefined) return "";
  const length = kind === "fcs" ? 32 : (bits?.length ?? 0);
  const hex = base === 16 || (typeof value === "number" && kind === "field" && base === undefined && length > 32);
  return typeof value === "number" && hex
    ? `0x${value.toString(16).padStart(Math.ceil(length / 4), "0")}`
    : String(value);
}

const valueTone = ({ value }: PacketNode): Tone =>
  typeof value === "number" ? "number" : /^[\d.]+$|^([0-9a-f]{2}:){5}/.test(value ?? "") ? "address" : "plain";

function meaningTone({ meaning }: PacketNode): Tone {
  if (meaning?.kind === "checksum-good") return "good";
  return meaning?.kind === "checksum-bad" ? "bad" : "dim";
}

/** `0100 ....` for fields that are no whole bytes: their own bits, dots for their neighbours'. */
function bitPattern({ bits, children }: PacketNode, bytes: Uint8Array): string {
  if (!bits || children.length > 0 || (bits.start % 8 === 0 && bits.length % 8 === 0)) return "";
  const first = bits.start - (bits.start % 8);
  const end = Math.ceil((bits.start + bits.length) / 8) * 8;
  let out = "";
  for (let i = first; i < end; i++) {
    if (i > first && i % 4 === 0) out += " ";
    const inside = i >= bits.start && i < bits.start + bits.length;
    out += inside ? String(((bytes[i >>> 3] ?? 0) >>> (7 - (i & 7))) & 1) : ".";
  }
  return out;
}

// ---- bytes

/** `0010  45 00[00 26]..`: the marked bytes in brackets, so that they show without colour. */
function hexRows(
  bytes: Uint8Array,
  marked: { readonly first: number; readonly end: number } | undefined,
  perRow: number,
  rows: number,
  columns: number,
): readonly Row[] {
  const total = Math.ceil(bytes.length / perRow);
  const at = marked ? Math.floor(marked.first / perRow) : 0;
  const first = Math.max(0, Math.min(at - (rows > 2 ? 1 : 0), total - rows));
  return Array.from({ length: rows }, (_, i) => {
    const start = (first + i) * perRow;
    return start >= bytes.length ? fitRow([], columns) : fitRow(hexRow(bytes, start, perRow, marked, columns), columns);
  });
}

function hexRow(
  bytes: Uint8Array,
  start: number,
  perRow: number,
  marked: { readonly first: number; readonly end: number } | undefined,
  columns: number,
): Row {
  const inMark = (i: number): boolean =>
    marked !== undefined && i >= marked.first && i < marked.end && i >= start && i < start + perRow && i < bytes.length;
  const spans: Span[] = [{ text: `${start.toString(16).padStart(4, "0")} `, tone: "dim" }];
  let ascii = "";
  for (let i = start; i <= start + perRow; i++) {
    const here = inMark(i);
    const before = i > start && inMark(i - 1);
    const edge = here === before ? " " : here ? "[" : "]";
    if (i === start + perRow) {
      spans.push({ text: edge });
      break;
    }
    const byte = bytes[i];
    spans.push(
      { text: edge },
      { text: byte === undefined ? "  " : byte.toString(16).padStart(2, "0"), tone: here ? "selected" : "plain" },
    );
    ascii += byte === undefined ? " " : byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
  }
  if (columns > 6 + perRow * 3) spans.push({ text: ` ${ascii}`, tone: "dim" });
  return spans;
}

// ---- what the field under the cursor is for

function detailRows(
  line: Line | undefined,
  model: PacketModel,
  rows: number,
  columns: number,
  words: Words,
): readonly Row[] {
  const { text, tone } = detailOf(line, model, words);
  const wrapped = wrapText(text, columns - 1);
  return Array.from({ length: rows }, (_, i): Row => {
    const rest = i === rows - 1 ? wrapped.slice(i).join(" ") : (wrapped[i] ?? "");
    return [{ text: ` ${shorten(rest, columns - 1)}`, tone }];
  });
}

function detailOf(
  line: Line | undefined,
  model: PacketModel,
  words: Words,
): { readonly text: string; readonly tone: Tone } {
  const node = line?.node;
  if (!node) return { text: model.siblings[line?.sibling ?? 0]?.line ?? model.line, tone: "strong" };
  if (node.problem) return { text: words.problem(node.problem), tone: "bad" };
  if (node.kind === "http-part") return { text: words.layer.http.reads, tone: "plain" };
  const layer = node.kind === "fcs" ? words.fcs : node.protocol ? words.layer[node.protocol] : undefined;
  const rfc = node.rfc === undefined ? "" : /^\d/.test(node.rfc) ? ` RFC ${node.rfc}` : ` ${node.rfc}`;
  if (layer) return { text: `${layer.adds} ${layer.reads}${rfc && `${rfc}.`}`, tone: "plain" };
  return { text: `${node.path}${rfc}: ${fieldWords(words, node.path) ?? ""}`, tone: "plain" };
}

/** The state in which the cursor stands on a field, with all above it unfolded; undefined when the frame has no such field. */
export function pointedAt(model: PacketModel, path: string, state: PaneState): PaneState | undefined {
  const trail = trailTo(model.tree, path);
  if (!trail) return undefined;
  const focus = focusOf(model.tree);
  const toggled = new Set(state.toggled);
  for (const node of trail.slice(0, -1)) {
    if (node === focus) toggled.delete(node.path);
    else toggled.add(node.path);
  }
  const next = { ...state, toggled: [...toggled] };
  const at = linesOf(model, next.toggled).findIndex((l) => l.node?.path === path);
  return at < 0 ? undefined : { ...next, cursor: at };
}

function trailTo(nodes: readonly PacketNode[], path: string): readonly PacketNode[] | undefined {
  for (const node of nodes) {
    if (node.path === path) return [node];
    const below = trailTo(node.children, path);
    if (below) return [node, ...below];
  }
  return undefined;
}
