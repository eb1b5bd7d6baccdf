import { expect, test } from "vitest";
import { checkLesson } from "./check.ts";
import { builtInFiles, builtInWorld } from "./testing/lessons.ts";
import { replaced, richFiles, richLesson, richWords } from "./testing/rich.ts";
import { lessonLanguages } from "./words-file.ts";

const asIs = (text: string): string => text;

test("a right lesson has no findings", () => {
  expect(checkLesson(richFiles())).toEqual([]);
  expect(checkLesson(builtInFiles("journey"))).toEqual([]);
});

/** [what is wrong, the right text, the wrong text, the one finding] in lesson.yaml. */
const brokenPlans: readonly (readonly [string, string, string, object])[] = [
  [
    "a path for a world",
    "world: internet",
    "world: ../secret",
    { line: 2, column: 8, kind: "wrong-value", path: "world" },
  ],
  [
    "a misspelt key of a run",
    "kept: { http:",
    "kept: { htpp:",
    { line: 12, column: 11, kind: "unknown-key", key: "htpp", suggestion: "http" },
  ],
  ["a run that is called main", "kept: {", "main: {", { line: 12, kind: "wrong-value" }],
  [
    "an unknown run of a beat",
    "run: lossy",
    "run: losy",
    { line: 40, column: 10, kind: "unknown-run", run: "losy", suggestion: "lossy" },
  ],
  [
    "an unknown run of a pattern",
    "run: kept }",
    "run: kpet }",
    { line: 47, column: 47, kind: "unknown-run", run: "kpet", suggestion: "kept" },
  ],
  [
    "a run beside itself",
    "beside: main",
    "beside: lossy",
    { line: 41, column: 13, kind: "beside-itself", run: "lossy" },
  ],
  [
    "a beat that waits for a run that it does not show",
    "until: { fact: page-loaded, by: client }",
    "until: { fact: page-loaded, run: kept }",
    { line: 26, column: 38, kind: "run-off-stage", run: "kept" },
  ],
  [
    "a fault that no frame meets",
    "  kept: {",
    "  other: { faults: [{ lose: { frame: tcp, from: client, tcp.dstport: 81 }, nth: 1 }] }\n  kept: {",
    { line: 12, column: 21, kind: "fault-never-strikes", run: "other" },
  ],
  [
    "TCP choices of a switch",
    'kept: { http: "1.1" }',
    "kept: { tcp: { lan: { sack: true } } }",
    { line: 12, column: 18, kind: "change-unfit", problem: { kind: "no-host", device: "lan" } },
  ],
  [
    "a misspelt TCP choice",
    'kept: { http: "1.1" }',
    "kept: { tcp: { client: { delayed-akc: 0ms } } }",
    { line: 12, column: 28, kind: "unknown-key", key: "delayed-akc", suggestion: "delayed-ack" },
  ],
  [
    "a fault of no known kind",
    "- { lose: {",
    "- { loose: {",
    { line: 11, column: 11, kind: "unknown-key", key: "loose", suggestion: "lose" },
  ],
  [
    "a fault on a link that is not there",
    "link: router.wan",
    "link: router.wam",
    { line: 11, column: 82, kind: "unknown-link", suggestion: "router.wan" },
  ],
  ["a fault with two numbers", "nth: 1,", "nth: 1, first: 2,", { line: 11, column: 9, kind: "how-many-unclear" }],
  [
    "a fault's unknown sender",
    "lose: { frame: tcp, from: client",
    "lose: { frame: tcp, from: klient",
    { line: 11, column: 37, kind: "unknown-device", device: "klient", suggestion: "client" },
  ],
  [
    "a fault's unknown field",
    "tcp.flags.syn",
    "tcp.flags.sin",
    { line: 11, column: 45, kind: "unknown-path", suggestion: "tcp.flags.syn" },
  ],
  [
    "a what-if about nobody",
    "{ stop: root }",
    "{ stop: roto }",
    { line: 20, column: 28, kind: "unknown-device", device: "roto", suggestion: "root" },
  ],
  [
    "a what-if of no known kind",
    "{ stop: root }",
    "{ stpo: root }",
    { line: 20, column: 22, kind: "unknown-key", key: "stpo", suggestion: "stop" },
  ],
  [
    "a what-if that changes nothing",
    "{ stop: root }",
    "{ start: root }",
    { line: 20, column: 20, kind: "what-if-changes-nothing", id: "silent-root" },
  ],
  [
    "a record in nobody's zone",
    "zone: lab.cyber.co.kr",
    "zone: bal.cyber.co.kr",
    { line: 22, column: 49, kind: "unknown-zone", device: "ns-lab-cyber", suggestion: "lab.cyber.co.kr" },
  ],
  [
    "a record that is none",
    "data: 192.0.2.228",
    "data: web",
    { line: 22, column: 92, kind: "zone-line", problem: "bad-address" },
  ],
  [
    "a time without a unit",
    "- { wait: 2h }",
    "- { wait: 2 }",
    { line: 23, column: 19, kind: "unit-missing", example: "2s" },
  ],
  [
    "an act that nobody does",
    "forget: { host: nearest",
    "forget: { host: client",
    { line: 35, column: 25, kind: "nobody-does", device: "client", program: "recursive" },
  ],
  [
    "a solution that is not allowed",
    "solution: [again]",
    "solution: [agian]",
    { line: 38, column: 18, kind: "unknown-action", action: "agian", suggestion: "again" },
  ],
  [
    "a solution that does not reach the goal",
    "solution: [again]",
    "solution: [other]",
    { line: 38, column: 17, kind: "solution-fails", beat: "again" },
  ],
  [
    "a task that does itself",
    "goal: { fact: dns-cache-hit, by: nearest }",
    "goal: { fact: tcp-state-changed, to: TIME-WAIT }",
    { kind: "task-does-itself", line: 36, column: 13 },
  ],
  [
    "a goal that names a run",
    "goal: { fact: dns-cache-hit, by: nearest }",
    "goal: { fact: dns-cache-hit, run: main }",
    { line: 36, column: 36, kind: "unknown-key", key: "run" },
  ],
  [
    "a goal of an unknown fact",
    "goal: { fact: dns-cache-hit,",
    "goal: { fact: dns-cash-hit,",
    { line: 36, column: 21, kind: "unknown-fact", suggestion: "dns-cache-hit" },
  ],
  [
    "two things asked at once",
    "    drill:",
    "    ask: { value: number, answer: { value: 1 } }\n    drill:",
    { kind: "asks-twice", line: 52, column: 5, keys: ["ask", "drill"] },
  ],
  [
    "a drill without rounds",
    "times: 3",
    "times: 0",
    { line: 52, column: 14, kind: "wrong-value", path: "beats.4.drill.times" },
  ],
  ["nothing to draw from", "10.0.0.0/8", "10.0.0.0/33", { line: 54, column: 26, kind: "wrong-value" }],
  [
    "a misspelt way to draw",
    "number: { min",
    "nunber: { min",
    { line: 55, column: 19, kind: "unknown-key", key: "nunber", suggestion: "number" },
  ],
  [
    "a drill's value that nothing gives",
    "args: [{ let: prefix }]",
    "args: [{ let: prefx }]",
    { line: 56, column: 48, kind: "unknown-name", name: "prefx", suggestion: "prefix" },
  ],
  [
    "a drill whose answer cannot be worked out",
    "answer: { call: network, args: [{ let: host }, { let: prefix }] }",
    "answer: { call: network, args: [{ let: prefix }, { let: prefix }] }",
    { line: 59, column: 17, kind: "value-not-found", name: "answer" },
  ],
  [
    "a wrong answer that is right every time",
    "broadcast: { call: broadcast",
    "broadcast: { call: network",
    { line: 60, column: 29, kind: "wrong-is-right", key: "broadcast" },
  ],
  [
    "a point that nothing has shown",
    "covers: [T1]",
    "covers: [T1, A5]",
    { line: 28, column: 18, kind: "point-not-shown", point: "A5", needs: ["subnet"] },
  ],
  [
    "a beat that is never reached",
    "until: { fact: page-loaded, by: client }",
    "until: { fact: page-failed, by: client }",
    { line: 26, column: 12, kind: "beat-not-reached", beat: "loaded" },
  ],
];

