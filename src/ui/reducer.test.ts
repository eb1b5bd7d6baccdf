import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import type { PaneView } from "../view/pane.ts";
import type { AppEvent, Reduced, Seen } from "./app-event.ts";
import type { AppState } from "./app-state.ts";
import { reduce } from "./reducer.ts";
import { freshStage } from "./stage-state.ts";
import type { Key, KeyName } from "./terminal/key.ts";
import { smallGlossary } from "./testing/app.tsx";
import { runOf } from "./testing/runs.ts";

const run = runOf("http://192.0.2.226/");
const seen: Seen = {
  words: languageWords("en"),
  measured: { page: 10, text: { total: 40, visible: 10, top: 0 } },
  tooSmall: false,
};
const menu: AppState = { language: "en", screen: { kind: "menu" }, dialog: null, behind: "menu" };
const sandbox: AppState = { ...menu, screen: { kind: "sandbox", run, stage: freshStage(-1, "ladder") } };

const named = (name: KeyName, char?: string): AppEvent => ({
  kind: "key",
  key: { kind: "key", name, ...(char !== undefined && { char }) },
});
const view: PaneView = { title: "", rows: [], seen: { first: 0, end: 0, total: 0 }, cursor: 0 };
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

  test("why without a cursor in the pane is about the event that is told", () => {
    const there = { ...seen, measured: { ...seen.measured, view: { ...view, because: last } } };
    const { state } = reduce(done(sandbox, named("right")).state, typed("y"), there);
    expect(state.dialog).toMatchObject({ kind: "why", at: run.events[0] });
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
    const found = done(sandbox, typed("g"), typed("/"), typed("z"), typed("z"));
    expect(found.state.dialog).toMatchObject({ kind: "jump", typing: true, find: { text: "zz", caret: 2 } });
    // Nothing is called so, and Enter on nothing does nothing.
    expect(done(found.state, named("enter"))).toEqual(found);
    const list = done(found.state, named("escape"));
    expect(list.state.dialog).toMatchObject({ kind: "jump", typing: false, find: null });
    expect(done(list.state, named("escape")).state).toEqual(sandbox);
  });

  test("why begins at what is under the cursor, and Enter goes to a link of the chain", () => {
    const last = run.events.at(-1)!;
    const there = { ...seen, measured: { ...seen.measured, view: { ...view, cursorRow: 0, because: last } } };
    const open = reduce(sandbox, typed("y"), there);
    expect(open.state.dialog).toEqual({ kind: "why", at: last, cursor: 0, every: false });
    const first = done(open.state, named("end"));
    expect(at(done(first.state, named("enter")))).toBe(run.events[0]);
    const every = done(open.state, named("tab"), named("end"));
    expect(every.state.dialog).toMatchObject({ every: true });
    expect(at(done(every.state, named("enter")))).toBe(0);
    expect(done(every.state, typed("y")).state.dialog).toBeNull();
  });

  test("why without anything under the cursor asks about the step", () => {
    expect(done(sandbox, named("right"), typed("y")).state.dialog).toMatchObject({ kind: "why", at: run.events[0] });
  });

  test("explain asks for the glossary, shows what it has on the row, and Tab leads on to what belongs there", () => {
    const there = { ...seen, measured: { ...seen.measured, view: { ...view, explain: ["no-such-term", "arrow"] } } };
    const asked = reduce(sandbox, typed("x"), there);
    expect(asked.effects).toEqual([{ kind: "load-glossary", keys: ["no-such-term", "arrow"] }]);
    const ready: AppEvent = { kind: "glossary-ready", glossary: smallGlossary, keys: ["no-such-term", "arrow"] };
    const open = done(asked.state, ready);
    expect(open.state.dialog).toMatchObject({ kind: "explain", keys: ["arrow", "packet"], nth: 0 });
    expect(done(open.state, named("tab")).state.dialog).toMatchObject({ nth: 1 });
    expect(done(open.state, named("tab"), named("tab")).state.dialog).toMatchObject({ nth: 0 });
    expect(done(open.state, typed("x")).state.dialog).toBeNull();
    const nothing = done(asked.state, { ...ready, keys: ["no-such-term"] });
    expect(nothing.state.dialog).toMatchObject({ kind: "message" });
    expect(done(sandbox, typed("x")).state.dialog).toMatchObject({ kind: "message" });
  });

  test("run to goes to the next event that the filter describes, and on from there with an empty line", () => {
    const text = [..."tcp state"].map((c) => (c === " " ? named("space", " ") : typed(c)));
    const first = done(sandbox, typed("c"), ...text, named("enter"));
    expect(first.state).toMatchObject({ dialog: null, filter: "tcp state" });
    const second = done(first.state, typed("c"), named("enter"));
    const places = [first, second].map((reduced) => at(reduced)!);
    expect(places[1]).toBeGreaterThan(places[0]!);
    const kinds = places.map((place) => run.timeline.steps[place]!.facts.map(({ kind }) => kind));
    for (const facts of kinds) expect(facts).toContain("tcp-state-changed");
    const back = done(second.state, typed("C"), named("enter"));
    expect(at(back)).toBe(places[0]);
    // In Hangul mode C and c are one key, and the dialog itself turns round.
    expect(at(done(second.state, typed("ㅊ"), named("up"), named("enter")))).toBe(places[0]);
  });

  test("a filter that is not understood stays with what is wrong, until it is changed", () => {
    const wrong = done(sandbox, typed("c"), typed("z"), typed("q"), named("enter"));
    expect(wrong.state.dialog).toMatchObject({ kind: "filter", problem: { kind: "unknown-word" } });
    expect(done(wrong.state, named("backspace")).state.dialog).toMatchObject({ problem: null });
    const none = done(sandbox, typed("C"), ...[..."syn"].map(typed), named("enter"));
    expect(none.state.dialog).toMatchObject({ problem: "not-found" });
    expect(at(none)).toBe(-1);
  });

  test("English words typed in Hangul mode are understood", () => {
    // The keys of `syn` in Hangul mode.
    expect(at(done(sandbox, typed("c"), ...[..."뇨ㅜ"].map(typed), named("enter")))).toBe(
      at(done(sandbox, typed("c"), ...[..."syn"].map(typed), named("enter"))),
    );
  });

  test("a failure is a message, and any of its keys closes it", () => {
    const failed: AppEvent = { kind: "failed", text: "why" };
    for (const key of [named("escape"), named("enter"), typed("q")]) {
      expect(done(menu, failed, key)).toEqual({ state: menu, effects: [] });
    }
  });
});

