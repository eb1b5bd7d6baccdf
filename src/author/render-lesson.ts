/** A lesson as text files: its run, and what stands on the screen at each beat. Snapshots keep them. */

import type { Micros } from "../base/units.ts";
import type { Language } from "../i18n/words.ts";
import type { PlayedLesson } from "../lesson/play.ts";
import { renderTranscript } from "../lesson/transcript.ts";
import type { Sent } from "../sim/world.ts";
import { freshLesson } from "../ui/lesson-state.ts";
import { pictureOf } from "../ui/picture.ts";
import { type Conversations, noConversations } from "../view/conversations.ts";
import type { Size } from "../view/row.ts";
import { summaryOf } from "../view/summary.ts";
import { rowText } from "../view/text.ts";

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

/** File name to text: `transcript.txt`, and one of all screens for each size and language. */
export function renderLesson(played: PlayedLesson, languages: readonly Language[]): ReadonlyMap<string, string> {
  const files = new Map([["transcript.txt", transcript(played)]]);
  for (const size of sizes) {
    for (const language of languages) {
      files.set(`${size.columns}x${size.rows}.${language}.txt`, screens(played, size, language));
    }
  }
  return files;
}

function transcript({ timeline, beats }: PlayedLesson): string {
  const seen = new Map<string, Conversations>();
  const times = new Map<Sent, Micros>(timeline.steps.flatMap((s) => s.sent.map((x) => [x, s.entry.at])));
  const summarise = (sent: Sent): string => {
    const frame = { at: times.get(sent) ?? 0, bytes: sent.frame.bytes };
    const { text, conversations } = summaryOf(seen.get(sent.link) ?? noConversations, frame);
    seen.set(sent.link, conversations);
    return text;
  };
  return renderTranscript(timeline, summarise, beats);
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
