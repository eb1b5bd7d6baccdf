/** A process of its own that records beats: `progress-writer FILE LESSON BEATS`. Says when it has opened the file, and waits. */
import process from "node:process";
import { openProgress } from "../progress-file.ts";

const [, , file = "", lesson = "", beats = "0"] = process.argv;
const store = openProgress(file, () => new Date().toISOString());
process.stdout.write("open\n");
process.stdin.once("data", () => {
  for (let n = 1; n <= Number(beats); n++) store.record({ lesson, beat: `b${n}`, done: false });
  process.exitCode = store.problems().length;
  process.stdin.unref();
});
