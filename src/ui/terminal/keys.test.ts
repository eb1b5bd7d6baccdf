import fc from "fast-check";
import { expect, test } from "vitest";
import type { Key, Reply } from "./key.ts";
import { emptyTokenizer, feed, giveUp, patience, type Tokens } from "./keys.ts";

const spell = (key: Key) =>
  key.kind === "paste" ? `paste:${key.text}` : key.name === "char" ? key.char! : `<${key.name}>`;

/** Everything these chunks give, and what giving up on the rest adds. */
function read(...chunks: readonly (string | Uint8Array)[]): { keys: string[]; replies: Reply[] } {
  const keys: string[] = [];
  const replies: Reply[] = [];
  const take = (tokens: Tokens) => {
    keys.push(...tokens.keys.map(spell));
    replies.push(...tokens.replies);
    return tokens.state;
  };
  let state = emptyTokenizer;
  for (const chunk of chunks) state = take(feed(state, chunk));
  take(giveUp(state));
  return { keys, replies };
}

test.each([
  ["arrows", "\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA\x1bOB\x1bOC\x1bOD", "<up><down><right><left><up><down><right><left>"],
  [
    "home and end in all their forms",
    "\x1b[H\x1bOH\x1b[1~\x1b[7~\x1b[F\x1bOF\x1b[4~\x1b[8~",
    "<home>".repeat(4) + "<end>".repeat(4),
  ],
  ["paging and deleting", "\x1b[5~\x1b[6~\x1b[3~\x7f\b", "<pageup><pagedown><delete><backspace><backspace>"],
  [
    "modifiers are tolerated",
    "\x1b[1;5C\x1b[1;2A\x1b[5;3~\x1bO5D\x1b[a\x1b[7^\x1b[8$",
    "<right><up><pageup><left><up><home><end>",
  ],
  ["Alt and an arrow, as rxvt sends it", "\x1b\x1b[A", "<up>"],
  ["tab, shift-tab, enter, space", "\t\x1b[Z\r \n", "<tab><shift-tab><enter><space><enter>"],
  ["CR LF is one enter", "\r\n\r\nx", "<enter><enter>x"],
  ["control keys", "\x03\x1a\x0c\x00\x1c", "<ctrl-c><ctrl-z><ctrl-l>"],
  ["escape alone", "\x1b", "<escape>"],
  ["escape twice", "\x1b\x1b", "<escape><escape>"],
  ["escape and a letter at once", "\x1bn", "<escape>n"],
  ["function keys", "\x1bOP\x1b[15~\x1b[1;5P\x1b[[Ax\x1b[25~", "x"],
  [
    "focus, mouse and reports",
    "\x1b[I\x1b[O\x1b[<0;10;5M\x1b[<0;10;5m\x1b[M !!\x1b[32;10;5M\x1b[?2026;2$y\x1b[8;24;80tx",
    "x",
  ],
  ["strings of the terminal", "\x1b]11;rgb:00/00/00\x07\x1b]10;x\x1b\\\x1bP1+r6b\x1b\\\x1b_Gi=1;OK\x1b\\x", "x"],
  ["a string broken off by an arrow", "\x1b]11;rgb\x1b[Ax", "<up>x"],
  ["a sequence broken off by another", "\x1b[1;\x1b[Bx", "<down>x"],
  ["a sequence broken off by a control key", "\x1b[1\x03", "<ctrl-c>"],
  ["unfinished sequences", "x\x1b[1;5", "x"],
  ["a sequence that is too long", `\x1b[${"1".repeat(128)}Ax`, "x"],
  ["the keypad", "\x1bOM\x1bOp\x1bOy\x1bOk", "<enter>09+"],
  [
    "kitty's keys",
    "\x1b[27u\x1b[13u\x1b[9;2u\x1b[97u\x1b[97;2u\x1b[99;5u\x1b[97;1:3u\x1b[57376u",
    "<escape><enter><shift-tab>aA<ctrl-c>",
  ],
  ["xterm's modifyOtherKeys", "\x1b[27;5;99~\x1b[27;2;13~", "<ctrl-c><enter>"],
  ["letters of all planes", "a한é🙂\ufffd\u0085\ufeff", "a한é🙂"],
  ["a paste", "a\x1b[200~x\r\ny\tz\x1b[31m\x03\x1b[201~b", "apaste:x\ny zb"],
  ["a paste that never ends", "\x1b[200~abc\x1b[20", "paste:abc"],
  ["the end of a paste without a beginning", "\x1b[201~x", "x"],
  ["decomposed Hangul in a paste", "\x1b[200~\u1112\u1161\u11ab\x1b[201~", "paste:한"],
])("%s", (_, input, keys) => {
  expect(read(input).keys.join("")).toBe(keys);
});

