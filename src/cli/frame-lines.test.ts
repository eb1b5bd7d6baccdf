import fc from "fast-check";
import { expect, test } from "vitest";
import { type FrameLine, frameLine, noLines, readFrames } from "./frame-lines.ts";

const LONGEST = 20;

function read(...pieces: string[]): readonly FrameLine[] {
  const found: FrameLine[] = [];
  let reader = noLines;
  for (const piece of pieces) {
    const next = readFrames(reader, piece, LONGEST);
    reader = next.reader;
    found.push(...next.lines);
  }
  return found;
}

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => 250 + i);

test("frames are read back as they were written, however the text was cut", () => {
  const frames = fc.array(fc.uint8Array({ minLength: 14, maxLength: LONGEST }), { maxLength: 5 });
  fc.assert(
    fc.property(frames, fc.array(fc.nat(200), { maxLength: 8 }), (written, cuts) => {
      const text = written.map(frameLine).join("");
      const at = [0, ...cuts.filter((c) => c < text.length).toSorted((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
      expect(read(...pieces)).toEqual(written.map((b) => ({ kind: "frame", bytes: b })));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test.each([
  ["capitals, blanks around and a carriage return", ` ${frameLine(bytes(14)).trim().toUpperCase()}\r\n`, bytes(14)],
  ["the longest frame", frameLine(bytes(LONGEST)), bytes(LONGEST)],
  ["empty lines before it", `\n\r\n${frameLine(bytes(14))}`, bytes(14)],
])("%s is a frame", (_, text, frame) => {
  expect(read(text)).toEqual([{ kind: "frame", bytes: frame }]);
});

test("what is no frame is named with its line, and the lines around it are read", () => {
  const good = frameLine(bytes(14));
  const frame = { kind: "frame", bytes: bytes(14) };
  expect(
    read(`${good}${"0g".repeat(14)}\n${good}${"0".repeat(29)}\n00\n\n${good}${frameLine(bytes(21))}${good}`),
  ).toEqual([
    frame,
    { kind: "not-hex", line: 2 },
    frame,
    { kind: "odd-digits", line: 4, digits: 29 },
    { kind: "too-short", line: 5, bytes: 1 },
    frame,
    { kind: "too-long", line: 8 },
    frame,
  ]);
});

test("a line without end is not kept, and is one complaint", () => {
  let reader = noLines;
  for (let i = 0; i < 100; i++) reader = readFrames(reader, "00".repeat(1000), LONGEST).reader;
  expect(reader).toEqual({ line: 1, part: "", tooLong: true });
  expect(readFrames(reader, `\n${frameLine(bytes(14))}`, LONGEST).lines).toEqual([
    { kind: "too-long", line: 1 },
    { kind: "frame", bytes: bytes(14) },
  ]);
});
