import { describe, expect, test } from "vitest";
import { languages } from "../i18n/words.ts";
import { keys, openApp } from "./testing/app.tsx";
import { expectClosed, sizes } from "./testing/frames.ts";
import { smallLesson } from "./testing/lesson.ts";
import { openedUrl } from "./testing/runs.ts";

const sandbox = { screen: { kind: "sandbox", opened: openedUrl("http://www.lab.glasscom.com/") } } as const;
const lesson = { screen: { kind: "lesson", lesson: smallLesson() } } as const;

describe.each(languages)("whole screens in %s", (language) => {
  test.each(sizes)("at $columns x $rows every frame that Ink hands over is closed", async ({ columns, rows }) => {
    for (const screen of [{ kind: "menu" } as const, sandbox.screen, lesson.screen]) {
      const app = await openApp({ screen, language, columns, rows });
      const shown: string[] = [];
      for (const key of ["", "?", keys.escape, keys.right, keys.right, "z", "z", keys.tab, "g", keys.escape]) {
        if (key !== "") await app.type(key);
        shown.push(app.screen());
        expectClosed(app.rows(), columns, app.screen());
      }
      expect(new Set(shown).size).toBeGreaterThan(1);
      expect(app.exit()).toBeUndefined();
    }
  });
});

describe("the menu", () => {
  test("offers what was begun, the lessons, a URL, the language and the end", async () => {
    const app = await openApp();
    expect(
      app
        .rows()
        .slice(2, 9)
        .map((row) => row.trimEnd()),
    ).toEqual([
      " > Continue: A small lesson",
      "   Map: all lessons, and what you can do",
      "   Open a URL of your own",
      "   Language: English",
      "   Quit",
      expect.stringMatching(/^ {4}1 {2}A small lesson .*begun +5 min$/),
      expect.stringMatching(/^ {4}2 {2}A broken one .*new +10 min$/),
    ]);
  });

  test("Enter begins the lesson, q leads back, q again leaves", async () => {
    const app = await openApp();
    await app.type(keys.enter);
    expect(app.screen()).toContain("Somebody typed a URL.");
    await app.type("q");
    expect(app.screen()).toContain("Continue: A small lesson");
    await app.type("q");
    expect(app.exit()).toBe("exit 0");
  });

  test("a lesson that does not load says why, and the menu is there again", async () => {
    const app = await openApp();
    await app.type(keys.up, keys.enter);
    expect(app.screen()).toContain('There is no lesson "broken".');
    await app.type(keys.escape);
    expect(app.screen()).toContain("Continue: A small lesson");
  });

  test("the language changes in place, by its line and by its key, also in Hangul mode", async () => {
    const app = await openApp();
    await app.type("ㅣ");
    expect(app.screen()).toContain("작은 레슨");
    await app.type("L");
    expect(app.screen()).toContain("A small lesson");
    expect(app.remembered).toEqual(["ko", "en"]);
  });
});

test("more lessons than rows leave what is not a lesson in sight, and the first lesson is under the cursor", async () => {
  const lessons = Array.from({ length: 30 }, (_, i) => ({
    slug: `n${i}`,
    title: { en: `Lesson ${i}`, ko: `레슨 ${i}` },
    minutes: 25,
    progress: "ready" as const,
  }));
  const app = await openApp({ language: "ko", loaders: { lessons: () => lessons, next: () => undefined } });
  expect(app.screen()).toMatch(/원하는 URL 열기[\s\S]*언어: 한국어[\s\S]*끝내기[\s\S]*> .*레슨 0 .*25분/);
});

test("what is pasted on the stage is no key", async () => {
  const app = await openApp(sandbox);
  const before = app.screen();
  await app.type("\x1b[200~zq?  \x1b[201~");
  expect([app.screen(), app.exit()]).toEqual([before, undefined]);
});

