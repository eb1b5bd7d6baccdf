/** Line mode: lines in on stdin, lines out on stdout, nothing moved and nothing redrawn. */
import process from "node:process";
import type { Result } from "../base/result.ts";
import { languageWords } from "../i18n/language.ts";
import type { Card } from "../lesson/card.ts";
import type { Glossary } from "../lesson/term.ts";
import { runTimeline } from "../sim/timeline.ts";
import type { Loaders } from "../ui/app.tsx";
import type { StartScreen } from "../ui/first.ts";
import { progressOf } from "../ui/lesson-progress.ts";
import { withDue } from "../ui/menu-items.ts";
import { here, inLesson, inRun } from "../ui/plain/place.ts";
import { promptOf, refused, typed } from "../ui/plain/plain.ts";
import { printedLine } from "../ui/plain/printed-line.ts";
import { inPlace } from "../ui/plain/sitting-commands.ts";
import { type PlainEffect, type PlainState, type Printed, plainMenu, type Surroundings } from "../ui/plain/state.ts";
import { finishedRun, type Opened } from "../ui/run.ts";
import { begin, next as nextPlace } from "../ui/sitting.ts";
import { judgeCapabilities } from "../ui/terminal/capabilities.ts";
import type { Row } from "../view/row.ts";
import type { Common } from "./common.ts";
import { plainColumns } from "./plain-columns.ts";
import type { Notes } from "./screen.ts";
import { openSink } from "./sink.ts";

/** Resolves with the exit code when the learner quits, nothing more comes in, or nobody reads what comes out. */
export async function showPlain(common: Common, screen: StartScreen, loaders: Loaders, notes: Notes): Promise<number> {
  const { stdin, stdout } = process;
  const out = openSink("-", common.words);
  const { language, ascii } = judgeCapabilities({
    environment: process.env,
    flags: { ascii: common.ascii, language: common.language },
    stdinIsTty: stdin.isTTY,
    stdoutIsTty: stdout.isTTY,
    platform: process.platform,
  });
  const look = { ascii, colour: common.colour === true };
  let state: PlainState = plainMenu(language, common.panes);
  let glossary: Result<Glossary, string> | undefined;
  let told = 0;
  let goesOn = true;
  /** The questions to be asked again; unknown once more after something was answered. */
  let due: readonly Card[] | undefined;

  /** Before what may tell of it is printed. */
  async function askDue(): Promise<void> {
    due ??= await loaders.due?.();
  }

  const around = (): Surroundings => ({
    columns: plainColumns(),
    lessons: withDue(loaders.lessons(), due),
    next: loaders.next(),
    after: loaders.after,
    due: due?.length ?? 0,
    map: () => loaders.map(due ?? []),
    glossary: (words) => {
      glossary ??= loaders.glossary(words);
      return glossary;
    },
  });

  async function print(rows: readonly Row[]): Promise<void> {
    const text = rows.map((row) => `${printedLine(row, look)}\n`).join("");
    if (text !== "" && !(await out.write(text))) goesOn = false;
  }

  /** Prints, and does what is to be done in the world; what that leads to is printed next. */
  async function take(first: Printed): Promise<void> {
    const waiting = [first];
    for (let next = waiting.shift(); next && goesOn; next = waiting.shift()) {
      const progress = progressOf(state, next.state);
      state = next.state;
      if (progress) {
        loaders.recordProgress?.(progress);
        due = undefined;
      }
      await print(next.rows);
      for (const effect of next.effects) {
        const led = await perform(effect);
        if (led) waiting.push(led);
      }
    }
    for (const note of notes().slice(told)) process.stderr.write(`net-tutor: ${note}\n`);
    told = notes().length;
  }

  async function perform(effect: PlainEffect): Promise<Printed | undefined> {
    const words = languageWords(state.language);
    switch (effect.kind) {
      case "quit":
        goesOn = false;
        return undefined;
      case "remember-language":
        loaders.rememberLanguage?.(effect.language);
        return undefined;
      case "open-url": {
        const opened = loaders.openUrl(effect.typed, words);
        return opened.ok ? run(opened.value) : refused(state, opened.error, around());
      }
      case "begin-sitting":
      case "next-card": {
        const sittings = await loaders.sittings?.();
        if (!sittings) return undefined;
        const place = effect.kind === "next-card" ? nextPlace(effect.course, sittings) : begin(effect.what, sittings);
        if (state.screen.kind === "menu" || place.kind === "report") await askDue();
        return inPlace(state, place, around());
      }
      case "load-lesson": {
        const loaded = loaders.loadLesson(effect.slug, words);
        return loaded.ok
          ? inLesson(state, loaded.value, loaders.beatOf?.(effect.slug), around())
          : refused(state, loaded.error, around());
      }
    }
  }

  const run = (opened: Opened): Printed =>
    inRun(state, finishedRun(opened, runTimeline(opened.start, { beyond: "replay" })), around());

  async function prompt(): Promise<void> {
    if (goesOn && stdout.isTTY && !(await out.write(`\n${promptOf(state)} `))) goesOn = false;
  }

  switch (screen.kind) {
    case "menu":
      await askDue();
      await take(here(state, around()));
      break;
    case "lesson":
      await take(inLesson({ ...state, behind: "shell" }, screen.lesson, screen.beat, around()));
      break;
    case "sitting":
      await take(inPlace({ ...state, behind: "shell" }, screen.place, around()));
      break;
    case "sandbox":
      state = { ...state, behind: "shell" };
      await take(run(screen.opened));
      break;
  }
  await prompt();
  if (goesOn) {
    for await (const line of linesIn(stdin)) {
      await askDue();
      await take(typed(state, line, around()));
      if (!goesOn) break;
      await prompt();
    }
  }
  // Else the process would wait for a terminal that nobody reads from any more.
  stdin.destroy();
  if (goesOn && stdout.isTTY) await out.write("\n");
  await out.end();
  return 0;
}

/** A line that is longer is cut there: nobody types that, and no memory is to be filled. */
const LONGEST_LINE = 65_536;

/** The last line need not end in a line feed. A terminal that goes away ends the input as a file's end does. */
async function* linesIn(input: NodeJS.ReadStream): AsyncGenerator<string> {
  input.setEncoding("utf8");
  let part = "";
  try {
    for await (const chunk of input) {
      const lines = (part + String(chunk)).split("\n");
      part = (lines.pop() ?? "").slice(0, LONGEST_LINE);
      yield* lines;
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EIO")) throw error;
  }
  if (part !== "") yield part;
}
