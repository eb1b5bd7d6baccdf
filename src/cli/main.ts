/** The command line: what was asked for, in which language, and how it ended. Each command is loaded when it is used. */
import process from "node:process";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { languageFrom, languageWords } from "../i18n/language.ts";
import { type Language, languages, type Words } from "../i18n/words.ts";
import { savedLanguage } from "../lesson/progress.ts";
import { suggest } from "../lesson/suggest.ts";
import { type Ground, judgeCapabilities } from "../ui/terminal/capabilities.ts";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import { packageVersion } from "./package-folder.ts";
import { progressFile, readProgress } from "./progress-file.ts";

const commands = [
  "learn",
  "open",
  "run",
  "trace",
  "attach",
  "list",
  "progress",
  "shot",
  "check",
  "test",
  "new",
  "schema",
  "completion",
] as const;

async function main(argv: readonly string[]): Promise<number> {
  const language = languageAsked(argv) ?? languageSaved(process.env);
  const words = languageWords(language ?? languageFrom(process.env));
  const { option, command, error } = words.ui;
  let code = 0;
  const cli = yargs([...argv])
    .scriptName("net-tutor")
    .version(packageVersion())
    .help()
    .alias("help", "h")
    .exitProcess(false)
    .strictOptions()
    .wrap(Math.min(100, process.stdout.columns || 80))
    .parserConfiguration({ "boolean-negation": true, "parse-positional-numbers": false })
    .options({
      lang: { type: "string", requiresArg: true, describe: option.lang },
      plain: { type: "boolean", describe: option.plain },
      panes: { type: "boolean", describe: option.noPanes, hidden: true },
      "no-panes": { type: "boolean", describe: option.noPanes },
      ascii: { type: "boolean", describe: option.ascii },
      color: { type: "boolean", describe: option.noColor, hidden: true },
      "no-color": { type: "boolean", describe: option.noColor },
      theme: { type: "string", requiresArg: true, describe: option.theme },
      debug: { type: "boolean", describe: option.debug },
    })
    .command(
      "$0 [command]",
      command.menu,
      (y) => y.positional("command", { type: "string", hidden: true }),
      async (args) => {
        if (args.command !== undefined) {
          throw new Failure(error.unknownCommand(args.command, suggest(args.command, commands)), 2);
        }
        code = await (await import("./show.ts")).showMenu(common(args, words, language));
      },
    )
    .command(
      "learn <lesson>",
      command.learn,
      (y) =>
        y
          .positional("lesson", { type: "string", demandOption: true })
          .option("beat", { type: "string", requiresArg: true, describe: option.beat })
          .example("net-tutor learn journey", "")
          .example("net-tutor learn 1 --lang ko", ""),
      async (args) => {
        code = await (await import("./show.ts")).showLesson(common(args, words, language), args.lesson, args.beat);
      },
    )
    .command(
      "open <url>",
      command.open,
      (y) =>
        runOptions(y, words)
          .positional("url", { type: "string", demandOption: true })
          .example("net-tutor open http://www.lab.cyber.co.kr/dir1/file1.html", "")
          .example("net-tutor open naver.com --profile linux", ""),
      async (args) => {
        code = await (await import("./show.ts")).showUrl(common(args, words, language), args.url, args);
      },
    )
    .command(
      "run <folder>",
      command.run,
      (y) =>
        y
          .positional("folder", { type: "string", demandOption: true })
          .option("beat", { type: "string", requiresArg: true, describe: option.beat })
          .option("watch", { type: "boolean", default: false, describe: option.watch })
          .example("net-tutor run my-lesson --watch", ""),
      async (args) => {
        code = await (await import("./run.ts")).runLesson(common(args, words, language), args.folder, args);
      },
    )
    .command(
      "check <folders..>",
      command.check,
      (y) =>
        y
          .positional("folders", { type: "string", array: true, demandOption: true, describe: option.folders })
          .option("json", { type: "boolean", default: false, describe: option.json })
          .option("values", { type: "boolean", default: false, describe: option.values })
          .example("net-tutor check my-lesson", ""),
      async (args) => {
        code = await (await import("./check.ts")).check(common(args, words, language), args);
      },
    )
    .command(
      "test <folders..>",
      command.test,
      (y) =>
        y
          .positional("folders", { type: "string", array: true, demandOption: true, describe: option.folders })
          .option("update", { alias: "u", type: "boolean", default: false, describe: option.update })
          .option("snapshots", { type: "string", requiresArg: true, describe: option.snapshots })
          .example("net-tutor test my-lesson", "")
          .example("net-tutor test my-lesson -u", ""),
      async (args) => {
        code = await (await import("./test.ts")).test(common(args, words, language), args);
      },
    )
    .command(
      "new <folder>",
      command.new,
      (y) => y.positional("folder", { type: "string", demandOption: true }).example("net-tutor new my-lesson", ""),
      async (args) => {
        code = await (await import("./new.ts")).newLesson(common(args, words, language), args.folder);
      },
    )
    .command(
      "trace <target>",
      command.trace,
      (y) =>
        runOptions(y, words)
          .positional("target", { type: "string", demandOption: true })
          .option("format", { type: "string", requiresArg: true, default: "text", describe: option.format })
          .option("point", { type: "string", requiresArg: true, describe: option.point })
          .option("output", { alias: "o", type: "string", requiresArg: true, default: "-", describe: option.output })
          .example("net-tutor trace naver.com", "")
          .example("net-tutor trace naver.com --point client --format pcapng -o naver.pcapng", ""),
      async (args) => {
        code = await (await import("./trace.ts")).trace(common(args, words, language), args.target, args);
      },
    )
    .command(
      "list",
      command.list,
      (y) => y.option("json", { type: "boolean", default: false, describe: option.json }),
      async (args) => {
        code = await (await import("./list.ts")).list(common(args, words, language), args.json);
      },
    )
    .command(
      "progress",
      command.progress,
      (y) =>
        y
          .option("reset", { type: "boolean", default: false, describe: option.reset })
          .option("yes", { alias: "y", type: "boolean", default: false, describe: option.yes })
          .option("export", { type: "boolean", default: false, describe: option.export })
          .example("net-tutor progress --export > progress.json", ""),
      async (args) => {
        code = await (await import("./progress.ts")).progress(common(args, words, language), args);
      },
    )
    .command(
      "shot <target>",
      command.shot,
      (y) =>
        runOptions(y, words)
          .positional("target", { type: "string", demandOption: true })
          .option("at", { type: "string", requiresArg: true, describe: option.at })
          .option("size", { type: "string", requiresArg: true, default: "80x24", describe: option.size })
          .option("output", { alias: "o", type: "string", requiresArg: true, default: "-", describe: option.output })
          .example("net-tutor shot journey --at connected --size 120x40 -o connected.svg", ""),
      async (args) => {
        code = await (await import("./shot.ts")).shot(common(args, words, language), args.target, args);
      },
    )
    .command(
      "schema <what>",
      command.schema,
      (y) =>
        y
          .positional("what", { type: "string", demandOption: true, describe: "lesson, world, trace, log" })
          .example("net-tutor schema world", ""),
      async (args) => {
        code = await (await import("./schema.ts")).schema(common(args, words, language), args.what);
      },
    )
    .command(
      "attach",
      command.attach,
      (y) =>
        runOptions(y, words)
          .option("port", { type: "string", requiresArg: true, describe: option.port })
          .option("open", { type: "string", requiresArg: true, describe: option.openUrl })
          .option("log", { type: "string", requiresArg: true, describe: option.log })
          .option("replay", { type: "string", requiresArg: true, describe: option.replay })
          .example("net-tutor attach --port lan.new --log run.log", "")
          .example("net-tutor attach --port client.eth0 --open http://10.11.12.1:8000/", "")
          .example("net-tutor attach --replay run.log", ""),
      async (args) => {
        code = await (await import("./attach.ts")).attach(common(args, words, language), args);
      },
    )
    .completion("completion", command.completion)
    .fail((message, thrown) => {
      if (thrown) throw thrown;
      throw new Failure(usageLine(message, words), 2);
    });
  await cli.parseAsync();
  return code;
}

