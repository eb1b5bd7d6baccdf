/** The full screen: menu, lesson or sandbox, in a terminal that is given back whatever happens. */
import process from "node:process";
import type { Words } from "../i18n/words.ts";
import type { AppProps, Loaders } from "../ui/app.tsx";
import type { Shown, StartScreen } from "../ui/first.ts";
import { judgeCapabilities, lookOf } from "../ui/terminal/capabilities.ts";
import { type StopReason, startTerminal } from "../ui/terminal/lifecycle.ts";
import { applyProbe } from "../ui/terminal/probe.ts";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import { nodeHost } from "./node-host.ts";

/** What the learner has to know when the screen is gone, a line each. */
export type Notes = () => readonly string[];

/** Resolves when the process is about to end: the terminal layer ends it. */
export async function showScreen(common: Common, screen: StartScreen, loaders: Loaders, notes: Notes): Promise<number> {
  const { words, ascii, colour, theme, debug } = common;
  const capabilities = judgeCapabilities({
    environment: process.env,
    flags: {
      ...(ascii !== undefined && { ascii }),
      ...(colour !== undefined && { colour }),
      language: common.language,
      ground: theme,
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
    farewell: (reason) => farewell(reason, notes, words, debug),
  });
  const asked = terminal.probe({ ground: capabilities.asksGround });
  // Loaded while a terminal far away thinks about its answer.
  const [{ showFirst }, answer] = await Promise.all([import("../ui/first.ts"), asked]);
  const probed = applyProbe(capabilities, answer);
  terminal.painter.setLook(lookOf(probed));
  const app: AppProps = {
    screen,
    language: probed.language,
    theme: probed.colour === "none" ? "mono" : probed.ground,
    timers: host.timers,
    loaders,
  };
  const shown = await new Promise<Shown>((resolve) => showFirst(terminal, app, resolve));
  const { startApp } = await import("../ui/start.tsx");
  startApp(terminal, app, shown);
  return new Promise(() => undefined);
}

function farewell(reason: StopReason, notes: Notes, words: Words, debug: boolean): string | undefined {
  const lines = notes().map((note) => `net-tutor: ${note}`);
  if (reason.kind === "crash") {
    lines.push(`net-tutor: ${words.ui.error.bug} ${causeOf(reason.error)}`);
    if (debug && reason.error instanceof Error) lines.push(String(reason.error.stack));
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}