test.each([
  ["\x1b]11;rgb:ffff/8000/0000\x1b\\", { red: 1, green: 0x8000 / 0xffff, blue: 0 }],
  ["\x1b]11;rgb:1e/20/ff\x07", { red: 0x1e / 0xff, green: 0x20 / 0xff, blue: 1 }],
  ["\x1b]11;rgba:0/f/0/f\x07", { red: 0, green: 1, blue: 0 }],
])("%j is the colour of the ground", (input, colour) => {
  expect(read(`a${input}b`)).toEqual({ keys: ["a", "b"], replies: [{ kind: "background-colour", ...colour }] });
});

test.each([
  "\x1b]11;rgb:ffff/8000\x07",
  "\x1b]12;rgb:ff/ff/ff\x07",
  "\x1b]11;?\x07",
  `\x1b]11;rgb:${"0".repeat(200)}/0/0\x07`,
])("%j is no answer and no key", (input) => {
  expect(read(`a${input}b`)).toEqual({ keys: ["a", "b"], replies: [] });
});

test("answers of the terminal are not keys", () => {
  expect(read("a\x1b[12;40R\x1b[?3;4R\x1b[?62;22cb")).toEqual({
    keys: ["a", "b"],
    replies: [
      { kind: "cursor-position", row: 12, column: 40 },
      { kind: "cursor-position", row: 3, column: 4 },
      { kind: "device-attributes", parameters: [62, 22] },
    ],
  });
});

test("bytes that are no UTF-8 are dropped, those around them are not", () => {
  expect(read(Uint8Array.of(0x61, 0xff, 0xed, 0x95, 0x62, 0xc0, 0x80, 0x63)).keys).toEqual(["a", "b", "c"]);
});

test("a paste is cut at 64 Ki and a monstrous sequence is thrown away, with bounded memory", () => {
  const [paste, after] = read(`\x1b[200~${"x".repeat(200_000)}`, `${"y".repeat(9)}\x1b[201~z`).keys;
  expect([paste?.length, after]).toEqual(["paste:".length + 65_536, "z"]);
  let state = emptyTokenizer;
  for (const start of ["\x1b[", "\x1b]"]) {
    state = feed(state, start).state;
    for (let n = 0; n < 100; n++) {
      state = feed(state, "1;".repeat(50)).state;
      expect(state.text.length).toBeLessThanOrEqual(128);
    }
    const ended = feed(state, start === "\x1b[" ? "Ax" : "\x07x");
    expect(ended.keys.map(spell)).toEqual(["x"]);
    state = ended.state;
  }
});

test("what is unfinished is waited for: shortly for a key, longer for a paste", () => {
  const wait = (text: string) => patience(feed(emptyTokenizer, text).state);
  expect(["", "a", "\x1b", "\x1b[", "\x1bP", "\x1b]11;", "\x1b[200~a"].map(wait)).toEqual([
    undefined,
    undefined,
    40,
    40,
    40,
    1000,
    1000,
  ]);
});

const fragment = fc.constantFrom(
  ..."\x1b|\x1b[|\x1bO|\x1b]|\x1bP|[|O|A|M|R|c|~|;|1|5|200|?|<|u|\\|\x07|\r|\n|\x1b[200~|\x1b[201~|한|🙂|\x03|a| |\x18|\x9b".split(
    "|",
  ),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.array(fragment, { maxLength: 30 }).map((parts) => new TextEncoder().encode(parts.join(""))),
  fc
    .tuple(fragment, fc.integer({ min: 100, max: 160 }), fragment)
    .map(([a, n, b]) => new TextEncoder().encode(a + "1".repeat(n) + b)),
);

test("cutting the input anywhere gives the same keys, whatever the bytes", () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(200), { maxLength: 4 }), (input, cuts) => {
      const at = [0, ...cuts.filter((cut) => cut < input.length).sort((a, b) => a - b), input.length];
      const chunks = at.slice(1).map((end, i) => input.slice(at[i], end));
      expect(read(...chunks)).toEqual(read(input));
      expect(read(...[...input].map((byte) => Uint8Array.of(byte)))).toEqual(read(input));
    }),
    { numRuns: 3000, seed: 53 },
  );
});

test("text as strings gives the same keys as its bytes", () => {
  fc.assert(
    fc.property(fc.array(fragment), (parts) => {
      expect(read(...parts)).toEqual(read(new TextEncoder().encode(parts.join(""))));
    }),
    { seed: 53 },
  );
});
