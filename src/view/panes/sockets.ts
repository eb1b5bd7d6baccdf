/** The socket table drawn, in the columns of `ss -tan`. */
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import type { SocketRow, SocketsModel } from "../select/sockets.ts";
import { listView } from "./scroll.ts";
import { columnWidths, headRow, marks, markTone, type TableRow, tableColumns, tableRow } from "./table.ts";

const right = new Set([2, 3]);

export function socketsPane(model: SocketsModel, size: Size, state: PaneState, words: Words): PaneView {
  const heads = [
    "Netid",
    "State",
    "Recv-Q",
    "Send-Q",
    "Local Address:Port",
    "Peer Address:Port",
    words.ui.sockets.descriptor,
    words.ui.sockets.process,
  ];
  if (model.rows.length === 0) {
    const body: Row[] = [[{ text: `  ${words.ui.sockets.none}`, tone: "dim" }]];
    return listView({ title: model.host ?? "", body, follow: 0, hosts: model.hosts }, size, state);
  }
  const beside = model.rows.map((row) => cellsOf(row, true));
  const fits = tableColumns(columnWidths(heads, beside, size.columns)) <= size.columns;
  const rows = fits ? beside : model.rows.map((row) => cellsOf(row, false));
  const widths = columnWidths(heads, rows, size.columns);
  const body: Row[] = [];
  let follow = 0;
  model.rows.forEach((row, i) => {
    if (row.mark !== "same") follow = body.length;
    body.push(tableRow(rows[i]!, widths, right));
    // Where the change does not fit into its column it gets a row of its own.
    if (!fits && row.was !== undefined)
      body.push([{ text: `${marks[row.mark]}       ${change(row)}`, tone: markTone(row.mark) }]);
  });
  return listView(
    { title: model.host ?? "", head: [headRow(heads, widths, right)], body, follow, hosts: model.hosts },
    size,
    state,
  );
}

const change = (row: SocketRow): string => `${row.was} -> ${row.state}`;

const cellsOf = (row: SocketRow, withChange: boolean): TableRow => ({
  mark: row.mark,
  cells: [
    { text: row.netid },
    { text: withChange && row.was !== undefined ? change(row) : row.state, tone: "strong" },
    { text: String(row.recvQ), tone: "number" },
    { text: String(row.sendQ), tone: "number" },
    { text: row.local, tone: "address" },
    { text: row.peer, tone: "address" },
    { text: row.fd === undefined ? "-" : String(row.fd), tone: "number" },
    { text: row.process, tone: "name" },
  ],
});
