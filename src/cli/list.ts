/** `net-tutor list`: the lessons in their order. */

import type { Common } from "./common.ts";
import { shippedSummaries } from "./shipped.ts";
import { openSink } from "./sink.ts";

export async function list({ words }: Common, json: boolean): Promise<number> {
  const lessons = shippedSummaries(words);
  const out = openSink("-", words);
  // What a learner shows by each answer is for the program itself.
  if (json)
    await out.write(
      `${JSON.stringify(
        lessons.map(({ points: _, cards: __, ...lesson }) => lesson),
        null,
        2,
      )}\n`,
    );
  else {
    for (const [i, { slug, title, minutes }] of lessons.entries()) {
      await out.write(`${String(i + 1).padStart(2)}  ${slug.padEnd(20)}  ${title[words.language]} (${minutes} min)\n`);
    }
  }
  await out.end();
  return 0;
}
