import { expect, test } from "vitest";
import { z } from "zod";
import { lessonSchema, parseLesson } from "./lesson-file.ts";
import { smallLesson } from "./testing/lessons.ts";

test("the file's schema can be given to editors as JSON Schema", () => {
  const json = z.toJSONSchema(lessonSchema, { io: "input" });
  expect(json.required).toEqual(["slug", "world", "profile", "seed", "acts", "beats"]);
  expect(JSON.stringify(json)).toContain('"const":"dns-referral-received"');
});

const devices = { client: { kind: "switch" }, nearest: { kind: "switch" }, root: { kind: "switch" } } as const;
const parse = (text: string) => parseLesson(text, "lesson.yaml", () => ({ ok: true, value: { devices, links: [] } }));

test("places of what only the run can judge are kept", () => {
  const parsed = parse(smallLesson);
  const [first, second] = parsed.ok ? parsed.value.plan.beats : [];
  expect(first?.places).toMatchObject({
    beat: { line: 8, column: 5 },
    until: { line: 9, column: 12 },
    point: { line: 11, column: 12 },
    let: { qname: { line: 13, column: 19 } },
  });
  expect(second?.places.answer).toEqual({ line: 18, column: 15 });
});

test("what is on stage stays until a beat says otherwise", () => {
  const parsed = parse(smallLesson.replace("show: [ladder]", "show: [packet, dns]"));
  expect(parsed.ok && parsed.value.plan.beats.map(({ show }) => show)).toEqual([
    ["packet", "dns"],
    ["packet", "dns"],
  ]);
});

test("a choice's values may be expressions of their own", () => {
  const text = smallLesson.replace("choice: [kr, com]", "choice: { kr: { value: kr }, name: { let: qname } }");
  const parsed = parse(text);
  expect(parsed.ok && parsed.value.plan.beats[1]?.ask).toMatchObject({
    choices: { kr: { value: "kr" }, name: { let: "qname" } },
  });
});
