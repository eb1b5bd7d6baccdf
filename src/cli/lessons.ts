/** The lessons that come with the program. */
import { err, type Result } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import { type PlayedLesson, playLesson } from "../lesson/play.ts";
import { suggest } from "../lesson/suggest.ts";
import { linesOf } from "./assets.ts";
import { Failure } from "./failure.ts";
import { shippedLesson, shippedOrder } from "./shipped.ts";

/** A built-in lesson by slug or number. */
export function findLesson(asked: string, words: Words): string {
  const order = shippedOrder(words);
  const slug = order.find((s) => s === asked) ?? (/^\d+$/.test(asked) ? order[Number(asked) - 1] : undefined);
  if (slug === undefined) throw new Failure(words.ui.error.unknownLesson(asked, suggest(asked, order)), 2);
  return slug;
}

export function openLesson(slug: string, words: Words): Result<PlayedLesson, string> {
  const loaded = shippedLesson(slug, words);
  if (!loaded.ok) return loaded;
  const played = playLesson(loaded.value);
  return played.ok ? played : err(linesOf(played.error, words));
}
