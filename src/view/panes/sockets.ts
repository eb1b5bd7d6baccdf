/** The socket table drawn, in the columns of `ss -tan`. */
import { unreachable } from "../../base/assert.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size } from "../row.ts";
import type { SocketRow, SocketsModel } from "../select/sockets.ts";
import { blank, columnsOf } from "../text.ts";
import { type Thing, thing } from "../thing.ts";
import { listView } from "./scroll.ts";
import { type Cell, columnWidths, headRow, marks, markTone, type TableRow, tableColumns, tableRow } from "./table.ts";

type Column = "netid" | "state" | "recvQ" | "sendQ" | "local" | "port" | "peer" | "fd" | "process";

/** What is shown, the more the better; where there is no room for an address of the host's own, its port does. */
const layouts: readonly (readonly Column[])[] = [
  ["netid", "state", "recvQ", "sendQ", "local", "peer", "fd", "process"],
  // Whose socket it is says more than the address that all of them share, or queues.
  ["netid", "state", "recvQ", "sendQ", "port", "peer", "fd", "process"],
  ["netid", "state", "port", "peer", "fd", "process"],
  ["netid", "state", "recvQ", "sendQ", "port", "peer", "fd"],
  ["netid", "state", "port", "peer", "fd"],
  ["netid", "state", "port", "peer"],
  ["state", "port", "peer"],
];

const numbers: ReadonlySet<Column> = new Set(["recvQ", "sendQ"]);

export function socketsPane(
  model: SocketsModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  if (model.rows.length === 0) {
    const none: Row[] = [[{ text: `  ${words.ui.sockets.none}`, tone: "dim" }]];
    return listView({ title: model.host ?? "", body: none, follow: 0, hosts: model.hosts }, size, state);
  }
  const { heads, rows, widths, right, changesBeside, stateAt } = layOut(model.rows, size.columns, words);
  const body: { readonly row: Row; readonly socket: SocketRow }[] = [];
  let follow = 0;
  model.rows.forEach((socket, i) => {
    if (socket.mark !== "same") follow = body.length;
    body.push({ row: tableRow(rows[i]!, widths, right), socket });
    // Where the change does not fit into its column it gets a row of its own.
    if (!changesBeside && socket.was !== undefined) {
      const text = `${marks[socket.mark]} ${blank(stateAt)}${change(socket)}`;
      body.push({ row: [{ text, tone: markTone(socket.mark) }], socket });
    }
  });
  return listView(
    {
      title: model.host ?? "",
      head: [headRow(heads, widths, right)],
      body: body.map(({ row }) => row),
      follow,
      hosts: model.hosts,
      things: body.map(({ socket }) => thingsOf(socket, model)),
      explain: body.map(({ socket }) => termsOf(socket)),
      because: (row) => (body[row] ? model.since(body[row].socket.id) : undefined),
    },
    size,
    state,
    selected,
  );
}

type Table = {
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  readonly widths: readonly number[];
  /** Columns of numbers. */
  readonly right: ReadonlySet<number>;
  /** `SYN-SENT -> ESTABLISHED` stands in the state's column. */
  readonly changesBeside: boolean;
  /** Columns before it. */
  readonly stateAt: number;
};

/** The first that fits: a change of state goes below before a column goes. */
function layOut(sockets: readonly SocketRow[], columns: number, words: Words): Table {
  const tables = layouts.flatMap((layout) =>
    [true, false].map((changesBeside): Table => {
      const heads = layout.map((column) => headOf(column, words));
      const rows = sockets.map(
        (row): TableRow => ({
          mark: row.mark,
          cells: layout.map((column) => cellOf(row, column, changesBeside)),
        }),
      );
      const right = new Set(layout.flatMap((column, i) => (numbers.has(column) ? [i] : [])));
      const least = columnWidths(heads, rows, columns);
      // Nothing stands behind the last head, so that it takes what is left.
      const left = Math.max(0, columns - tableColumns(least));
      const widths = least.map((width, i) =>
        i < least.length - 1 ? width : width + Math.min(left, Math.max(0, columnsOf(heads[i]!) - width)),
      );
      const short = layout.map((column, i) =>
        columnsOf(heads[i]!) > widths[i]! ? shortHeadOf(column, words) : heads[i]!,
      );
      const stateAt = widths.slice(0, layout.indexOf("state")).reduce((sum, width) => sum + width + 1, 0);
      return { heads: short, rows, widths, right, changesBeside, stateAt };
    }),
  );
  return tables.find(({ widths }) => tableColumns(widths) <= columns) ?? tables.at(-1)!;
}

function headOf(column: Column, words: Words): string {
  switch (column) {
    case "netid":
      return "Netid";
    case "state":
      return "State";
    case "recvQ":
      return "Recv-Q";
    case "sendQ":
      return "Send-Q";
    case "local":
      return "Local Address:Port";
    case "port":
      return "Local";
    case "peer":
      return "Peer Address:Port";
    case "fd":
      return words.ui.sockets.descriptor;
    case "process":
      return words.ui.sockets.process;
    default:
      return unreachable(column);
  }
}

/** Where the column is too narrow for the whole head. */
function shortHeadOf(column: Column, words: Words): string {
  switch (column) {
    case "local":
      return "Local:Port";
    case "peer":
      return "Peer:Port";
    default:
      return headOf(column, words);
  }
}

function cellOf(row: SocketRow, column: Column, withChange: boolean): Cell {
  switch (column) {
    case "netid":
      return { text: row.netid };
    case "state":
      return { text: withChange && row.was !== undefined ? change(row) : row.state, tone: "strong" };
    case "recvQ":
      return { text: String(row.recvQ), tone: "number" };
    case "sendQ":
      return { text: String(row.sendQ), tone: "number" };
    case "local":
      return { text: row.local, tone: "address" };
    case "port":
      return { text: row.local.slice(row.local.lastIndexOf(":")), tone: "address" };
    case "peer":
      return { text: row.peer, tone: "address" };
    case "fd":
      return { text: row.fd === undefined ? "-" : String(row.fd), tone: "number" };
    case "process":
      return { text: row.process, tone: "name" };
    default:
      return unreachable(column);
  }
}

const change = (row: SocketRow): string => `${row.was} -> ${row.state}`;

const thingsOf = ({ id, connection }: SocketRow, { host }: SocketsModel): readonly Thing[] => [
  ...(host === undefined ? [] : [thing.socket(host, id)]),
  ...(connection === undefined ? [] : [connection]),
  ...(host === undefined ? [] : [thing.device(host)]),
];

/** A state by its name first: `time-wait`. */
const termsOf = ({ state, netid }: SocketRow): readonly string[] => [
  state.toLowerCase(),
  "socket",
  "descriptor",
  `layer:${netid}`,
];
