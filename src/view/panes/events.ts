/** The log drawn: a line an event, and below it the whole of what the event under the cursor has to tell. */
import { formatMicros } from "../../base/units.ts";
import { sayFact } from "../../i18n/say.ts";
import type { Words } from "../../i18n/words.ts";
import type { PaneState, PaneView } from "../pane.ts";
import type { Row, Size, Span } from "../row.ts";
import type { EventsModel, LoggedEvent } from "../select/events.ts";
import { columnsOf, fitText, padLeft, rowColumns, wrapText } from "../text.ts";
import { markedRows, type Thing } from "../thing.ts";
import { clampCursor, listView } from "./scroll.ts";

/** Below this width the time goes, and below the other the device does: the sentence says who as well. */
const TIME_FROM = 56;
const DEVICE_FROM = 90;
const LONGEST_DEVICE = 16;
/** A pane of fewer rows shows nothing but the list. */
const DETAIL_FROM = 8;
const DETAIL_ROWS = 3;
/** What a learner reads of one event. */
const MOST_SENTENCES = 3;

export function eventsPane(
  model: EventsModel,
  size: Size,
  state: PaneState,
  words: Words,
  selected: readonly Thing[] = [],
): PaneView {
  const { events } = model;
  if (events.length === 0) {
    const body: Row[] = [[{ text: ` ${words.ui.events.none}`, tone: "dim" }]];
    return listView({ title: "", body, follow: 0 }, size, state);
  }
  const last = events.length - 1;
  const look = lookOf(events, size.columns);
  // Until somebody moves in this pane every event may be what is selected elsewhere; then only the one under the cursor counts.
  const searched = state.cursor === null && selected.length > 0;
  const found = searched ? markedRows(events.map(thingsOf), selected)[0] : undefined;
  const cursor = clampCursor(state.cursor ?? found ?? last, events.length);
  const view = listView(
    {
      title: "",
      body: events.map((event, i) =>
        eventRow(event, i, i === last ? ">" : i >= model.fresh ? "+" : " ", look, size.columns, words),
      ),
      foot: detailRows(events[cursor]!, size, words),
      follow: last,
      things: searched ? events.map(thingsOf) : events.map((event, i) => (i === cursor ? event.things : [])),
      because: (row) => events[row]?.step,
    },
    size,
    state,
    selected,
  );
  return { ...view, title: `${view.cursor + 1}/${events.length}` };
}

const thingsOf = ({ things }: LoggedEvent): readonly Thing[] => things;

type Look = { readonly number: number; readonly time: number; readonly device: number };

function lookOf(events: readonly LoggedEvent[], columns: number): Look {
  const last = events.at(-1)!;
  const devices = new Set(events.map(({ device }) => device ?? ""));
  const widest = Math.max(...[...devices].map(columnsOf));
  return {
    number: String(events.length).length,
    time: columns >= TIME_FROM ? formatMicros(last.at).length : 0,
    device: columns >= DEVICE_FROM ? Math.min(LONGEST_DEVICE, widest) : 0,
  };
}

function eventRow(
  event: LoggedEvent,
  place: number,
  mark: ">" | "+" | " ",
  look: Look,
  columns: number,
  words: Words,
): Row {
  const spans: Span[] = [
    { text: mark, tone: mark === " " ? "plain" : "changed" },
    { text: `${padLeft(String(place + 1), look.number)} `, tone: "number" },
  ];
  if (look.time > 0) spans.push({ text: `${padLeft(formatMicros(event.at), look.time)} `, tone: "dim" });
  if (look.device > 0) spans.push({ text: `${fitText(event.device ?? "", look.device)} `, tone: "name" });
  const sentence = firstSentence(event, words);
  const fits = rowColumns(spans) + columnsOf(sentence) <= columns;
  spans.push({ text: fits ? sentence : (gist(event) ?? sentence), tone: mark === " " ? "plain" : "strong" });
  return spans;
}

/** What would be cut off of a sentence that ends with what matters. */
function gist({ facts }: LoggedEvent): string | undefined {
  const [fact] = facts;
  return fact?.kind === "tcp-state-changed" ? `${fact.by}: ${fact.from} -> ${fact.to} (${fact.peer})` : undefined;
}

/** By language: an event's words do not change, and a long log is drawn with every key. */
const sentences = new WeakMap<LoggedEvent, Map<string, string>>();

function firstSentence(event: LoggedEvent, words: Words): string {
  let known = sentences.get(event);
  if (!known) {
    known = new Map();
    sentences.set(event, known);
  }
  let text = known.get(words.language);
  if (text === undefined) {
    const [fact] = event.facts;
    text = fact ? sayFact(words, fact) : "";
    known.set(words.language, text);
  }
  return text;
}

function detailRows({ facts }: LoggedEvent, size: Size, words: Words): readonly Row[] {
  if (size.rows < DETAIL_FROM) return [];
  const told = [...new Set(facts.map((fact) => sayFact(words, fact)))].slice(0, MOST_SENTENCES).join(" ");
  const lines = wrapText(told, size.columns - 2).slice(0, DETAIL_ROWS);
  const rows: Row[] = [[{ text: "─".repeat(size.columns), tone: "dim" }]];
  for (let i = 0; i < DETAIL_ROWS; i++) rows.push([{ text: ` ${lines[i] ?? ""}` }]);
  return rows;
}
