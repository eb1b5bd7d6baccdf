/** The program drawn: its source with the running line, its variables, and the way of control down to the LAN adapter and back. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span, Tone } from "../row.ts";
import {
  type Control,
  type Place,
  type ProcessRow,
  type ProgramModel,
  places,
  type Source,
  type Value,
  type Variable,
  type Wait,
} from "../select/program.ts";
import { columnsOf, pad, padLeft } from "../text.ts";
import { type Thing, thing } from "../thing.ts";
import { listView } from "./scroll.ts";

type Line = {
  readonly row: Row;
  readonly things?: readonly Thing[];
  readonly explain?: readonly string[];
  readonly because?: () => StepIndex | undefined;
  /** Left out where room is short: headings first, then what says nothing yet, then what other panes tell better. */
  readonly spare?: "heading" | "unknown" | "detail";
};

export function programPane(
  model: ProgramModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[],
): PaneView {
  const { host, hosts, process } = model;
  const { program } = words.ui;
  if (host === undefined || model.processes.length === 0) {
    const body: Row[] = [[{ text: ` ${program.none}`, tone: "dim" }]];
    return listView({ title: host ?? "", body, follow: 0, hosts }, size, state, selected);
  }
  const control = titled(program.control, chainLines(model, words));
  const others = titled(program.processes, processLines(model, host, words));
  const sections =
    process === undefined
      ? [...others, ...control]
      : [
          ...sourceLines(model, host),
          ...titled(program.variables, variableLines(model.variables, host, words)),
          ...control,
          ...others,
        ];
  const bare = sections.filter((line) => line.spare !== "heading");
  const known = bare.filter((line) => line.spare !== "unknown");
  const least = known.filter((line) => line.spare === undefined);
  const lines = [sections, bare, known, least].find((all) => all.length <= size.rows) ?? known;
  // Where the chain may be out of sight, what it says of control stands above in one row.
  const head = lines.length > size.rows && size.rows >= 3 ? [summaryRow(model, size.columns, words)] : [];
  return listView(
    {
      title: process === undefined ? host : `${host} ${process}`,
      head,
      body: lines.map(({ row }) => row),
      things: lines.map(({ things = [] }) => [...things, thing.device(host)]),
      explain: lines.map(({ explain = [] }) => explain),
      because: (row) => lines[row]?.because?.(),
      follow: Math.max(
        0,
        model.source.findIndex(({ running }) => running),
      ),
      hosts,
    },
    size,
    state,
    selected,
  );
}

