/** Whole screens as a learner comes to them by keys, kept as text in `snapshots/ui`: a difference is to be read. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { err, ok } from "../base/result.ts";
import { languageWords } from "../i18n/language.ts";
import { type Language, languages } from "../i18n/words.ts";
import { parseGlossary } from "../lesson/glossary.ts";
import type { Glossary } from "../lesson/term.ts";
import { runTimeline, type Timeline } from "../sim/timeline.ts";
import type { PaneName } from "../view/pane.ts";
import type { Size } from "../view/row.ts";
import { journey, slowReader } from "../view/testing/runs.ts";
import { rowText } from "../view/text.ts";
import type { Loaders } from "./app.tsx";
import type { AppEvent } from "./app-event.ts";
import type { AppState, Dialog } from "./app-state.ts";
import { pictureOf } from "./picture.ts";
import { reduce, sandboxOf } from "./reducer.ts";
import { finishedRun, type Run, type Variant } from "./run.ts";
import { parseLine } from "./terminal/cells.ts";
import { emptyTokenizer, feed } from "./terminal/keys.ts";
import { keys, openApp } from "./testing/app.tsx";
import { expectWhole } from "./testing/frames.ts";
import { httpRun } from "./testing/http-versions.ts";
import { courseMap } from "./testing/map.ts";
import { runOf } from "./testing/runs.ts";

const PAGE = "http://www.lab.cyber.co.kr/dir1/file1.html";
const folder = new URL("../../snapshots/ui/", import.meta.url);
const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
];

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const ofTimeline = (title: string, profile: string, timeline: Timeline): Run =>
  finishedRun({ title, start: timeline.start, profile }, timeline);

/** The journey as it goes by itself. */
const page = once(() => runOf(PAGE));
/** The same page, of which the line to the provider loses the second segment. */
const lossy = once(() => {
  const fault = { kind: "lose", match: { minData: 1000 }, choice: { kind: "count", skip: 1, count: 1 } } as const;
  return ofTimeline(PAGE, "linux", journey({ url: PAGE, profile: "linux", fault }));
});
/** A reader slower than the line, so that windows close. */
const slow = once(() => ofTimeline("http://192.0.2.80/", "textbook", slowReader()));
/** A page with an image, and what it can be compared with. */
const naver = once(() => {
  const one = httpRun("1.0");
  const { opened } = httpRun("1.1");
  const variant: Variant = { mine: () => "HTTP/1.0", label: () => "HTTP/1.1", opened };
  return { ...one, opened: { ...one.opened, variants: () => [variant] } };
});

const glossary = once((): Glossary => {
  const source = (file: string) => ({
    file,
    text: readFileSync(new URL(`../../lessons/${file}`, import.meta.url), "utf8"),
  });
  const parsed = parseGlossary({
    yaml: source("glossary.yaml"),
    en: source("glossary.en.md"),
    ko: source("glossary.ko.md"),
  });
  assert(parsed.ok, "the glossary is well");
  return parsed.value;
});

/** The sandbox at its beginning, after these bytes from the keyboard; what keys ask of the world is done at once. */
function after(run: Run, language: Language, size: Size, bytes: readonly string[]): AppState {
  const words = languageWords(language);
  let state: AppState = { language, screen: sandboxOf(run), dialog: null, behind: "shell" };
  const happen = (event: AppEvent): void => {
    const reduced = reduce(state, event, { words, measured: pictureOf(state, size).measured, tooSmall: false });
    state = reduced.state;
    for (const effect of reduced.effects) {
      if (effect.kind === "load-glossary") {
        happen({ kind: "glossary-ready", glossary: glossary(), keys: effect.keys });
      } else {
        assert(effect.kind === "run-beside", effect.kind);
        const { opened } = effect.variant;
        happen({
          kind: "beside-ready",
          variant: effect.variant,
          run: finishedRun(opened, runTimeline(opened.start)),
        });
      }
    }
  };
  for (const part of bytes) {
    for (const key of feed(emptyTokenizer, part).keys) happen({ kind: "key", key });
  }
  return state;
}

type Scene = {
  readonly name: string;
  readonly run: () => Run;
  readonly keys: readonly string[];
  /** The one that is open in the end. */
  readonly dialog?: Dialog["kind"];
};

/** To the next event that the filter describes. */
const to = (filter: string): readonly string[] => ["c", filter, keys.enter];
/** On the stage at its place in the order of the panes. */
const pane: Readonly<Record<PaneName, readonly string[]>> = {
  net: ["1"],
  ladder: ["2"],
  packet: ["3"],
  sockets: ["4"],
  dns: ["5"],
  subnet: ["6"],
  program: ["7"],
  buffers: ["8"],
  http: ["9"],
  tables: ["9", keys.tab],
  url: ["9", keys.tab, keys.tab],
  events: ["9", keys.tab, keys.tab, keys.tab],
};

