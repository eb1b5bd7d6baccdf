/** Mistakes that a new author makes: each has one finding, at its place, that says how to mend it, in both languages. */
import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { beatText } from "./beat-text.ts";
import { checkLesson } from "./check.ts";
import type { Finding } from "./finding.ts";
import type { LessonFiles } from "./load.ts";
import { builtInFiles, loadedLesson, played } from "./testing/lessons.ts";
import { replaced, richFiles, richWords } from "./testing/rich.ts";

const asIs = (text: string): string => text;
const where = ({ file, line, column }: Finding): string => `${file}:${line}:${column}`;
const said = (files: LessonFiles): readonly string[] =>
  checkLesson(files).flatMap((finding) => [`${where(finding)} ${en.finding(finding)}`, ko.finding(finding)]);

/** [the right text, the wrong text, place and English, Korean] in lesson.yaml. */
const plans: readonly (readonly [string, string, string, string])[] = [
  [
    "answer: { call: network, args: [{ let: host }, { let: prefix }] }",
    "answer: 200",
    '59:17 "beats.4.drill.ask.answer" has to be an expression: write { value: 200 }, or have it taken from the run.',
    '"beats.4.drill.ask.answer"에는 식이 와야 합니다. { value: 200 } 같이 쓰거나 실행에서 얻는 식을 써야 합니다.',
  ],
  [
    "wrong: { broadcast: { call: broadcast, args: [{ let: host }, { let: prefix }] } }",
    "wrong: { broadcast: 300 }",
    '60:29 "beats.4.drill.ask.wrong.broadcast" has to be an expression: write { value: 300 }, or have it taken from the run.',
    '"beats.4.drill.ask.wrong.broadcast"에는 식이 와야 합니다. { value: 300 } 같이 쓰거나 실행에서 얻는 식을 써야 합니다.',
  ],
  [
    "until: { fact: page-loaded, by: client }",
    "until: page-loaded",
    '26:12 "beats.1.until" has to be a pattern: write for example { fact: page-loaded }',
    '"beats.1.until"에는 패턴이 와야 합니다. { fact: page-loaded } 같이 써야 합니다.',
  ],
  [
    "until: { fact: dns-query-sent, by: nearest }",
    "until: { fact: dns-query-sent, id: '300' }",
    '15:40 "beats.0.until.id" is a text in quotes: write 300 without them.',
    '"beats.0.until.id"가 따옴표 때문에 텍스트가 되었습니다. 따옴표 없이 300이라고 써야 합니다.',
  ],
  [
    "until: { fact: dns-query-sent, by: nearest }",
    "until: { fact: dns-query-sent, name: 300 }",
    '15:42 "beats.0.until.name" has to be a text: write "300" in quotes.',
    '"beats.0.until.name"은 텍스트여야 합니다. 따옴표를 붙여 "300"이라고 써야 합니다.',
  ],
  [
    "until: { fact: dns-query-sent, by: nearest }",
    "until: { frame: dns, dns.flags.response: 'true' }",
    '15:46 "beats.0.until.dns.flags.response" is a text in quotes: write true without them.',
    '"beats.0.until.dns.flags.response"가 따옴표 때문에 텍스트가 되었습니다. 따옴표 없이 true라고 써야 합니다.',
  ],
  [
    "tcp.flags.syn: true",
    "tcp.flags.syn: 1",
    '11:60 "lose.tcp.flags.syn" has the wrong type: true | false is expected.',
    '"lose.tcp.flags.syn"의 형이 다릅니다. true | false가 와야 합니다.',
  ],
  [
    "slug: rich",
    "slug: My Lesson",
    '1:7 "slug" has a value that is not allowed: write it like dns-walk',
    '"slug"의 값이 허용되지 않습니다. 쓸 수 있는 값의 예: dns-walk',
  ],
  [
    "at: 0ms",
    "at: 200",
    '7:11 "acts.0.at" has no unit: write it with one, for example 200s',
    '"acts.0.at"에 단위가 없습니다. 200s 같이 단위를 붙여 써야 합니다.',
  ],
  [
    "zone: lab.cyber.co.kr",
    "zone: example.com",
    '22:49 No program of ns-lab-cyber holds the zone "example.com". It holds lab.cyber.co.kr.',
    'ns-lab-cyber에는 영역 "example.com"을 맡은 프로그램이 없습니다. 맡은 영역은 lab.cyber.co.kr입니다.',
  ],
  [
    "args: [{ let: host }, { let: prefix }] }\n        wrong",
    "args: [{ let: host }] }\n        wrong",
    "59:40 The function network takes 2 (address, prefix), and is given 1 here: give it as many.",
    "함수 network는 인수를 2개 받는데(address, prefix) 여기에는 1개가 있습니다. 수를 맞추어야 합니다.",
  ],
  [
    "covers: [D4]",
    "point: dns.querys.0.name",
    '17:12 No frame in the step of the beat "asked" has the field dns.querys.0.name. Did you mean "dns.queries.0.name"?',
    '장면 "asked"의 단계에는 필드 dns.querys.0.name이 있는 프레임이 없습니다. "dns.queries.0.name"을 쓰려고 했습니까?',
  ],
  [
    "solution: [again]",
    "solution: [later]",
    '38:17 The solution of the task in "again" does not reach its goal: again alone would.',
    '장면 "again"의 과제는 solution대로 해도 목표에 이르지 않습니다. again 하나만으로는 이릅니다.',
  ],
  [
    "goal: { fact: dns-cache-hit, by: nearest }",
    "goal: { fact: dns-cache-hit, by: root }",
    '38:17 The solution of the task in "again" does not reach its goal: neither does any action alone. Change the one or the other.',
    '장면 "again"의 과제는 solution대로 해도 목표에 이르지 않습니다. 어느 행동 하나로도 이르지 않습니다. solution이나 goal을 고쳐야 합니다.',
  ],
  [
    "silent-root: { stop: root }",
    "silent-root: { wait: 1s }",
    '20:20 The what-if "silent-root" of the beat "asked" changes nothing that happens afterwards: offer it earlier, or change something else.',
    '장면 "asked"의 what-if "silent-root"는 뒤에 일어나는 일을 바꾸지 않습니다. 더 앞에 두거나 다른 것을 바꾸어야 합니다.',
  ],
  [
    "show: [ladder, dns]",
    "show: [ladder, { dns: nearst }]",
    '16:27 There is no device "nearst" in this world. Did you mean "nearest"?',
    '이 월드에는 기기 "nearst"가 없습니다. "nearest"를 쓰려고 했습니까?',
  ],
  [
    "show: [ladder, dns]",
    "show: [ladder, { dns: lan }]",
    "16:27 The device lan is a switch or a hub: choose a host or a router.",
    "lan은 스위치나 허브입니다. 호스트나 라우터를 써야 합니다.",
  ],
  [
    "show: [ladder, dns]",
    "show: [{ ladder: client }, dns]",
    '16:14 The key "ladder" is not known here. Take it out.',
    '"ladder"는 여기서 쓰지 않는 키입니다. 지워야 합니다.',
  ],
  [
    "show: [ladder, dns]",
    "show: [{ dns: client, url: client }]",
    '16:12 "beats.0.show.0" has a value that is not allowed: write it like { sockets: web }',
    '"beats.0.show.0"의 값이 허용되지 않습니다. 쓸 수 있는 값의 예: { sockets: web }',
  ],
  [
    "show: [ladder, dns]",
    "show: [{ dns: client }, { dns: nearest }]",
    '16:11 "beats.0.show" has a value that is not allowed: expected is each pane once',
    '"beats.0.show"의 값이 허용되지 않습니다. 쓸 수 있는 값: each pane once',
  ],
  [
    "show: [ladder, dns]",
    "show: [ladder, dsn]",
    '16:20 "beats.0.show.1" has a value that is not allowed: expected is net | ladder | packet | sockets | dns | subnet | program | buffers | http | tables | url | events',
    '"beats.0.show.1"의 값이 허용되지 않습니다. 쓸 수 있는 값: net | ladder | packet | sockets | dns | subnet | program | buffers | http | tables | url | events',
  ],
  [
    "show: [ladder, dns]",
    "\tshow: [ladder, dns]",
    "16:5 This is not YAML: Tabs are not allowed as indentation",
    "YAML로 읽을 수 없습니다: Tabs are not allowed as indentation",
  ],
  [
    "until: { fact: page-loaded, by: client }",
    "until: { fact: page-loaded, by: client",
    "26:12 This is not YAML: the { that is opened here is not closed.",
    "YAML로 읽을 수 없습니다. 여기서 연 { 괄호를 닫지 않았습니다.",
  ],
  [
    "run: lossy\n    beside: main\n    until: { fact: tcp-retransmission-timeout, by: client }",
    "beside: lossy\n    until: { fact: dns-query-sent, run: lossy }",
    '41:12 The beat "both" takes the run "main" back in time: "lossy" is looked at from its start. Narrow its until to what comes later, or write run: lossy and beside: main if it is meant so.',
    '장면 "both"는 실행 "main"을 앞 시각으로 되돌립니다. "lossy"는 처음부터 찾기 때문입니다. until을 더 나중 일로 좁히거나, 일부러 그렇게 했다면 run: lossy, beside: main으로 써야 합니다.',
  ],
];

