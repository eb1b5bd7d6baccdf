import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { watchFolder } from "./watch.ts";

const home = mkdtempSync(join(tmpdir(), "net-tutor-watch-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let folder = "";
let n = 0;
beforeEach(() => {
  folder = join(home, `lesson-${++n}`);
  mkdirSync(folder);
});

type Timer = { readonly delayMillis: number; readonly run: () => void };

/** Timers that run out when a test says so. */
function handTimers() {
  const pending = new Set<Timer>();
  let waiting: (() => void) | undefined;
  return {
    pending,
    timers: {
      after(delayMillis: number, run: () => void) {
        const timer = { delayMillis, run };
        pending.add(timer);
        waiting?.();
        return () => void pending.delete(timer);
      },
      soon: (run: () => void) => run(),
    },
    /** The next timer of this length that is set. */
    async due(delayMillis: number): Promise<Timer> {
      for (;;) {
        const found = [...pending].find((timer) => timer.delayMillis === delayMillis);
        if (found) return found;
        await new Promise<void>((done) => {
          waiting = done;
        });
      }
    },
    expire(timer: Timer): void {
      pending.delete(timer);
      timer.run();
    },
  };
}

test("a file that is saved, in place or by another in its place, is one change when all has settled", async () => {
  const { timers, pending, due, expire } = handTimers();
  let changes = 0;
  const stop = watchFolder(folder, timers, () => changes++);
  writeFileSync(join(folder, "en.md"), "# one\n");
  writeFileSync(join(folder, "en.md~"), "# two\n");
  renameSync(join(folder, "en.md~"), join(folder, "en.md"));
  const timer = await due(100);
  expect(pending.size).toBe(1);
  expect(changes).toBe(0);
  expire(timer);
  expect(changes).toBe(1);
  stop();
  expect(pending.size).toBe(0);
});

test("what lies beside the lesson's texts is nobody's business", async () => {
  const { timers, pending, due } = handTimers();
  const stop = watchFolder(folder, timers, () => undefined);
  writeFileSync(join(folder, "notes.txt"), "mine\n");
  writeFileSync(join(folder, "en.md.swp"), "mine\n");
  mkdirSync(join(folder, "snapshots"));
  // Events come in order: when this one is there, those before it were let go.
  writeFileSync(join(folder, "lesson.yaml"), "slug: a\n");
  await due(100);
  expect(pending.size).toBe(1);
  stop();
});

test("a folder that goes and comes back is watched on", async () => {
  const { timers, due, expire } = handTimers();
  let changes = 0;
  const stop = watchFolder(folder, timers, () => changes++);
  rmSync(folder, { recursive: true });
  expire(await due(500));
  const away = await due(500);
  mkdirSync(folder);
  expire(away);
  expire(await due(100));
  expect(changes).toBe(1);
  writeFileSync(join(folder, "en.md"), "# new\n");
  expire(await due(100));
  expect(changes).toBe(2);
  stop();
});