test.each(brokenPlans)("%s is one finding at its place", (_, right, wrong, finding) => {
  const edit = replaced(right, wrong);
  // Where a beat asks more than its words know, only the file is looked at.
  const findings = checkLesson(richFiles(edit)).filter(({ file }) => file === "lesson.yaml");
  expect(findings).toEqual([expect.objectContaining(finding)]);
});

const brokenWords: readonly (readonly [string, string, string, object])[] = [
  [
    "no task",
    "### try\nHave the name answered from the cache.\n",
    "",
    { line: 10, kind: "heading-missing", heading: "### try" },
  ],
  [
    "nothing said at the goal",
    "### done\nNo query left the nearest server.\n",
    "",
    { line: 10, kind: "heading-missing", heading: "### done" },
  ],
  [
    "a label of no action",
    "### do again",
    "### do agian",
    { line: 14, kind: "heading-extra", heading: "### do agian" },
  ],
  [
    "a what-if without words",
    "### what-if late\nThe record has changed.\n",
    "",
    { line: 2, kind: "heading-missing", heading: "### what-if late" },
  ],
  [
    "a reason of no question",
    "## both\n",
    "### right\nSo it is.\n## both\n",
    { line: 22, kind: "heading-extra", heading: "### right" },
  ],
  [
    "a drill's mistake without a reason",
    "### wrong broadcast\nThat is everybody's address.\n",
    "",
    { line: 24, kind: "heading-missing", heading: "### wrong broadcast" },
  ],
  [
    "what is drawn is known only to the question",
    "Now you.",
    "Now you, {host}.",
    { line: 25, column: 10, kind: "placeholder-unknown", name: "host" },
  ],
  ["a dead link", "(root)", "(roots)", { line: 3, column: 37, kind: "dead-link", term: "roots", suggestion: "root" }],
  ["a link in the title", "# Rich", "# [Rich](rich)", { line: 1, column: 10, kind: "dead-link", term: "rich" }],
  ["a page twice", "## see", "## simplified", { line: 36, kind: "heading-twice", heading: "## simplified" }],
  [
    "too many words",
    "Once more.",
    "Once more. ".repeat(31),
    { line: 10, column: 1, kind: "words-too-many", words: 62, most: 60 },
  ],
];

