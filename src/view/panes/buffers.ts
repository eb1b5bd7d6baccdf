/**
 * The buffers of a connection drawn as bars over the sequence numbers, each part in a character of its own, with the
 * window and the variables of RFC 9293 section 3.3.1 below the places that they point to.
 */
import type { StepIndex } from "../../base/ids.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import type { Buffer, BuffersModel, End, Part, ReceiveKind, SendKind, Tick } from "../select/buffers.ts";
import { blank, columnsOf, pad, padLeft, rowColumns, rowText, slice } from "../text.ts";
import { isSame, type Thing, thing } from "../thing.ts";
import { listView } from "./scroll.ts";

type Line = {
  readonly row: Row;
  readonly things?: readonly Thing[];
  readonly explain?: readonly string[];
  readonly because?: () => StepIndex | undefined;
  readonly toggles?: string;
  /** A part that is other than before. */
  readonly changed?: boolean;
  /** The first row of a buffer. */
  readonly starts?: boolean;
};

type Look = { readonly char: string; readonly tone: Tone; readonly term: string };

const sendLooks: Readonly<Record<SendKind, Look>> = {
  acked: { char: "#", tone: "dim", term: "acknowledgment" },
  "in-flight": { char: "=", tone: "strong", term: "in-flight" },
  sacked: { char: "o", tone: "good", term: "sack" },
  lost: { char: "x", tone: "lost", term: "retransmission" },
  sendable: { char: "-", tone: "good", term: "send-window" },
  waiting: { char: ".", tone: "bad", term: "send-buffer" },
  open: { char: "_", tone: "dim", term: "send-window" },
};

const receiveLooks: Readonly<Record<ReceiveKind, Look>> = {
  read: { char: "#", tone: "dim", term: "receive-buffer" },
  unread: { char: "+", tone: "strong", term: "receive-buffer" },
  "out-of-order": { char: "o", tone: "again", term: "out-of-order" },
  free: { char: "_", tone: "dim", term: "advertised-window" },
};

const connectionPath = (socket: number): string => `connection ${socket}`;

export function buffersPane(
  model: BuffersModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[],
): PaneView {
  const { hosts, connections } = model;
  const shown = connections[shownConnection(model, state, selected)];
  if (!shown) {
    const body: Row[] = [[{ text: ` ${words.ui.buffers.none}`, tone: "dim" }]];
    return listView({ title: model.host ?? "", body, follow: 0, hosts }, size, state, selected);
  }
  const { near, far } = shown;
  const others = connections.filter((c) => c !== shown);
  const draw = (ranges: readonly Thing[]): readonly Line[] => [
    ...endLines(near, size.columns, ranges, words),
    ...(far ? endLines(far, size.columns, ranges, words) : []),
    ...otherLines(others, words),
  ];
  // The rows are the same whatever is marked in the bars, so the cursor's things can be asked of them.
  const plain = draw([]);
  const own = state.cursor === null ? undefined : plain[Math.min(state.cursor, plain.length - 1)]?.things;
  const lines = draw((own ?? selected).filter((one) => one.startsWith("stream:")).slice(0, 1));
  const changed = lines.findIndex((line) => line.changed);
  // Where nothing changed, the end that the step was at: it may have sent the same once more.
  const acting = far && far.device === model.place ? thing.socket(far.device, far.socket) : undefined;
  const follow =
    changed >= 0 || acting === undefined
      ? lines.findLastIndex((line, i) => line.starts && i <= changed)
      : lines.findIndex((line) => line.starts && line.things?.includes(acting));
  const toggles = lines[state.cursor ?? -1]?.toggles;
  const title = titleOf(near, far);
  const whole = size.columns >= WIDE;
  return listView(
    {
      title: whole ? title : `${near.device}:${near.local.port}`,
      ...(!whole && { head: [[{ text: ` ${title}`, tone: "dim" }]] }),
      body: lines.map(({ row }) => row),
      things: lines.map(({ things = [] }) => things),
      explain: lines.map(({ explain = [] }) => explain),
      because: (row) => lines[row]?.because?.(),
      follow: Math.max(0, follow),
      top: Math.max(0, follow),
      hosts,
      ...(toggles !== undefined && { toggles }),
    },
    size,
    state,
    selected,
  );
}

