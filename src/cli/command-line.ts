/** The command line in full: all commands with their options and help. Each command is loaded when it is used. */
import process from "node:process";
import yargs from "yargs";
import type { Language, Words } from "../i18n/words.ts";
import { suggest } from "../lesson/suggest.ts";
import { commonOf } from "./common.ts";
import { Failure } from "./failure.ts";
import { packageVersion } from "./package-folder.ts";

const commands = [
  "learn",
  "review",
  "place",
  "open",
  "run",
  "trace",
  "attach",
  "list",
  "map",
  "progress",
  "shot",
  "check",
  "test",
  "new",
  "schema",
  "doctor",
  "completion",
] as const;

/** Does what was asked for, and gives the exit code. */
export async function commandLine(
  argv: readonly string[],
  words: Words,
  language: Language | undefined,
): Promise<number> {
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
        code = await (await import("./show.ts")).showMenu(commonOf(args, words, language));
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
        code = await (await import("./show.ts")).showLesson(commonOf(args, words, language), args.lesson, args.beat);
      },
    )
    .command(
      "review",
      command.review,
      (y) => y.example("net-tutor review", "").example("net-tutor review --plain", ""),
      async (args) => {
        code = await (await import("./show.ts")).showSitting(commonOf(args, words, language), "review");
      },
    )
    .command(
      "place",
      command.place,
      (y) => y.example("net-tutor place", "").example("net-tutor place --plain", ""),
      async (args) => {
        code = await (await import("./show.ts")).showSitting(commonOf(args, words, language), "placement");
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
        code = await (await import("./show.ts")).showUrl(commonOf(args, words, language), args.url, args);
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
        code = await (await import("./run.ts")).runLesson(commonOf(args, words, language), args.folder, args);
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
        code = await (await import("./check.ts")).check(commonOf(args, words, language), args);
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
        code = await (await import("./test.ts")).test(commonOf(args, words, language), args);
      },
    )
    .command(
      "new <folder>",
      command.new,
      (y) => y.positional("folder", { type: "string", demandOption: true }).example("net-tutor new my-lesson", ""),
      async (args) => {
        code = await (await import("./new.ts")).newLesson(commonOf(args, words, language), args.folder);
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
        code = await (await import("./trace.ts")).trace(commonOf(args, words, language), args.target, args);
      },
    )
    .command(
      "list",
      command.list,
      (y) => y.option("json", { type: "boolean", default: false, describe: option.json }),
      async (args) => {
        code = await (await import("./list.ts")).list(commonOf(args, words, language), args.json);
      },
    )
    .command(
      "progress",
      command.progress,
      (y) =>
        y
          .option("reset", { type: "boolean", default: false, describe: option.reset })
          .option("yes", { alias: "y", type: "boolean", default: false, describe: option.yes })
          .option("json", { type: "boolean", default: false, describe: option.json })
          .option("export", { type: "string", requiresArg: true, describe: option.export })
          .option("import", { type: "string", requiresArg: true, describe: option.import })
          .example("net-tutor progress --export progress.jsonl", "")
          .example("net-tutor progress --import progress.jsonl", ""),
      async (args) => {
        code = await (await import("./progress.ts")).progress(commonOf(args, words, language), args);
      },
    )
    .command(
      "map [lesson]",
      command.map,
      (y) => y.positional("lesson", { type: "string" }).example("net-tutor map", "").example("net-tutor map url", ""),
      async (args) => {
        code = await (await import("./map.ts")).map(commonOf(args, words, language), args.lesson);
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
        code = await (await import("./shot.ts")).shot(commonOf(args, words, language), args.target, args);
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
        code = await (await import("./schema.ts")).schema(commonOf(args, words, language), args.what);
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
        code = await (await import("./attach.ts")).attach(commonOf(args, words, language), args);
      },
    )
    .command(
      "doctor",
      command.doctor,
      (y) => y,
      async (args) => {
        code = await (await import("./doctor.ts")).doctor(commonOf(args, words, language));
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

/** The parser's own complaints, in the learner's language where they name something. */
function usageLine(message: string, words: Words): string {
  const { error } = words.ui;
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown) return error.unknownOption(unknown);
  if (message.startsWith("Not enough non-option arguments")) return error.missingArgument("<>");
  return message.split("\n")[0]!;
}
