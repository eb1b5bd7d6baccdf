/** The packet drawn: layers as a tree of fields, the bytes as a hex dump with those of the field under the cursor marked. */

import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { fieldWords, withoutIndexes } from "../../i18n/field-path.ts";
import type { Words } from "../../i18n/words.ts";
import type { Protocol } from "../../wire/packet.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import { holdsByte, type PacketModel, type PacketNode, trailTo, trailToByte, type Wanted } from "../select/packet.ts";
import { blank, fitRow, rowColumns, shorten, toned, wrapText } from "../text.ts";
import { markedRows, packetIn, type Thing, thing } from "../thing.ts";
import { clampCursor, listView } from "./scroll.ts";

/** From this width on the bytes stand beside the tree; from the second on sixteen a row. */
const BESIDE = 104;
const BESIDE_16 = 150;

/** Toggles which of several packets of one step is shown; the last one toggled counts. */
const siblingPath = (i: number): string => `frame ${i + 1}`;

/** Which of several packets of one step the learner chose, from 0. */
export function chosenSibling({ cursor, toggled }: PaneState): number {
  const last = cursor === null ? undefined : toggled.findLast((path) => SIBLING.test(path));
  return last === undefined ? 0 : Number(last.slice(6)) - 1;
}

const SIBLING = /^frame \d+$/;

/** The packet to be shown instead of the step's: the one that the cursor was moved in, else the one selected elsewhere. */
export function wantedPacket(state: PaneState, selected: readonly Thing[], at: StepIndex): Wanted | undefined {
  if (state.cursor !== null && state.packet !== undefined) return state.packet ?? undefined;
  const packet = packetIn(selected);
  const step = selected.map((one) => /^step:(\d+)$/.exec(one)?.[1]).find((found) => found !== undefined);
  return packet === undefined ? undefined : { packet, near: step === undefined ? at : Number(step) };
}

type Line = {
  readonly node?: PacketNode;
  /** What the node stands in, the outermost first; itself last. */
  readonly trail: readonly PacketNode[];
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
  selected: readonly Thing[] = [],
): PaneView {
  if (!model) {
    const body: Row[] = [[{ text: ` ${words.ui.packet.none}`, tone: "dim" }]];
    return listView({ title: state.host ?? "", body, follow: 0, hosts }, size, state);
  }
  const { bytes } = model.frame;
  const toggled = state.cursor === null ? unfoldedFor(model, selected, state.toggled) : state.toggled;
  const lines = linesOf(model, toggled);
  const focus = Math.max(
    0,
    lines.findIndex((l) => l.node === focusOf(model.tree)),
  );
  const things = lines.map((line) => thingsOf(line, model));
  // The frame as a whole is what is shown: only what is more specific than that is marked in it.
  const whole = selected.indexOf(thing.packet(model.frame.packet));
  const wanted = whole < 0 ? selected : selected.slice(0, whole);
  const [found] = state.cursor === null ? markedRows(things, wanted) : [];
  const cursor = clampCursor(state.cursor ?? found ?? focus, lines.length);
  const line = lines[cursor];
  const layout = layoutOf(size);
  const byte = layout.hexRows > 0 && state.cursor !== null ? clampByte(state.byte, bytes) : null;
  const body = lines.map((l) => lineRow(l, model, words));
  const view = listView(
    {
      title: titleOf(model, words),
      head: [
        ...(layout.frame ? [frameRow(model, line, size.columns, words)] : []),
        // Several packets are chosen from in the list; one alone stays in sight.
        ...(model.siblings.length > 1 ? [] : [siblingRow(0, true, model, words)]),
      ],
      body,
      follow: focus,
      top: focus,
      hosts,
      things,
      explain: lines.map(termsOf),
      because: (row) => sinceOf(lines[row], model),
      ...togglesOf(line),
    },
    layout.tree,
    layout.hexRows > 0 ? { ...state, left: 0 } : state,
    wanted,
  );
  const tree = byte === null ? view : withNeighbours(view, lines, cursor, byte);
  const dump = hexRows(bytes, hexMarks(line?.node, byte), layout);
  const upper = layout.beside
    ? tree.rows.map((row, i): Row => [...row, { text: " " }, ...(dump[i] ?? [])])
    : [...tree.rows, ...dump];
  const cut = rowColumns(body[cursor] ?? []) > layout.tree.columns;
  const detail = detailRows(line, model, byte, cut, layout.details, size.columns, words);
  return {
    ...tree,
    rows: [...upper, ...detail].slice(0, size.rows).map((row) => fitRow(row, size.columns)),
    settled: { byte: null, ...standing(model, toggled) },
    ...(layout.hexRows > 0 && { sideways: sidewaysFrom(model, line, byte, toggled) }),
  };
}

