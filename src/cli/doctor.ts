/** `net-tutor doctor`: what the terminal, the language and the folders are like, and the remedy for each that is not well. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import type { Words } from "../i18n/words.ts";
import { SMALLEST } from "../ui/arrange.ts";
import { type Capabilities, judgeCapabilities } from "../ui/terminal/capabilities.ts";
import type { Reply } from "../ui/terminal/key.ts";
import { createKeyReader } from "../ui/terminal/key-reader.ts";
import { applyProbe, hangulColumns, type ProbeResult, startProbe } from "../ui/terminal/probe.ts";
import type { Size } from "../view/row.ts";
import { columnsOf, pad } from "../view/text.ts";
import type { Common } from "./common.ts";
import { causeOf } from "./failure.ts";
import { nodeHost } from "./node-host.ts";
import { packageVersion } from "./package-folder.ts";
import { progressFile } from "./progress-file.ts";
import { openSink } from "./sink.ts";

/** All that is looked at. */
export type Seen = {
  readonly version: string;
  /** `20.19.0`. */
  readonly node: string;
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly capabilities: Capabilities;
  /** Undefined where there is no terminal. */
  readonly size?: Size;
  /** What the terminal said of itself. */
  readonly probe: ProbeResult;
  /** How wide it draws a Hangul syllable; undefined where it did not say. */
  readonly hangul?: number;
  readonly dataFolder: string;
  /** What the system says against writing there. */
  readonly unwritable?: string;
};

/** A line of the report: what it is about, how it is, and what to do where that is not well. */
export type Diagnosis = { readonly about: string; readonly found: string; readonly remedy?: string };

const OLDEST_NODE = [20, 19] as const;

/** Exit code 1 where something is to be mended. */
export async function doctor(common: Common): Promise<number> {
  const { words } = common;
  const lines = diagnose(await look(common), words);
  const out = openSink("-", words);
  for (const line of reportLines(lines, words)) await out.write(`${line}\n`);
  await out.end();
  return lines.some(({ remedy }) => remedy !== undefined) ? 1 : 0;
}

export function reportLines(lines: readonly Diagnosis[], words: Words): readonly string[] {
  const width = Math.max(...lines.map(({ about }) => columnsOf(about)));
  const isFine = lines.every(({ remedy }) => remedy === undefined);
  return [
    ...lines.flatMap(({ about, found, remedy }) => [
      `${pad(about, width)}  ${found}`,
      ...(remedy === undefined ? [] : [`${pad("", width)}  -> ${remedy}`]),
    ]),
    ...(isFine ? [words.ui.doctor.fine] : []),
  ];
}

export function diagnose(seen: Seen, words: Words): readonly Diagnosis[] {
  return [
    { about: "net-tutor", found: seen.version },
    node(seen, words),
    terminal(seen, words),
    ...(seen.size ? [size(seen.size, words)] : []),
    colours(seen, words),
    encoding(seen, words),
    ...hangul(seen, words),
    lines(seen, words),
    language(seen, words),
    dataFolder(seen, words),
  ];
}

function node({ node, platform }: Seen, { ui: { doctor } }: Words): Diagnosis {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const old = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return {
    about: "Node",
    found: `${node}, ${platform}`,
    ...(old && { remedy: doctor.oldNode(OLDEST_NODE.join(".")) }),
  };
}

function terminal({ capabilities, environment }: Seen, { ui: { doctor, error } }: Words): Diagnosis {
  const { TERM: term, SSH_CONNECTION: ssh, TMUX: tmux, STY: screen } = environment;
  const through = [ssh && "ssh", tmux && "tmux", screen && "screen"].filter(Boolean).join(", ");
  const name = `TERM=${term ?? ""}${through === "" ? "" : ` (${through})`}`;
  const about = doctor.terminal;
  if (!capabilities.tty) return { about, found: `${doctor.notTerminal}, ${name}`, remedy: error.noTerminal };
  return term ? { about, found: name } : { about, found: name, remedy: doctor.noTerm };
}

function size({ columns, rows }: Size, { ui: { doctor } }: Words): Diagnosis {
  const small = columns < SMALLEST.columns || rows < SMALLEST.rows;
  const found = `${columns}x${rows}`;
  return {
    about: doctor.size,
    found,
    ...(small && { remedy: doctor.tooSmall(`${SMALLEST.columns}x${SMALLEST.rows}`) }),
  };
}

