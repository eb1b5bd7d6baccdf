/** What is told below the topology: the frame, the device or link that matters, the networks, how to read the drawing. */
import { inUnit } from "../../i18n/quantity.ts";
import { sayFact } from "../../i18n/say.ts";
import type { Words } from "../../i18n/words.ts";
import type { Row, Span } from "../row.ts";
import type { NetDevice, NetLink, NetModel } from "../select/net.ts";
import { columnsOf, pad } from "../text.ts";
import type { Item } from "./net-item.ts";
import type { NetLayout } from "./net-layout.ts";

/** The frame on its link, between whom and with which words. */
export function hopRow({ hop, frames }: NetModel, words: Words): Row {
  if (!hop) return [{ text: `  ${words.ui.packet.none}`, tone: "dim" }];
  const { from, lost, line, now } = hop;
  const copies = frames.filter((f) => f.now && f.from === from && f.packet === hop.frame.packet).length;
  const to = copies > 1 ? words.ui.net.ports(copies) : hop.to;
  return [
    { text: `${lost ? "x" : now ? ">" : " "} `, tone: lost ? "lost" : "changed" },
    { text: words.ui.packet.from(from, to), tone: "name" },
    ...(lost ? ([{ text: ` (${words.ui.net.lost})`, tone: "lost" }] as const) : []),
    { text: ": ", tone: "name" },
    { text: line, tone: lost ? "lost" : "plain" },
  ];
}

/** Who has the word, where it stands, and what it does. */
export function placeRow(model: NetModel, words: Words): Row {
  const device = model.devices.find(({ id }) => id === model.place);
  if (!device) return model.fact ? [{ text: `  ${sayFact(words, model.fact)}` }] : [];
  const said = model.fact ? `  ${sayFact(words, model.fact)}` : "";
  return [{ text: "* ", tone: "changed" }, ...deviceSpans(device, model, words), { text: said }];
}

/** What the cursor is on; of a line of a table the device, since the line speaks for itself. */
export function aboutRow(item: Item, model: NetModel, words: Words): Row {
  const spans = item.kind === "link" ? linkSpans(item.link, words) : deviceSpans(item.placed.node.device, model, words);
  return [{ text: "  " }, ...spans];
}

function deviceSpans(device: NetDevice, { links }: NetModel, words: Words): readonly Span[] {
  const { net } = words.ui;
  const { id, kind, up, interfaces } = device;
  const addresses =
    interfaces.length > 0
      ? interfaces.map((i) => `${i.port} ${i.address}/${i.prefix}`)
      : (links.find(({ ends }) => ends.some((end) => end.device === id))?.networks ?? []);
  return [
    { text: `${id} `, tone: "name" },
    { text: `${net.kind[kind]}${up ? "" : `, ${net.down}`}  `, tone: up ? "dim" : "lost" },
    { text: addresses.join("  "), tone: "address" },
  ];
}

function linkSpans({ ends: [a, b], networks, delay, rate, up }: NetLink, words: Words): readonly Span[] {
  const time = inUnit(delay);
  return [
    { text: `${a.device}.${a.port} -- ${b.device}.${b.port}  `, tone: "name" },
    ...(up ? [] : ([{ text: `${words.ui.net.cut}  `, tone: "lost" }] as const)),
    { text: `${networks.join(" ")}  `, tone: "address" },
    { text: `${time.value} ${time.unit}  ${rateText(rate)}`, tone: "number" },
  ];
}

const rateText = (rate: number): string => {
  const [unit, per] =
    rate >= 1e9 ? ["Gbit/s", 1e9] : rate >= 1e6 ? ["Mbit/s", 1e6] : rate >= 1e3 ? ["kbit/s", 1e3] : ["bit/s", 1];
  return `${Math.round((rate / Number(per)) * 100) / 100} ${unit}`;
};

/** The networks that the drawing had no room for, a line each. */
export function untold(layout: NetLayout, { links, devices }: NetModel): readonly Row[] {
  const found = new Map<string, string>();
  const byId = new Map(devices.map((device) => [device.id, device]));
  for (const { ends, direct, networks } of links) {
    if (direct ? layout.routers : layout.networks) continue;
    // Of a LAN the first switch or hub, of a direct link both ends.
    const names = ends.flatMap(({ device: id }) => {
      const kind = byId.get(id)?.kind;
      if (kind === undefined || (!direct && (kind === "host" || kind === "router"))) return [];
      return [kind === "router" ? `(${id})` : kind === "switch" ? `[${id}]` : kind === "hub" ? `{${id}}` : id];
    });
    for (const network of networks) {
      if (!found.has(network)) found.set(network, direct ? names.join(" - ") : (names[0] ?? ""));
    }
  }
  const widest = Math.max(0, ...[...found.keys()].map(columnsOf));
  return [...found].map(([network, names]) => [
    { text: ` ${pad(network, widest)}  `, tone: "address" },
    { text: names, tone: "name" },
  ]);
}

/** How the kinds of devices are told apart, by those that there are; what has no room is left out. */
export function legend({ devices }: NetModel, columns: number, words: Words): Row {
  const { net } = words.ui;
  const { host, router, switch: bridge, hub } = net.kind;
  const kinds = new Set(devices.map(({ kind }) => kind));
  const shapes = { host, router: `(${router})`, switch: `[${bridge}]`, hub: `{${hub}}` };
  const shown = (["host", "router", "switch", "hub"] as const).filter((kind) => kinds.has(kind));
  let text = "";
  for (const part of [...shown.map((kind) => shapes[kind]), `* ${net.here}`, `== ${net.way}`, `x ${net.lost}`]) {
    const longer = `${text}  ${part}`;
    if (columnsOf(longer) > columns) break;
    text = longer;
  }
  return [{ text: text.slice(1), tone: "dim" }];
}
