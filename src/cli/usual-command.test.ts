import fc from "fast-check";
import { expect, test } from "vitest";
import { Parser } from "yargs/helpers";
import { usualCommand } from "./usual-command.ts";

test.each([
  [[], { command: { kind: "menu" }, options: {} }],
  [["learn", "journey"], { command: { kind: "learn", lesson: "journey" }, options: {} }],
  [["learn", "1", "--lang", "ko"], { command: { kind: "learn", lesson: "1" }, options: {} }],
  [["--ascii", "open", "naver.com"], { command: { kind: "open", url: "naver.com" }, options: { ascii: true } }],
  [["--no-color", "--plain"], { command: { kind: "menu" }, options: { color: false, plain: true } }],
])("%j", (argv, usual) => {
  expect(usualCommand(argv)).toEqual(usual);
});

test.each([
  ["learn"],
  ["lear", "journey"],
  ["learn", "journey", "more"],
  ["learn", "journey", "--beat", "connected"],
  ["open", "naver.com", "--profile", "linux"],
  ["--help"],
  ["learn", "--help"],
  ["learn", "journey", "--lang"],
  ["learn", "journey", "--lang", "fr"],
  ["learn", "journey", "--lang", "ko", "--lang", "en"],
  ["learn", "journey", "--plain", "--plain"],
  ["learn", "--plain", "true"],
  ["open", ""],
  ["--", "learn", "journey"],
  ["-"],
])("%j is left to the parser of all command lines", (...argv) => {
  expect(usualCommand(argv)).toBeUndefined();
});

test("what is understood here is what that parser would understand", () => {
  const options = ["--plain", "--no-panes", "--ascii", "--no-color", "--debug", "--lang", "--theme", "--", "-", "-a"];
  const words = ["learn", "open", "journey", "1", "0x10", "true", "en", "ko", "http://a.kr/?b=--c", "a=b", ""];
  let understood = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...options, ...words), { maxLength: 6 }), (argv) => {
      const usual = usualCommand(argv);
      if (!usual) return;
      understood++;
      const {
        _: positionals,
        lang,
        ...parsed
      } = Parser([...argv], {
        string: ["lang", "theme"],
        narg: { lang: 1, theme: 1 },
        boolean: ["plain", "panes", "ascii", "color", "debug"],
        configuration: { "boolean-negation": true, "parse-positional-numbers": false },
      });
      const { command } = usual;
      const said = { menu: [], learn: ["learn", "lesson"], open: ["open", "url"] }[command.kind];
      const values: Readonly<Record<string, string>> = { ...command };
      expect(positionals).toEqual(said.map((word, i) => (i === 0 ? word : values[word])));
      expect(parsed).toEqual(usual.options);
      expect(lang === undefined || lang === "en" || lang === "ko").toBe(true);
    }),
    { seed: 1, numRuns: 20_000 },
  );
  expect(understood).toBeGreaterThan(100);
});
