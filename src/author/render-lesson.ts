/** A lesson as text files: its run, and what stands on the screen at each beat. Snapshots keep them. */

import { ok } from "../base/result.ts";
import type { Micros } from "../base/units.ts";
import type { Language } from "../i18n/words.ts";
import { learnerMap } from "../lesson/learner-map.ts";
import { MAIN_RUN } from "../lesson/lesson-names.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { noProgress } from "../lesson/progress.ts";
import { renderTranscript, type Summarize } from "../lesson/transcript.ts";
import { stepsOf, type Timeline } from "../sim/timeline.ts";
import type { Sent } from "../sim/world.ts";
import { freshLesson } from "../ui/lesson-state.ts";
import { pictureOf } from "../ui/picture.ts";
import { inLesson } from "../ui/plain/place.ts";
import { printedLine } from "../ui/plain/printed-line.ts";
import { plainMenu } from "../ui/plain/state.ts";
import { type Conversations, noConversations } from "../view/conversations.ts";
import type { Size } from "../view/row.ts";
import { summaryOf } from "../view/summary.ts";
import { rowText } from "../view/text.ts";

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

/** File name to text: `transcript.txt`, one of all screens for each size and language, one of line mode for each language. */
export function renderLesson(played: PlayedLesson, languages: readonly Language[]): ReadonlyMap<string, string> {
  const files = new Map([["transcript.txt", transcript(played)]]);
  for (const size of sizes) {
    for (const language of languages) {
      files.set(`${size.columns}x${size.rows}.${language}.txt`, screens(played, size, language));
    }
  }
  for (const language of languages) files.set(`plain.${language}.txt`, onPaper(played, language));
  return files;
}

/** All runs, the main one first; each with the beats that are about it. */
function transcript({ runs, beats }: PlayedLesson): string {
  const { [MAIN_RUN]: main, ...others } = runs;
  const of = (run: string, timeline: Timeline): string =>
    renderTranscript(
      timeline,
      summariser(timeline),
      beats.filter((beat) => beat.run === run),
    );
  const parts = Object.entries(others).map(([run, timeline]) => `\n-- run ${run}\n${of(run, timeline)}`);
  return [of(MAIN_RUN, main!), ...parts].join("");
}

function summariser(timeline: Timeline): Summarize {
  const seen = new Map<string, Conversations>();
  const times = new Map<Sent, Micros>();
  for (const { sent, entry } of stepsOf(timeline)) for (const one of sent) times.set(one, entry.at);
  return (sent) => {
    const frame = { at: times.get(sent) ?? 0, bytes: sent.frame.bytes };
    const { text, conversations } = summaryOf(seen.get(sent.link) ?? noConversations, frame);
    seen.set(sent.link, conversations);
    return text;
  };
}

function screens(played: PlayedLesson, size: Size, language: Language): string {
  const parts = played.beats.map(({ id }) => {
    const { lesson, stage } = freshLesson(played, id);
    const state = { language, screen: { kind: "lesson", lesson, stage }, dialog: null, behind: "menu" } as const;
    const rows = pictureOf(state, size).rows.map((row) => rowText(row).trimEnd());
    return `== ${id}\n${rows.join("\n")}\n`;
  });
  return parts.join("\n");
}

const PAPER_COLUMNS = 80;

/** Every beat as line mode prints it. */
function onPaper(played: PlayedLesson, language: Language): string {
  const around = {
    columns: PAPER_COLUMNS,
    lessons: [],
    next: undefined,
    after: () => undefined,
    map: () => learnerMap([], noProgress, []),
    glossary: () => ok({ terms: {} }),
  };
  const parts = played.beats.map(({ id }) => {
    const { rows } = inLesson(plainMenu(language, true), played, id, around);
    return `== ${id}${rows.map((row) => `${printedLine(row, { ascii: false, colour: false })}\n`).join("")}`;
  });
  return parts.join("\n");
}