/** The state that goes on showing this frame, unfolded like this, wherever the cursor moves in it. */
const standing = (model: PacketModel, toggled: readonly string[]): Partial<PaneState> => ({
  toggled:
    model.siblings.length > 1 ? [...toggled.filter((path) => !SIBLING.test(path)), siblingPath(model.which)] : toggled,
  packet: model.chosen ? { packet: model.frame.packet, near: model.step } : null,
});

type Layout = {
  /** Bytes stand beside the tree, else below it. */
  readonly beside: boolean;
  readonly perRow: 8 | 16;
  readonly hexRows: number;
  readonly hexColumns: number;
  readonly details: number;
  /** Whether the nested layers stand above the tree. */
  readonly frame: boolean;
  readonly tree: Size;
};

function layoutOf(size: Size): Layout {
  const beside = size.columns >= BESIDE;
  const perRow = size.columns >= (beside ? BESIDE_16 : 54) ? 16 : 8;
  const details = size.rows >= 20 ? 3 : size.rows >= 12 ? 2 : size.rows >= 6 ? 1 : 0;
  const hexColumns = 6 + perRow * 3 + (beside || size.columns >= 7 + perRow * 4 ? perRow + 1 : 0);
  const below = beside || size.rows < 8 ? 0 : size.rows >= 20 ? 6 : size.rows >= 12 ? 3 : 2;
  const tree: Size = {
    columns: beside ? size.columns - hexColumns - 1 : size.columns,
    rows: size.rows - details - below,
  };
  return {
    beside,
    perRow,
    hexRows: beside ? Math.max(0, tree.rows) : below,
    hexColumns,
    details,
    frame: size.rows >= 12,
    tree,
  };
}

function titleOf(model: PacketModel, words: Words): string {
  const ends = words.ui.packet.from(model.from, model.to);
  const { siblings, which } = model;
  if (model.chosen) return `${ends}  (${words.ui.packet.chosen})`;
  return siblings.length > 1 ? `${ends}  ${which + 1}/${siblings.length}` : ends;
}

/** The innermost layer that has fields: what the packet is sent for. */
const focusOf = (tree: readonly PacketNode[]): PacketNode | undefined =>
  tree.findLast((node) => node.kind === "layer" && node.children.length > 0) ?? tree[0];

function linesOf(model: PacketModel, toggled: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  const focus = focusOf(model.tree);
  if (model.siblings.length > 1) {
    model.siblings.forEach((_, i) => void lines.push({ trail: [], open: i === model.which, sibling: i }));
  }
  const add = (node: PacketNode, above: readonly PacketNode[]): void => {
    const open = (node === focus) !== toggled.includes(node.path);
    const trail = [...above, node];
    lines.push({ node, trail, open });
    if (open) for (const child of node.children) add(child, trail);
  };
  for (const node of model.tree) add(node, []);
  return lines;
}

