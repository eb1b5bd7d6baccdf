/** What a step of the journey costs on the terminal and on the processor. Run by `npm run bench`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import headless from "@xterm/headless";
import { attribute, styleOf } from "../../ui/terminal/style.ts";
import type { Size } from "../../view/row.ts";
import { JOURNEY, journeyFrames, journeyRun } from "./journey.ts";
import { leastBytes, type Screen, type ScreenCell } from "./least.ts";
import { openMeasured } from "./measured.ts";
import { bound, print, rule } from "./page.ts";
import { folder, meter, program, stock } from "./parts.ts";

const SIZES: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];
const MOST_BYTES = 1.3;
const DRAWN: Size = SIZES[1]!;
const MOST_CPU = 0.5;
/** There and back again so many times. */
const ROUNDS = 2;

const run = journeyRun();

type Emulator = { readonly show: (written: string) => Promise<void>; readonly screen: () => Screen };

/** A terminal that is read cell by cell. */
function emulator({ columns, rows }: Size): Emulator {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const buffer = () => terminal.buffer.active;
  const reused = buffer().getNullCell();
  const cellAt = (x: number, y: number): ScreenCell => {
    const cell =
      buffer()
        .getLine(buffer().viewportY + y)
        ?.getCell(x, reused) ?? reused;
    const fg = cell.isFgDefault() ? 0 : cell.getFgColor() + 1;
    const bg = cell.isBgDefault() ? 0 : cell.getBgColor() + 1;
    const attributes =
      (cell.isBold() ? attribute.bold : 0) |
      (cell.isDim() ? attribute.dim : 0) |
      (cell.isUnderline() ? attribute.underline : 0) |
      (cell.isInverse() ? attribute.inverse : 0);
    return { text: cell.getChars() || " ", width: cell.getWidth(), style: styleOf(fg, bg, attributes) };
  };
  return {
    show: (written) => new Promise((resolve) => terminal.write(written, resolve)),
    screen: () => Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (_, x) => cellAt(x, y))),
  };
}

async function bytesAt(size: Size): Promise<number> {
  const frames = journeyFrames(run, size, false);
  using measured = openMeasured({ args: [program, "open", JOURNEY], meter, size });
  const writes: string[] = [];
  await measured.walk(frames, (_, written) => writes.push(written));
  const seen = emulator(size);
  let before: Screen | undefined;
  let bytes = 0;
  let least = 0;
  for (const written of writes) {
    await seen.show(written);
    const after = seen.screen();
    if (before) {
      bytes += Buffer.byteLength(written);
      least += leastBytes(before, after);
    }
    before = after;
  }
  const steps = frames.length - 1;
  const each = (n: number): string => (n / steps).toFixed(0);
  const ratio = bytes / least;
  print(rule([`${size.columns}x${size.rows}`, String(steps), each(bytes), each(least), ratio.toFixed(2)], widths));
  return ratio;
}

/** Milliseconds of processor time for a step, of the first time there and back and of later ones. */
async function cpuOf(
  args: readonly string[],
  size: Size,
  flags: readonly string[] = [],
): Promise<readonly [number, number]> {
  const [first, ...frames] = journeyFrames(run, DRAWN, true);
  using measured = openMeasured({ args, meter, size, flags });
  await measured.walk([first!]);
  const start = await measured.read();
  await measured.walk(frames);
  const between = await measured.read();
  for (let n = 0; n < ROUNDS; n++) await measured.walk(frames);
  const end = await measured.read();
  const each = (micros: number): number => micros / 1000 / frames.length;
  return [each(between.cpuMicros - start.cpuMicros), each(end.cpuMicros - between.cpuMicros) / ROUNDS];
}

const widths = [22, 7, 9, 9, 9];

print(`Bytes that a step of ${JOURNEY} writes, against the fewest that could do it:`);
print(
  "the best way through each row by cursor moves, changed cells, SGR and EL (least.ts); nothing for modes around it.",
);
print(rule(["", "steps", "written", "least", "ratio"], widths));
const ratios: number[] = [];
for (const size of SIZES) ratios.push(await bytesAt(size));
bound("bytes of a step, worst size, to the fewest", Math.max(...ratios), MOST_BYTES);

print("");
print(
  `Processor time of a step at ${DRAWN.columns}x${DRAWN.rows}, ms; ours makes the picture, the other draws it ready-made.`,
);
if (stock === undefined) print("  Ink 6.8.0 could not be installed (no registry?): no ratio.");
else {
  const file = join(folder, "frames.json");
  const frames = journeyFrames(run, DRAWN, false);
  writeFileSync(file, JSON.stringify(frames.map(({ rows }) => rows)));
  print(rule(["", "first", "later"], widths));
  const ours = await cpuOf([program, "open", JOURNEY], DRAWN);
  // A row more than it needs: at full height Ink would clear the screen each time.
  const theirs = await cpuOf([stock, file], { ...DRAWN, rows: DRAWN.rows + 1 });
  const row = (name: string, [first, later]: readonly [number, number]): string =>
    rule([name, first.toFixed(1), later.toFixed(1)], widths);
  print(row("net-tutor", ours));
  print(row("Ink 6.8.0 as it is", theirs));
  bound("processor time, first time there and back, to stock Ink", ours[0] / theirs[0], MOST_CPU);
  bound("processor time, later, to stock Ink", ours[1] / theirs[1], MOST_CPU);
}
