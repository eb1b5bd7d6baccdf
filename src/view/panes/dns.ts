/** Names drawn: a table for the cache, one for each zone. */
import { grouped } from "../../i18n/quantity.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import type { DnsModel, DnsRow, DnsSection } from "../select/dns.ts";
import { shorten } from "../text.ts";
import { listView } from "./scroll.ts";
import { columnWidths, headRow, type TableRow, tableRow } from "./table.ts";

const right = new Set([2]);

type Line = { readonly row: Row; readonly path?: string; readonly marked: boolean };

export function dnsPane(model: DnsModel, size: Size, state: PaneState, words: Words): PaneView {
  const lines = model.sections.flatMap((section) => sectionLines(section, size, state, words));
  if (lines.length === 0) lines.push({ row: [{ text: ` ${words.ui.dns.none}`, tone: "dim" }], marked: false });
  const follow = Math.max(
    0,
    lines.findLastIndex((line) => line.marked),
  );
  const path = lines[Math.max(0, Math.min(state.cursor ?? follow, lines.length - 1))]?.path;
  return listView(
    {
      title: model.host ?? "",
      body: lines.map((line) => line.row),
      follow,
      hosts: model.hosts,
      ...(path !== undefined && { toggles: path }),
    },
    size,
    state,
  );
}

function sectionLines(section: DnsSection, size: Size, state: PaneState, words: Words): readonly Line[] {
  const { dns } = words.ui;
  if (section.kind === "settings") return section.lines.map((text) => ({ row: [{ text: ` ${text}` }], marked: false }));
  const isCache = section.kind === "cache";
  const path = isCache ? `cache ${section.process}` : `zone ${section.name}`;
  const open = !state.toggled.includes(path);
  const title = isCache ? dns.cache : `${dns.zones}: ${section.name}`;
  const count = open ? "" : `  (${grouped(section.rows.length)})`;
  const head: Line = { row: [{ text: `${open ? "-" : "+"} ${title}${count}`, tone: "title" }], path, marked: false };
  if (!open) return [head];
  if (section.rows.length === 0) {
    return [head, { row: [{ text: `  ${dns.emptyCache}`, tone: "dim" }], path, marked: false }];
  }
  const heads = [dns.name, dns.type, isCache ? dns.ttlLeft : "TTL", ...(isCache ? [dns.from] : []), dns.data];
  // A long name must not push the data off a narrow screen.
  const nameWidth = Math.max(16, Math.floor(size.columns / 3));
  const rows = section.rows.map((row) => cellsOf(row, isCache, nameWidth, words));
  const widths = columnWidths(heads, rows, size.columns);
  return [
    head,
    { row: headRow(heads, widths, right), path, marked: false },
    ...rows.map((row): Line => ({ row: tableRow(row, widths, right), path, marked: row.mark !== "same" })),
  ];
}

function cellsOf(row: DnsRow, isCache: boolean, nameWidth: number, words: Words): TableRow {
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
      ...(isCache ? [{ text: from, tone: "dim" as const }] : []),
      { text: data, tone: row.negative ? "bad" : "address" },
    ],
  };
}