/** The one that was opened last in the list of others, else the one that is selected elsewhere, else the one that changed last. */
function shownConnection(
  { connections, followed }: BuffersModel,
  state: PaneState,
  selected: readonly Thing[],
): number {
  const chosen = state.toggled.findLast((path) => connections.some(({ near }) => connectionPath(near.socket) === path));
  if (chosen !== undefined) return connections.findIndex(({ near }) => connectionPath(near.socket) === chosen);
  const marked = connections.findIndex(({ near }) => thingsOf(near).some((own) => selected.includes(own)));
  return marked < 0 ? followed : marked;
}

function thingsOf({ device, socket, local, remote }: End): readonly Thing[] {
  const from = `${local.address}:${local.port}`;
  const to = `${remote.address}:${remote.port}`;
  return [thing.socket(device, socket), thing.connection({ protocol: "tcp", from, to })];
}

/** From here on there is room in the frame for both ends beside the names of the other panes; else they have a row. */
const WIDE = 100;

const titleOf = (near: End, far: End | undefined): string =>
  `${near.device}:${near.local.port} -> ${far?.device ?? near.remote.address}:${near.remote.port}  ${near.state}`;

function endLines(end: End, columns: number, ranges: readonly Thing[], words: Words): readonly Line[] {
  const { buffers } = words.ui;
  const things = thingsOf(end);
  const label = (name: string): string => `${end.device} ${name}`;
  const send = bufferLines(
    {
      label: label(buffers.send),
      queueName: "Send-Q",
      looks: sendLooks,
      names: buffers.sendPart,
      term: "send-buffer",
      windowTerm: "send-window",
    },
    end.send,
    things,
    columns,
    ranges,
    words,
  );
  if (end.blocked > 0) {
    send.push({ row: [{ text: "  " }, { text: `+ ${buffers.blocked(end.blocked)}`, tone: "bad" }], things });
  }
  if (!end.receive) {
    const row: Row = [
      { text: `  ${label(buffers.receive)}`, tone: "title" },
      { text: `  ${buffers.before}`, tone: "dim" },
    ];
    return [...send, { row, things, explain: ["receive-buffer"], starts: true }];
  }
  return [
    ...send,
    ...bufferLines(
      {
        label: label(buffers.receive),
        queueName: "Recv-Q",
        looks: receiveLooks,
        names: buffers.receivePart,
        term: "receive-buffer",
        windowTerm: "advertised-window",
      },
      end.receive,
      things,
      columns,
      ranges,
      words,
    ),
  ];
}

type Style<Kind extends string> = {
  readonly label: string;
  readonly queueName: string;
  readonly looks: Readonly<Record<Kind, Look>>;
  readonly names: Readonly<Record<Kind, string>>;
  readonly term: string;
  readonly windowTerm: string;
};

function bufferLines<Kind extends string>(
  style: Style<Kind>,
  buffer: Buffer<Kind>,
  things: readonly Thing[],
  columns: number,
  ranges: readonly Thing[],
  words: Words,
): Line[] {
  const { ui } = words;
  const scale = scaleOf(buffer, columns - 3);
  const common = { things, explain: [style.term] };
  const head: Span[] = [
    { text: `  ${style.label}`, tone: "title" },
    { text: `  ${style.queueName} ${buffer.queue}/${buffer.size}`, tone: "number" },
  ];
  const stated: Span = { text: `  ${ui.buffers.scale(scale.bytes)}`, tone: "dim" };
  const fits = rowColumns([...head, stated]) <= columns;
  const counted = { things, explain: [style.term, style.queueName.toLowerCase()] };
  const lines: Line[] = [{ row: fits ? [...head, stated] : head, ...counted, starts: true }];
  if (!fits) lines.push({ row: [stated], ...common });
  lines.push(
    { row: barRow(style, buffer, scale), ...common },
    {
      row: rangeRow(buffer, scale, columns - 2, ranges, words),
      things,
      explain: [buffer.window?.bytes === 0 ? "zero-window" : style.windowTerm, style.term],
    },
    ...calloutRows(buffer.ticks, scale, columns - 2).map((row) => ({
      row,
      things,
      explain: [...(rowText(row).includes("cwnd") ? ["congestion-window"] : []), "sequence-number", style.term],
    })),
  );
  const names = buffer.parts.map(({ kind }) => style.names[kind]);
  const counts = buffer.parts.map((part) => countText(part, words));
  const nameWidth = Math.max(0, ...names.map(columnsOf));
  const countWidth = Math.max(0, ...counts.map(columnsOf));
  buffer.parts.forEach((part, i) => {
    const { char, tone, term } = style.looks[part.kind];
    lines.push({
      row: [
        { text: part.changed ? "* " : "  ", tone: "changed" },
        { text: `${char} `, tone },
        { text: `${pad(names[i]!, nameWidth)}  `, tone: part.changed ? "changed" : "plain" },
        { text: padLeft(counts[i]!, countWidth), tone: part.changed ? "changed" : "number" },
        { text: `  Seq ${part.first}-${part.end - 1}`, tone: "dim" },
      ],
      things: [thing.stream(buffer.stream, part.first, part.end), ...things],
      explain: [term, style.term],
      because: part.because,
      changed: part.changed,
    });
  });
  return lines;
}