describe("a URL of one's own", () => {
  test("is typed, refused with a reason, mended, and opened", async () => {
    const app = await openApp();
    await app.type(keys.down, keys.down, keys.enter);
    expect(app.screen()).not.toContain("is no URL");
    await app.type("httq:");
    expect(app.cursor()).toEqual({ x: 1 + " URL: httq:".length, y: 3 });
    await app.type(keys.enter);
    expect(app.screen()).toContain('"httq:" is no URL of this test.');
    await app.type(keys.backspace, keys.backspace);
    expect(app.screen()).not.toContain("is no URL");
    await app.type("p:", "\x1b[200~//192.0.2.226/\n\x1b[201~", keys.enter);
    expect(app.rows()[0]).toMatch(/^ http:\/\/192\.0\.2\.226\/ .*event 0\/\d+/);
  });

  test("Esc leads back without opening", async () => {
    const app = await openApp();
    await app.type(keys.down, keys.down, keys.enter, "q", keys.escape);
    expect(app.screen()).toContain("Continue: A small lesson");
  });
});

test("keys that came before the first picture were meant for something else", async () => {
  const app = await openApp({ ...sandbox, ahead: " \r\x1b[C" });
  expect(app.rows()[0]).toContain("event 0/");
  await app.type(keys.right);
  expect(app.rows()[0]).toContain("event 1/");
});

describe("two runs", () => {
  test("are computed and stand one above the other, and Esc leaves the first", async () => {
    const url = "http://www.lab.glasscom.com/";
    const variants = () => [{ mine: () => "first", label: () => "again", opened: openedUrl(url) }];
    const app = await openApp({ screen: { kind: "sandbox", opened: openedUrl(url, { variants }) } });
    await app.type(keys.right, "v", keys.enter);
    expect(app.screen()).toMatch(/>URL {2}first[\s\S]* URL {2}again/);
    expectClosed(app.rows(), 80, app.screen());
    await app.type(keys.end);
    expect(app.screen()).toMatch(/ first +(\d+)\/\1 [\s\S]* again +\1\/\1 /);
    await app.type(keys.escape);
    expect(app.screen()).not.toContain("again");
  });
});

describe("looking closer", () => {
  test("find in the narration scrolls it", async () => {
    const app = await openApp({ ...lesson, columns: 60, rows: 16 });
    await app.type("0", "/", "walks");
    expect(app.screen()).toContain("Find: walks");
    expect(app.screen()).toMatch(/match 1 of 1/);
    expect(app.cursor()).toEqual({ x: " Find: walks".length, y: 15 });
    await app.type(keys.enter);
    expect(app.screen()).not.toContain("Find:");
  });

  test("why goes to what led here, x explains, c runs to what is described", async () => {
    const app = await openApp(sandbox);
    await app.type(keys.end, "y");
    expect(app.screen()).toContain("because: ");
    await app.type(keys.end, keys.enter);
    expect(app.rows()[0]).toContain("event 1/");
    await app.type("c", "http 200", keys.enter);
    expect(app.screen()).toContain("200 OK");
    await app.type("x");
    expect(app.screen()).toContain("Glossary");
    await app.type(keys.tab, keys.tab);
    expect(app.screen()).toContain("What IP carries.");
    await app.type("x", "ㅛ");
    expect(app.screen()).toContain("Why?");
  });
});

describe("the sandbox", () => {
  test("goes from event to event and back to the start", async () => {
    const app = await openApp(sandbox);
    await app.type(keys.right, keys.right, " ");
    expect(app.rows()[0]).toContain("event 3/");
    await app.type(keys.left, keys.left, keys.left);
    expect(app.rows()[0]).toContain("event 0/");
    await app.type(keys.left);
    expect(app.rows()[0]).toContain("event 0/");
  });

  test("the list of events is narrowed by typing, and Enter goes there", async () => {
    const app = await openApp(sandbox);
    await app.type("g", "/", "http");
    expect(app.screen()).toContain("Find: http");
    await app.type(keys.enter);
    expect(app.rows()[0]).not.toContain("event 0/");
    expect(app.screen()).not.toContain("Find:");
  });

  test("q leaves when there is no menu behind it", async () => {
    const app = await openApp(sandbox);
    await app.type("q");
    expect(app.exit()).toBe("exit 0");
  });

  test("at a window that is too small it says so, and is there again when the window grows", async () => {
    const app = await openApp(sandbox);
    await app.type(keys.right);
    await app.resize(40, 10);
    expect(app.screen()).toContain("60x16");
    await app.type(keys.right);
    await app.resize(100, 30);
    expect(app.rows()[0]).toContain("event 1/");
  });
});

