/** The command line: what was asked for, in which language, and how it ended. */
import process from "node:process";
import { languageFrom, languageWords } from "../i18n/language.ts";
import { type Language, languages } from "../i18n/words.ts";
import { savedLanguage } from "../lesson/progress.ts";
import { judgeCapabilities } from "../ui/terminal/capabilities.ts";
import { commonOf } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import { progressFile, readProgress } from "./progress-file.ts";
import { usualCommand } from "./usual-command.ts";

async function main(argv: readonly string[]): Promise<number> {
  const language = languageAsked(argv) ?? languageSaved(process.env);
  const words = languageWords(language ?? languageFrom(process.env));
  const usual = usualCommand(argv);
  if (!usual) return (await import("./command-line.ts")).commandLine(argv, words, language);
  const common = commonOf(usual.options, words, language);
  const { show } = await import("./show.ts");
  return show(common, usual.command);
}

/** Before anything is parsed, since even the help is in a language. */
function languageAsked(argv: readonly string[]): Language | undefined {
  const at = argv.findIndex((a) => a === "--lang" || a.startsWith("--lang="));
  if (at < 0) return undefined;
  const asked = argv[at]!.includes("=") ? argv[at]!.slice("--lang=".length) : argv[at + 1];
  const known = languages.find((l) => l === asked);
  if (known) return known;
  if (asked === undefined) return undefined;
  throw new Failure(languageWords(languageFrom(process.env)).ui.error.unknownLanguage(asked, languages), 2);
}

/** What the learner chose last, unless nothing of it could be read here. */
function languageSaved(environment: NodeJS.ProcessEnv): Language | undefined {
  const saved = savedLanguage(readProgress(progressFile(environment)));
  if (saved !== "ko") return saved;
  return showsHangul(environment) ? saved : undefined;
}

/** Without UTF-8 nothing of ours can show it, and the Linux console's font has none. */
function showsHangul(environment: NodeJS.ProcessEnv): boolean {
  const { platform, stdin, stdout } = process;
  const terminal = { environment, flags: {}, stdinIsTty: stdin.isTTY, stdoutIsTty: stdout.isTTY, platform };
  return judgeCapabilities(terminal).utf8 && environment.TERM !== "linux";
}

function report(thrown: unknown, debug: boolean): number {
  const words = languageWords(languageFrom(process.env));
  if (thrown instanceof Failure) {
    process.stderr.write(`net-tutor: ${thrown.message}\n`);
    return thrown.exitCode;
  }
  process.stderr.write(`net-tutor: ${words.ui.error.bug} ${causeOf(thrown)}\n`);
  if (debug && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
  return 70;
}

const argv = process.argv.slice(2);
try {
  process.exitCode = await main(argv);
} catch (thrown) {
  process.exitCode = report(thrown, argv.includes("--debug"));
}
