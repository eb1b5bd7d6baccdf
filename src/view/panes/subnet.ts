/** The routing decision drawn: both addresses in decimal and binary, the mask laid over each, and what follows. */
import { unreachable } from "../../base/assert.ts";
import type { Words } from "../../i18n/words.ts";
import { type Ipv4, ipv4Bits } from "../../wire/address.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import type { Decision, OwnSubnet, SubnetModel } from "../select/subnet.ts";
import { blank, columnsOf, fitText, padLeft } from "../text.ts";
import { listView } from "./scroll.ts";

/** The longest dotted decimal, and 32 bits with three dots or without. */
const DECIMAL = 15;
const BINARY = 35;
const BITS = 32;
/** The mark, and a blank after label and decimal. */
const GAPS = 3;

type Look = { readonly label: number; readonly dots: boolean };

export function subnetPane(model: SubnetModel, size: Size, state: PaneState, words: Words): PaneView {
  const { own, decision } = model;
  const { subnet } = words.ui;
  const hosts = model.hosts;
  if (!own) {
    const body: Row[] = [[{ text: ` ${subnet.noDecision}`, tone: "dim" }]];
    return listView({ title: model.host ?? "", body, follow: 0, hosts }, size, state);
  }
  const look = lookOf(size.columns, words);
  const row = (label: string, address: Ipv4, tone: Tone, mark = " "): Row =>
    addressRow(label, address, own.prefix, look, tone, mark);
  const body: Row[] = [
    row(subnet.address, own.address, "address"),
    row(subnet.mask, own.mask, "plain"),
    row(subnet.and, own.network, "strong"),
  ];
  if (decision) {
    const mark = decision.fresh ? "*" : " ";
    body.push(
      row(subnet.destination, decision.destination, "address", mark),
      row(subnet.mask, own.mask, "plain"),
      row(subnet.and, decision.masked, decision.same ? "good" : "bad", decision.same ? "=" : "!"),
      verdictRow(decision, mark, words),
    );
  } else body.push([{ text: ` ${subnet.noDecision}`, tone: "dim" }]);
  body.push(
    rulerRow(own, look, size.columns, words),
    row(subnet.network, own.network, "plain"),
    row(subnet.broadcast, own.broadcast, "plain"),
    [
      { text: ` ${fitText(subnet.hosts, look.label)} `, tone: "dim" },
      { text: `${own.firstHost} - ${own.lastHost}`, tone: "address" },
      { text: `  ${subnet.hostCount(own.hostCount)}`, tone: "number" },
    ],
  );
  const title = `${model.host ?? ""} ${own.port} ${own.address}/${own.prefix}`;
  return listView({ title, body, follow: 0, top: 0, hosts }, size, state);
}

/** Labels get what the numbers leave; the dots between the bits go first when it is narrow. */
function lookOf(columns: number, words: Words): Look {
  const { subnet } = words.ui;
  const labels = [subnet.address, subnet.mask, subnet.and, subnet.destination, subnet.network, subnet.broadcast];
  const wanted = Math.max(...labels.map(columnsOf));
  const dots = columns >= GAPS + Math.min(wanted, 9) + DECIMAL + BINARY;
  const room = columns - GAPS - DECIMAL - (dots ? BINARY : BITS);
  return { label: Math.max(7, Math.min(wanted, room)), dots };
}

/** Mark, label, dotted decimal, bits; the bits of the host number are dim. */
function addressRow(label: string, address: Ipv4, prefix: number, look: Look, tone: Tone, mark: string): Row {
  const spans: Span[] = [
    { text: mark, tone: mark === "*" ? "changed" : tone },
    { text: `${fitText(label, look.label)} `, tone: "dim" },
    { text: `${padLeft(address, DECIMAL)} `, tone },
  ];
  const bits = ipv4Bits(address).toString(2).padStart(32, "0");
  const dotted = (from: number, to: number): string => {
    let out = "";
    for (let i = from; i < to; i++) out += (look.dots && i > 0 && i % 8 === 0 ? "." : "") + bits[i];
    return out;
  };
  spans.push({ text: dotted(0, prefix), tone: "strong" }, { text: dotted(prefix, 32), tone: "dim" });
  return spans;
}

/** `|--- network number ---|-- host number --|` under the bits. */
function rulerRow(own: OwnSubnet, look: Look, columns: number, words: Words): Row {
  const columnOf = (bit: number): number => bit + (look.dots ? Math.floor(Math.max(0, bit - 1) / 8) : 0);
  const cut = columnOf(own.prefix) + (look.dots && own.prefix > 0 && own.prefix % 8 === 0 ? 1 : 0);
  const width = look.dots ? BINARY : BITS;
  const left = own.prefix === 0 ? 0 : own.prefix === 32 ? width : cut;
  const start = look.label + DECIMAL + GAPS;
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