describe("a lesson", () => {
  test("asks, says why an answer is wrong, helps, and takes the right one", async () => {
    const app = await openApp(lesson);
    await app.type(keys.right);
    expect(app.screen()).toContain("Whom does it ask?");
    await app.type("2");
    expect(app.screen()).toContain("It does not even know where the root is.");
    await app.type("h");
    expect(app.screen()).toContain("Hint 1 of 2");
    await app.type(keys.up, keys.up, keys.up, keys.enter);
    expect(app.screen()).toContain("That is right.");
    expect(app.progress).toEqual([
      { slug: "small", beat: "typed", done: false },
      { slug: "small", beat: "who-first", done: false },
      { slug: "small", beat: "who-first", done: false, answer: "wrong", mistake: "root" },
      { slug: "small", beat: "who-first", done: false, answer: "right", aided: true },
    ]);
  });

  test("takes a typed answer in any right spelling; letters are text while it is typed", async () => {
    const app = await openApp({ screen: { ...lesson.screen, beat: "which-name" } });
    await app.type("q");
    expect(app.screen()).toContain("Your answer: q");
    await app.type(keys.backspace, "client", keys.enter);
    expect(app.screen()).toContain("That is the host itself.");
    await app.type("WWW.lab.glasscom.com.", keys.enter);
    expect(app.screen()).toContain("That is right.");
  });

  test("shows the answer to who does not know it", async () => {
    const app = await openApp({ screen: { ...lesson.screen, beat: "which-name" } });
    await app.type(keys.down, keys.enter);
    expect(app.screen()).toContain("The answer is www.lab.glasscom.com.");
    expect(app.progress.at(-1)).toMatchObject({ answer: "shown" });
  });

  test("the question can be left for the panes and taken up again", async () => {
    const app = await openApp({ screen: { ...lesson.screen, beat: "which-name" } });
    await app.type(keys.escape, "z");
    expect(app.screen()).not.toContain("It asks for one name.");
    await app.type("z", "0", "a");
    expect(app.screen()).toContain("Your answer: a");
  });

  test("what is to be picked can be picked in a pane, wrongly or rightly, and Esc leads back to the list", async () => {
    const app = await openApp({ screen: { ...lesson.screen, beat: "who-next" }, rows: 40 });
    expect(app.screen()).toContain("Tab: choose it in the panes instead.");
    await app.type(keys.tab, "1");
    expect(app.screen()).toContain("Move to it in a pane with Up and Down, then Enter");
    // Enter answers only with what somebody moved to.
    await app.type(keys.enter);
    expect(app.progress.filter(({ answer }) => answer)).toEqual([]);
    await app.type("/", "mail-cyber host", keys.enter, keys.enter);
    expect(app.screen()).toContain("x mail-cyber: That is not it.");
    await app.type(keys.escape, keys.escape, keys.escape);
    expect(app.screen()).toContain("Tab: choose it in the panes instead.");
    await app.type(keys.tab, "1", "/", "root host", keys.enter, keys.enter);
    expect(app.screen()).toContain("That is right.");
    expect(app.progress.flatMap(({ answer }) => answer ?? [])).toEqual(["wrong", "right"]);
  });

  test("ends with its summary", async () => {
    const app = await openApp(lesson);
    await app.type(keys.escape, keys.end);
    expect(app.screen()).toContain("That was it.");
    expect(app.progress.at(-1)).toEqual({ slug: "small", beat: "summary", done: true });
  });
});

test("a key of the help page closes it again", async () => {
  const app = await openApp(sandbox);
  await app.type("?");
  expect(app.screen()).toContain(">Keys");
  await app.type("?");
  expect(app.screen()).not.toContain(">Keys");
});
