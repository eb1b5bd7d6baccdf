/** Which language to speak. */
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import type { Language, Words } from "./words.ts";

const all: Readonly<Record<Language, Words>> = { en, ko };

export const languageWords = (language: Language): Words => all[language];

/** The language of the locale: LC_ALL before LC_MESSAGES before LANG, empty ones left out (POSIX, section 8.2); else English. */
export function languageFrom(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^ko(?:$|[_.@-])/i.test(locale) ? "ko" : "en";
}