/** What has to be toggled so that the last node of the trail is seen. */
function unfoldedTo(model: PacketModel, trail: readonly PacketNode[], toggled: readonly string[]): readonly string[] {
  const focus = focusOf(model.tree);
  const above = trail.slice(0, -1);
  const folded = above.filter((node) => (node === focus) === toggled.includes(node.path));
  if (folded.length === 0) return toggled;
  const opened = folded.filter((node) => node !== focus).map((node) => node.path);
  return [...toggled.filter((path) => !(path === focus?.path && folded.includes(focus))), ...opened];
}

/** With the field open to view that is selected elsewhere. */
function unfoldedFor(model: PacketModel, selected: readonly Thing[], toggled: readonly string[]): readonly string[] {
  const prefix = thing.field(model.frame.packet, "");
  const path = selected.find((one) => one.startsWith(prefix))?.slice(prefix.length);
  const trail = path === undefined ? undefined : trailTo(model.tree, path);
  return trail ? unfoldedTo(model, trail, toggled) : toggled;
}

// ---- one cursor

function thingsOf({ node, sibling, trail }: Line, model: PacketModel): readonly Thing[] {
  const { packet } = model.frame;
  if (sibling !== undefined) {
    return [thing.packet(model.siblings[sibling]?.frame.packet ?? packet), thing.step(model.step)];
  }
  if (!node) return [];
  return [
    thing.field(packet, node.path),
    thing.packet(packet),
    ...valueThings(node, trail, model),
    thing.step(model.step),
  ];
}

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|([0-9a-f]{2}:){5}[0-9a-f]{2})$/;
const NAME = /\.(name|target|exchange|mname)$/;

/** What the value of a field is the name of. */
function valueThings(node: PacketNode, trail: readonly PacketNode[], model: PacketModel): readonly Thing[] {
  const { path, value, digest } = node;
  const connection = model.connection ? [model.connection] : [];
  if (/^(tcp|udp)(\.(src|dst)port)?$/.test(path)) return connection;
  if (path === "tcp.seq" || /^(http|data)(\.|$)/.test(path)) {
    return [...(model.stream ? [model.stream] : []), ...connection];
  }
  // A record is about its name, a layer about both its addresses.
  const inside = trail.length === 1 || path.startsWith("dns.") ? node.children : [];
  const values = [value, ...(trail.length === 1 ? (digest ?? "").split(" -> ") : [])];
  return [
    ...new Set([
      ...values.flatMap((v) => (typeof v === "string" && ADDRESS.test(v) ? [thing.address(v)] : [])),
      ...(typeof value === "string" && NAME.test(path) ? [thing.name(value)] : []),
      ...inside.flatMap((child) =>
        typeof child.value === "string" && NAME.test(child.path) ? [thing.name(child.value)] : [],
      ),
    ]),
  ];
}

/** What the glossary may be asked about a line. */
function termsOf({ node, trail }: Line): readonly string[] {
  if (!node) return ["packet"];
  const layer = trail[0]?.protocol;
  const own =
    node.kind === "fcs"
      ? ["fcs"]
      : node.kind === "http-part"
        ? [...(node.part === "header" ? [node.name.toLowerCase(), "header-field"] : node.part ? [node.part] : [])]
        : node.kind === "field"
          ? [...trail].reverse().flatMap((n) => (n.kind === "field" ? [withoutIndexes(n.path)] : []))
          : [];
  return [...new Set([...own, ...(layer ? [`layer:${layer}`] : [])])];
}

const sinceOf = (line: Line | undefined, model: PacketModel): StepIndex =>
  line?.node ? model.since(line.node.path) : model.step;

// ---- from bytes to fields

const clampByte = (byte: number | null | undefined, bytes: Uint8Array): number | null =>
  byte === null || byte === undefined ? null : Math.max(0, Math.min(byte, bytes.length - 1));

