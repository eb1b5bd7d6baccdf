import { describe, expect, test } from "vitest";
import { assert } from "../base/assert.ts";
import { ok } from "../base/result.ts";
import { languages } from "../i18n/words.ts";
import type { AppProps } from "./app.tsx";
import { type Shown, type StartScreen, showFirst } from "./first.ts";
import type { LessonEntry } from "./menu-items.ts";
import { startApp } from "./start.tsx";
import { startTerminal } from "./terminal/lifecycle.ts";
import { fakeHost } from "./terminal/testing/fake-host.ts";
import { smallGlossary } from "./testing/app.tsx";
import { smallLesson } from "./testing/lesson.ts";
import { smallMap } from "./testing/map.ts";
import { openedUrl } from "./testing/runs.ts";

const lessonsOf = (count: number): readonly LessonEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    slug: `lesson-${i}`,
    title: {
      en: `The lesson ${i}, or its ${"long ".repeat(i % 12)}title`,
      ko: `레슨 ${i}: ${"긴 ".repeat(i % 30)}제목`,
    },
    minutes: 5 + i,
    progress: (["done", "started", "ready", "due"] as const)[i % 4]!,
  }));

async function opened(screen: StartScreen, change: Partial<AppProps>, size: readonly [columns: number, rows: number]) {
  const host = fakeHost(...size);
  const terminal = startTerminal({ host, look: { colour: "16", ascii: false, utf8: true } });
  const app: AppProps = {
    screen,
    language: "en",
    theme: "dark",
    timers: host.timers,
    loaders: {
      openUrl: (typed) => ok(openedUrl(typed)),
      loadLesson: () => ok(smallLesson()),
      glossary: () => ok(smallGlossary),
      lessons: () => lessonsOf(3),
      next: () => undefined,
      map: () => smallMap,
      after: () => undefined,
    },
    ...change,
  };
  let shown: Shown | undefined;
  showFirst(terminal, app, (done) => {
    shown = done;
  });
  const settle = async (): Promise<string> => {
    for (let i = 0; i < 20; i++) {
      host.timers.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return host.output.taken().join("");
  };
  const drawn = await settle();
  assert(shown, "it is on the screen");
  const { screen: after } = shown;
  const start = async (): Promise<string> => {
    assert(shown, "it is on the screen");
    startApp(terminal, app, shown);
    return settle();
  };
  return { host, drawn, screen: after, start };
}

const menus = [
  { what: "no lesson", lessons: 0 },
  { what: "a few", lessons: 4 },
  { what: "one that was begun", lessons: 4, next: { kind: "continue", slug: "lesson-2" } },
  { what: "more than there are rows", lessons: 90, next: { kind: "begin", slug: "lesson-80" } },
] as const;

describe.each(languages)(
  "in %s the app finds its own picture on the screen, and writes not a cell of it again",
  (language) => {
    describe.each([
      [80, 24],
      [60, 16],
      [121, 40],
      [40, 10],
    ] as const)("at %i x %i", (...size) => {
      test.each(menus)("the menu with $what", async ({ lessons, ...more }) => {
        const loaders = {
          openUrl: (typed: string) => ok(openedUrl(typed)),
          loadLesson: () => ok(smallLesson()),
          glossary: () => ok(smallGlossary),
          lessons: () => lessonsOf(lessons),
          next: () => ("next" in more ? more.next : undefined),
          map: () => smallMap,
          after: () => undefined,
        };
        const { drawn, start } = await opened({ kind: "menu" }, { language, loaders }, size);
        expect(drawn.length).toBeGreaterThan(100);
        expect(await start()).toBe("\x1b[?2004h");
      });

      test("a lesson, and a URL with its run", async () => {
        const url = { kind: "sandbox", opened: openedUrl("http://www.lab.glasscom.com/") } as const;
        for (const screen of [{ kind: "lesson", lesson: smallLesson() } as const, url]) {
          const { drawn, screen: after, start } = await opened(screen, { language }, size);
          expect(drawn.length).toBeGreaterThan(100);
          if (after.kind === "sandbox") expect(after.run?.timeline.end).toBe("quiet");
          expect(await start()).toBe("\x1b[?2004h");
        }
      });
    });
  },
);

test("what is typed between the first picture and the app is not lost", async () => {
  const { host, start } = await opened({ kind: "menu" }, {}, [80, 24]);
  host.type("data", "q");
  expect(host.log).not.toContain("exit 0");
  await start();
  expect(host.log).toContain("exit 0");
});

test("a window that changes its size before the app is there gets a new picture", async () => {
  const { host, start } = await opened({ kind: "menu" }, {}, [80, 24]);
  Object.assign(host.output, { columns: 100, rows: 30 });
  host.output.emit("resize");
  host.timers.pass(100);
  expect(host.output.taken().join("")).toContain("\x1b[30;");
  expect(await start()).toBe("\x1b[?2004h");
});
