/** What the terminal can do, judged by environment and flags alone; every answer says which rule gave it. */
import type { Look } from "./cells.ts";
import type { ColourLevel } from "./style.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the user asked for; what is absent was not said. */
export interface CapabilityFlags {
  /** `--color`, `--no-color`. */
  readonly colour?: boolean | undefined;
  readonly ascii?: boolean | undefined;
  readonly language?: Language | undefined;
  readonly ground?: Ground | undefined;
}

export type Language = "en" | "ko";
/** What the letters stand on: it decides which colours can be read. */
export type Ground = "dark" | "light";

export type TtyReason = "terminal" | "stdin-is-no-terminal" | "stdout-is-no-terminal" | "dumb-terminal";
export type ColourReason = "flag" | "NO_COLOR" | "FORCE_COLOR" | "COLORTERM" | "TERM" | "windows";
export type Utf8Reason = "LC_ALL" | "LC_CTYPE" | "LANG" | "TERM" | "asked" | "assumed";
export type AsciiReason = "flag" | "not-utf8" | "old-terminal" | "wide-borders" | "not-needed";
export type GroundReason = "flag" | "asked" | "COLORFGBG" | "assumed";
export type LanguageReason = "flag" | "LC_ALL" | "LC_MESSAGES" | "LANG" | "no-hangul-here" | "assumed";

export interface Capabilities {
  /** Whether the full screen can be shown at all. */
  readonly tty: boolean;
  readonly colour: ColourLevel;
  readonly utf8: boolean;
  /** Draw borders and arrows in ASCII. */
  readonly ascii: boolean;
  readonly language: Language;
  readonly ground: Ground;
  /** Whether asking for the ground does no harm and could tell something new. */
  readonly asksGround: boolean;
  readonly reasons: {
    readonly tty: TtyReason;
    readonly colour: ColourReason;
    readonly utf8: Utf8Reason;
    readonly ascii: AsciiReason;
    readonly language: LanguageReason;
    readonly ground: GroundReason;
  };
}

type Judged<T, R> = readonly [value: T, reason: R];

/** Judges a terminal. `platform` is Node's `process.platform`. */
export function judgeCapabilities(input: {
  readonly environment: Environment;
  readonly flags: CapabilityFlags;
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
  readonly platform: string;
}): Capabilities {
  const { environment, flags } = input;
  const windows = input.platform === "win32";
  const [tty, ttyReason] = judgeTty(input);
  const [colour, colourReason] = judgeColour(environment, flags, windows);
  const [utf8, utf8Reason] = judgeUtf8(environment);
  const [ascii, asciiReason] = judgeAscii(environment, flags, utf8);
  const [language, languageReason] = judgeLanguage(environment, flags, utf8);
  const [ground, groundReason] = judgeGround(environment, flags);
  return {
    tty,
    colour,
    utf8,
    ascii,
    language,
    ground,
    asksGround:
      colour !== "none" && groundReason !== "flag" && !isOldTerminal(environment) && environment.TERM !== "linux",
    reasons: {
      tty: ttyReason,
      colour: colourReason,
      utf8: utf8Reason,
      ascii: asciiReason,
      language: languageReason,
      ground: groundReason,
    },
  };
}

/** The part of the capabilities that the painter goes by. */
export function lookOf(capabilities: Capabilities): Look {
  return { colour: capabilities.colour, ascii: capabilities.ascii, utf8: capabilities.utf8 };
}

function judgeTty(input: {
  readonly environment: Environment;
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
}): Judged<boolean, TtyReason> {
  if (!input.stdinIsTty) return [false, "stdin-is-no-terminal"];
  if (!input.stdoutIsTty) return [false, "stdout-is-no-terminal"];
  if (input.environment.TERM === "dumb") return [false, "dumb-terminal"];
  return [true, "terminal"];
}

/** Terminals that show 24-bit colour and have said so by their name only. */
const TRUECOLOUR_TERMS = /^(?:xterm-kitty|xterm-ghostty|alacritty|wezterm|foot|contour)|-direct$/;
const COLOURLESS_TERMS = /^(?:vt\d+|dumb$)|-m(?:ono)?$/;

