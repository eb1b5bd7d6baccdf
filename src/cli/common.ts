/** What the command line says to every command. */
import type { Language, Words } from "../i18n/words.ts";

/** What every command is given beside its own arguments. */
export type Common = {
  readonly words: Words;
  /** Given by `--lang`; else the terminal has a say in it. */
  readonly language: Language | undefined;
  readonly ascii: boolean | undefined;
  readonly colour: boolean | undefined;
  readonly debug: boolean;
};