test.each(plans)("%s -> %s", (right, wrong, english, korean) => {
  const [first, second, ...more] = said(richFiles(replaced(right, wrong)));
  expect([first?.replace("lesson.yaml:", ""), second, more]).toEqual([english, korean, []]);
});

test("a machine that is near none is told with those that there are", () => {
  const findings = checkLesson(
    richFiles(replaced("until: { fact: page-loaded, by: client }", "until: { fact: page-loaded, by: xyz }")),
  );
  expect(findings).toMatchObject([
    { line: 26, kind: "unknown-device", known: expect.arrayContaining(["client", "nearest"]) },
  ]);
});

test("a beat that waits in vain for a page is told what went wrong", () => {
  const files = richFiles(
    replaced('0ms, host: client, open: "http://www.lab', '0ms, host: client, open: "http://www.lap'),
  );
  expect(checkLesson(files)).toMatchObject([
    {
      line: 26,
      column: 12,
      kind: "beat-not-reached",
      reason: { kind: "name-not-resolved", name: "www.lap.cyber.co.kr" },
    },
  ]);
  expect(said(files)[0]).toContain("What went wrong in its run: ");
});

test("a pick whose answer cannot be picked", () => {
  const ask = (pick: string, value: string) =>
    checkLesson(
      richFiles(
        replaced("    what-if:\n", `    ask: { pick: ${pick}, answer: { value: ${value} } }\n    what-if:\n`),
        replaced("### what-if silent", "### ask\nWhich?\n### what-if silent"),
      ),
    );
  expect(ask("field", "dns.id")).toEqual([]);
  expect(ask("host", "root")).toEqual([]);
  expect(ask("field", "root")).toMatchObject([
    { line: 19, column: 33, kind: "pick-unfit", pick: "field", answer: "root" },
  ]);
  expect(ask("host", "dns.id")).toMatchObject([
    { line: 19, column: 32, kind: "pick-unfit", pick: "host", answer: "dns.id" },
  ]);
});