test.each(brokenWords)("%s is one finding at its place in the words", (_, right, wrong, finding) => {
  expect(checkLesson(richFiles(asIs, replaced(right, wrong)))).toEqual([
    expect.objectContaining({ file: "en.md", ...finding }),
  ]);
});

test("what one language says and the other does not is a finding, at the beat or the beginning", () => {
  const ko = {
    file: "ko.md",
    text: richWords.replace("### hint 1\nIt was looked up already.\n", "").replace("## see\n`dig +trace`\n", ""),
  };
  const { en } = richFiles().texts;
  expect(checkLesson({ ...richFiles(), texts: { en: en!, ko } })).toEqual([
    { file: "ko.md", line: 1, column: 1, kind: "heading-missing", heading: "## see", language: "ko" },
    { file: "ko.md", line: 10, column: 1, kind: "heading-missing", heading: "### hint 1", language: "ko" },
  ]);
});

test("both files of words, the plan and the world are looked at in one go", () => {
  const text = builtInWorld("internet")!.text.replace("nameservers: [10.11.12.53]", "nameservers: [10.11.12.54]");
  const findings = checkLesson({
    ...richFiles(replaced("run: lossy", "run: losy"), replaced("(root)", "(roots)")),
    world: () => ({ file: "world.yaml", text }),
  });
  expect(findings.map(({ file, kind }) => [file, kind])).toEqual([
    ["en.md", "dead-link"],
    ["lesson.yaml", "unknown-run"],
    ["world.yaml", "nobody-has-address"],
  ]);
});

test("without a glossary at hand no link is looked up", () => {
  const { terms: _, ...files } = richFiles(asIs, replaced("(root)", "(nothing)"));
  expect(checkLesson(files)).toEqual([]);
});

test("choices that are alike, and a known mistake that is right, are found when the lesson is played", () => {
  const alike =
    "ask: { choice: { one: { let: server }, two: { value: root }, three: { value: com } }, answer: { value: com } }";
  const words =
    "### ask\nWhich?\n### choice one\n1\n### choice two\n2\n### choice three\n3\n### wrong one\nx\n### wrong two\nx\n";
  const with_ = (ask: string, more: string) =>
    checkLesson(
      richFiles(
        replaced("    what-if:\n", `    ${ask}\n    what-if:\n`),
        replaced("### what-if silent", `${more}### what-if silent`),
      ),
    );
  expect(with_(alike, words)).toEqual([
    expect.objectContaining({ line: 19, column: 49, kind: "choices-alike", beat: "asked", keys: ["one", "two"] }),
  ]);
  const same = 'ask: { value: flags, answer: { value: "SYN, ACK" }, wrong: { other: { value: SA } } }';
  expect(with_(same, "### ask\nWhich?\n### wrong other\nx\n")).toEqual([
    expect.objectContaining({ line: 19, column: 73, kind: "wrong-is-right", beat: "asked", key: "other" }),
  ]);
});

test("too large a file is not read at all", () => {
  const large = " ".repeat(1_000_001);
  const finding = { line: 1, column: 1, kind: "too-large", bytes: 1_000_001, limit: 1_000_000 };
  const { en } = richFiles().texts;
  expect(checkLesson(richFiles(() => large))).toEqual([{ file: "lesson.yaml", ...finding }]);
  expect(checkLesson({ ...richFiles(), texts: { en: { ...en!, text: large } } })).toEqual([
    { file: "en.md", ...finding },
  ]);
  expect(checkLesson({ ...richFiles(), world: () => ({ file: "w.yaml", text: large }) })).toEqual([
    { file: "w.yaml", ...finding },
  ]);
});

test("too many beats are one finding", () => {
  const beats = Array.from({ length: 201 }, (_, i) => `  - id: b${i}`).join("\n");
  expect(checkLesson(richFiles((s) => `${s.slice(0, s.indexOf("beats:"))}beats:\n${beats}\n`))).toEqual([
    expect.objectContaining({ kind: "wrong-value", path: "beats", expected: "at most 200 beats" }),
  ]);
});

test("every language is looked at", () => {
  const texts = Object.fromEntries(lessonLanguages.map((l) => [l, { file: `${l}.md`, text: "" }]));
  const files = checkLesson({ ...richFiles(), lesson: { file: "lesson.yaml", text: richLesson }, texts }).map(
    (f) => f.file,
  );
  expect(new Set(files)).toEqual(new Set(["en.md", "ko.md"]));
});
