/** Which key does what, and where: one table, from which the help page and the foot line are made too. */
import type { Ui } from "../i18n/words.ts";
import { jamoToQwerty } from "./terminal/hangul-keys.ts";
import type { Key, KeyName } from "./terminal/key.ts";

/** Where keys go: to the screen, to a part of it that asks something, or to the open dialog. Only one holds at a time. */
export type KeyContext =
  /** The stage of panes. */
  | "stage"
  /** The words at the end of a lesson, with another lesson after it. */
  | "end"
  /** The words at an answered question of a review or a placement. */
  | "answered"
  /** An answer is looked for in the panes. */
  | "picking"
  /** A lesson's question with choices stands in the narration. */
  | "choice"
  /** A lesson's task stands in the narration, with what can be done. */
  | "task"
  /** A lesson's question wants text typed in the narration, and nothing is typed yet. */
  | "value"
  /** Some of it is typed: the arrows go through it. */
  | "typing"
  | "menu"
  /** A line of text is typed: everything else is text. */
  | "entry"
  | "list"
  /** A list is narrowed by typing. */
  | "find"
  /** What to look for in the active pane is typed. */
  | "seek"
  /** What to run to is typed. */
  | "filter"
  | "why"
  | "explain"
  | "variants"
  | "what-ifs"
  /** All lessons, one of them under the cursor. */
  | "map"
  | "help"
  | "message"
  | "report"
  | "busy"
  | "too-small";

export type Action =
  | { readonly kind: "move"; readonly to: "next" | "back" | "step-on" | "step-back" | "first" | "last" }
  | { readonly kind: "cursor"; readonly by: "up" | "down" | "page-up" | "page-down" | "first" | "last" }
  | { readonly kind: "sideways"; readonly by: "left" | "right" }
  | { readonly kind: "open" | "close" | "choose" | "find" | "jump" | "zoom" | "pin" | "host" }
  | {
      readonly kind:
        | "help"
        | "language"
        | "quit"
        | "hint"
        | "show"
        | "why"
        | "explain"
        | "compare"
        | "what-if"
        | "undo"
        | "next-lesson"
        | "map";
    }
  /** To the row before or after that holds what is looked for. */
  | { readonly kind: "match"; readonly to: "next" | "previous" }
  /** To the event before or after that a filter describes. */
  | { readonly kind: "run-to"; readonly backwards: boolean }
  /** The rest of a word that was begun; the other direction of time. */
  | { readonly kind: "complete" | "turn" }
  /** Every link of a chain, or only those that tell the story. */
  | { readonly kind: "whole" }
  /** Number 0 is the text above the stage. */
  | { readonly kind: "pane"; readonly to: "next" | "previous" | number }
  /** The choice with this number, from 1. */
  | { readonly kind: "pick"; readonly number: number };

/** A key's name, or the character that it types. */
export type KeySpec = Exclude<KeyName, "char"> | (string & {});

export type Binding = {
  /** The first is the one that the foot line shows. */
  readonly keys: readonly KeySpec[];
  /** What stands for the keys on the screen, where their own names would be too long. */
  readonly cap?: string;
  readonly action: Action;
  readonly contexts: readonly KeyContext[];
  /** Its label in the foot line and its line on the help page; absent for what a line above it tells already. */
  readonly help?: keyof Ui["key"];
  /** How soon it gets a place in the foot line, 1 first; absent keeps it out of there. */
  readonly foot?: number;
};

/** Where the panes have all keys. */
const free = ["stage", "end", "answered", "picking"] as const;
const stage = [...free, "choice", "task"] as const;
/** Where one goes from event to event: not while the question is open that they would answer. */
const stepping = [...free, "task"] as const;
const chosen = ["list", "why", "variants", "what-ifs", "map"] as const;
const lists = ["choice", "task", "value", "typing", "find", ...chosen] as const;
const pages = ["help", "explain", "report"] as const;
const paged = [...stage, "value", "typing", "find", ...chosen, ...pages] as const;

/** Enter does what is chosen, and says what that is. */
const chooses: readonly (readonly [help: keyof Ui["key"], contexts: readonly KeyContext[]])[] = [
  ["answer", ["choice", "value", "typing"]],
  ["act", ["task"]],
  ["goThere", ["list", "find", "why"]],
  ["compare", ["variants"]],
  ["change", ["what-ifs"]],
  ["openUrl", ["entry"]],
  ["menuOpen", ["map"]],
  ["keepMatch", ["seek"]],
  ["runThere", ["filter"]],
  ["goOn", ["report"]],
];