/** [the right text, the wrong text, the one finding] in en.md. */
const words: readonly (readonly [string, string, object])[] = [
  ["## loaded", "##loaded", { line: 8, kind: "heading-misspelt", heading: "##loaded", suggestion: "## loaded" }],
  ["## loaded", "loaded", { line: 8, kind: "heading-misspelt", heading: "loaded", suggestion: "## loaded" }],
  ["## loaded", "### loaded", { line: 8, kind: "heading-misspelt", heading: "### loaded", suggestion: "## loaded" }],
  ["### try", "## try", { line: 12, kind: "heading-misspelt", heading: "## try", suggestion: "### try" }],
  ["## loaded", "## laden", { line: 8, kind: "heading-extra", suggestion: "## loaded" }],
  ["## loaded", "## geladen", { line: 8, kind: "heading-extra", suggestion: "## loaded" }],
  ["## loaded\n", "", { line: 9, column: 1, kind: "heading-missing", heading: "## loaded" }],
  ["### wrong broadcast", "### wrong brodcast", { line: 30, kind: "heading-extra", suggestion: "### wrong broadcast" }],
  ["{frames}", "{frame}", { line: 9, column: 12, kind: "placeholder-unknown", suggestion: "frames" }],
  ["It asks", "It, {lost}, asks", { line: 3, column: 5, kind: "placeholder-early", beat: "both" }],
  ["Now you.", "Now\n# you", { line: 26, kind: "title-twice", heading: "# you" }],
  ["Now you.", "Now\n#### you", { line: 26, kind: "heading-too-deep", heading: "#### you" }],
  ["Now you.", "Now **you.", { line: 25, column: 5, kind: "mark-alone", mark: "**" }],
  ["Now you.", "Now `you.", { line: 25, column: 5, kind: "mark-alone", mark: "`" }],
  ["Now you.", "Now {you are.", { line: 25, column: 5, kind: "mark-alone", mark: "{" }],
  ["Now you.", "Now <b>you</b>.", { line: 25, column: 5, kind: "html", tag: "<b>" }],
  ["{frames}", "{frames:은}", { line: 9, column: 12, kind: "particle-unknown", particle: "은", known: [] }],
];

