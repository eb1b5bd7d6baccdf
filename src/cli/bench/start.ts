/** What it takes to the first whole picture, against the least that Ink can draw. Run by `npm run bench`. */
import { languageWords } from "../../i18n/language.ts";
import type { Tui } from "../../ui/terminal/testing/tui.ts";
import { blankless, JOURNEY, journeyFrames, journeyRun, shownText } from "./journey.ts";
import { openMeasured } from "./measured.ts";
import { bound, median, print, rule } from "./page.ts";
import { hello, meter, program } from "./parts.ts";

const ROUNDS = 11;
const MOST = 1.5;
const SIZE = { columns: 80, rows: 24 };

const { ui } = languageWords("en");
const journey = shownText(journeyFrames(journeyRun(), SIZE, false)[0]!.rows);

type Start = { readonly name: string; readonly args: readonly string[]; readonly whole: (tui: Tui) => boolean };

const starts: readonly Start[] = [
  { name: "Ink, hello world", args: [hello], whole: ({ screen }) => screen().includes("Hello") },
  { name: "menu", args: [program], whole: ({ screen }) => screen().includes(ui.menu.hint) },
  { name: "a lesson", args: [program, "learn", "journey"], whole: ({ screen }) => screen().includes("Beat 1/") },
  { name: "a URL", args: [program, "open", JOURNEY], whole: ({ screen }) => screen().includes("event 0/") },
  { name: "a URL, and its run", args: [program, "open", JOURNEY], whole: ({ rows }) => blankless(rows()) === journey },
];

/** Milliseconds until the picture is on the screen: of the clock, and of the process's processor time. */
type Taken = { readonly clock: number; readonly cpu: number };

async function takenBy({ args, whole }: Start): Promise<Taken> {
  const from = performance.now();
  using measured = openMeasured({ args, meter, size: SIZE });
  await measured.tui.until(whole);
  const clock = performance.now() - from;
  return { clock, cpu: (await measured.read()).cpuMicros / 1000 };
}

const widths = [22, 9, 9, 9, 9];
const taken = new Map(starts.map((start): [Start, Taken[]] => [start, []]));
// Turn by turn, so that what else the machine does falls on all of them.
for (let n = 0; n < ROUNDS; n++) for (const start of starts) taken.get(start)!.push(await takenBy(start));

print(`To the first whole picture at ${SIZE.columns}x${SIZE.rows}, ms, middle of ${ROUNDS}:`);
print(rule(["", "clock", "ratio", "processor", "ratio"], widths));
const [bare, ...ours] = starts.map((start) => ({
  name: start.name,
  clock: median(taken.get(start)!.map(({ clock }) => clock)),
  cpu: median(taken.get(start)!.map(({ cpu }) => cpu)),
}));
for (const { name, clock, cpu } of [bare!, ...ours]) {
  const ratios = [clock / bare!.clock, cpu / bare!.cpu].map((ratio) => ratio.toFixed(2));
  print(rule([name, clock.toFixed(0), ratios[0]!, cpu.toFixed(0), ratios[1]!], widths));
}
for (const { name, clock } of ours) bound(`${name}, by the clock, to hello world`, clock / bare!.clock, MOST);
