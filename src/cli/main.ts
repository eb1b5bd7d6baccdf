/** The command line: what was asked for, in which language, and how it ended. Each command is loaded when it is used. */
import process from "node:process";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { languageFrom, languageWords } from "../i18n/language.ts";
import { type Language, languages, type Words } from "../i18n/words.ts";
import { suggest } from "../lesson/suggest.ts";
import { packageVersion } from "./assets.ts";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";

const commands = ["learn", "open", "trace", "attach", "list", "shot", "schema", "completion"] as const;

async function main(argv: readonly string[]): Promise<number> {
  const language = languageAsked(argv);
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
      ascii: { type: "boolean", describe: option.ascii },
      color: { type: "boolean", describe: option.noColor, hidden: true },
      "no-color": { type: "boolean", describe: option.noColor },
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
        code = await (await import("./screen.ts")).showMenu(common(args, words, language));
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
        code = await (await import("./screen.ts")).showLesson(common(args, words, language), args.lesson, args.beat);
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
        code = await (await import("./screen.ts")).showUrl(common(args, words, language), args.url, args);
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
  readonly debug?: boolean | undefined;
};

const common = (args: CommonArgs, words: Words, language: Language | undefined): Common => ({
  words,
  language,
  ascii: args.ascii,
  colour: args.color,
  debug: args.debug ?? false,
});

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