/** `1,460 bytes`, `FIN`, `0 bytes + SYN`: what takes the numbers. */
function countText({ bytes, syn, fin }: Part<string>, words: Words): string {
  const flags = [...(syn ? ["SYN"] : []), ...(fin ? ["FIN"] : [])];
  const counted = bytes > 0 || flags.length === 0 ? [words.ui.buffers.bytes(bytes)] : [];
  return [...counted, ...flags].join(" + ");
}

// --- the bar ------------------------------------------------------------------------------------------------------

/** Which numbers the bar stands for: column `i` is [first + i * bytes, first + (i + 1) * bytes). */
type Scale = {
  readonly first: number;
  readonly bytes: number;
  readonly columns: number;
  /** One past the last number that the bar shows. */
  readonly end: number;
  /** The window goes on beyond the bar. */
  readonly cut: boolean;
};

/** The window is shown whole where that leaves its contents a third of the bar. */
const CONTENT_SHARE = 3;

function scaleOf({ content, window }: Buffer<string>, columns: number): Scale {
  const length = content.end - content.first;
  const edge = Math.max(window?.end ?? 0, content.end);
  const whole = length === 0 || edge - content.first <= CONTENT_SHARE * length;
  const end = whole ? edge : content.end + Math.ceil(length / 8) + 1;
  let bytes = 1;
  while (Math.ceil((end - content.first) / bytes) > columns) bytes *= 2;
  return { first: content.first, bytes, columns: Math.ceil((end - content.first) / bytes), end, cut: !whole };
}

const columnAt = ({ first, bytes, columns }: Scale, number: number): number =>
  Math.max(0, Math.min(Math.floor((number - first) / bytes), columns));

/** What shows first where a column holds several parts: what is rare must not vanish. */
const priority = ["lost", "sacked", "out-of-order", "in-flight", "unread", "sendable", "waiting", "acked", "read"];

function barRow<Kind extends string>({ looks }: Style<Kind>, { parts }: Buffer<Kind>, scale: Scale): Row {
  const spans: { text: string; tone: Tone }[] = [{ text: "  ", tone: "plain" }];
  const rank = (kind: string): number => {
    const at = priority.indexOf(kind);
    return at < 0 ? priority.length : at;
  };
  const ranked = [...parts].sort((a, b) => rank(a.kind) - rank(b.kind));
  for (let column = 0; column < scale.columns; column++) {
    const from = scale.first + column * scale.bytes;
    const part = ranked.find(({ first, end }) => first < from + scale.bytes && end > from);
    const { char, tone } = part ? looks[part.kind] : { char: " ", tone: "plain" as const };
    const last = spans.at(-1)!;
    if (last.tone === tone) last.text += char;
    else spans.push({ text: char, tone });
  }
  if (scale.cut) spans.push({ text: ">", tone: "dim" });
  return spans;
}

/** The window from its left edge to its right one; where numbers are selected, those in its place. */
function rangeRow(
  { window, stream }: Buffer<string>,
  scale: Scale,
  columns: number,
  ranges: readonly Thing[],
  words: Words,
): Row {
  const whole = thing.stream(stream, 0, Number.MAX_SAFE_INTEGER);
  const picked = ranges.find((one) => isSame(one, whole));
  const numbers = picked === undefined ? undefined : /:(\d+)-(\d+)$/.exec(picked);
  if (numbers) {
    const [first, end] = [Number(numbers[1]), Number(numbers[2])];
    const from = columnAt(scale, first);
    const to = Math.max(from + 1, columnAt(scale, end - 1) + 1);
    if (first < scale.end && end > scale.first) {
      return [{ text: `  ${blank(from)}` }, { text: "^".repeat(Math.min(to, scale.columns) - from), tone: "marked" }];
    }
  }
  if (!window) return [];
  const from = columnAt(scale, window.first);
  const label = words.ui.buffers.window(window.bytes);
  const room = scale.cut ? scale.columns + 1 : columnAt(scale, window.end);
  // A closed window is the place where it begins and ends.
  if (window.bytes === 0) {
    const right = from + 2 + columnsOf(label) <= columns;
    const at = right ? from : Math.max(0, from - columnsOf(label) - 1);
    return [{ text: `  ${blank(at)}` }, { text: right ? `┤ ${label}` : `${label} ┤`, tone: "bad" }];
  }
  const drawn = bracket(Math.max(1, room - from), label, scale.cut);
  // What does not fit into the bracket stands behind it.
  const behind = drawn.includes(label) || from + columnsOf(drawn) + 1 + columnsOf(label) > columns ? "" : ` ${label}`;
  return [{ text: `  ${blank(from)}` }, { text: `${drawn}${behind}`, tone: "dim" }];
}