/** The states with the byte before or after under the cursor, and the field that owns it open to view. */
function sidewaysFrom(
  model: PacketModel,
  line: Line | undefined,
  byte: number | null,
  toggled: readonly string[],
): NonNullable<PaneView["sideways"]> {
  const { bytes } = model.frame;
  const first = line?.node?.bits ? line.node.bits.start >>> 3 : line?.node ? bytes.length - 1 : 0;
  const to = (wanted: number): Partial<PaneState> => {
    const at = clampByte(wanted, bytes) ?? 0;
    const trail = trailToByte(model.tree, at) ?? [];
    const { toggled: still = toggled, packet = null } = standing(model, unfoldedTo(model, trail, toggled));
    const cursor = linesOf(model, still).findIndex((l) => l.node === trail.at(-1));
    return { byte: at, toggled: still, packet, cursor: Math.max(0, cursor) };
  };
  // The first press takes up the byte where the field begins.
  return byte === null ? { left: to(first), right: to(first) } : { left: to(byte - 1), right: to(byte + 1) };
}

/** Marks the other bit fields that share the byte. */
function withNeighbours(view: PaneView, lines: readonly Line[], cursor: number, byte: number): PaneView {
  const head = (view.cursorRow ?? 0) - (cursor - view.seen.first);
  const others: number[] = [];
  for (let i = view.seen.first; i < view.seen.end; i++) {
    const node = lines[i]?.node;
    if (i !== cursor && node && node.children.length === 0 && holdsByte(node, byte))
      others.push(head + i - view.seen.first);
  }
  if (others.length === 0 || view.cursorRow === undefined) return view;
  const rows = view.rows.map((row, i) => (others.includes(i) ? toned(row, "marked") : row));
  return { ...view, rows, marked: others };
}

type HexMarks = {
  /** Between brackets, so that they show without colour. */
  readonly inside?: Range;
  /** The field of the byte in the brackets. */
  readonly field?: Range;
};
/** Bytes, `end` exclusive. */
type Range = { readonly first: number; readonly end: number };

const bytesOf = ({ start, length }: NonNullable<PacketNode["bits"]>): Range => ({
  first: start >>> 3,
  end: (start + length + 7) >>> 3,
});

function hexMarks(node: PacketNode | undefined, byte: number | null): HexMarks {
  const field = node?.bits && bytesOf(node.bits);
  if (byte === null) return field ? { inside: field } : {};
  return { inside: { first: byte, end: byte + 1 }, ...(field && { field }) };
}

// ---- the layers, one in the other

const layerNames: Readonly<Partial<Record<Protocol, string>>> = {
  eth: "Ethernet",
  arp: "ARP",
  ip: "IP",
  icmp: "ICMP",
  udp: "UDP",
  tcp: "TCP",
  dns: "DNS",
  http: "HTTP",
};

/** `[Ethernet 14 [IP 20 [>TCP 20< [HTTP 312 bytes]]] FCS 4]`: bytes of each, the one under the cursor between `>` and `<`. */
function frameRow(model: PacketModel, line: Line | undefined, columns: number, words: Words): Row {
  const whole = boxes(model, line, true, words);
  return rowColumns(whole) <= columns ? whole : boxes(model, line, false, words);
}

function boxes(model: PacketModel, line: Line | undefined, counted: boolean, words: Words): Row {
  const layers = model.tree.filter((node) => node.kind === "layer");
  const isTrailer = (node: PacketNode): boolean => node.kind === "fcs" || node.protocol === "padding";
  const headers = layers.filter((node) => !isTrailer(node));
  const trailers = model.tree.filter(isTrailer);
  const innermost = headers.at(-1);
  const spans: Span[] = [{ text: " " }];
  const put = (node: PacketNode): void => {
    const protocol = node.protocol ?? "data";
    const name = node.kind === "fcs" ? words.fcs.name : (layerNames[protocol] ?? words.layer[protocol].name);
    const bytes = node.kind === "fcs" ? FCS_BYTES : (node.bits?.length ?? 0) / 8;
    const size = node === innermost ? ` ${words.meaning({ kind: "bytes", bytes })}` : counted ? ` ${bytes}` : "";
    const here = line?.trail[0] === node;
    spans.push({ text: here ? `>${name}${size}<` : `${name}${size}`, tone: here ? "strong" : "plain" });
  };
  headers.forEach((node, i) => {
    spans.push({ text: i === 0 ? "[" : " [", tone: "dim" });
    put(node);
  });
  spans.push({ text: "]".repeat(Math.max(0, headers.length - 1)), tone: "dim" });
  for (const node of trailers) {
    spans.push({ text: " " });
    put(node);
  }
  spans.push({ text: "]", tone: "dim" });
  return spans;
}

