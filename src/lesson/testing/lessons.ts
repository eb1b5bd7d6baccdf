/** The lessons that come with the program, read from disk: for tests only. */
import { existsSync, readFileSync } from "node:fs";
import { assert } from "../../base/assert.ts";
import { type Lesson, type LessonFiles, loadLesson, type SourceFile } from "../load.ts";
import { type PlayedLesson, playLesson } from "../play.ts";

const root = new URL("../../../lessons/", import.meta.url);

export const lessonSource = (file: string): SourceFile => ({ file, text: readFileSync(new URL(file, root), "utf8") });

export const builtInWorld = (name: string): SourceFile | undefined =>
  name === "internet" ? lessonSource("worlds/internet.yaml") : undefined;

export const builtInFiles = (slug: string): LessonFiles => ({
  lesson: lessonSource(`${slug}/lesson.yaml`),
  texts: { en: lessonSource(`${slug}/en.md`), ko: lessonSource(`${slug}/ko.md`) },
  world: (name) => {
    const own = `${slug}/${name}.yaml`;
    return existsSync(new URL(own, root)) ? lessonSource(own) : builtInWorld(name);
  },
});

export function loadedLesson(files: LessonFiles): Lesson {
  const loaded = loadLesson(files);
  assert(loaded.ok, `the lesson has findings: ${loaded.ok || JSON.stringify(loaded.error)}`);
  return loaded.value;
}

export function played(lesson: Lesson): PlayedLesson {
  const result = playLesson(lesson);
  assert(result.ok, `the lesson does not play: ${result.ok || JSON.stringify(result.error)}`);
  return result.value;
}

let journey: PlayedLesson | undefined;

/** Played once for all tests of a file. */
export function playedJourney(): PlayedLesson {
  journey ??= played(loadedLesson(builtInFiles("journey")));
  return journey;
}

/** A lesson of one beat whose parts a test replaces. */
export const smallLesson = `slug: small
world: internet
profile: textbook
seed: 1
acts:
  - { at: 0ms, host: client, open: "http://www.lab.cyber.co.kr/" }
beats:
  - id: first
    until: { fact: dns-query-received, by: nearest }
    show: [ladder]
    point: dns.flags.recdesired
    covers: [D4]
    let: { qname: { last: { fact: dns-query-sent, by: client }, take: name } }
  - id: second
    until: { fact: dns-referral-received, by: nearest, from: root }
    ask:
      choice: [kr, com]
      answer: { last: { fact: dns-referral-received, by: nearest }, take: zone }
`;

export const smallWords = `# Small
## first
It asks for \`{qname}\`.
## second
The root answers.
### ask
Which zone?
### choice kr
Korea.
### choice com
Companies.
### wrong com
The name does not end so.
### hint 1
Look at the end.
## summary
All of it.
`;

export const smallFiles = (
  edit: (yaml: string) => string = (s) => s,
  words: (md: string) => string = (s) => s,
): LessonFiles => ({
  lesson: { file: "lesson.yaml", text: edit(smallLesson) },
  texts: { en: { file: "en.md", text: words(smallWords) } },
  world: builtInWorld,
});
