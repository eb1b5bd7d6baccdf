import { expect, test } from "vitest";
import { loadLesson, parseIndex } from "./load.ts";
import { findingOf, findingsIn } from "./testing/findings.ts";
import { builtInFiles, builtInWorld, loadedLesson, smallFiles, smallLesson, smallWords } from "./testing/lessons.ts";

test("a right lesson has no findings, and loads with what its file says", () => {
  expect(findingsIn(smallFiles())).toEqual([]);
  const lesson = loadedLesson(smallFiles());
  expect(lesson).toMatchObject({ slug: "small", after: [], world: "internet", profile: "textbook", seed: 1 });
  expect(lesson.beats.map(({ id, show }) => [id, show])).toEqual([
    ["first", ["ladder"]],
    ["second", ["ladder"]],
  ]);
  expect(lesson.beats[1]?.ask).toEqual({
    kind: "choice",
    choices: { kr: { value: "kr" }, com: { value: "com" } },
    answer: { last: { fact: "dns-referral-received", by: "nearest" }, take: "zone" },
  });
});

test("every lesson of the index loads in both languages", () => {
  const index = parseIndex("- journey\n", "index.yaml");
  if (!index.ok) throw new Error("the index is right");
  for (const slug of index.value) expect(Object.keys(loadedLesson(builtInFiles(slug)).texts)).toEqual(["en", "ko"]);
});

const replaced = (from: string, to: string) => (text: string) => {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, () => to);
};

/** [what is wrong, the right text, the wrong text, the one finding] in lesson.yaml. */
const brokenPlans: readonly (readonly [string, string, string, object])[] = [
  ["no YAML", "slug: small", 'slug: "small', { kind: "yaml" }],
  [
    "a misspelt key",
    "seed: 1",
    "sead: 1",
    { line: 4, column: 1, kind: "unknown-key", key: "sead", suggestion: "seed" },
  ],
  ["a missing key", "seed: 1\n", "", { line: 1, column: 1, kind: "missing", key: "seed" }],
  [
    "a misspelt key of a beat",
    "  point:",
    "  piont:",
    { line: 11, column: 5, kind: "unknown-key", key: "piont", suggestion: "point" },
  ],
  [
    "an unknown profile",
    "profile: textbook",
    "profile: macos",
    { line: 3, column: 10, kind: "wrong-value", path: "profile" },
  ],
  ["a seed that is no number", "seed: 1", "seed: one", { line: 4, column: 7, kind: "wrong-type", path: "seed" }],
  [
    "an unknown world",
    "world: internet",
    "world: intranet",
    { line: 2, column: 8, kind: "unknown-world", world: "intranet" },
  ],
  ["a time without a unit", "at: 0ms", "at: 0", { line: 6, column: 11, kind: "unit-missing", path: "acts.0.at" }],
  [
    "an act on an unknown machine",
    "host: client, open",
    "host: klient, open",
    { line: 6, column: 22, kind: "unknown-device", device: "klient", suggestion: "client" },
  ],
  ["a misspelt act", "open: ", "opne: ", { line: 6, column: 30, kind: "unknown-key", key: "opne", suggestion: "open" }],
  [
    "an unknown fact",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { fact: dns-query-send, by: client }",
    { line: 9, column: 20, kind: "unknown-fact", fact: "dns-query-send", suggestion: "dns-query-sent" },
  ],
  [
    "an unknown field of a fact",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { fact: dns-query-sent, bi: client }",
    { line: 9, column: 36, kind: "unknown-field", field: "bi", fact: "dns-query-sent", suggestion: "by" },
  ],
  [
    "a test of the wrong type",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { fact: dns-query-sent, id: many }",
    { line: 9, column: 40, kind: "wrong-type", path: "beats.0.until.id", expected: "number | { … }" },
  ],
  [
    "an unknown device in a pattern",
    "by: nearest, from: root }\n    ask",
    "by: nearest, from: roof }\n    ask",
    { line: 15, column: 62, kind: "unknown-device", device: "roof", suggestion: "root" },
  ],
  [
    "an unknown pane",
    "show: [ladder]",
    "show: [leiter]",
    { line: 10, column: 12, kind: "wrong-value", path: "beats.0.show.0" },
  ],
  [
    "an unknown point of the curriculum",
    "covers: [D4]",
    "covers: [D40]",
    { line: 12, column: 14, kind: "wrong-value", path: "beats.0.covers.0" },
  ],
  ["a beat id used twice", "id: second", "id: first", { line: 14, column: 9, kind: "beat-twice", beat: "first" }],
  [
    "a beat that is called summary",
    "id: second",
    "id: summary",
    { line: 14, column: 9, kind: "wrong-value", path: "beats.1.id" },
  ],
  [
    "a field that is not there to take",
    "take: zone",
    "take: zoen",
    { line: 18, column: 75, kind: "unknown-field", field: "zoen", fact: "dns-referral-received", suggestion: "zone" },
  ],
  [
    "a name that no let gives",
    "answer: { last: { fact: dns-referral-received, by: nearest }, take: zone }",
    "answer: { let: qnam }",
    { line: 18, column: 22, kind: "unknown-name", name: "qnam", suggestion: "qname" },
  ],
  [
    "an unknown path into a frame",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { frame: tcp, tcp.flags.sin: true }",
    { line: 9, column: 26, kind: "unknown-path", path: "tcp.flags.sin", suggestion: "tcp.flags.syn" },
  ],
  [
    "a layer that does not exist",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { frame: smtp }",
    { line: 9, column: 21, kind: "wrong-value", path: "beats.0.until.frame" },
  ],
  [
    "an unknown table",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { row: socket, host: client }",
    { line: 9, column: 19, kind: "wrong-value", path: "beats.0.until.row" },
  ],
  [
    "an unknown column",
    "until: { fact: dns-query-received, by: nearest }",
    "until: { row: sockets, host: client, stat: x }",
    { line: 9, column: 42, kind: "unknown-key", key: "stat", suggestion: "state" },
  ],
  [
    "an unknown function",
    "answer: { last: { fact: dns-referral-received, by: nearest }, take: zone }",
    "answer: { call: netwerk, args: [] }",
    { line: 18, column: 23, kind: "wrong-value", path: "beats.1.ask.answer.call" },
  ],
  [
    "a beat that is not before",
    "answer: { last: { fact: dns-referral-received, by: nearest }, take: zone }",
    "answer: { count: { fact: dns-query-sent }, since: frist }",
    { line: 18, column: 57, kind: "unknown-beat", beat: "frist", suggestion: "first" },
  ],
  [
    "a question without an answer",
    "\n      answer: { last: { fact: dns-referral-received, by: nearest }, take: zone }",
    "",
    { line: 17, column: 7, kind: "missing" },
  ],
];

