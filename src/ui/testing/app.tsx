/** The app on a terminal that is only an emulator: keys go in as bytes, the screen is read back as a person would see it. */
import headless from "@xterm/headless";
import { err, ok } from "../../base/result.ts";
import type { Glossary } from "../../lesson/term.ts";
import type { AppProps, Loaders } from "../app.tsx";
import { showFirst } from "../first.ts";
import type { LessonProgress } from "../lesson-progress.ts";
import { startApp } from "../start.tsx";
import { startTerminal } from "../terminal/lifecycle.ts";
import { fakeHost } from "../terminal/testing/fake-host.ts";
import { smallLesson } from "./lesson.ts";
import { smallMap } from "./map.ts";
import { openedUrl } from "./runs.ts";

/** Two terms, of which one refers to the other. */
export const smallGlossary: Glossary = {
  terms: {
    arrow: {
      id: "arrow",
      seen: ["ladder"],
      fields: ["layer:tcp", "layer:dns", "layer:arp"],
      also: [],
      see: ["packet"],
      words: {
        en: { term: "arrow", text: "A message from one host to another." },
        ko: { term: "화살표", text: "한 호스트가 다른 호스트에게 보내는 메시지입니다." },
      },
    },
    packet: {
      id: "packet",
      seen: ["packet"],
      fields: [],
      also: [],
      see: [],
      words: { en: { term: "packet", text: "What IP carries." }, ko: { term: "패킷", text: "IP가 나르는 것입니다." } },
    },
  },
};

export type OpenedApp = {
  /** Types these bytes, and lets everything happen that follows from them. */
  type(...bytes: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  rows(): string[];
  screen(): string;
  cursor(): { readonly x: number; readonly y: number };
  /** The exit code, once it has ended. */
  exit(): string | undefined;
  readonly progress: readonly LessonProgress[];
  /** Languages that were to be remembered. */
  readonly remembered: readonly string[];
};

export const keys = {
  home: "\x1b[H",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  end: "\x1b[F",
  enter: "\r",
  escape: "\x1b[27u",
  tab: "\t",
  backspace: "\x7f",
} as const;

export async function openApp(
  change: Partial<Omit<AppProps, "timers" | "loaders">> & {
    readonly loaders?: Partial<Loaders>;
    readonly columns?: number;
    readonly rows?: number;
    /** Typed before there is a picture. */
    readonly ahead?: string;
  } = {},
): Promise<OpenedApp> {
  const { columns = 80, rows = 24 } = change;
  const host = fakeHost(columns, rows);
  const emulator = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const progress: LessonProgress[] = [];
  const remembered: string[] = [];
  const loaders: Loaders = {
    openUrl: (typed) => (typed.startsWith("http:") ? ok(openedUrl(typed)) : err(`"${typed}" is no URL of this test.`)),
    loadLesson: (slug) => (slug === "small" ? ok(smallLesson()) : err(`There is no lesson "${slug}".`)),
    glossary: () => ok(smallGlossary),
    lessons: () => [
      { slug: "small", title: { en: "A small lesson", ko: "작은 레슨" }, minutes: 5, progress: "started" },
      { slug: "broken", title: { en: "A broken one", ko: "고장 난 레슨" }, minutes: 10, progress: "ready" },
    ],
    next: () => ({ kind: "continue", slug: "small" }),
    map: () => smallMap,
    after: () => undefined,
    rememberLanguage: (language) => remembered.push(language),
    recordProgress: (step) => progress.push(step),
  };
  const terminal = startTerminal({ host, look: { colour: "16", ascii: false, utf8: true } });
  if (change.ahead !== undefined) host.type("data", change.ahead);
  const app: AppProps = {
    screen: { kind: "menu" },
    language: "en",
    theme: "dark",
    timers: host.timers,
    ...change,
    loaders: { ...loaders, ...change.loaders },
  };
  showFirst(terminal, app, (shown) => startApp(terminal, app, shown));

  async function settle(): Promise<void> {
    // Keys, React's renders and slices of a run take turns; it is quiet when a turn writes nothing.
    for (let quiet = 0; quiet < 3; ) {
      host.timers.settle();
      await new Promise((resolve) => setImmediate(resolve));
      const written = host.output.taken().join("");
      quiet = written === "" ? quiet + 1 : 0;
      await new Promise<void>((resolve) => emulator.write(written, resolve));
    }
  }

  await settle();
  const read = () =>
    Array.from({ length: emulator.rows }, (_, y) => emulator.buffer.active.getLine(y)?.translateToString(true) ?? "");
  return {
    async type(...bytes) {
      for (const part of bytes) {
        host.type("data", part);
        await settle();
      }
    },
    async resize(nextColumns, nextRows) {
      emulator.resize(nextColumns, nextRows);
      Object.assign(host.output, { columns: nextColumns, rows: nextRows });
      host.output.emit("resize");
      host.timers.pass(100);
      await settle();
    },
    rows: read,
    screen: () => read().join("\n"),
    cursor: () => ({ x: emulator.buffer.active.cursorX, y: emulator.buffer.active.cursorY }),
    exit: () => host.log.find((entry) => entry.startsWith("exit")),
    progress,
    remembered,
  };
}