const FCS_BYTES = 4;

function togglesOf(line: Line | undefined): { readonly toggles?: string } {
  if (line?.sibling !== undefined) return line.open ? {} : { toggles: siblingPath(line.sibling) };
  return line?.node && line.node.children.length > 0 ? { toggles: line.node.path } : {};
}

function lineRow(line: Line, model: PacketModel, words: Words): Row {
  if (line.sibling !== undefined) return siblingRow(line.sibling, line.open, model, words);
  return line.node ? nodeRow(line.node, line.trail.length - 1, line.open, model, words) : [];
}

function siblingRow(i: number, open: boolean, model: PacketModel, words: Words): Row {
  const { siblings, lost, fresh } = model;
  const which = siblings.length > 1 ? `${i + 1}${open ? ">" : " "} ` : "";
  return [
    { text: fresh ? "*" : " ", tone: "changed" },
    { text: `${which}${siblings[i]?.line ?? model.line}`, tone: open ? "title" : "dim" },
    ...(lost && open ? [{ text: `  x ${words.ui.packet.lost}`, tone: "lost" as const }] : []),
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
function hexRows(bytes: Uint8Array, marks: HexMarks, layout: Layout): readonly Row[] {
  const { perRow, hexRows: rows, hexColumns } = layout;
  const total = Math.ceil(bytes.length / perRow);
  const at = marks.inside ? Math.floor(marks.inside.first / perRow) : 0;
  const first = Math.max(0, Math.min(at - (rows > 2 ? 1 : 0), total - rows));
  return Array.from({ length: rows }, (_, i) => {
    const start = (first + i) * perRow;
    return fitRow(start >= bytes.length ? [] : hexRow(bytes, start, marks, layout), hexColumns);
  });
}

function hexRow(bytes: Uint8Array, start: number, marks: HexMarks, { perRow, hexColumns }: Layout): Row {
  const within = (range: Range | undefined, i: number): boolean =>
    range !== undefined && i >= range.first && i < range.end && i >= start && i < start + perRow && i < bytes.length;
  const spans: Span[] = [{ text: `${start.toString(16).padStart(4, "0")} `, tone: "dim" }];
  let ascii = "";
  for (let i = start; i <= start + perRow; i++) {
    const here = within(marks.inside, i);
    const before = i > start && within(marks.inside, i - 1);
    const edge = here === before ? " " : here ? "[" : "]";
    if (i === start + perRow) {
      spans.push({ text: edge });
      break;
    }
    const byte = bytes[i];
    const tone: Tone = here ? "selected" : within(marks.field, i) ? "marked" : "plain";
    spans.push({ text: edge }, { text: byte === undefined ? "  " : byte.toString(16).padStart(2, "0"), tone });
    ascii += byte === undefined ? " " : byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
  }
  if (hexColumns > 6 + perRow * 3) spans.push({ text: ` ${ascii}`, tone: "dim" });
  return spans;
}

// ---- what is under the cursor: where it stands, its RFC, what it is for

function detailRows(
  line: Line | undefined,
  model: PacketModel,
  byte: number | null,
  cut: boolean,
  rows: number,
  columns: number,
  words: Words,
): readonly Row[] {
  const { text, tone } = detailOf(line, model, byte, cut, rows > 1, words);
  const wrapped = wrapText(text, columns - 1);
  return Array.from({ length: rows }, (_, i): Row => {
    const rest = i === rows - 1 ? wrapped.slice(i).join(" ") : (wrapped[i] ?? "");
    return [{ text: ` ${shorten(rest, columns - 1)}`, tone }];
  });
}

function detailOf(
  line: Line | undefined,
  model: PacketModel,
  byte: number | null,
  cut: boolean,
  whole: boolean,
  words: Words,
): { readonly text: string; readonly tone: Tone } {
  const node = line?.node;
  if (!node) return { text: model.siblings[line?.sibling ?? 0]?.line ?? model.line, tone: "strong" };
  if (node.problem) return { text: words.problem(node.problem), tone: "bad" };
  const purpose = purposeOf(node, words);
  const subject = node.kind === "field" ? node.path : node.kind === "http-part" ? partName(node, words) : undefined;
  // Where there is one row, what it is for comes first.
  const where = whole && byte === null && subject !== undefined ? placeOf(node, words) : undefined;
  const rfc = node.rfc === undefined ? undefined : /^\d/.test(node.rfc) ? `RFC ${node.rfc}` : node.rfc;
  const named = [subject, where, subject === undefined ? undefined : rfc].filter((t) => t !== undefined).join(", ");
  const value = whole && cut && node.value !== undefined ? ` ${shown(node)}. ` : " ";
  const text =
    subject === undefined ? [purpose, rfc && `${rfc}.`].filter(Boolean).join(" ") : `${named}:${value}${purpose}`;
  return { text: byte === null ? text : `${byteText(model.frame.bytes, byte, words)}; ${text}`, tone: "plain" };
}

/** What the node is there for. */
function purposeOf(node: PacketNode, words: Words): string {
  const { packet } = words.ui;
  switch (node.kind) {
    case "fcs":
      return `${words.fcs.adds} ${words.fcs.reads}`;
    case "layer": {
      const { adds, reads } = words.layer[node.protocol ?? "data"];
      return `${adds} ${reads}`;
    }
    case "http-part": {
      if (node.part !== "header") return node.part ? packet.part[node.part] : "";
      const known: Readonly<Record<string, string>> = packet.header;
      return known[node.name.toLowerCase()] ?? packet.headerOf[node.headerKind ?? "entity"];
    }
    case "field":
      return fieldWords(words, node.path) ?? "";
  }
}

const partName = (node: PacketNode, words: Words): string =>
  node.part && node.part !== "header" ? words.ui.httpPart[node.part] : node.name;

/** `bytes 34 to 35`, or `byte 46, bits 0 to 3` where the field is no whole bytes. */
function placeOf({ bits }: PacketNode, words: Words): string | undefined {
  if (!bits) return undefined;
  const { packet } = words.ui;
  const { first, end } = bytesOf(bits);
  const place = packet.bytes(first, end - 1);
  if (bits.start % 8 === 0 && bits.length % 8 === 0) return place;
  const from = bits.start - first * 8;
  return `${place} ${packet.bit(from, from + bits.length - 1)}`;
}

/** `byte 46: 0x60 = 0110 0000`. */
function byteText(bytes: Uint8Array, byte: number, words: Words): string {
  const value = bytes[byte] ?? 0;
  const bits = value.toString(2).padStart(8, "0");
  const hex = value.toString(16).padStart(2, "0");
  return `${words.ui.packet.bytes(byte, byte)}: 0x${hex} = ${bits.slice(0, 4)} ${bits.slice(4)}`;
}

/** The state in which the cursor stands on a field, with all above it unfolded; undefined when the frame has no such field. */
export function pointedAt(model: PacketModel, path: string, state: PaneState): PaneState | undefined {
  const trail = trailTo(model.tree, path);
  if (!trail) return undefined;
  const toggled = unfoldedTo(model, trail, state.toggled);
  const cursor = linesOf(model, toggled).findIndex((l) => l.node?.path === path);
  return cursor < 0 ? undefined : { ...state, byte: null, ...standing(model, toggled), cursor };
}
