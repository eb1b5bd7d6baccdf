import { describe, expect, test } from "vitest";
import { loadLesson } from "./load.ts";
import { playLesson } from "./play.ts";
import { findingOf, findingsIn } from "./testing/findings.ts";
import { builtInWorld, loadedLesson, played, playedJourney, smallFiles } from "./testing/lessons.ts";

const replaced = (from: string, to: string) => (text: string) => {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, () => to);
};

test("a beat stands at the first fact after the beat before it, the summary at the last beat", () => {
  const { beats, timeline } = played(loadedLesson(smallFiles()));
  expect(beats.map(({ kind, id }) => [kind, id])).toEqual([
    ["beat", "first"],
    ["beat", "second"],
    ["summary", "summary"],
  ]);
  const kinds = beats.map((b) => timeline.steps[b.step]?.facts[b.at.item]?.kind);
  expect(kinds).toEqual(["dns-query-received", "dns-referral-received", undefined]);
  expect(beats[2]?.step).toBe(beats[1]?.step);
});

test("values add up from beat to beat", () => {
  const { beats } = played(loadedLesson(smallFiles()));
  expect(beats.map(({ values }) => values.qname)).toEqual(Array(3).fill("www.lab.cyber.co.kr"));
});

test("the field that is pointed at is found in the frame that led to the step", () => {
  const { beats, timeline } = played(loadedLesson(smallFiles()));
  const { frame } = beats[0]!.point!;
  const arrival = timeline.steps.findLast(
    ({ index, entry }) => index <= beats[0]!.step && entry.input.kind === "frame-arrives",
  );
  expect(arrival?.entry.input).toMatchObject({ device: "nearest", frame: { id: frame.id } });
});

describe("what a beat is about, where its step has to do with several packets", () => {
  const several = played(
    loadedLesson({
      lesson: {
        file: "lesson.yaml",
        text: `slug: several
world: internet
profile: textbook
seed: 1
http: "1.0"
acts:
  - { at: 0ms, host: client, open: "http://www.lab.cyber.co.kr/gazou.jpg" }
faults:
  - { lose: { frame: tcp, from: web-lab-cyber, tcp.len: { min: 1 } }, nth: 2, link: web-lab-cyber.eth0 }
beats:
  - id: learned
    until: { fact: arp-learned, by: client }
    show: [packet, { tables: client }]
  - id: second
    until: { fact: tcp-segment-sent, by: web-lab-cyber, len: { min: 1 }, seq: { min: 1000 } }
    point: tcp.seq
  - id: lost
    until: { fact: frame-lost }
    show: [ladder]
  - id: request
    until: { fact: http-response-received, by: client }
`,
      },
      texts: {
        en: { file: "en.md", text: "# S\n## learned\na\n## second\nb\n## lost\nc\n## request\nd\n## summary\ne\n" },
      },
      world: builtInWorld,
    }),
  );
  const [learned, second, lost, request] = several.beats;
  const stepOf = (beat: typeof learned) => several.timeline.steps[beat!.step]!;

  test("who learned from a reply got it, whatever goes out then", () => {
    const { input } = stepOf(learned).entry;
    expect(input.kind === "frame-arrives" && input.frame.packet).toBe(learned!.packet);
    expect(stepOf(learned).sent[0]?.frame.packet).not.toBe(learned!.packet);
  });

  test("the segment that fits of those that went out at once, with the field in it", () => {
    expect(second!.packet).toBe(stepOf(second).sent[1]!.frame.packet);
    expect(second!.point?.frame.packet).toBe(second!.packet);
  });

  test("the frame that was lost", () => {
    expect(stepOf(lost).sent.findIndex((sent) => sent.lost)).toBe(1);
    expect(lost!.packet).toBe(stepOf(lost).sent[1]!.frame.packet);
  });

  test("nothing where the fact does not say which", () => {
    expect(request!.packet).toBeUndefined();
  });

  test("a machine named for a pane stays until panes are named again", () => {
    expect(several.beats.map(({ show, hosts }) => [show, hosts])).toEqual([
      [["packet", "tables"], { tables: "client" }],
      [["packet", "tables"], { tables: "client" }],
      ...Array(3).fill([["ladder"], {}]),
    ]);
  });
});

test("a beat without until stands where the beat before it stands, at the start nowhere yet", () => {
  const files = smallFiles(
    replaced("  - id: first", "  - id: before\n  - id: first"),
    replaced("## first", "## before\nx\n## first"),
  );
  const { beats } = played(loadedLesson(files));
  expect(beats[0]).toMatchObject({ id: "before", step: -1, show: ["ladder"] });
});

test("the answer to a question comes from the run", () => {
  const { beats } = played(loadedLesson(smallFiles()));
  expect(beats[1]?.ask).toEqual({ kind: "choice", keys: ["kr", "com"], right: ["kr"] });
});

test("what another URL brings is another answer", () => {
  const files = smallFiles(
    replaced("www.lab.cyber.co.kr", "www.lab.glasscom.com"),
    replaced("### wrong com", "### wrong kr"),
  );
  const { beats } = played(loadedLesson(files));
  expect(beats[1]?.ask).toMatchObject({ right: ["com"] });
});

test.each<readonly [string, string, string, object]>([
  [
    "a beat that is never reached",
    "until: { fact: dns-referral-received, by: nearest, from: root }",
    "until: { fact: dns-referral-received, by: client }",
    { line: 15, column: 12, kind: "beat-not-reached", beat: "second" },
  ],
  [
    "a value that the run never has",
    "last: { fact: dns-query-sent,",
    "last: { fact: dns-timeout,",
    { line: 13, column: 19, kind: "value-not-found", name: "qname" },
  ],
  [
    "a field that no frame of the step has",
    "dns.flags.recdesired",
    "tcp.flags.syn",
    { line: 11, column: 12, kind: "point-not-found", path: "tcp.flags.syn", beat: "first" },
  ],
  [
    "an answer that the run never has",
    "last: { fact: dns-referral-received, by: nearest }",
    "last: { fact: dns-referral-received, by: client }",
    { line: 18, column: 15, kind: "value-not-found", name: "answer" },
  ],
  [
    "a right answer that is not offered",
    "take: zone",
    "take: server",
    { line: 18, column: 15, kind: "answer-not-offered", answer: "a.dns.kr", beat: "second" },
  ],
])("%s is one finding at its line", (_, right, wrong, finding) => {
  expect(findingsIn(smallFiles(replaced(right, wrong)))).toEqual([
    expect.objectContaining({ file: "lesson.yaml", ...finding }),
  ]);
});

test("a wrong choice without a reason is a finding in the words, at the beat", () => {
  const files = smallFiles((s) => s, replaced("### wrong com\nThe name does not end so.\n", ""));
  expect(findingOf(files)).toEqual({
    file: "en.md",
    line: 4,
    column: 1,
    kind: "heading-missing",
    heading: "### wrong com",
    language: "en",
  });
});

test("a run that is cut before a beat is reached does not end", () => {
  const loaded = loadLesson(smallFiles());
  const result = loaded.ok && playLesson(loaded.value, loaded.value.spec, { limit: 5 });
  expect(result).toEqual({
    ok: false,
    error: [{ file: "lesson.yaml", line: 9, column: 12, kind: "run-does-not-end", steps: 5 }],
  });
});

test("the same lesson plays the same way twice", () => {
  const again = played(playedJourney().lesson);
  expect(again.beats).toEqual(playedJourney().beats);
  expect(again.timeline.steps.at(-1)?.world).toEqual(playedJourney().timeline.steps.at(-1)?.world);
});