test.each(words)("in the words %j -> %j", (right, wrong, finding) => {
  expect(checkLesson(richFiles(asIs, replaced(right, wrong)))).toEqual([
    expect.objectContaining({ file: "en.md", column: 1, ...finding }),
  ]);
});

test.each(["Now \\*\\*you.", "Now \\{you.", "Now `<b>` and `{` you.", "a < b > c, #1, <client>", "**Now** *you* `{`"])(
  "%s has no stray marks",
  (text) => {
    expect(checkLesson(richFiles(asIs, replaced("Now you.", text)))).toEqual([]);
  },
);

test("runs have names in the words, of runs that there are, in both languages", () => {
  const named = (name: string) => replaced("## both", `## runs\n### ${name}\nWith a loss\n## both`);
  expect(checkLesson(richFiles(asIs, named("lossy")))).toEqual([]);
  expect(checkLesson(richFiles(asIs, named("losy")))).toMatchObject([
    { line: 23, kind: "heading-extra", heading: "### losy", suggestion: "### lossy" },
  ]);
  const { en: text } = richFiles(asIs, named("lossy")).texts;
  expect(checkLesson({ ...richFiles(), texts: { en: text!, ko: { file: "ko.md", text: richWords } } })).toMatchObject([
    { file: "ko.md", line: 1, kind: "heading-missing", heading: "### lossy" },
  ]);
});

