import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { ok } from "../../base/result.ts";
import { type Language, languages } from "../../i18n/words.ts";
import { parseGlossary } from "../../lesson/glossary.ts";
import type { Glossary } from "../../lesson/term.ts";
import { lessonSource, loadedLesson, playedJourney, played as playLoaded } from "../../lesson/testing/lessons.ts";
import { richFiles } from "../../lesson/testing/rich.ts";
import { paneNames } from "../../view/pane.ts";
import { rowColumns, rowText } from "../../view/text.ts";
import { progressOf } from "../lesson-progress.ts";
import type { LessonEntry } from "../menu-items.ts";
import { smallLesson } from "../testing/lesson.ts";
import { courseMap } from "../testing/map.ts";
import { runOf } from "../testing/runs.ts";
import { commandSpellings } from "./command.ts";
import { here, inLesson, inRun } from "./place.ts";
import { promptOf, typed } from "./plain.ts";
import { type PlainEffect, type PlainState, type Printed, plainMenu, type Surroundings } from "./state.ts";

const played = smallLesson();
const run = runOf("http://www.lab.cyber.co.kr/dir1/file1.html");
const lessons: readonly LessonEntry[] = [
  { slug: "journey", title: { en: "The journey", ko: "여행" }, minutes: 12, progress: "started" },
  { slug: "dns-walk", title: { en: "Names", ko: "이름" }, minutes: 9, progress: "ready" },
];
let glossary: Glossary;
beforeAll(() => {
  const parsed = parseGlossary({
    yaml: lessonSource("glossary.yaml"),
    en: lessonSource("glossary.en.md"),
    ko: lessonSource("glossary.ko.md"),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  glossary = parsed.value;
});

const around = (change: Partial<Surroundings> = {}): Surroundings => ({
  columns: 80,
  lessons,
  next: undefined,
  after: () => undefined,
  map: () => courseMap,
  glossary: () => ok(glossary),
  ...change,
});

/** Somebody who types: what came of the last line, and where it led. */
type Story = {
  readonly state: PlainState;
  readonly out: string;
  readonly rows: Printed["rows"];
  readonly effects: readonly PlainEffect[];
  readonly says: (...lines: readonly string[]) => Story;
};

function story(printed: Printed, surroundings: Surroundings): Story {
  return {
    state: printed.state,
    rows: printed.rows,
    out: printed.rows.map((row) => rowText(row).trimEnd()).join("\n"),
    effects: printed.effects,
    says: (...lines) =>
      lines.reduce<Story>(
        (at, line) => story(typed(at.state, line, surroundings), surroundings),
        story(printed, surroundings),
      ),
  };
}

const menu = (language: Language = "en", change: Partial<Surroundings> = {}): Story =>
  story(here(plainMenu(language, true), around(change)), around(change));
const lesson = (beat?: string, language: Language = "en"): Story =>
  story(inLesson(plainMenu(language, true), played, beat, around()), around());
const sandbox = (): Story => story(inRun(plainMenu("en", true), run, around()), around());

describe("the menu", () => {
  test("is numbered, and what was begun comes first", () => {
    expect(menu("en", { next: { kind: "continue", slug: "journey" } }).out).toBe(
      [
        "net-tutor: what happens when a browser opens a URL",
        "",
        "   Enter: Continue: The journey",
        "1  The journey (begun, 12 min)",
        "2  Names (new, 9 min)",
        "",
        "A number opens a lesson, any other text is opened as a URL. m: map. L: 한국어.",
        "?: help. q: quit.",
      ].join("\n"),
    );
    expect(menu("ko").out).toContain("2  이름 (새 레슨, 9분)");
  });

  test.each<[string, PlainEffect]>([
    ["", { kind: "load-lesson", slug: "journey" }],
    ["2", { kind: "load-lesson", slug: "dns-walk" }],
    ["dns-walk", { kind: "load-lesson", slug: "dns-walk" }],
    ["naver.com", { kind: "open-url", typed: "naver.com" }],
    ["L", { kind: "remember-language", language: "ko" }],
    ["q", { kind: "quit" }],
  ])("%j", (line, effect) => {
    expect(menu("en", { next: { kind: "continue", slug: "journey" } }).says(line).effects).toEqual([effect]);
  });

  test("says what it does not understand, and answers what needs no lesson", () => {
    expect(menu().says("9").out).toContain('"9" is no command here');
    expect(menu().says("p packet").out).toContain("First open a lesson");
    expect(menu().says("x time-wait").out).toContain("TIME-WAIT");
    expect(menu().says("").out).toContain("1  The journey");
  });
});

describe("a lesson", () => {
  test("prints a beat with its text, its panes and its question, each once", () => {
    const { out, state } = lesson("who-first");
    expect(out).toMatchInlineSnapshot(`
      "
      Beat 2/4, event 4/64, t=0.000 000 s
      The client asks for www.lab.glasscom.com.

      who     asks
      client  nearest

      -- Packet --
         No frame in this step.

      -- Ladder --
                  s
          No message has been sent yet.

      Question
      Whom does it ask?
       1 The nearest DNS server
       2 The root
       3 I don't know
      A number answers. h: hint, s: show the answer, Enter: go on without one."
    `);
    expect(promptOf(state)).toBe("Number of your answer:");
  });

  test("goes on and back, and says where it ends", () => {
    expect(lesson().out).toContain("Beat 1/4, event 1/");
    expect(lesson().says("").out).toContain("Beat 2/4");
    expect(lesson().says("", "b").out).toContain("Beat 1/4");
    expect(lesson().says("b").out).toBe("There is nothing before this.");
    const end = lesson("who-next").says("");
    expect(end.out).toContain("That was it.");
    expect(end.out).toContain("The lesson is over.");
    expect(end.says("").out).toContain("The lesson is over.");
  });

  test("goes event by event inside a beat, and says when there are no more", () => {
    const inside = lesson("which-name").says(".");
    expect(inside.out).toContain("Beat 3/4, event ");
    expect(inside.out).not.toContain("It asks for one name.");
    let last = inside;
    for (let n = 0; n < 20 && !last.out.startsWith("No more events"); n++) last = last.says(".");
    expect(last.out).toBe("No more events in this beat. Enter goes on to the next one.");
    expect(inside.says(",").out).toContain("It asks for one name.");
  });

  test("a wrong choice gets its reason, a hint is told once, the right choice closes the question", () => {
    const asked = lesson("who-first");
    const wrong = asked.says("2");
    expect(wrong.out).toBe("That is not it.\nIt does not even know where the root is.");
    const hinted = wrong.says("h");
    expect(hinted.out).toBe("Hint 1 of 2\nIt is in the TCP/IP settings.");
    expect(hinted.says("h").out).toBe("Hint 2 of 2\nLook at 10.11.12.53.");
    expect(hinted.says("h", "h").out).toBe("There are no more hints.");
    expect(hinted.says("9").out).toBe("There is no choice 9.");
    const right = hinted.says("1");
    expect(right.out).toBe("That is right.");
    // Numbers are panes again.
    expect(right.says("1").out).toContain("-- Net");
    expect(right.says("h").out).toBe("Nothing is asked here.");
    expect(promptOf(right.state)).toBe("Enter next, b back, ? help, q quit:");
  });

  test("a typed answer is judged, its known mistake is named, and the answer is shown when asked for", () => {
    const asked = lesson("which-name");
    expect(promptOf(asked.state)).toBe("Your answer:");
    expect(asked.says("client").out).toBe("client: That is not it.\nThat is the host itself.");
    expect(asked.says("WWW.lab.glasscom.com.").out).toBe("That is right.");
    expect(asked.says("a b").out).toBe("b: That is not it.");
    expect(asked.says("7").out).toBe("7: That is not it.");
    expect(asked.says("s").out).toBe("The answer is www.lab.glasscom.com.");
    expect(asked.says("s", "s").out).toBe("Nothing is asked here.");
  });

  test("a shown choice is named with its number and its words", () => {
    expect(lesson("who-first").says("s").out).toBe("The answer is 1.\nThe nearest DNS server");
  });

  test("a host is picked by its number or its name", () => {
    expect(lesson("who-next").says("root").out).toBe("That is right.");
    expect(lesson("who-next").says("client").out).toContain("That is not it.");
  });

  test("every try is told to whoever keeps the progress", () => {
    const asked = lesson("who-first");
    const wrong = asked.says("2");
    const about = { slug: "small", beat: "who-first", done: false };
    expect(progressOf(plainMenu("en", true), asked.state)).toEqual(about);
    expect(progressOf(asked.state, wrong.state)).toEqual({ ...about, answer: "wrong", mistake: "root" });
    expect(progressOf(wrong.state, wrong.says("1").state)).toEqual({ ...about, answer: "right", aided: true });
    expect(progressOf(wrong.state, wrong.says("s").state)).toEqual({ ...about, answer: "shown" });
  });

  test("beats are listed and gone to by number, id or a word", () => {
    const list = lesson().says("g");
    expect(list.out.split("\n")).toHaveLength(6);
    expect(lesson().says("g 3").out).toContain("Beat 3/4");
    expect(lesson().says("g who-next").out).toContain("Beat 4/4");
    expect(lesson().says("g glasscom").out.split("\n")[0]).toContain("2  The client asks");
    expect(lesson().says("g 77").out).toBe("There is no number 77. g lists them.");
  });

  test("the other language says the same place", () => {
    const there = lesson("who-first").says("L");
    expect(there.out).toContain("장면 2/4");
    expect(there.out).toContain("누구에게 묻습니까?");
    expect(there.effects).toEqual([{ kind: "remember-language", language: "ko" }]);
  });

  test("q leads to where one came from", () => {
    expect(lesson().says("q").out).toContain("1  The journey");
    const direct = story(
      inLesson({ ...plainMenu("en", true), behind: "shell" }, played, undefined, around()),
      around(),
    );
    expect(direct.says("q").effects).toEqual([{ kind: "quit" }]);
  });
});

describe("tasks, what-ifs and drills", () => {
  const rich = playLoaded(loadedLesson(richFiles()));
  const at = (beat: string, language: Language = "en"): Story =>
    story(inLesson(plainMenu(language, false), rich, beat, around()), around());

  test("not to know is the last choice, and shows the answer with its number", () => {
    expect(lesson("who-first").says("3").out).toBe("The answer is 1.\nThe nearest DNS server");
  });

  test("a task is a list of numbered actions", () => {
    const task = at("again");
    expect(task.out).toMatch(/^\nTask, Beat 3\/5, event \d+\/\d+, t=0\.192 482 s\nOnce more\.\n/);
    expect(task.out.split("\n").slice(4)).toEqual([
      "",
      "Task",
      "Have the name answered from the cache.",
      " 1 Open it again.",
      " 2 client: open http://www.lab.glasscom.com/",
      " 3 wait 2h",
      " 4 nearest: flush cache",
      "A number does it. h: hint, s: show the solution, Enter: go on without the task.",
    ]);
    expect(promptOf(task.state)).toBe("Number of what to do:");
    expect(task.says("9").out).toBe("There is no choice 9.");
    expect(task.says("h").out).toBe("Hint 1 of 1\nIt was looked up already.");
    expect(task.says("h", "h").out).toBe("There are no more hints.");
    expect(task.says("u").out).toBe("Nothing was done yet.");
    expect(task.says("e").out).toBe("You are in the lesson already.");
  });

  test("a number does it, and says what has come of it and how the task stands", () => {
    const did = at("again").says("2");
    expect(did.out).toMatch(
      /^\nTask, Beat 3\/5, event (\d+)\/\1, t=0\.450 940 s\nclient gets ACK from web-lab-glasscom/,
    );
    const lines = did.out.split("\n");
    expect(lines.slice(lines.lastIndexOf(""))).toEqual([
      "",
      "So far: client: open http://www.lab.glasscom.com/",
      "Not yet.",
      " 1 Open it again.",
      " 2 client: open http://www.lab.glasscom.com/",
      " 3 wait 2h",
      " 4 nearest: flush cache",
      "A number does it, u takes the last one back. h: hint, s: show the solution, e:",
      "back to the lesson.",
    ]);
    expect(did.says("b").out).toContain("Task, Beat 3/5, event ");
    expect(did.says("b").out).not.toContain("Not yet.");
    expect(did.says("").out).toBe("No more events here. e goes back to the lesson.");
    expect(did.says("u").out).not.toContain("So far");
    expect(did.says("e").out).toContain("Once more.");
    expect(did.says("other").out).toContain("So far: client: open http://www.lab.glasscom.com/ | client: open");
  });

  test("a task that is done says so and is known as done; its solution can be looked at", () => {
    const task = at("again");
    const done = task.says("1");
    expect(done.out).toContain(
      "So far: Open it again.\nDone.\nNo query left the nearest server.\n" +
        "This is the moment when you reached it. Enter shows what came after.\nb and Enter",
    );
    expect(promptOf(done.state)).toBe("Enter next event, e back to the lesson, ? help:");
    expect(progressOf(task.state, done.state)).toMatchObject({ beat: "again", answer: "right" });
    expect(done.says("e").out).toContain("Have the name answered from the cache.\nDone.\n 1 Open it again.");
    expect(task.says("s").out).toContain("This is one way to do it.");
    expect(at("again").says("3", "1").out).toContain("not as it was asked for.\nA query left all the same.");
  });

  test("what-ifs are listed, made, gone through and left", () => {
    const offered = at("asked");
    expect(offered.out).toContain("w what if: Nobody answers. | The record has changed.");
    const list = offered.says("w");
    expect(list.out).toBe(
      "What if:\n1  Nobody answers.\n2  The record has changed.\nw N makes the change and goes on from it.",
    );
    expect(list.says("w 7").out).toBe("There is no change 7. w lists them.");
    const there = list.says("w 1");
    expect(there.out).toContain("What if, Beat 1/5, event ");
    expect(there.out).toContain("What if: Nobody answers.\nwhat if: You, or the lesson, changed the world.");
    const on = there.says("");
    expect(on.out).not.toContain("What if: ");
    expect(on.says("v").out).toMatch(/^as it was, .* s: /m);
    expect(on.says("e").out).toContain("It asks root, a root server.");
    expect(at("loaded").says("w").out).toBe("No change is offered here.");
    expect(menu().says("w").out).toContain("First open a lesson");
  });

  test("two runs are counted, and their panes come one after the other", () => {
    const both = at("both");
    expect(both.out).toMatch(/^ +lossy +\d+\/\d+/m);
    const panes = both.says("P", "0").out;
    expect(panes).toMatch(/-- Ladder {2}lossy/);
    expect(panes).toMatch(/-- Ladder {2}main run/);
  });

  test("a drill goes from round to round, counts, and begins anew with other values", () => {
    const first = at("subnet");
    expect(first.out).toContain("Question 1 of 3\nIn which network is 10.");
    const known = first.says("s");
    expect(known.out).toMatch(/^The answer is [\d.]+\.\nThe mask keeps the network's bits\.\nEnter: the next question/);
    const second = known.says("");
    expect(second.out).toContain("\nQuestion 2 of 3\n");
    const end = second.says("s", "", "s");
    expect(end.out).toContain("0 of 3 right.\nn: once more, with other values.");
    expect(end.says("n").out).toContain("Question 1 of 3");
    expect(end.says("").out).toContain("All of it.");
    expect(first.says("n").out).toBe("Nothing is asked here.");
  });

  test("x alone lists the terms of the text", () => {
    expect(at("asked").says("x").out).toBe("Terms here: Root\nx TERM explains it.");
  });

  test("the summary tells what is simplified, and where to see it", () => {
    expect(at("summary").out).toContain("Simplified here\nThere is one root server.");
    expect(at("summary").out).toContain("See it for yourself\ndig +trace");
  });

  test("that the lesson does not speak the language is said once", () => {
    const first = at("asked", "ko");
    expect(first.out).toContain("이 레슨은 영어로만 되어 있습니다.");
    expect(first.says("").out).not.toContain("영어로만");
    expect(at("loaded").says("L").out).toContain("영어로만");
  });
});

test("from the end of a lesson Enter begins the next one, which is named there", () => {
  const another = { slug: "other", title: { en: "Another", ko: "다른" } };
  const ordered = around({ after: (slug) => (slug === "small" ? another : undefined) });
  const end = story(inLesson(plainMenu("en", false), played, "summary", ordered), ordered);
  expect(end.out).toContain("The lesson is over. The next one: Another\nEnter begins it, q leaves.");
  expect(end.says("").effects).toEqual([{ kind: "load-lesson", slug: "other" }]);
});

describe("the map", () => {
  test("is printed wherever one is, with what is next, what was shown and how each lesson stands", () => {
    const { out } = menu().says("m");
    expect(out).toBe(
      [
        "Map",
        "Continue: What comes back",
        "21 of 55 skills shown",
        "URL 4/4, HTTP 9/10, Addresses 3/8, DNS 3/14, Sockets 2/12, TCP 0/7",
        "",
        " 1  Reading a URL (done, 8 min)",
        " 2    What a request says (due again, 9 min)",
        " 3      What comes back (begun, 11 min)",
        " 4    Splitting an address (known, 9 min)",
        " 5      Hubs, routers and the next hop (known, 12 min)",
        " 6        Asking for an address (done, 10 min)",
        " 7          What DNS servers keep (new, 12 min)",
        " 8            From the root down to the server that knows (later, 14 min)",
        " 9          Sockets and pipes (new, 9 min)",
        "10            Three segments (later, 10 min)",
        "11  The journey of a URL (new, 25 min)",
        "12    When it fails (later, 120 min)",
        "m N tells what lesson N teaches, and what you have shown of it.",
      ].join("\n"),
    );
    expect(sandbox().says("m").out).toBe(out);
    expect(menu("ko").says("m").out).toContain("이어서 하기: 돌아오는 응답");
  });

  test("tells with a number or a name what one lesson teaches", () => {
    const { out } = menu().says("m 2");
    expect(out).toBe(
      [
        "2. What a request says",
        "1 question is due again, 9 min, 12 min spent so far",
        "Rests on: Reading a URL (done)",
        "What it teaches, [x] where you have shown it:",
        "[x] Say what a request asks for, and how",
        "[x] Choose among the eight methods",
        "[x] Read a request line by line",
        "[x] Say where a form's data travels with GET and with POST",
      ].join("\n"),
    );
    expect(menu().says("m request").out).toBe(out);
    expect(menu().says("m 4").out).toContain("[ ] Work out a network number with a netmask");
    expect(menu().says("m 13").out).toBe("There is no lesson 13. m lists them.");
  });
});

describe("panes", () => {
  test("every pane is shown by number, name and how it begins, in both languages", () => {
    paneNames.forEach((name, i) => {
      const byNumber = sandbox().says("g 20", `p ${i + 1}`).out;
      expect(byNumber).toMatch(/^\n-- /);
      expect(sandbox().says("g 20", `p ${name}`).out).toBe(byNumber);
    });
    expect(sandbox().says("p pack").out).toContain("-- Packet");
    expect(sandbox().says("sockets").out).toContain("-- Sockets");
    expect(sandbox().says("L", "p 소켓").out).toContain("-- 소켓");
    expect(sandbox().says("p nothing").out).toContain('There is no pane "nothing". There are: 1 Net, 2 Ladder');
  });

  test("come only when asked for, once one has said so", () => {
    const quiet = lesson().says("P");
    expect(quiet.out).toContain("only when you ask");
    const beat = quiet.says("");
    expect(beat.out).not.toContain("--");
    expect(beat.out).toContain("Panes here: Packet, Ladder. p NAME shows one.");
    expect(beat.says("p ladder").out).toContain("-- Ladder");
    expect(quiet.says("P", "").out).toContain("-- Packet");
  });

  test("rows are found with their numbers; one is unfolded, explained, and asked for its reason", () => {
    const packet = sandbox().says("r dns query root", "p packet");
    const found = packet.says("/IP header").out;
    const row = /^ *(\d+) /.exec(found)?.[1] ?? "";
    expect(found).toContain("+ IP header");
    expect(packet.says(`o ${row}`).out).toContain(" ttl: ");
    expect(packet.says(`x ${row}`).out).toMatch(/RFC 791/);
    expect(packet.says(`y ${row}`).out).toMatch(/^ 1 /);
    expect(packet.says("/").out.split("\n").length).toBeGreaterThan(8);
    expect(packet.says("/nothing like it").out).toContain("is not found");
    for (const line of ["o 900", "x 900", "y 900"]) expect(packet.says(line).out).toContain("There is no row 900");
  });

  test("moving sideways goes through the bytes of a packet", () => {
    const packet = sandbox().says("r dns query root", "p packet", "/ id:");
    const row = /^ *(\d+) /.exec(packet.out)?.[1] ?? "";
    const there = packet.says(`o ${row}`);
    expect(there.out).toMatch(/dns\.id, bytes? 42/);
    expect(there.says(">").out).not.toBe(there.out);
  });

  test("another host's table is shown by turns or by name", () => {
    const sockets = sandbox().says("g 40", "p sockets");
    const title = (at: Story) => /-- Sockets {2}(\S+)/.exec(at.out)?.[1];
    const turns = [[], ["t"], ["t", "t"], ["t", "t", "t"]].map((lines) => title(sockets.says(...lines)));
    expect(new Set(turns).size).toBe(4);
    expect(title(sockets.says("t nearest"))).toBe("nearest");
    expect(sockets.says("t nobody").out).toContain('There is no "nobody" to show here.');
    expect(sandbox().says("p url", "t").out).toBe("This pane shows no other host.");
  });
});

describe("the sandbox", () => {
  test("begins before the first event and goes to the end of the run", () => {
    const start = sandbox();
    expect(start.out).toContain("Nothing has happened yet. Enter goes on.");
    expect(start.says("b").out).toBe("There is nothing before this.");
    let at = start;
    for (let n = 0; n < 300 && !at.out.startsWith("The run is over"); n++) at = at.says("");
    expect(at.out).toBe("The run is over: nothing is left to happen.");
  });

  test("runs to what is described, on and back, and says what it does not understand", () => {
    const there = sandbox().says("r tcp state ESTABLISHED");
    expect(there.out).toContain("ESTABLISHED");
    expect(there.says("R dns query root").out).toContain("asks root");
    const again = there.says("r");
    expect(again.out).not.toBe(there.out);
    expect(sandbox().says("r").out).toContain("tcp state ESTABLISHED");
    expect(sandbox().says("r tcp stat ESTABLISHED").out).toContain("stat");
    expect(sandbox().says("r lost").out).toContain("No such event after this one.");
  });

  test("tells why, and leads to a link of the chain", () => {
    const reason = sandbox().says("r tcp state ESTABLISHED", "y");
    expect(reason.out).toMatch(/^ *1 {2}/);
    expect(reason.out).toContain("because:");
    expect(reason.says("j 2").out).toMatch(/^\nevent \d+\/\d+/);
    expect(reason.says("j 99").out).toBe("There is no such link. y lists them.");
    expect(reason.says("y all").out.length).toBeGreaterThan(reason.out.length);
  });

  test("explains terms in either language, and proposes one that is near", () => {
    expect(sandbox().says("x TIME-WAIT").out).toContain("RFC 9293");
    expect(sandbox().says("x layer:tcp").out).not.toContain("no entry");
    expect(sandbox().says("x time-wiat").out).toMatch(/The glossary has no "time-wiat"\. Did you mean "time-wait"\?/i);
    expect(sandbox().says("L", "x nonsense-word-of-no-kind").out).toContain("없습니다");
  });

  test("compares with another way of opening the URL", () => {
    const other = runOf("http://www.lab.cyber.co.kr/dir1/file1.html", { profile: "linux" });
    const variant = { mine: () => "this", label: () => "the other one", opened: other.opened };
    const opened = { ...run.opened, variants: () => [variant] };
    const there = story(inRun(plainMenu("en", true), { ...run, opened }, around()), around());
    expect(there.says("v").out).toContain("1  the other one");
    const compared = there.says("g 30", "v 1").out;
    expect(compared).toContain("the other one");
    expect(compared).toMatch(/DNS messages\n/);
    expect(sandbox().says("v").out).toBe("There is nothing to compare this run with.");
  });

  test("a line that is nothing says so, and any line leaves a state to go on from", () => {
    expect(sandbox().says("frobnicate").out).toBe('"frobnicate" is no command here. ? lists them.');
    for (const line of [
      "p",
      "t",
      "/",
      "o",
      "<",
      ">",
      "x",
      "y",
      "j",
      "r",
      "R",
      "v",
      "h",
      "s",
      "a",
      "a x",
      "g",
      "0",
      "77",
      "?",
    ]) {
      expect(sandbox().says(line, "").state.screen.kind, line).toBe("sandbox");
    }
  });
});

test("whatever is typed, wherever, there is a line to go on from", () => {
  const letters = commandSpellings.map(({ letter }) => letter);
  const rest = fc.oneof(
    fc.constantFrom(
      "",
      "1",
      "2",
      "5",
      "12",
      "999",
      "all",
      "packet",
      "ladder all",
      "client",
      "ttl",
      "syn",
      "tcp state ESTABLISHED",
    ),
    fc.string({ maxLength: 12 }),
  );
  const command = fc.tuple(fc.constantFrom(...letters), rest).map(([letter, after]) => `${letter} ${after}`);
  const line = fc.oneof(
    command,
    fc.nat(20).map(String),
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.constant(""),
  );
  fc.assert(
    fc.property(fc.constantFrom("menu", "lesson", "sandbox"), fc.array(line, { maxLength: 12 }), (from, typedLines) => {
      const begun = from === "menu" ? menu() : from === "lesson" ? lesson() : sandbox();
      let at = begun;
      for (const text of typedLines) {
        at = at.says(text);
        for (const row of at.rows) expect(rowColumns(row), `${text}: ${rowText(row)}`).toBeLessThanOrEqual(80);
      }
      expect(promptOf(at.state)).not.toBe("");
    }),
    { seed: 1, numRuns: 150 },
  );
});

describe.each(languages)("in %s", (language) => {
  test.each([40, 60, 80, 120, 200])("no line of any beat is wider than %d columns", (columns) => {
    const journey = playedJourney();
    for (const { id } of journey.beats) {
      const { state, rows } = inLesson(plainMenu(language, true), journey, id, around({ columns }));
      const all = [
        ...rows,
        ...["?", "g", "y", "h", "s", "p packet", "p nothing", "x ttl", "r"].flatMap(
          (line) => typed(state, line, around({ columns })).rows,
        ),
      ];
      for (const row of all) expect(rowColumns(row), `${id}: ${rowText(row)}`).toBeLessThanOrEqual(columns);
    }
  });
});