const scenes: readonly Scene[] = [
  { name: "start", run: page, keys: [] },
  { name: "url", run: page, keys: [...to("url opened"), ...pane.url] },
  { name: "program", run: page, keys: [...to("call made connect"), ...pane.program] },
  { name: "subnet", run: page, keys: [...to("route chosen"), ...pane.subnet] },
  { name: "tables", run: page, keys: [...to("arp learned client"), ...pane.tables] },
  { name: "net", run: page, keys: [...to("dns query root"), ...pane.net] },
  { name: "packet-referral", run: page, keys: [...to("referral root"), ...pane.packet] },
  { name: "dns", run: page, keys: [...to("dns answer by client"), ...pane.dns, "t", "t"] },
  { name: "packet-syn", run: page, keys: [...to("tcp.flags.syn true"), ...pane.packet] },
  { name: "ladder", run: page, keys: [...to("tcp state ESTABLISHED"), ...pane.ladder] },
  { name: "sockets", run: page, keys: [...to("tcp state ESTABLISHED"), ...pane.sockets] },
  { name: "http", run: page, keys: [...to("http response"), ...pane.http] },
  { name: "events", run: page, keys: [keys.end, ...pane.events, keys.up, keys.up] },
  { name: "buffers", run: slow, keys: [...to("tcp window closed"), ...pane.buffers] },
  { name: "net-loss", run: lossy, keys: [...to("lost"), ...pane.net] },
  { name: "ladder-loss", run: lossy, keys: [...to("retransmission"), ...pane.ladder] },
  { name: "buffers-loss", run: lossy, keys: [...to("retransmission"), ...pane.buffers] },
  { name: "end", run: page, keys: [keys.end] },
  { name: "help", run: page, keys: ["?"], dialog: "help" },
  { name: "why", run: page, keys: [...to("tcp state ESTABLISHED"), "y"], dialog: "why" },
  {
    name: "explain",
    run: page,
    keys: [...to("tcp.flags.syn true"), "3", "/", "flags", keys.enter, "x"],
    dialog: "explain",
  },
  { name: "run-to", run: page, keys: ["c", "tcp st"], dialog: "filter" },
  { name: "run-to-unknown", run: page, keys: ["c", "tcp stade ESTABLISHED", keys.enter], dialog: "filter" },
  { name: "jump", run: page, keys: [...to("syn"), "g"], dialog: "jump" },
  { name: "find", run: page, keys: [...to("http response"), "2", "/", "standard"] },
  { name: "compare", run: naver, keys: ["v", keys.enter, keys.end] },
];

/** Lessons in all states of progress; nothing is ever chosen. */
const loaders: Loaders = {
  openUrl: () => err("no URL"),
  loadLesson: () => err("no lesson"),
  glossary: () => ok(glossary()),
  lessons: () => [
    { slug: "journey", title: { en: "The journey of a URL", ko: "URL 하나의 여행" }, minutes: 25, progress: "started" },
    { slug: "dns", title: { en: "Who knows the address?", ko: "주소는 누가 압니까?" }, minutes: 8, progress: "done" },
    { slug: "tcp", title: { en: "Three segments", ko: "세그먼트 세 개" }, minutes: 10, progress: "due" },
    { slug: "http", title: { en: "Asking for a page", ko: "페이지 요청" }, minutes: 120, progress: "ready" },
  ],
  next: () => ({ kind: "continue", slug: "journey" }),
  map: () => courseMap,
  after: () => undefined,
};

const fileOf = (name: string, { columns, rows }: Size, language: Language): string =>
  `${name}.${columns}x${rows}.${language}.txt`;

const textOf = (rows: readonly string[]): string => `${rows.map((row) => row.trimEnd()).join("\n")}\n`;

describe.each(languages)("in %s", (language) => {
  describe.each(sizes)("at $columns x $rows", (size) => {
    test.each(scenes)("$name", async ({ name, run, keys: bytes, dialog }) => {
      const state = after(run(), language, size, bytes);
      // A filter that was not understood would leave its dialog open, and the scene elsewhere.
      expect(state.dialog?.kind).toBe(dialog);
      const { rows } = pictureOf(state, size);
      expectWhole(rows, size);
      await expect(textOf(rows.map(rowText))).toMatchFileSnapshot(
        fileURLToPath(new URL(fileOf(name, size, language), folder)),
      );
    });

    test("menu", async () => {
      const app = await openApp({ ...size, language, loaders });
      await expect(textOf(app.rows())).toMatchFileSnapshot(
        fileURLToPath(new URL(fileOf("menu", size, language), folder)),
      );
    });

    test("map", async () => {
      const app = await openApp({ ...size, language, loaders });
      await app.type("m");
      await expect(textOf(app.rows())).toMatchFileSnapshot(
        fileURLToPath(new URL(fileOf("map", size, language), folder)),
      );
    });
  });
});

test("nothing lies among the snapshots that no scene writes", () => {
  const names = [...scenes.map(({ name }) => name), "menu", "map"];
  const expected = names.flatMap((name) => sizes.flatMap((size) => languages.map((l) => fileOf(name, size, l))));
  expect(readdirSync(folder).toSorted()).toEqual(expected.toSorted());
});

test("in ASCII every English screen is ASCII, as wide as before", () => {
  const look = { colour: "none", ascii: true, utf8: true } as const;
  for (const { name, run, keys: bytes } of scenes) {
    for (const size of sizes) {
      for (const row of pictureOf(after(run(), "en", size, bytes), size).rows) {
        const cells = parseLine(rowText(row), size.columns, look).map(({ grapheme }) => grapheme);
        expect([name, cells.join("")]).toEqual([name, expect.stringMatching(/^[ -~]+$/)]);
        expect(cells).toHaveLength(size.columns);
      }
    }
  }
});
