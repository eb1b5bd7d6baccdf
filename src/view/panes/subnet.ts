/** The routing decision drawn: both addresses in decimal and binary, the mask laid over each, and what follows. */
import { unreachable } from "../../base/assert.ts";
import type { Words } from "../../i18n/words.ts";
import { type Ipv4, ipv4Bits } from "../../wire/address.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import type { Decision, OwnSubnet, SubnetModel } from "../select/subnet.ts";
import { blank, columnsOf, fitText, padLeft } from "../text.ts";
import { type Thing, thing } from "../thing.ts";
import { listView } from "./scroll.ts";

/** The longest dotted decimal, and 32 bits with three dots or without. */
const DECIMAL = 15;
const BINARY = 35;
const BITS = 32;
/** The mark, and a blank after label and decimal. */
const GAPS = 3;

/** Where bits do not fit beside the decimals they stand below them. */
type Look = { readonly label: number; readonly dots: boolean; readonly stacked: boolean };

const INDENT = 3;

type Line = {
  readonly row: Row;
  readonly things: readonly Thing[];
  readonly explain: readonly string[];
  /** Part of the decision, not of the host's own settings. */
  readonly decided?: true;
};

export function subnetPane(
  model: SubnetModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  const { own, decision, host } = model;
  const { subnet } = words.ui;
  const hosts = model.hosts;
  const device = host === undefined ? [] : [thing.device(host)];
  if (!own) {
    const body: Row[] = [[{ text: ` ${subnet.noDecision}`, tone: "dim" }]];
    return listView({ title: host ?? "", body, follow: 0, hosts, things: [device] }, size, state, selected);
  }
  const look = lookOf(size.columns, words);
  const shorts = new Map([
    [subnet.destination, subnet.destinationShort],
    [subnet.broadcast, subnet.broadcastShort],
  ]);
  const line = (full: string, address: Ipv4, explain: readonly string[], tone: Tone, mark = " "): readonly Line[] =>
    addressRows([full, shorts.get(full) ?? full], address, own.prefix, look, tone, mark).map((row) => ({
      row,
      // A mask is written like an address, but is nobody's.
      things: [...(address === own.mask ? [] : [thing.address(address)]), ...device],
      explain,
    }));
  const mask = line(subnet.mask, own.mask, ["netmask"], "plain");
  const network = ["network-number", "subnet"];
  const lines: Line[] = [
    ...line(subnet.address, own.address, ["ip-address"], "address"),
    ...mask,
    ...line(subnet.and, own.network, network, "strong"),
  ];
  if (decision) {
    const mark = decision.fresh ? "*" : " ";
    const { verdict } = decision;
    const decided = (part: Line): Line => ({
      ...part,
      things: [...part.things, thing.step(decision.step)],
      decided: true,
    });
    const next = verdict.kind === "gateway" || verdict.kind === "router" ? verdict.next : decision.destination;
    const sameMark = decision.same ? "=" : "!";
    const verdictLine: Line = {
      row: verdictRow(decision, mark, words),
      things: [...(verdict.kind === "no-route" ? [] : [thing.address(next)]), ...device],
      explain: verdict.kind === "direct" ? ["subnet"] : ["gateway", "routing-table"],
    };
    lines.push(
      ...[
        ...line(subnet.destination, decision.destination, ["ip-address", "ip.dst"], "address", mark),
        ...mask,
        ...line(subnet.and, decision.masked, network, decision.same ? "good" : "bad", sameMark),
        verdictLine,
      ].map(decided),
    );
  } else lines.push({ row: [{ text: ` ${subnet.noDecision}`, tone: "dim" }], things: device, explain: network });
  lines.push(
    { row: rulerRow(own, look, size.columns, words), things: device, explain: ["prefix", "host-number", ...network] },
    ...line(subnet.network, own.network, network, "plain"),
    ...line(subnet.broadcast, own.broadcast, ["broadcast"], "plain"),
    {
      row: [
        { text: ` ${fitText(subnet.hosts, look.label)} `, tone: "dim" },
        { text: `${own.firstHost} - ${own.lastHost}`, tone: "address" },
        { text: `  ${subnet.hostCount(own.hostCount)}`, tone: "number" },
      ],
      things: [thing.address(own.firstHost), thing.address(own.lastHost), ...device],
      explain: ["host-number", "subnet"],
    },
  );
  return listView(
    {
      title: `${host ?? ""} ${own.port} ${own.address}/${own.prefix}`,
      body: lines.map(({ row }) => row),
      follow: 0,
      top: 0,
      hosts,
      things: lines.map(({ things }) => things),
      explain: lines.map(({ explain }) => explain),
      because: (row) => (lines[row]?.decided ? decision?.step : model.since()),
    },
    size,
    state,
    selected,
  );
}

