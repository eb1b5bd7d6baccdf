/** What the command line says to every command. */
import type { Language, Words } from "../i18n/words.ts";
import type { Ground } from "../ui/terminal/capabilities.ts";

/** What every command is given beside its own arguments. */
export type Common = {
  readonly words: Words;
  /** Given by `--lang`; else the terminal has a say in it. */
  readonly language: Language | undefined;
  readonly ascii: boolean | undefined;
  readonly colour: boolean | undefined;
  /** What the letters stand on, by `--theme`; else the terminal is asked. */
  readonly theme: Ground | undefined;
  readonly debug: boolean;
  /** Line by line. */
  readonly plain: boolean;
  /** In line mode, whether panes come by themselves. */
  readonly panes: boolean;
};
