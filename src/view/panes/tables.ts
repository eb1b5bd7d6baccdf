/** The tables of a device drawn, in the columns of `ip address`, `ip route`, `ip neighbour` and `bridge fdb`. */
import { unreachable } from "../../base/assert.ts";
import type { StepIndex } from "../../base/ids.ts";
import { grouped } from "../../i18n/quantity.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import type { TableSection, TablesModel } from "../select/tables.ts";
import { shorten } from "../text.ts";
import type { Thing } from "../thing.ts";
import { clampCursor, listView } from "./scroll.ts";
import { type Cell, columnWidths, headRow, type Mark, tableColumns, tableRow } from "./table.ts";

export function tablesPane(
  model: TablesModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  const lines = tableLines(model, size.columns, state.toggled, words);
  const follow = Math.max(
    0,
    lines.findLastIndex((line) => line.mark !== "same"),
  );
  const toggles = lines[clampCursor(state.cursor ?? follow, lines.length)]?.path;
  const off = model.up ? "" : ` (${words.ui.tables.off})`;
  return listView(
    {
      title: model.device === undefined ? "" : `${model.device}${off}`,
      body: lines.map(({ row }) => row),
      follow,
      hosts: model.hosts,
      things: lines.map(({ things }) => things),
      explain: lines.map(({ explain }) => explain),
      because: (row) => lines[row]?.because?.(),
      ...(toggles !== undefined && { toggles }),
    },
    size,
    state,
    selected,
  );
}

export type TableLine = {
  readonly row: Row;
  readonly mark: Mark;
  /** What Enter folds and unfolds. */
  readonly path?: string;
  readonly things: readonly Thing[];
  readonly explain: readonly string[];
  readonly because?: () => StepIndex | undefined;
};

/** All tables below each other, those whose path is in `folded` as their title alone. */
export function tableLines(
  model: TablesModel,
  columns: number,
  folded: readonly string[],
  words: Words,
): readonly TableLine[] {
  if (model.sections.length === 0) {
    const text = model.device === undefined ? "" : ` ${words.ui.tables.none}`;
    return [{ row: [{ text, tone: "dim" }], mark: "same", things: [], explain: ["hub"] }];
  }
  return model.sections.flatMap((section) => sectionLines(section, columns, folded, words));
}

/** What the glossary may know of a table. */
const terms: Readonly<Record<TableSection["kind"], readonly string[]>> = {
  interfaces: ["interface", "ip-address"],
  routes: ["routing-table", "route", "gateway"],
  arp: ["arp-cache", "arp"],
  nameservers: ["dns-server", "resolver"],
  "path-mtus": ["path-mtu", "mtu"],
  macs: ["mac-table", "mac-address", "switch"],
};

function sectionLines(
  section: TableSection,
  columns: number,
  folded: readonly string[],
  words: Words,
): readonly TableLine[] {
  const path = `table ${section.kind}`;
  const open = !folded.includes(path);
  const explain = terms[section.kind];
  const line = (row: Row): TableLine => ({ row, mark: "same", path, things: [], explain });
  const count = open ? "" : `  (${grouped(section.rows.length)})`;
  const title = words.ui.tables.title[section.kind];
  const head = line([{ text: `${open ? "-" : "+"} ${title}${count}`, tone: "title" }]);
  if (!open) return [head];
  if (section.rows.length === 0) return [head, line([{ text: `  ${words.ui.tables.empty}`, tone: "dim" }])];
  const { heads, right, rows } = tableOf(section, words);
  const table = rows.map((cells, i) => ({ mark: section.rows[i]!.mark, cells }));
  // The last columns are the ones that other panes or the row itself tell as well.
  let shown = heads.length;
  let widths = columnWidths(heads, table, columns);
  while (shown > 2 && tableColumns(widths) > columns) {
    shown -= 1;
    widths = columnWidths(heads.slice(0, shown), table, columns);
  }
  return [
    head,
    line(headRow(heads.slice(0, shown), widths, right)),
    ...table.map(
      ({ mark, cells }, i): TableLine => ({
        row: tableRow({ mark, cells: cells.slice(0, shown) }, widths, right),
        mark,
        path,
        things: section.rows[i]!.things,
        explain,
        because: section.rows[i]!.because,
      }),
    ),
  ];
}

type Table = {
  readonly heads: readonly string[];
  /** The columns whose numbers stand on the right. */
  readonly right: ReadonlySet<number>;
  readonly rows: readonly (readonly Cell[])[];
};

/** A made-up device's name can be as long as a domain name. */
const LONGEST_DEVICE = 24;

function tableOf(section: TableSection, words: Words): Table {
  const { tables } = words.ui;
  const device = (id: string | undefined): Cell => ({ text: shorten(id ?? "", LONGEST_DEVICE), tone: "name" });
  const address = (text: string): Cell => ({ text, tone: "address" });
  const number = (n: number | undefined): Cell => ({ text: n === undefined ? "" : grouped(n), tone: "number" });
  switch (section.kind) {
    case "interfaces":
      return {
        heads: [tables.port, tables.address, "MAC", "MTU"],
        right: new Set([3]),
        rows: section.rows.map((r) => [
          { text: r.port },
          address(`${r.address}/${r.prefix}`),
          address(r.mac),
          number(r.mtu),
        ]),
      };
    case "routes":
      return {
        heads: [tables.network, tables.gateway, tables.port],
        right: new Set(),
        rows: section.rows.map((r) => [
          address(r.prefix === 0 ? tables.default : `${r.network}/${r.prefix}`),
          r.via === undefined ? { text: tables.direct, tone: "dim" } : address(r.via),
          { text: r.port },
        ]),
      };
    case "arp":
      return {
        heads: [tables.address, "MAC", tables.port, tables.left, tables.device],
        right: new Set([3]),
        rows: section.rows.map((r) => [
          address(r.address),
          r.mac === undefined ? { text: tables.incomplete, tone: "dim" } : address(r.mac),
          { text: r.port },
          number(r.left),
          device(r.device),
        ]),
      };
    case "nameservers":
      return {
        heads: [tables.address, tables.device],
        right: new Set(),
        rows: section.rows.map((r) => [address(r.address), device(r.device)]),
      };
    case "path-mtus":
      return {
        heads: [tables.address, "MTU"],
        right: new Set([1]),
        rows: section.rows.map((r) => [address(r.address), number(r.mtu)]),
      };
    case "macs":
      return {
        heads: ["MAC", tables.port, tables.age, tables.device],
        right: new Set([2]),
        rows: section.rows.map((r) => [address(r.mac), { text: r.port }, number(r.age), device(r.device)]),
      };
    default:
      return unreachable(section);
  }
}