export const keymap: readonly Binding[] = [
  ...chooses.map(
    ([help, contexts]): Binding => ({ keys: ["enter"], action: { kind: "choose" }, contexts, help, foot: 1 }),
  ),
  { keys: ["enter"], action: { kind: "choose" }, contexts: ["menu"], help: "menuOpen" },
  { keys: ["up"], cap: "Up/Down", action: { kind: "cursor", by: "up" }, contexts: ["menu"], help: "menuMove" },
  { keys: ["m", "M"], action: { kind: "map" }, contexts: ["menu"], help: "map", foot: 2 },
  { keys: ["m", "M"], action: { kind: "close" }, contexts: ["map"] },
  { keys: ["tab"], action: { kind: "turn" }, contexts: ["map"], help: "more", foot: 2 },
  { keys: ["enter"], action: { kind: "next-lesson" }, contexts: ["end"], help: "nextLesson", foot: 1 },
  { keys: ["enter"], action: { kind: "move", to: "next" }, contexts: ["answered"], help: "nextQuestion", foot: 1 },
  { keys: ["enter"], action: { kind: "open" }, contexts: ["picking"], help: "pickHere", foot: 1 },
  { keys: ["right", "space"], action: { kind: "move", to: "next" }, contexts: stage, help: "next", foot: 1 },
  { keys: ["left"], action: { kind: "move", to: "back" }, contexts: stage, help: "back", foot: 2 },
  { keys: ["right"], action: { kind: "move", to: "next" }, contexts: ["value"], help: "nextUntyped", foot: 1 },
  { keys: ["left"], action: { kind: "move", to: "back" }, contexts: ["value"], help: "backUntyped", foot: 2 },
  { keys: ["."], action: { kind: "move", to: "step-on" }, contexts: stepping, help: "nextEvent", foot: 12 },
  { keys: [","], action: { kind: "move", to: "step-back" }, contexts: stepping, help: "previousEvent", foot: 13 },
  { keys: ["home"], action: { kind: "move", to: "first" }, contexts: stage, help: "first" },
  { keys: ["end"], action: { kind: "move", to: "last" }, contexts: stepping, help: "last" },
  { keys: ["g", "G"], action: { kind: "jump" }, contexts: free, help: "jump", foot: 7 },
  { keys: ["/"], action: { kind: "find" }, contexts: [...free, "list"], help: "find", foot: 9 },
  { keys: ["["], cap: "[ ]", action: { kind: "match", to: "previous" }, contexts: free, help: "match", foot: 4 },
  { keys: ["]"], action: { kind: "match", to: "next" }, contexts: free },
  {
    keys: ["up"],
    cap: "Up/Down",
    action: { kind: "match", to: "previous" },
    contexts: ["seek"],
    help: "matchTyping",
    foot: 2,
  },
  { keys: ["down"], action: { kind: "match", to: "next" }, contexts: ["seek"] },
  {
    keys: ["up"],
    cap: "Up/Down",
    action: { kind: "cursor", by: "up" },
    contexts: [...free, ...lists, ...pages],
    help: "move",
    foot: 5,
  },
  { keys: ["down"], action: { kind: "cursor", by: "down" }, contexts: [...free, ...lists, ...pages] },
  { keys: ["pageup"], cap: "PgUp/PgDn", action: { kind: "cursor", by: "page-up" }, contexts: paged, help: "page" },
  { keys: ["pagedown"], action: { kind: "cursor", by: "page-down" }, contexts: paged },
  { keys: ["home"], action: { kind: "cursor", by: "first" }, contexts: [...chosen, ...pages] },
  { keys: ["end"], action: { kind: "cursor", by: "last" }, contexts: [...chosen, ...pages] },
  { keys: ["<"], cap: "< >", action: { kind: "sideways", by: "left" }, contexts: stage, help: "sideways" },
  { keys: [">"], action: { kind: "sideways", by: "right" }, contexts: stage },
  { keys: ["enter"], action: { kind: "open" }, contexts: ["stage"], help: "open", foot: 6 },
  { keys: ["h", "H"], action: { kind: "hint" }, contexts: ["choice", "task"], help: "hint", foot: 3 },
  { keys: ["s", "S"], action: { kind: "show" }, contexts: ["choice", "task"], help: "show", foot: 4 },
  { keys: ["u", "U"], action: { kind: "undo" }, contexts: ["task"], help: "undo", foot: 4 },
  { keys: ["w", "W"], action: { kind: "what-if" }, contexts: free, help: "whatIf", foot: 2 },
  { keys: ["w", "W"], action: { kind: "close" }, contexts: ["what-ifs"] },
  {
    keys: ["escape"],
    action: { kind: "close" },
    contexts: [...stage, "value", "typing", "entry", "find", "seek", "filter", "message", "busy", ...chosen, ...pages],
    help: "close",
    foot: 9,
  },
  {
    keys: ["tab"],
    action: { kind: "pane", to: "next" },
    contexts: [...stage, "value", "typing"],
    help: "pane",
    foot: 3,
  },
  {
    keys: ["shift-tab"],
    action: { kind: "pane", to: "previous" },
    contexts: [...stage, "value", "typing"],
    help: "previousPane",
  },
  { keys: ["0"], action: { kind: "pane", to: 0 }, contexts: free, help: "toQuestion", foot: 1 },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (n): Binding => ({
      keys: [String(n)],
      action: { kind: "pane", to: n },
      contexts: free,
      ...(n === 1 ? { cap: "1-9", help: "paneNumber" } : {}),
    }),
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (n): Binding => ({
      keys: [String(n)],
      action: { kind: "pick", number: n },
      contexts: ["choice", "task"],
      ...(n === 1 ? { cap: "1-9", help: "pickNumber" } : {}),
    }),
  ),
  { keys: ["y", "Y"], action: { kind: "why" }, contexts: stage, help: "why", foot: 7 },
  { keys: ["y", "Y"], action: { kind: "close" }, contexts: ["why"] },
  { keys: ["x", "X"], action: { kind: "explain" }, contexts: stage, help: "explain", foot: 8 },
  { keys: ["x", "X"], action: { kind: "close" }, contexts: ["explain"] },
  { keys: ["c"], action: { kind: "run-to", backwards: false }, contexts: free, help: "runTo", foot: 8 },
  { keys: ["C"], action: { kind: "run-to", backwards: true }, contexts: free, help: "runBack" },
  { keys: ["tab"], action: { kind: "complete" }, contexts: ["filter"], help: "complete", foot: 2 },
  { keys: ["tab"], action: { kind: "whole" }, contexts: ["why"], help: "whole", foot: 2 },
  { keys: ["tab"], action: { kind: "turn" }, contexts: ["explain"], help: "nextTerm", foot: 2 },
  { keys: ["up"], cap: "Up/Down", action: { kind: "turn" }, contexts: ["filter"], help: "turn", foot: 3 },
  { keys: ["down"], action: { kind: "turn" }, contexts: ["filter"] },
  { keys: ["v", "V"], action: { kind: "compare" }, contexts: free, help: "compare", foot: 10 },
  { keys: ["v", "V"], action: { kind: "close" }, contexts: ["variants"] },
  { keys: ["z", "Z"], action: { kind: "zoom" }, contexts: stage, help: "zoom", foot: 4 },
  { keys: ["p", "P"], action: { kind: "pin" }, contexts: stage, help: "pin", foot: 11 },
  { keys: ["t", "T"], action: { kind: "host" }, contexts: stage, help: "host", foot: 6 },
  {
    keys: ["L", "l"],
    action: { kind: "language" },
    contexts: [...stage, "menu", ...chosen, ...pages],
    help: "language",
    foot: 14,
  },
  { keys: ["?"], action: { kind: "help" }, contexts: [...stage, "menu"], help: "help", foot: 3 },
  { keys: ["?"], action: { kind: "close" }, contexts: ["help"] },
  { keys: ["enter", "space"], action: { kind: "close" }, contexts: ["message"] },
  { keys: ["q", "Q"], action: { kind: "close" }, contexts: [...chosen, ...pages, "message"] },
  { keys: ["q", "Q"], action: { kind: "quit" }, contexts: [...stage, "menu", "too-small"], help: "quit", foot: 5 },
];