test.each(brokenPlans)("%s is one finding at its place", (_, right, wrong, finding) => {
  expect(findingsIn(smallFiles(replaced(right, wrong)))).toEqual([
    expect.objectContaining({ file: "lesson.yaml", ...finding }),
  ]);
});

const brokenWords: readonly (readonly [string, string, string, object])[] = [
  [
    "a beat without words",
    "## first\nIt asks for `{qname}`.\n",
    "",
    { line: 2, column: 1, kind: "heading-missing", heading: "## first" },
  ],
  [
    "a heading of no beat",
    "## summary",
    "## third\nMore.\n## summary",
    { line: 16, column: 1, kind: "heading-extra", heading: "## third" },
  ],
  [
    "a heading twice",
    "### hint 1",
    "### ask\nAgain?\n### hint 1",
    { line: 14, column: 1, kind: "heading-twice", heading: "### ask" },
  ],
  ["an unknown placeholder", "{qname}", "{name}", { line: 3, column: 14, kind: "placeholder-unknown", name: "name" }],
  [
    "a choice without words",
    "### choice com\nCompanies.\n",
    "",
    { line: 4, column: 1, kind: "heading-missing", heading: "### choice com" },
  ],
  [
    "a choice that is not offered",
    "### choice com\n",
    "### choice net\nNetworks.\n### choice com\n",
    { line: 10, column: 1, kind: "heading-extra", heading: "### choice net" },
  ],
  [
    "a second hint without a first",
    "### hint 1",
    "### hint 2",
    { line: 14, column: 1, kind: "heading-extra", heading: "### hint 2" },
  ],
  ["no question", "### ask\nWhich zone?\n", "", { line: 4, column: 1, kind: "heading-missing", heading: "### ask" }],
  [
    "a question where nothing is asked",
    "## second",
    "### ask\nWhat?\n## second",
    { line: 4, column: 1, kind: "heading-extra", heading: "### ask" },
  ],
  ["no title", "# Small\n", "", { line: 1, column: 1, kind: "heading-missing", heading: "# title" }],
  [
    "no summary",
    "## summary\nAll of it.\n",
    "",
    { line: 1, column: 1, kind: "heading-missing", heading: "## summary" },
  ],
];

test.each(brokenWords)("%s is one finding at its place in the words", (_, right, wrong, finding) => {
  const files = smallFiles((s) => s, replaced(right, wrong));
  expect(findingsIn(files)).toEqual([expect.objectContaining({ file: "en.md", ...finding })]);
});

test("a lesson in no language lacks its English words", () => {
  const files = { ...smallFiles(), texts: {} };
  expect(findingsIn(files)).toEqual([{ file: "en.md", line: 1, column: 1, kind: "missing-file" }]);
});

test("a lesson may be in Korean alone", () => {
  const ko = { file: "ko.md", text: smallWords };
  const loaded = loadLesson({ lesson: { file: "lesson.yaml", text: smallLesson }, texts: { ko }, world: builtInWorld });
  expect(loaded.ok && Object.keys(loaded.value.texts)).toEqual(["ko"]);
});

test("what is wrong with the world is told of the world's file", () => {
  const world = () => ({ file: "worlds/internet.yaml", text: "devices: {}\n" });
  expect(findingOf({ ...smallFiles(), world })).toMatchObject({
    file: "worlds/internet.yaml",
    kind: "missing",
    key: "links",
  });
});

test("an index is a list of slugs", () => {
  expect(parseIndex("- a\n- b\n", "index.yaml")).toEqual({ ok: true, value: ["a", "b"] });
  expect(parseIndex("- a\n- 2\n", "index.yaml")).toEqual({
    ok: false,
    error: [{ file: "index.yaml", line: 2, column: 3, kind: "wrong-type", path: "1", expected: "string" }],
  });
  expect(parseIndex("a: b\n", "index.yaml").ok).toBe(false);
});
