/** What the command line says to every command. */
import process from "node:process";
import type { Language, Words } from "../i18n/words.ts";
import type { Ground } from "../ui/terminal/capabilities.ts";
import { Failure } from "./failure.ts";

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

/** The options of every command as they were given. */
export type CommonArgs = {
  readonly ascii?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly theme?: string | undefined;
  readonly debug?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly panes?: boolean | undefined;
};

export const commonOf = (args: CommonArgs, words: Words, language: Language | undefined): Common => ({
  words,
  language,
  ascii: args.ascii,
  colour: args.color,
  theme: themeAsked(args.theme, words),
  debug: args.debug ?? false,
  plain: args.plain ?? isPlain(process.env),
  panes: args.panes ?? !isOn(process.env.INK_SCREEN_READER),
});

function themeAsked(asked: string | undefined, words: Words): Ground | undefined {
  if (asked === undefined || asked === "dark" || asked === "light") return asked;
  throw new Failure(words.ui.error.badOption("theme", asked, "dark, light"), 2);
}

/** A screen reader reads all of a screen again when a part of it is drawn; a dumb terminal draws nothing anywhere. */
const isPlain = (env: NodeJS.ProcessEnv): boolean =>
  env.TERM === "dumb" || isOn(env.NET_TUTOR_PLAIN) || isOn(env.INK_SCREEN_READER);

const isOn = (value: string | undefined): boolean => value === "1" || value === "true";