/** What a key means here; undefined when nothing. Hangul typed on the letter keys counts as the letters. */
export function actionFor(key: Key, context: KeyContext): Action | undefined {
  if (key.kind === "paste") return undefined;
  for (const spec of specsOf(key)) {
    const found = keymap.find((b) => b.keys.includes(spec) && b.contexts.includes(context));
    if (found) return found.action;
  }
  return undefined;
}

function specsOf(key: Extract<Key, { kind: "key" }>): readonly KeySpec[] {
  if (key.name !== "char") return [key.name];
  const char = key.char ?? "";
  const letter = jamoToQwerty(char);
  return letter === undefined ? [char] : [letter];
}

/** The bindings of a context that the foot line may show, in the table's order, with how soon each gets a place. */
export const footBindings = (context: KeyContext): readonly (Binding & { readonly foot: number })[] =>
  keymap.filter((b): b is Binding & { foot: number } => b.foot !== undefined && b.contexts.includes(context));

/** The bindings that the help page of a context tells of, in the table's order. */
export const helpBindings = (context: KeyContext): readonly (Binding & { readonly help: keyof Ui["key"] })[] =>
  keymap.filter((b): b is Binding & { help: keyof Ui["key"] } => b.help !== undefined && b.contexts.includes(context));

const caps: Readonly<Record<string, string>> = {
  up: "Up",
  down: "Down",
  left: "<-",
  right: "->",
  home: "Home",
  end: "End",
  pageup: "PgUp",
  pagedown: "PgDn",
  tab: "Tab",
  "shift-tab": "Shift-Tab",
  enter: "Enter",
  escape: "Esc",
  space: "Space",
};

/** What the foot line writes for a binding's keys: what is printed on them. */
export const capOf = (binding: Binding): string => binding.cap ?? caps[binding.keys[0]!] ?? binding.keys[0]!;

/** All keys of a binding, a letter only once. */
export const capsOf = (binding: Binding): string =>
  binding.cap ??
  binding.keys
    .filter((k, i) => binding.keys.findIndex((other) => other.toLowerCase() === k.toLowerCase()) === i)
    .map((k) => caps[k] ?? k)
    .join(", ");