function judgeColour(
  environment: Environment,
  flags: CapabilityFlags,
  windows: boolean,
): Judged<ColourLevel, ColourReason> {
  if (flags.colour === false) return ["none", "flag"];
  const own = ownColour(environment, windows);
  if (flags.colour === true) return own[0] === "none" ? ["16", "flag"] : own;
  // https://no-color.org: present and not empty.
  if (environment.NO_COLOR) return ["none", "NO_COLOR"];
  const forced = forcedColour(environment.FORCE_COLOR);
  if (forced !== undefined) return [forced, "FORCE_COLOR"];
  return own;
}

function forcedColour(value: string | undefined): ColourLevel | undefined {
  switch (value) {
    case undefined:
      return undefined;
    case "0":
    case "false":
      return "none";
    case "2":
      return "256";
    case "3":
      return "truecolor";
    default:
      return "16";
  }
}

function ownColour(environment: Environment, windows: boolean): Judged<ColourLevel, ColourReason> {
  const term = environment.TERM ?? "";
  const colourTerm = environment.COLORTERM;
  // GNU screen passes COLORTERM on but cannot show 24-bit colour.
  if ((colourTerm === "truecolor" || colourTerm === "24bit") && !term.startsWith("screen")) {
    return ["truecolor", "COLORTERM"];
  }
  if (COLOURLESS_TERMS.test(term)) return ["none", "TERM"];
  if (TRUECOLOUR_TERMS.test(term)) return ["truecolor", "TERM"];
  if (/256/.test(term) || term.startsWith("tmux")) return ["256", "TERM"];
  if (windows && term === "") return [environment.WT_SESSION ? "truecolor" : "256", "windows"];
  return ["16", "TERM"];
}

function judgeUtf8(environment: Environment): Judged<boolean, Utf8Reason> {
  for (const name of ["LC_ALL", "LC_CTYPE", "LANG"] as const) {
    const value = environment[name];
    if (value) return [/utf-?8/i.test(value), name];
  }
  return isOldTerminal(environment) || environment.TERM === "linux" ? [false, "TERM"] : [true, "assumed"];
}

function isOldTerminal(environment: Environment): boolean {
  return /^vt\d/.test(environment.TERM ?? "");
}

function judgeAscii(environment: Environment, flags: CapabilityFlags, utf8: boolean): Judged<boolean, AsciiReason> {
  if (flags.ascii !== undefined) return [flags.ascii, "flag"];
  if (!utf8) return [true, "not-utf8"];
  if (isOldTerminal(environment)) return [true, "old-terminal"];
  return [false, "not-needed"];
}

function judgeLanguage(
  environment: Environment,
  flags: CapabilityFlags,
  utf8: boolean,
): Judged<Language, LanguageReason> {
  if (flags.language) return [flags.language, "flag"];
  for (const name of ["LC_ALL", "LC_MESSAGES", "LANG"] as const) {
    const value = environment[name];
    if (!value) continue;
    if (!/^ko(?:[_.@-]|$)/i.test(value)) return ["en", name];
    // The Linux console's font has 512 glyphs and no Hangul; without UTF-8 nothing of ours can show it.
    return environment.TERM === "linux" || !utf8 ? ["en", "no-hangul-here"] : ["ko", name];
  }
  return ["en", "assumed"];
}

/** COLORFGBG is rxvt's: `15;0` or `15;default;0`, the last is the ground as one of the 16 colours. */
function judgeGround(environment: Environment, flags: CapabilityFlags): Judged<Ground, GroundReason> {
  if (flags.ground) return [flags.ground, "flag"];
  const colour = /(?:^|;)(\d{1,2})$/.exec(environment.COLORFGBG ?? "")?.[1];
  if (colour === undefined) return ["dark", "assumed"];
  const n = Number(colour);
  // White and the bright colours, but not bright black.
  return [n === 7 || (n >= 9 && n <= 15) ? "light" : "dark", "COLORFGBG"];
}