function colours({ capabilities: { colour, reasons } }: Seen, { ui: { doctor } }: Words): Diagnosis {
  const found = `${colour === "none" ? doctor.noColours : colour} (${reasons.colour})`;
  const poor = colour === "none" && reasons.colour === "TERM";
  return { about: doctor.colours, found, ...(poor && { remedy: doctor.colourTerm }) };
}

function encoding({ capabilities: { utf8, reasons } }: Seen, { ui: { doctor } }: Words): Diagnosis {
  const found = `${utf8 ? doctor.yes : doctor.no} (${reasons.utf8})`;
  return { about: "UTF-8", found, ...(!utf8 && { remedy: doctor.noUtf8 }) };
}

/** A terminal that takes the three bytes of a syllable for three letters has said so as its encoding. */
function hangul({ hangul, capabilities: { utf8 } }: Seen, { ui: { doctor } }: Words): readonly Diagnosis[] {
  if (hangul === undefined) return [{ about: doctor.hangul, found: doctor.unasked }];
  const wrong = utf8 && hangul !== 2;
  return [{ about: doctor.hangul, found: doctor.columns(hangul), ...(wrong && { remedy: doctor.hangulWidth }) }];
}

function lines({ capabilities: { ascii, reasons } }: Seen, { ui: { doctor } }: Words): Diagnosis {
  const wide = reasons.ascii === "wide-borders";
  const found = `${ascii ? "ASCII" : doctor.boxLines} (${reasons.ascii})`;
  return { about: doctor.lines, found, ...(wide && { remedy: doctor.wideLines }) };
}

function language({ capabilities: { language, reasons } }: Seen, { ui: { doctor } }: Words): Diagnosis {
  const hidden = reasons.language === "no-hangul-here";
  const found = `${language} (${reasons.language})`;
  return { about: doctor.language, found, ...(hidden && { remedy: doctor.noHangul }) };
}

function dataFolder({ dataFolder, unwritable }: Seen, { ui: { doctor } }: Words): Diagnosis {
  return {
    about: doctor.dataFolder,
    found: unwritable === undefined ? dataFolder : `${dataFolder} (${unwritable})`,
    ...(unwritable !== undefined && { remedy: doctor.notWritable(dataFolder) }),
  };
}

async function look(common: Common): Promise<Seen> {
  const { env: environment, stdin, stdout, platform } = process;
  const judged = judgeCapabilities({
    environment,
    flags: {
      colour: common.colour,
      ascii: common.ascii,
      language: common.language,
      ground: common.theme,
    },
    stdinIsTty: stdin.isTTY,
    stdoutIsTty: stdout.isTTY,
    platform,
  });
  const { probe, hangul } = judged.tty ? await asked(judged.asksGround) : noAnswer;
  const folder = dirname(progressFile(environment));
  const unwritable = whyNotWritable(folder);
  return {
    version: packageVersion(),
    node: process.versions.node,
    platform,
    environment,
    capabilities: applyProbe(judged, probe),
    ...(judged.tty && { size: { columns: stdout.columns, rows: stdout.rows } }),
    probe,
    ...(hangul !== undefined && { hangul }),
    dataFolder: folder,
    ...(unwritable !== undefined && { unwritable }),
  };
}

type Answer = { readonly probe: ProbeResult; readonly hangul?: number };

const noAnswer: Answer = { probe: { kind: "silent" } };

/** Asks the terminal, whose answers come as if they were typed. */
async function asked(ground: boolean): Promise<Answer> {
  const { input, output, timers } = nodeHost();
  const replies: Reply[] = [];
  const wasRaw = process.stdin.isRaw;
  process.stdin.setRawMode(true);
  try {
    return await new Promise<Answer>((resolve) => {
      const take = startProbe({
        write: (text) => void output.write(text),
        timers,
        ground,
        done(probe) {
          const hangul = hangulColumns(replies);
          resolve({ probe, ...(hangul !== undefined && { hangul }) });
        },
      });
      const reader = createKeyReader({
        timers,
        onKey: () => undefined,
        onReply(reply) {
          replies.push(reply);
          take(reply);
        },
      });
      input.on("data", (chunk) => reader.push(chunk));
    });
  } finally {
    process.stdin.removeAllListeners("data");
    process.stdin.setRawMode(wasRaw);
    process.stdin.pause();
    output.write("\r\x1b[K");
  }
}

/** The system's word against writing into `folder`, or where it is not there yet, into the nearest one above it that is. */
function whyNotWritable(folder: string): string | undefined {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) return "ENOTDIR";
    accessSync(nearest, constants.W_OK);
    return undefined;
  } catch (error) {
    return causeOf(error);
  }
}
