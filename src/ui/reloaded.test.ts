import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { currentBeat } from "../lesson/session.ts";
import { loadedLesson, played } from "../lesson/testing/lessons.ts";
import { replaced, richFiles } from "../lesson/testing/rich.ts";
import type { AppState } from "./app-state.ts";
import { freshLesson } from "./lesson-state.ts";
import { reduce } from "./reducer.ts";

const words = languageWords("en");
const seen = { words, measured: { page: 1, text: { total: 0, visible: 0, top: 0 } }, tooSmall: false };
const lesson = played(loadedLesson(richFiles()));

/** The lesson with another name for one of its beats. */
const renamed = (from: string, to: string) =>
  played(loadedLesson(richFiles(replaced(`- id: ${from}`, `- id: ${to}`), replaced(`\n## ${from}\n`, `\n## ${to}\n`))));

function at(beat: string): AppState {
  const screen = { kind: "lesson", ...freshLesson(lesson, beat) } as const;
  return { language: "en", screen, dialog: { kind: "message", text: "1 mistake." }, behind: "shell" };
}

function beatOf({ screen }: AppState): string | undefined {
  return screen.kind === "lesson" ? currentBeat(screen.lesson.played, screen.lesson.session).id : undefined;
}

describe("a lesson that is saved while it is on the screen", () => {
  test("goes on in its new version at the beat where the learner stands, and what was wrong is forgotten", () => {
    const now = renamed("again", "once-more");
    const { state } = reduce(at("subnet"), { kind: "lesson-reloaded", lesson: now }, seen);
    expect(beatOf(state)).toBe("subnet");
    expect(state.screen.kind === "lesson" && state.screen.lesson.played).toBe(now);
    expect(state.dialog).toBeNull();
  });

  test("goes on at the nearest beat before where that beat is gone", () => {
    const { state } = reduce(at("again"), { kind: "lesson-reloaded", lesson: renamed("again", "once-more") }, seen);
    expect(beatOf(state)).toBe("loaded");
  });

  test("begins anew where none of those beats is left", () => {
    const { state } = reduce(at("asked"), { kind: "lesson-reloaded", lesson: renamed("asked", "who") }, seen);
    expect(beatOf(state)).toBe("who");
  });

  test("stays as it is while something is wrong with it, which is said", () => {
    const before = at("again");
    const { state } = reduce(before, { kind: "failed", text: "en.md:3:1: What is wrong." }, seen);
    expect(state.screen).toBe(before.screen);
    expect(state.dialog).toEqual({ kind: "message", text: "en.md:3:1: What is wrong." });
  });
});
