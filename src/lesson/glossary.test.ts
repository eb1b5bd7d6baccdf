import { expect, test } from "vitest";
import { type GlossaryFiles, parseGlossary } from "./glossary.ts";
import { explainKey, termOf } from "./term.ts";
import { lessonSource } from "./testing/lessons.ts";

const yaml = `mss:
  seen: [packet]
  rfc: "9293 3.7.1"
  fields: [tcp.options.mss_val]
  also: [maximum-segment-size]
  see: [mtu]
mtu: {}
`;
const en =
  "# Glossary\n\n## mss Maximum segment size\nThe longest piece\nof data.\n\n## mtu MTU\nThe longest packet.\n";
const ko = "# 용어집\n## mss MSS\n데이터의 최대 길이입니다.\n## mtu MTU\n패킷의 최대 길이입니다.\n";

const files = (change: Partial<Record<"yaml" | "en" | "ko", string>> = {}): GlossaryFiles => {
  const text = { yaml, en, ko, ...change };
  return {
    yaml: { file: "g.yaml", text: text.yaml },
    en: { file: "g.en.md", text: text.en },
    ko: { file: "g.ko.md", text: text.ko },
  };
};
const findings = (change: Parameters<typeof files>[0]) => {
  const parsed = parseGlossary(files(change));
  return parsed.ok ? [] : parsed.error;
};

test("a term has its words in both languages, its lines joined", () => {
  expect(parseGlossary(files())).toEqual({
    ok: true,
    value: {
      terms: {
        mss: {
          id: "mss",
          seen: ["packet"],
          rfc: "9293 3.7.1",
          fields: ["tcp.options.mss_val"],
          also: ["maximum-segment-size"],
          see: ["mtu"],
          words: {
            en: { term: "Maximum segment size", text: "The longest piece of data." },
            ko: { term: "MSS", text: "데이터의 최대 길이입니다." },
          },
        },
        mtu: {
          id: "mtu",
          seen: [],
          fields: [],
          also: [],
          see: [],
          words: {
            en: { term: "MTU", text: "The longest packet." },
            ko: { term: "MTU", text: "패킷의 최대 길이입니다." },
          },
        },
      },
    },
  });
});

test.each<[string, Parameters<typeof files>[0], readonly object[]]>([
  ["no YAML", { yaml: "a: [" }, [{ file: "g.yaml", kind: "yaml-unclosed", mark: "[" }]],
  [
    "an unknown pane",
    { yaml: yaml.replace("[packet]", "[packets]") },
    [{ file: "g.yaml", line: 2, column: 10, kind: "wrong-value", path: "mss.seen.0" }],
  ],
  [
    "an unknown key",
    { yaml: yaml.replace("seen:", "sean:") },
    [{ line: 2, column: 3, kind: "unknown-key", key: "sean", suggestion: "seen" }],
  ],
  [
    "no RFC",
    { yaml: yaml.replace('"9293 3.7.1"', "RFC 9293") },
    [{ line: 3, column: 8, kind: "wrong-value", path: "mss.rfc", expected: "9293 3.6.1" }],
  ],
  [
    "an unknown term to see",
    { yaml: yaml.replace("[mtu]", "[mut]") },
    [{ line: 6, column: 9, kind: "unknown-term", term: "mut", suggestion: "mtu" }],
  ],
  ["a term that refers to itself", { yaml: yaml.replace("[mtu]", "[mss]") }, [{ line: 6, kind: "unknown-term" }]],
  [
    "a field that two terms explain",
    { yaml: yaml.replace("mtu: {}", "mtu: { fields: [tcp.options.mss_val] }") },
    [{ line: 7, column: 17, kind: "field-twice", field: "tcp.options.mss_val", term: "mss" }],
  ],
  [
    "another name that is a term",
    { yaml: yaml.replace("[maximum-segment-size]", "[mtu]") },
    [{ line: 5, column: 10, kind: "field-twice", field: "mtu", term: "mtu" }],
  ],
  [
    "a term without words in a language",
    { ko: "# 용어집\n## mss MSS\n길이입니다.\n" },
    [{ file: "g.ko.md", line: 4, kind: "heading-missing", heading: "## mtu", language: "ko" }],
  ],
  ["no title", { en: en.slice(2) }, [{ file: "g.en.md", line: 1, kind: "heading-missing", heading: "# title" }]],
  [
    "words for an unknown term",
    { en: `${en}\n## mru MRU\nReceived.\n` },
    [{ file: "g.en.md", line: 10, kind: "heading-extra", heading: "## mru" }],
  ],
  [
    "a term twice",
    { en: `${en}\n## mtu MTU\nAgain.\n` },
    [{ file: "g.en.md", line: 10, kind: "heading-twice", heading: "## mtu", language: "en" }],
  ],
  ["an id alone", { en: en.replace("## mtu MTU", "## mtu") }, [{ line: 7, kind: "term-unwritten", term: "mtu" }]],
  ["nothing said", { en: en.replace("The longest packet.", "") }, [{ line: 7, kind: "text-missing", term: "mtu" }]],
  [
    "too much said",
    { en: en.replace("The longest packet.", "word ".repeat(61)) },
    [{ line: 7, kind: "text-too-long", term: "mtu", words: 61, most: 60 }],
  ],
])("%s", (_, change, expected) => {
  const found = findings(change);
  expect(found).toHaveLength(expected.length);
  expect(found).toMatchObject([...expected]);
});

test("a key is a term, a field with or without indexes, or a layer; the first that is known counts", () => {
  const parsed = parseGlossary(
    files({ yaml: yaml.replace("[tcp.options.mss_val]", '[tcp.options.mss_val, "layer:tcp"]') }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const glossary = parsed.value;
  expect(explainKey(glossary, ["nothing", "tcp.options.0.mss_val", "mtu"])).toBe("tcp.options.0.mss_val");
  expect(termOf(glossary, "tcp.options.0.mss_val")?.id).toBe("mss");
  expect(termOf(glossary, "layer:tcp")?.id).toBe("mss");
  expect(termOf(glossary, "maximum-segment-size")?.id).toBe("mss");
  expect(explainKey(glossary, ["mtu", "mss"])).toBe("mtu");
  expect(explainKey(glossary, ["constructor", "tcp.seq"])).toBeUndefined();
});

const built = parseGlossary({
  yaml: lessonSource("glossary.yaml"),
  en: lessonSource("glossary.en.md"),
  ko: lessonSource("glossary.ko.md"),
});

test("the glossary that comes with the program is without findings", () => {
  expect(built.ok ? [] : built.error).toEqual([]);
});

test("every term is written in sentences, Korean ones in 합니다체", () => {
  const terms = built.ok ? Object.values(built.value.terms) : [];
  expect(terms.length).toBeGreaterThan(110);
  for (const { id, words } of terms) {
    expect([id, words.en.text]).toEqual([id, expect.stringMatching(/^\S.*[.]$/)]);
    for (const sentence of words.ko.text.split(/(?<=\.)\s/)) {
      expect([id, sentence]).toEqual([id, expect.stringMatching(/니다\.$/)]);
    }
  }
});