/** Labels get what the numbers leave; the dots between the bits go first when it is narrow. */
function lookOf(columns: number, words: Words): Look {
  const { subnet } = words.ui;
  const labels = [subnet.address, subnet.mask, subnet.and, subnet.destination, subnet.network, subnet.broadcast];
  const wanted = Math.max(...labels.map(columnsOf));
  const dots = columns >= GAPS + Math.min(wanted, 9) + DECIMAL + BINARY;
  const room = columns - GAPS - DECIMAL - (dots ? BINARY : BITS);
  if (room >= LEAST_LABEL) return { label: Math.min(Math.max(LEAST_LABEL, wanted), room), dots, stacked: false };
  const label = Math.max(LEAST_LABEL, Math.min(wanted, columns - GAPS - DECIMAL));
  return { label, dots: columns >= INDENT + BINARY, stacked: true };
}

/** A label cut shorter than this says nothing. */
const LEAST_LABEL = 7;

/** In full, and in short for where that has no room. */
type Label = readonly [full: string, short: string];

/** Mark, label, dotted decimal, bits; the bits of the host number are dim. */
function addressRows(
  [label, short]: Label,
  address: Ipv4,
  prefix: number,
  look: Look,
  tone: Tone,
  mark: string,
): readonly Row[] {
  // A long label may use what a short address leaves.
  const width = Math.max(look.label, look.label + DECIMAL - address.length);
  const shown = [label, short].find((text) => columnsOf(text) <= width) ?? label;
  const used = Math.max(look.label, Math.min(columnsOf(shown), width));
  const named: Row = [
    { text: mark, tone: mark === "*" ? "changed" : tone },
    { text: `${fitText(shown, used)} `, tone: "dim" },
    { text: `${padLeft(address, DECIMAL + look.label - used)} `, tone },
  ];
  const bits = ipv4Bits(address).toString(2).padStart(32, "0");
  const dotted = (from: number, to: number): string => {
    let out = "";
    for (let i = from; i < to; i++) out += (look.dots && i > 0 && i % 8 === 0 ? "." : "") + bits[i];
    return out;
  };
  const binary: Row = [
    { text: dotted(0, prefix), tone: "strong" },
    { text: dotted(prefix, 32), tone: "dim" },
  ];
  return look.stacked ? [named, [{ text: blank(INDENT) }, ...binary]] : [[...named, ...binary]];
}

/** `|--- network number ---|-- host number --|` under the bits. */
function rulerRow(own: OwnSubnet, look: Look, columns: number, words: Words): Row {
  const columnOf = (bit: number): number => bit + (look.dots ? Math.floor(Math.max(0, bit - 1) / 8) : 0);
  const cut = columnOf(own.prefix) + (look.dots && own.prefix > 0 && own.prefix % 8 === 0 ? 1 : 0);
  const width = look.dots ? BINARY : BITS;
  const left = own.prefix === 0 ? 0 : own.prefix === 32 ? width : cut;
  const start = look.stacked ? INDENT : look.label + DECIMAL + GAPS;
  const { networkBits, hostBits } = words.ui.subnet;
  // The host number is often too short for its name, which then stands behind it.
  const behind = columnsOf(hostBits) > width - left - 2 && columns >= start + width + 1 + columnsOf(hostBits);
  return [
    { text: blank(start) },
    { text: brace(left, networkBits), tone: "strong" },
    { text: brace(width - left, hostBits) + (behind ? ` ${hostBits}` : ""), tone: "dim" },
  ];
}

function brace(width: number, label: string): string {
  if (width <= 0) return "";
  if (width <= 2) return "|".repeat(width);
  const inside = width - 2;
  const text = columnsOf(label) <= inside ? label : "";
  const spare = inside - columnsOf(text);
  const before = Math.floor(spare / 2);
  return `|${"-".repeat(before)}${text}${"-".repeat(spare - before)}|`;
}

function verdictRow({ verdict, route }: Decision, mark: string, words: Words): Row {
  const { subnet } = words.ui;
  const taken = `  (${route.network}/${route.prefix})`;
  const start: Span = { text: `${mark}-> `, tone: "changed" };
  switch (verdict.kind) {
    case "direct":
      return [start, { text: subnet.same, tone: "good" }, { text: taken, tone: "dim" }];
    case "gateway":
      return [start, { text: subnet.other(verdict.next), tone: "changed" }, { text: taken, tone: "dim" }];
    case "router":
      return [start, { text: subnet.routed(verdict.next), tone: "changed" }, { text: taken, tone: "dim" }];
    case "no-route":
      return [start, { text: subnet.noRoute, tone: "bad" }];
    default:
      return unreachable(verdict);
  }
}
