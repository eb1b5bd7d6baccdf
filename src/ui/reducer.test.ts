import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import type { AppState } from "./app-state.ts";
import { type AppEvent, type Reduced, reduce, type Seen } from "./reducer.ts";
import { freshStage } from "./stage-state.ts";
import type { Key, KeyName } from "./terminal/key.ts";
import { runOf } from "./testing/runs.ts";

const run = runOf("http://192.0.2.226/");
const seen: Seen = {
  words: languageWords("en"),
  measured: { page: 10, text: { total: 40, visible: 10, top: 0 } },
  tooSmall: false,
};
const menu: AppState = { language: "en", screen: { kind: "menu" }, dialog: null, behind: "menu" };
const sandbox: AppState = { ...menu, screen: { kind: "sandbox", run, stage: freshStage(-1, "ladder") } };

const named = (name: KeyName): AppEvent => ({ kind: "key", key: { kind: "key", name } });
const typed = (char: string): AppEvent => ({ kind: "key", key: { kind: "key", name: "char", char } });
const pasted = (text: string): AppEvent => ({ kind: "key", key: { kind: "paste", text } satisfies Key });

/** The state after all events, and the effects of the last. */
const done = (state: AppState, ...events: readonly AppEvent[]): Reduced =>
  events.reduce<Reduced>((now, event) => reduce(now.state, event, seen), { state, effects: [] });

const at = ({ state }: Reduced) => (state.screen.kind === "sandbox" ? state.screen.stage.at : undefined);
const last = run.timeline.steps.length - 1;

describe("moving in the sandbox", () => {
  test.each<[string, readonly AppEvent[], number]>([
    ["the right arrow goes to the first event", [named("right")], run.events[0]!],
    ["space goes on to the next", [named("right"), named("space")], run.events[1]!],
    ["left goes back before the first event to the start", [named("right"), named("left")], -1],
    ["left at the start stays", [named("left")], -1],
    ["a full stop goes one entry on", [typed("."), typed(".")], 1],
    ["a comma goes one entry back", [named("end"), typed(",")], last - 1],
    ["End goes to the last entry", [named("end")], last],
    ["right at the end stays", [named("end"), named("right")], last],
    [
      "from between two events left goes to the one before",
      [named("right"), typed("."), named("left")],
      run.events[0]!,
    ],
    ["Home goes to the start", [named("end"), named("home")], -1],
  ])("%s", (_, events, step) => {
    expect(at(done(sandbox, ...events))).toBe(step);
  });
});

describe("what is asked of the world", () => {
  test("the language is to be remembered, and changes at once", () => {
    const { state, effects } = done(sandbox, typed("L"));
    expect([state.language, effects]).toEqual(["ko", [{ kind: "remember-language", language: "ko" }]]);
  });

  test("q in a run from the menu leads to the menu, otherwise out", () => {
    expect(done(sandbox, typed("q"))).toEqual({ state: menu, effects: [] });
    expect(done({ ...sandbox, behind: "shell" }, typed("q")).effects).toEqual([{ kind: "quit" }]);
    expect(done(menu, typed("ㅂ")).effects).toEqual([{ kind: "quit" }]);
  });

  test("Enter in the URL's field asks to open what was typed and pasted", () => {
    const url: AppEvent = { kind: "chosen", choice: { kind: "url" } };
    const { state, effects } = done(menu, url, typed("h"), pasted("ttp://a/"), named("enter"));
    expect(effects).toEqual([{ kind: "open-url", typed: "http://a/" }]);
    const refused = reduce(state, { kind: "url-refused", problem: "no" }, seen);
    expect(refused.state.dialog).toMatchObject({ kind: "url", problem: "no" });
    expect(done(refused.state, named("backspace")).state.dialog).toMatchObject({ problem: null });
  });

  test("a run that takes long can be cancelled, and nothing else works meanwhile", () => {
    const busy: AppEvent = { kind: "busy", title: "http://a/", steps: 1000 };
    expect(done(menu, busy, named("right"), typed("q")).state.dialog).toEqual({
      kind: "busy",
      title: "http://a/",
      steps: 1000,
    });
    expect(done(menu, busy, named("escape"))).toEqual({ state: menu, effects: [{ kind: "cancel-run" }] });
  });

  test("in a window that is too small only q does anything", () => {
    const small: Seen = { ...seen, tooSmall: true };
    expect(reduce(sandbox, named("right"), small)).toEqual({ state: sandbox, effects: [] });
    expect(reduce(sandbox, typed("q"), small).effects).toEqual([{ kind: "quit" }]);
  });
});

describe("dialogs", () => {
  test("the help scrolls inside its rows and closes by its own key", () => {
    const open = done(sandbox, typed("?"));
    expect(open.state.dialog).toEqual({ kind: "help", top: 0 });
    expect(done(open.state, named("end")).state.dialog).toEqual({ kind: "help", top: 30 });
    expect(done(open.state, typed("?")).state).toEqual(sandbox);
  });

  test("the list of events begins where one is, and Enter goes where the cursor is", () => {
    const here = done(sandbox, named("right"), named("right"), typed("g"));
    expect(here.state.dialog).toMatchObject({ kind: "jump", cursor: 2 });
    expect(at(done(here.state, named("down"), named("enter")))).toBe(run.events[2]!);
  });

  test("find narrows it; Esc first gives up the text, then the list", () => {
    const found = done(sandbox, typed("/"), typed("z"), typed("z"));
    expect(found.state.dialog).toMatchObject({ kind: "jump", typing: true, find: { text: "zz", caret: 2 } });
    // Nothing is called so, and Enter on nothing does nothing.
    expect(done(found.state, named("enter"))).toEqual(found);
    const list = done(found.state, named("escape"));
    expect(list.state.dialog).toMatchObject({ kind: "jump", typing: false, find: null });
    expect(done(list.state, named("escape")).state).toEqual(sandbox);
  });

  test("a failure is a message, and any of its keys closes it", () => {
    const failed: AppEvent = { kind: "failed", text: "why" };
    for (const key of [named("escape"), named("enter"), typed("q")]) {
      expect(done(menu, failed, key)).toEqual({ state: menu, effects: [] });
    }
  });
});
