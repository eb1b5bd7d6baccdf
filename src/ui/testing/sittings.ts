/** What reviews and placements need, from the lessons that come with the program: for tests only. */
import { err } from "../../base/result.ts";
import { type CardId, cardOf, moment, seedOf } from "../../lesson/card.ts";
import type { Lesson } from "../../lesson/load.ts";
import type { Placement } from "../../lesson/placement.ts";
import { shippedLesson } from "../../lesson/testing/shipped.ts";
import type { Due, Sittings } from "../sitting.ts";

const lessons = new Map<string, Lesson>();
function lessonCalled(slug: string): Lesson {
  const known = lessons.get(slug) ?? shippedLesson(slug);
  lessons.set(slug, known);
  return known;
}

export const titled = (slug: string) => ({ slug, title: { en: `The lesson ${slug}`, ko: `레슨 ${slug}` } });

/** `dues`: what is due, each time it is asked for; the last one stays. `broken`: of these no moment can be made. */
export function sittingsFrom({
  dues = [],
  broken = [],
  begin,
}: {
  readonly dues?: readonly Due[];
  readonly broken?: readonly CardId[];
  readonly begin?: string;
}): Sittings & { readonly placements: readonly Placement[]; readonly made: readonly CardId[] } {
  const placements: Placement[] = [];
  const made: CardId[] = [];
  const waiting = [...dues];
  return {
    placements,
    made,
    due: () => (waiting.length > 1 ? waiting.shift()! : (waiting[0] ?? { cards: [] })),
    moment({ id, asked }) {
      made.push(id);
      const card = cardOf(id);
      if (!card || broken.includes(id)) return err(id);
      const one = moment(lessonCalled(card.lesson), card, seedOf(card, asked));
      return one.ok ? one : err(JSON.stringify(one.error));
    },
    place(found) {
      placements.push(found);
      return begin === undefined ? undefined : titled(begin);
    },
    lessons: () => ["url", "http-request", "http-response", "ip-address", "resolver", "handshake"].map(titled),
    another: () => 7,
  };
}

export const asked = (...ids: readonly CardId[]): Due => ({ cards: ids.map((id) => ({ id, asked: 1 })) });