const titled = (title: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [{ row: [{ text: ` ${title}`, tone: "title" }], spare: "heading" }, ...lines];

// --- source and variables -----------------------------------------------------------------------------------------

function sourceLines({ source, process = "" }: ProgramModel, host: DeviceId): readonly Line[] {
  const digits = String(source.length).length;
  const widest = Math.max(0, ...source.map(({ text }) => columnsOf(text)));
  return source.map((line) => ({
    row: sourceRow(line, digits, widest),
    things: [
      thing.line(host, process, line.number),
      ...(line.socket === undefined ? [] : [thing.socket(host, line.socket)]),
    ],
    explain: [/(\w+)\(/.exec(line.text)?.[1] ?? "application", "socket-library"],
    because: line.because,
  }));
}

/** `>` stands before the line that runs, `<` before the one whose call has just returned. */
function sourceRow({ text, number, running, returned }: Source, digits: number, widest: number): Row {
  const mark = running ? ">" : returned === undefined ? " " : "<";
  const tone: Tone = running ? "strong" : returned === undefined ? "plain" : "changed";
  return [
    { text: `${mark} `, tone: "changed" },
    { text: `${padLeft(String(number), digits)}  `, tone: "dim" },
    { text, tone },
    ...(returned === undefined
      ? []
      : [{ text: `${pad("", widest - columnsOf(text))}  = ${returned}`, tone: "changed" } as const]),
  ];
}

function variableLines(variables: readonly Variable[], host: DeviceId, words: Words): readonly Line[] {
  const widest = Math.max(0, ...variables.map(({ name }) => columnsOf(name)));
  return variables.map(({ name, value, changed, socket, because }) => ({
    row: [
      { text: changed ? "* " : "  ", tone: "changed" },
      { text: pad(name, widest), tone: "name" },
      { text: " = " },
      { text: valueText(value, words), tone: changed ? "changed" : value.kind === "unknown" ? "dim" : "number" },
    ],
    things: [
      ...(socket === undefined ? [] : [thing.socket(host, socket)]),
      ...(name === "ip" && value.kind === "text" ? [thing.address(value.text)] : []),
    ],
    explain: explained(name, socket),
    because,
    ...spareOf(name, value),
  }));
}

function spareOf(name: string, value: Value): Pick<Line, "spare"> {
  if (value.kind === "unknown") return { spare: "unknown" };
  return name === "request" || name === "length" ? { spare: "detail" } : {};
}

function valueText(value: Value, words: Words): string {
  switch (value.kind) {
    case "text":
      return value.text;
    case "bytes":
      return words.meaning(value);
    case "unknown":
      return words.ui.program.unknown;
    default:
      return unreachable(value);
  }
}

const terms: Readonly<Record<string, string>> = {
  ip: "ip-address",
  sd: "descriptor",
  request: "request-message",
  length: "request-message",
  buffer: "receive-buffer",
};

const explained = (name: string, socket: number | undefined): readonly string[] => {
  const term = terms[name] ?? (socket === undefined ? undefined : "descriptor");
  return term === undefined ? [] : [term];
};

// --- control ------------------------------------------------------------------------------------------------------

const ways = { down: "v ", up: "^ ", both: "^v" } as const;

const placeTerms: Readonly<Record<Place, string>> = {
  application: "application",
  resolver: "resolver",
  library: "socket-library",
  stack: "protocol-stack",
  driver: "lan-driver",
  adapter: "lan-adapter",
};

function chainLines(model: ProgramModel, words: Words): readonly Line[] {
  const { place: names } = words.ui.program;
  const { control } = model;
  const widest = Math.max(...places.map((place) => columnsOf(names[place])));
  return places.map((place) => {
    const isHolder = control.holder === place;
    const way = control.passed[place];
    const note = noteOf(place, model, words);
    return {
      row: [
        { text: isHolder ? "> " : "  ", tone: "changed" },
        { text: `${way === undefined ? "  " : ways[way]} `, tone: "changed" },
        { text: pad(names[place], widest), tone: isHolder ? "strong" : way === undefined ? "dim" : "plain" },
        { text: "  " },
        note,
      ],
      explain: [placeTerms[place]],
    };
  });
}

/** What holds control there, what it waits for, or what the place is. */
function noteOf(place: Place, model: ProgramModel, words: Words): Span {
  const { control } = model;
  const { program } = words.ui;
  if (place === control.holder && control.what) return { text: whatText(control.what, words), tone: "strong" };
  const [sent] = control.sent;
  if (place === "adapter" && sent !== undefined) return { text: program.sends(sent), tone: "strong" };
  const own = model.processes.find(({ name }) => name === model.process);
  const wait = place === "application" || place === "resolver" ? own?.waits.find((w) => w.caller === place) : undefined;
  if (wait) return { text: waitText(wait, words) };
  if (place === "stack" && control.holder === undefined) return { text: program.idle };
  return { text: program.placeNote[place], tone: "dim" };
}

function whatText(what: NonNullable<Control["what"]>, words: Words): string {
  switch (what.kind) {
    case "call":
    case "result":
      return what.text;
    case "frame":
      return what.line;
    case "timer":
    case "told":
    case "starts":
      return words.ui.program[what.kind];
    default:
      return unreachable(what);
  }
}

/** `application -> socket library -> [protocol stack]`; where nobody runs, what is waited for. */
function summaryRow({ control, processes, process }: ProgramModel, columns: number, words: Words): Row {
  const { program } = words.ui;
  const { passed, holder, sent } = control;
  if (holder === undefined) {
    const wait = (processes.find(({ name }) => name === process) ?? processes[0])?.waits[0];
    return [{ text: ` ${wait ? waitText(wait, words) : program.idle}`, tone: "dim" }];
  }
  const named = (place: Place): string => (place === holder ? `[${program.place[place]}]` : program.place[place]);
  const rising = places.filter((place) => passed[place] === "up" || passed[place] === "both").reverse();
  const falling = places.filter((place) => passed[place] === "down" || passed[place] === "both");
  // What comes up to the holder goes on from it, if anything does.
  const trail = [...new Set([...rising, ...falling])];
  if (trail.length === 0) trail.push(holder);
  if (sent.length > 0 && !trail.includes("adapter")) trail.push("adapter");
  const whole = trail.map(named).join(" -> ");
  if (columnsOf(whole) < columns) return [{ text: ` ${whole}`, tone: "strong" }];
  const short = trail.filter((place, i) => i === 0 || i === trail.length - 1 || place === holder);
  return [{ text: ` ${short.map(named).join(" -> ")}`, tone: "strong" }];
}

// --- what waits ---------------------------------------------------------------------------------------------------

function processLines({ processes, process: shown }: ProgramModel, host: DeviceId, words: Words): readonly Line[] {
  return processes.flatMap(({ name, pid, waits }: ProcessRow): readonly Line[] => {
    // The shown one's waits stand in the chain; of the others those that do nothing are left out beside it.
    if (name === shown || (shown !== undefined && waits.length === 0)) return [];
    const title: Line = {
      row: [
        { text: `  ${name}`, tone: "name" },
        { text: ` (${pid})`, tone: "dim" },
      ],
      explain: ["process", "application"],
    };
    if (waits.length === 0)
      return [{ ...title, row: [...title.row, { text: `  ${words.ui.program.noWait}`, tone: "dim" }] }];
    return [
      title,
      ...waits.map(
        (wait): Line => ({
          row: [{ text: `    ${waitText(wait, words)}` }],
          things: wait.socket === undefined ? [] : [thing.socket(host, wait.socket)],
          explain: [wait.op, "descriptor"],
        }),
      ),
    ];
  });
}

function waitText({ op, fd, for: about }: Wait, words: Words): string {
  const { waits } = words.ui.program;
  const call = fd === undefined ? op : `${op}(${fd})`;
  switch (about.kind) {
    case "client":
      return `${call}: ${waits.client(about.local)}`;
    case "data":
      return `${call}: ${waits.data(about.peer)}`;
    case "handshake":
      return `${call}: ${waits.handshake(about.peer)}`;
    case "datagram":
      return `${call}: ${about.peer === undefined ? waits.anyDatagram : waits.datagram(about.peer)}`;
    case "room":
      return `${call}: ${waits.room(about.bytes)}`;
    case "resolver":
    case "echo":
    case "time":
      return `${call}: ${waits[about.kind]}`;
    default:
      return unreachable(about);
  }
}
