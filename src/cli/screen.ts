/** The full screen: menu, lesson or sandbox, in a terminal that is given back whatever happens. */
import process from "node:process";
import type { Words } from "../i18n/words.ts";
import type { Loaders, StartScreen } from "../ui/app.tsx";
import { startApp } from "../ui/start.tsx";
import { judgeCapabilities, lookOf } from "../ui/terminal/capabilities.ts";
import { type StopReason, startTerminal } from "../ui/terminal/lifecycle.ts";
import { applyProbe } from "../ui/terminal/probe.ts";
import { builtInWorld, loadWorld } from "./assets.ts";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import { findLesson, listLessons, openLesson } from "./lessons.ts";
import { nodeHost } from "./node-host.ts";
import { type RunArgs, type Visit, visitOptions, visitTyped, worldOf } from "./run-options.ts";

export const showMenu = (common: Common): Promise<number> => show(common, { kind: "menu" }, defaultRun);

export function showLesson(common: Common, asked: string, beat: string | undefined): Promise<number> {
  const { words } = common;
  const opened = openLesson(findLesson(asked, words), words);
  if (!opened.ok) throw new Failure(opened.error, 1);
  const beats = opened.value.beats.map((b) => b.id);
  if (beat !== undefined && !beats.includes(beat)) throw new Failure(words.ui.error.unknownBeat(beat, beats), 2);
  return show(common, { kind: "lesson", lesson: opened.value, ...(beat !== undefined && { beat }) }, defaultRun);
}

export function showUrl(common: Common, typed: string, args: RunArgs): Promise<number> {
  const { words } = common;
  const visited = visitTyped(typed, worldOf(args, words), visitOptions(args, words), words);
  if (!visited.ok) throw new Failure(visited.error, 2);
  return show(common, { kind: "sandbox", opened: openedOf(visited.value, args) }, args);
}

const defaultRun: RunArgs = { profile: "textbook", http: undefined, seed: "1", world: undefined };

const openedOf = ({ url, world, note }: Visit, args: RunArgs) => ({
  title: url.text,
  start: world,
  profile: args.profile,
  ...(note && { note }),
});

/** Resolves when the process is about to end: the terminal layer ends it. */
async function show(common: Common, screen: StartScreen, run: RunArgs): Promise<number> {
  const { words, ascii, colour, debug } = common;
  const capabilities = judgeCapabilities({
    environment: process.env,
    flags: {
      ...(ascii !== undefined && { ascii }),
      ...(colour !== undefined && { colour }),
      language: common.language,
    },
    stdinIsTty: process.stdin.isTTY,
    stdoutIsTty: process.stdout.isTTY,
    platform: process.platform,
  });
  if (!capabilities.tty) throw new Failure(words.ui.error.noTerminal, 2);
  const host = nodeHost();
  const terminal = startTerminal({
    host,
    look: lookOf(capabilities),
    farewell: (reason) => farewell(reason, words, debug),
  });
  const probed = applyProbe(capabilities, await terminal.probe());
  terminal.painter.setLook(lookOf(probed));
  startApp(terminal, {
    screen,
    language: probed.language,
    theme: "dark",
    timers: host.timers,
    loaders: loadersFor(run, words),
  });
  return new Promise(() => undefined);
}

function farewell(reason: StopReason, words: Words, debug: boolean): string | undefined {
  if (reason.kind !== "crash") return undefined;
  const stack = debug && reason.error instanceof Error ? `\n${reason.error.stack}` : "";
  return `net-tutor: ${words.ui.error.bug} ${causeOf(reason.error)}${stack}`;
}

function loadersFor(run: RunArgs, words: Words): Loaders {
  const lessons = listLessons(words).map((lesson) => ({ ...lesson, progress: "untouched" as const }));
  return {
    openUrl(typed, words) {
      const spec = run.world === undefined ? loadWorld(builtInWorld("internet"), words) : worldOf(run, words);
      const visited = visitTyped(typed, spec, visitOptions(run, words), words);
      return visited.ok ? { ok: true, value: openedOf(visited.value, run) } : visited;
    },
    loadLesson: (slug, words) => openLesson(slug, words),
    lessons: () => lessons,
    resume: () => undefined,
  };
}
