/** Names drawn: a table for the cache, one for each zone. */
import type { StepIndex } from "../../base/ids.ts";
import { grouped } from "../../i18n/quantity.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import type { DnsModel, DnsRow, DnsSection } from "../select/dns.ts";
import { shorten } from "../text.ts";
import { markedRows, type Thing, thing } from "../thing.ts";
import { clampCursor, listView } from "./scroll.ts";
import { columnWidths, headRow, type TableRow, tableColumns, tableRow } from "./table.ts";

const right = new Set([2]);

type Line = {
  readonly row: Row;
  readonly path?: string;
  readonly marked: boolean;
  readonly things: readonly Thing[];
  readonly explain: readonly string[];
  readonly because?: () => StepIndex | undefined;
};

export function dnsPane(
  model: DnsModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  const lines = model.sections.flatMap((section) => sectionLines(section, model, size, state, words));
  if (lines.length === 0) {
    lines.push({ row: [{ text: ` ${words.ui.dns.none}`, tone: "dim" }], marked: false, things: [], explain: [] });
  }
  const follow = Math.max(
    0,
    lines.findLastIndex((line) => line.marked),
  );
  const things = lines.map((line) => line.things);
  const [found] = state.cursor === null ? markedRows(things, selected) : [];
  const path = lines[clampCursor(state.cursor ?? found ?? follow, lines.length)]?.path;
  return listView(
    {
      title: model.host ?? "",
      body: lines.map((line) => line.row),
      follow,
      hosts: model.hosts,
      things,
      explain: lines.map((line) => line.explain),
      because: (row) => lines[row]?.because?.(),
      ...(path !== undefined && { toggles: path }),
    },
    size,
    state,
    selected,
  );
}

function sectionLines(
  section: DnsSection,
  model: DnsModel,
  size: Size,
  state: PaneState,
  words: Words,
): readonly Line[] {
  const { dns } = words.ui;
  const device = model.host === undefined ? [] : [thing.device(model.host)];
  if (section.kind === "settings") {
    return section.lines.map((text, i) => ({
      row: [{ text: ` ${text}` }],
      marked: false,
      things: [...settingThings(text), ...device],
      explain: text.startsWith("nameserver") ? ["resolver"] : ["hosts-file", "resolver"],
      because: () => model.since(section, i),
    }));
  }
  const isCache = section.kind === "cache";
  const path = isCache ? `cache ${section.process}` : `zone ${section.name}`;
  const open = !state.toggled.includes(path);
  const title = isCache ? dns.cache : `${dns.zones}: ${section.name}`;
  const count = open ? "" : `  (${grouped(section.rows.length)})`;
  const plain = { path, marked: false, things: device, explain: [section.kind] };
  const head: Line = { ...plain, row: [{ text: `${open ? "-" : "+"} ${title}${count}`, tone: "title" }] };
  if (!open) return [head];
  if (section.rows.length === 0) return [head, { ...plain, row: [{ text: `  ${dns.emptyCache}`, tone: "dim" }] }];
  // A long name must not push the data off a narrow screen, but is cut only where it would.
  const shortName = Math.max(16, Math.floor(size.columns / 3));
  const lineOf = (i: number, row: Row): Line => ({
    row,
    path,
    marked: section.rows[i]!.mark !== "same",
    things: [thing.name(section.rows[i]!.name), ...section.rows[i]!.about, ...device],
    explain: termsOf(section.rows[i]!, section.kind),
    because: () => model.since(section, i),
  });
  const tables = [isCache, false].flatMap((withFrom) => {
    const heads = [dns.name, dns.type, isCache ? dns.ttlLeft : "TTL", ...(withFrom ? [dns.from] : []), dns.data];
    return [size.columns, shortName].map((nameWidth) => {
      const rows = section.rows.map((row) => cellsOf(row, withFrom, nameWidth, words));
      return { heads, rows, widths: columnWidths(heads, rows, size.columns) };
    });
  });
  // The data of an SOA is longer than anything else, and only its first words are ever looked for.
  const table = tables.find(({ heads, rows }) => {
    const counted = rows.filter((_, i) => section.rows[i]!.type !== "SOA");
    return tableColumns(columnWidths(heads, counted, size.columns)) <= size.columns;
  });
  if (table) {
    const { heads, rows, widths } = table;
    return [
      head,
      { ...plain, row: headRow(heads, widths, right) },
      ...rows.map((row, i) => lineOf(i, tableRow(row, widths, right))),
    ];
  }
  // Else each record takes two rows, its name above what there is of it.
  const below = section.rows.map((row) => cellsOf(row, false, shortName, words));
  const rest = below.map(({ mark, cells }): TableRow => ({ mark, cells: [{ text: "" }, ...cells.slice(1)] }));
  const widths = columnWidths(["", "", "", ""], rest, size.columns);
  return [
    head,
    ...section.rows.flatMap((row, i) => [
      lineOf(i, tableRow({ mark: row.mark, cells: [{ text: row.name, tone: "name" }] }, [0], right)),
      lineOf(i, tableRow(rest[i]!, widths, right)),
    ]),
  ];
}

/** `nameserver 10.11.12.53`, `127.0.0.1 localhost`. */
const settingThings = (text: string): readonly Thing[] =>
  text
    .split(" ")
    .flatMap((word, i) => (i > 0 || word !== "nameserver" ? [word] : []))
    .flatMap(thingOf);

const thingOf = (word: string): readonly Thing[] =>
  word === "search" ? [] : [/^[\d.]+$/.test(word) ? thing.address(word) : thing.name(word)];

function termsOf(row: DnsRow, kind: "cache" | "zone"): readonly string[] {
  const source = row.negative ? ["negative-cache"] : row.from === "referral" ? ["referral"] : [];
  return [...source, row.type.toLowerCase(), kind, "resource-record"];
}

function cellsOf(row: DnsRow, withFrom: boolean, nameWidth: number, words: Words): TableRow {
  const { dns } = words.ui;
  const from = row.from === undefined ? "" : dns.credibility[row.from];
  const data =
    row.mark === "gone" ? `${row.data} (${dns.expired})` : row.negative ? `${row.data} (${dns.negative})` : row.data;
  return {
    mark: row.mark,
    cells: [
      { text: shorten(row.name, nameWidth), tone: "name" },
      { text: row.type },
      { text: grouped(row.ttl), tone: "number" },
      ...(withFrom ? [{ text: from, tone: "dim" as const }] : []),
      { text: data, tone: row.negative ? "bad" : "address" },
    ],
  };
}
