/** `net-tutor new`: the beginning of a lesson in a folder of its own, with its snapshots and the schemas of its files. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { skeleton, slugOf } from "../author/skeleton.ts";
import type { Words } from "../i18n/words.ts";
import type { Common } from "./common.ts";
import { causeOf, Failure } from "./failure.ts";
import { printable } from "./printable.ts";
import { schemaText } from "./schema.ts";
import { openSink } from "./sink.ts";
import { snapshotFolder, writeSnapshot } from "./snapshot-folder.ts";
import { playedFolder } from "./target.ts";
import { snapshotsOf } from "./test.ts";

export async function newLesson({ words }: Common, folder: string): Promise<number> {
  const slug = slugOf(basename(resolve(folder)));
  prepare(folder, words);
  const files = new Map([
    ...skeleton(slug),
    ["lesson.schema.json", schemaText("lesson")],
    ["world.schema.json", schemaText("world")],
  ]);
  const out = openSink("-", words);
  const said = (file: string): Promise<boolean> => out.write(`${printable(words.ui.check.written(file))}\n`);
  for (const [name, text] of files) {
    const file = join(folder, name);
    writeNew(file, text, words);
    await said(file);
  }
  // So that `test` has something to compare with from the first change on.
  const snapshots = snapshotFolder(folder, slug, undefined);
  for (const [name, text] of snapshotsOf(playedFolder(folder, words))) writeSnapshot(snapshots, name, text, words);
  await said(snapshots);
  await out.write(`${printable(words.ui.check.begun(folder, quoted(folder)))}\n`);
  await out.end();
  return 0;
}

/** As a shell takes it. */
const quoted = (path: string): string => (/^[\w./\\:-]+$/.test(path) ? path : JSON.stringify(path));

/** Nothing that is there already is touched. */
function prepare(folder: string, words: Words): void {
  const { error } = words.ui;
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0) throw new Failure(error.folderNotEmpty(folder), 2);
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure(error.cannotMake(folder, causeOf(thrown)), 1);
  }
}

function writeNew(file: string, text: string, words: Words): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (thrown) {
    throw new Failure(words.ui.error.cannotMake(file, causeOf(thrown)), 1);
  }
}