describe("two runs", () => {
  const other = { mine: () => "this", label: () => "that", opened: run.opened };
  const opened = { ...run.opened, variants: () => [other] };
  const here = {
    ...sandbox,
    screen: { kind: "sandbox", run: { ...run, opened }, stage: freshStage(-1, "ladder") },
  } as const;
  const ready: AppEvent = { kind: "beside-ready", variant: other, run };

  test("v offers what there is to compare with, and Enter runs it", () => {
    const list = done(here, typed("v"));
    expect(list.state.dialog).toMatchObject({ kind: "variants", cursor: 0 });
    expect(done(list.state, named("enter"))).toEqual({
      state: here,
      effects: [{ kind: "run-beside", variant: other }],
    });
    expect(done(sandbox, typed("v")).state.dialog).toMatchObject({ kind: "message" });
  });

  test("both go on together, and Esc leaves the first one alone", () => {
    const { state } = done(here, named("right"), ready, named("right"), named("right"));
    expect(state.screen).toMatchObject({ stage: { at: run.events[2] }, beside: { at: run.events[2] } });
    const ended = done(state, named("end"), typed(","));
    expect(ended.state.screen).toMatchObject({ stage: { at: last - 1 } });
    expect(done(state, named("escape")).state.screen).toEqual({
      ...here.screen,
      stage: freshStage(run.events[2]!, "ladder"),
    });
  });
});
