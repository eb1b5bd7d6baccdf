import type { Language } from "../i18n/words.ts";

/** A lesson to go on with. */
export type NextLesson = { readonly slug: string; readonly title: Readonly<Record<Language, string>> };