const tiny = `devices:
  client:
    kind: host
    ports: { eth0: 10.0.0.2/24 }
    gateway: 10.0.0.1
    programs: { browser: { run: browser } }
  lan: { kind: switch }
  router:
    kind: router
    ports: { a: 10.0.0.1/24, b: 10.0.1.1/24 }
  web:
    kind: host
    ports: { eth0: 10.0.1.80/24 }
    gateway: 10.0.1.1
    programs: { httpd: { run: http-server, site: { documents: { /index.html: { title: Hello } } } } }
links:
  - { join: [client.eth0, lan.1], delay: 5us, rate: 1Gbit/s }
  - { join: [router.a, lan.2], delay: 5us, rate: 1Gbit/s }
  - { join: [web.eth0, router.b], delay: 5us, rate: 1Gbit/s }
`;
const tinyFiles = (edit: (text: string) => string): LessonFiles => ({
  lesson: {
    file: "lesson.yaml",
    text: `slug: tiny
world: tiny
profile: textbook
seed: 1
acts:
  - { at: 0ms, host: client, open: "http://10.0.1.80/" }
beats:
  - id: page
    until: { fact: page-loaded, by: client }
`,
  },
  texts: { en: { file: "en.md", text: "# T\n## page\nx\n## summary\n" } },
  world: () => ({ file: "tiny.yaml", text: edit(tiny) }),
});

test.each<readonly [string, (text: string) => string, object]>([
  [
    "a machine without a cable",
    (text) => text.replace("  lan: {", "  spare: { kind: host, ports: { eth0: 10.0.0.9/24 } }\n  lan: {"),
    { line: 7, column: 3, kind: "no-cable", device: "spare" },
  ],
  [
    "a machine on a cable where nobody is of its subnet",
    replaced("eth0: 10.0.1.80/24 }\n    gateway: 10.0.1.1\n", "eth0: 10.0.3.80/24 }\n"),
    { line: 13, column: 20, kind: "alone-in-subnet", device: "web", address: "10.0.3.80/24" },
  ],
  [
    "a gateway to which no cable leads",
    (text) =>
      `${replaced(
        "[router.a, lan.2]",
        "[router.a, spare.eth0]",
      )(
        text.replace(
          "  lan: {",
          "  near: { kind: host, ports: { eth0: 10.0.0.8/24 } }\n  spare: { kind: host, ports: { eth0: 10.0.0.9/24 } }\n  lan: {",
        ),
      )}  - { join: [near.eth0, lan.3], delay: 5us, rate: 1Gbit/s }\n`,
    { line: 5, column: 14, kind: "gateway-not-linked", device: "client", gateway: "10.0.0.1" },
  ],
  [
    "a document's path without a slash, as a key",
    replaced("/index.html", "index.html"),
    { line: 15, column: 65, kind: "wrong-value", expected: "/index.html", example: true },
  ],
])("%s is told first, and what comes of it is not", (_, edit, finding) => {
  expect(checkLesson(tinyFiles(asIs))).toEqual([]);
  expect(checkLesson(tinyFiles(edit))).toEqual([expect.objectContaining({ file: "tiny.yaml", ...finding })]);
});

test("the built-in lesson has none of these", () => {
  expect(checkLesson(builtInFiles("journey"))).toEqual([]);
});

test("a particle fits the value, and stands outside of the marks around it", () => {
  const korean = richWords.replace(
    "{frames} segments",
    "세그먼트 {frames:을} 보냈고 `{frames:를}`, **{frames:은} 모두**",
  );
  const files = { ...richFiles(), texts: { ko: { file: "ko.md", text: korean } } };
  expect(checkLesson(files)).toEqual([]);
  const lesson = played(loadedLesson(files));
  const beat = lesson.beats.find(({ id }) => id === "loaded")!;
  expect(beatText({ ...lesson.lesson }, { ...beat, values: { frames: 16 } }, "ko").body).toEqual([
    {
      kind: "paragraph",
      content: [
        { style: "plain", text: "There were 세그먼트 16을 보냈고 " },
        { style: "code", text: "16" },
        { style: "plain", text: "을, " },
        { style: "strong", text: "16은 모두" },
        { style: "plain", text: "." },
      ],
    },
  ]);
  const wrong = { ...files, texts: { ko: { file: "ko.md", text: korean.replace("{frames:을}", "{frames:에서}") } } };
  expect(checkLesson(wrong)).toMatchObject([{ line: 9, kind: "particle-unknown", particle: "에서" }]);
});