function runOptions<T>(y: import("yargs").Argv<T>, words: Words) {
  const { option } = words.ui;
  return y
    .option("profile", { type: "string", requiresArg: true, default: "textbook", describe: option.profile })
    .option("http", { type: "string", requiresArg: true, describe: option.http })
    .option("seed", { type: "string", requiresArg: true, default: "1", describe: option.seed })
    .option("world", { type: "string", requiresArg: true, describe: option.world });
}

type CommonArgs = {
  readonly ascii?: boolean | undefined;
  readonly color?: boolean | undefined;
  readonly theme?: string | undefined;
  readonly debug?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly panes?: boolean | undefined;
};

const common = (args: CommonArgs, words: Words, language: Language | undefined): Common => ({
  words,
  language,
  ascii: args.ascii,
  colour: args.color,
  theme: themeAsked(args.theme, words),
  debug: args.debug ?? false,
  plain: args.plain ?? isPlain(process.env),
  panes: args.panes ?? !isOn(process.env.INK_SCREEN_READER),
});

function themeAsked(asked: string | undefined, words: Words): Ground | undefined {
  if (asked === undefined || asked === "dark" || asked === "light") return asked;
  throw new Failure(words.ui.error.badOption("theme", asked, "dark, light"), 2);
}

/** A screen reader reads all of a screen again when a part of it is drawn; a dumb terminal draws nothing anywhere. */
const isPlain = (env: NodeJS.ProcessEnv): boolean =>
  env.TERM === "dumb" || isOn(env.NET_TUTOR_PLAIN) || isOn(env.INK_SCREEN_READER);

const isOn = (value: string | undefined): boolean => value === "1" || value === "true";

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

/** The parser's own complaints, in the learner's language where they name something. */
function usageLine(message: string, words: Words): string {
  const { error } = words.ui;
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown) return error.unknownOption(unknown);
  if (message.startsWith("Not enough non-option arguments")) return error.missingArgument("<>");
  return message.split("\n")[0]!;
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

const argv = hideBin(process.argv);
try {
  process.exitCode = await main(argv);
} catch (thrown) {
  process.exitCode = report(thrown, argv.includes("--debug"));
}
