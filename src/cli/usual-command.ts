/**
 * The command lines that nearly everybody types, read without the parser that reads all of them: to load that takes longer
 * than to load a lesson. Whatever is not understood here is its business.
 */
import { languages } from "../i18n/words.ts";
import type { CommonArgs } from "./common.ts";

export type UsualCommand =
  | { readonly kind: "menu" }
  | { readonly kind: "learn"; readonly lesson: string }
  | { readonly kind: "open"; readonly url: string };

export type Usual = { readonly command: UsualCommand; readonly options: CommonArgs };

const switches: ReadonlyMap<string, CommonArgs> = new Map([
  ["--plain", { plain: true }],
  ["--no-panes", { panes: false }],
  ["--ascii", { ascii: true }],
  ["--no-color", { color: false }],
  ["--debug", { debug: true }],
]);

/** Undefined for everything but the menu, `learn` and `open` with nothing but options of all commands. */
export function usualCommand(argv: readonly string[]): Usual | undefined {
  const words: string[] = [];
  const seen = new Set<string>();
  let options: CommonArgs = {};
  for (let i = 0; i < argv.length; i++) {
    const given = argv[i]!;
    if (!given.startsWith("-")) {
      // Behind a switch these two would be its value.
      if (given === "" || given === "true" || given === "false") return undefined;
      words.push(given);
      continue;
    }
    if (seen.has(given)) return undefined;
    seen.add(given);
    const on = switches.get(given);
    if (on) {
      options = { ...options, ...on };
      continue;
    }
    i++;
    if (given !== "--lang" || !languages.some((language) => language === argv[i])) return undefined;
  }
  const command = commandOf(words);
  return command && { command, options };
}

function commandOf([name, what, ...more]: readonly string[]): UsualCommand | undefined {
  if (name === undefined) return { kind: "menu" };
  if (what === undefined || more.length > 0) return undefined;
  if (name === "learn") return { kind: "learn", lesson: what };
  return name === "open" ? { kind: "open", url: what } : undefined;
}