/** `├── window 4,096 ──┤`, open on the right where it goes on. */
function bracket(width: number, label: string, cut: boolean): string {
  if (width < 2) return "┤";
  const inside = width - 2;
  const shown = columnsOf(label) + 2 <= inside ? ` ${label} ` : "";
  const spare = inside - columnsOf(shown);
  const before = Math.floor(spare / 2);
  return `├${"─".repeat(before)}${shown}${"─".repeat(spare - before)}${cut ? ">" : "┤"}`;
}

// --- the numbers --------------------------------------------------------------------------------------------------

/**
 * `└ SND.UNA=1` below the columns that the variables point to. One row, where the texts do not meet; else the rightmost
 * first and the others, whose lines go on down, below it.
 */
function calloutRows(ticks: readonly Tick[], scale: Scale, room: number): readonly Row[] {
  const columns: { column: number; text: string }[] = [];
  for (const { name, at } of [...ticks].sort((a, b) => a.at - b.at)) {
    const column = at > scale.end ? scale.columns : columnAt(scale, at);
    const last = columns.at(-1);
    // Variables of the same value share a line.
    if (last?.column === column && last.text.endsWith(`=${at}`))
      last.text = last.text.replace(/=\d+$/, `=${name}=${at}`);
    else columns.push({ column, text: `${name}=${at}` });
  }
  const fitsRight = ({ column, text }: { column: number; text: string }): boolean => column + 2 + text.length <= room;
  const right = columns.filter(fitsRight);
  const left = columns.filter((c) => !fitsRight(c));
  const oneRow =
    left.length === 0 && right.every((c, i) => c.column + 3 + c.text.length <= (right[i + 1]?.column ?? room + 1));
  const draw = (texts: readonly { readonly at: number; readonly text: string }[]): Row => {
    let out = "";
    for (const { at, text } of [...texts].sort((a, b) => a.at - b.at)) {
      const free = columnsOf(out);
      out = pad(out, at) + (free > at ? slice(text, free - at, columnsOf(text) - (free - at)) : text);
    }
    return [{ text: `  ${out}`, tone: "number" }];
  };
  if (oneRow) return [draw(right.map(({ column, text }) => ({ at: column, text: `└ ${text}` })))];
  // Those whose text stands on the left come last, when the lines that it would cross have ended.
  const order = [...right.reverse(), ...left];
  return order.map((tick, i) => {
    const bars = order
      .slice(i + 1)
      .flatMap(({ column }) => (column === tick.column ? [] : [{ at: column, text: "│" }]));
    if (fitsRight(tick)) {
      const end = tick.column + 2 + tick.text.length;
      const free = bars.filter(({ at }) => at < tick.column || at > end);
      return draw([...free, { at: tick.column, text: `└ ${tick.text}` }]);
    }
    const start = Math.max(0, tick.column - tick.text.length - 1);
    return draw([...bars.filter(({ at }) => at > tick.column), { at: start, text: `${tick.text} ┘` }]);
  });
}

// --- the others ---------------------------------------------------------------------------------------------------

function otherLines(others: BuffersModel["connections"], words: Words): readonly Line[] {
  if (others.length === 0) return [];
  return [
    { row: [{ text: `  ${words.ui.buffers.others}`, tone: "title" }] },
    ...others.map(({ near, far }) => ({
      row: [
        { text: `  ${titleOf(near, far)}` },
        { text: `  Recv-Q ${near.receive?.queue ?? 0} Send-Q ${near.send.queue}`, tone: "dim" as const },
      ],
      things: thingsOf(near),
      explain: ["connection", "socket"],
      toggles: connectionPath(near.socket),
    })),
  ];
}
