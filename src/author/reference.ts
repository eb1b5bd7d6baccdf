/** The lists at the end of the lesson format's page, made from the tables that the program itself goes by. */
import { assert } from "../base/assert.ts";
import type { Literal } from "../base/literal.ts";
import { en } from "../i18n/en.ts";
import { sayFact } from "../i18n/say.ts";
import { type CallName, callShapes, evaluate } from "../lesson/expression.ts";
import { stagePanes } from "../lesson/lesson-names.ts";
import { START } from "../lesson/pattern.ts";
import { tableShapes } from "../lesson/table-rows.ts";
import { buildWorld } from "../sim/build.ts";
import { runTimeline } from "../sim/timeline.ts";
import { type FactKind, factShapes } from "../stack/fact.ts";
import { exampleOf } from "./fact-example.ts";
import { framePaths, otherPoints } from "./field-reference.ts";
import { actSignatures, changeSignatures, drawSignatures, worldSignatures } from "./schema-reference.ts";

/** By the name of its markers, a list in Markdown. */
const lists = {
  panes: () => code(stagePanes),
  facts: factList,
  tables: () => keyed(tableShapes),
  frames: () =>
    framePaths()
      .map(([layer, paths]) => `- ${layer}: ${code(paths)}`)
      .join("\n"),
  points: () => code(otherPoints()),
  functions: functionList,
  acts: () => block(actSignatures()),
  changes: () => block(changeSignatures()),
  draws: () => block(drawSignatures()),
  world: () => block(worldSignatures()),
} satisfies Readonly<Record<string, () => string>>;

const isList = (name: string): name is keyof typeof lists => Object.hasOwn(lists, name);

/** The page with what stands between `<!-- facts -->` and `<!-- /facts -->`, and the other markers, made anew. */
export function withReference(page: string): string {
  return page.replace(
    /(<!-- ([a-z]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/g,
    (_, begin: string, name: string, end: string) => {
      assert(isList(name), `there is no list ${name}`);
      return `${begin}\n${lists[name]()}\n\n${end}`;
    },
  );
}

/** The lists that a page must have. */
export const referenceNames: readonly string[] = Object.keys(lists);

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

const block = (lines: readonly string[]): string => ["```", ...lines, "```"].join("\n");

const keyed = (shapes: Readonly<Record<string, Readonly<Record<string, string>>>>): string =>
  Object.entries(shapes)
    .map(([name, fields]) => `- \`${name}\`: ${fieldsOf(fields)}`)
    .join("\n");

/** Most fields are text; what they are is said where it is something else than their name tells. */
const fieldsOf = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([field, value]) => (value === "text" || value === field ? `\`${field}\`` : `\`${field}\` ${value}`))
    .join(", ");

function factList(): string {
  return (Object.keys(factShapes) as FactKind[])
    .map((kind) => {
      const { by: _, ...fields } = factShapes[kind];
      const more = Object.keys(fields).length > 0 ? ` (${fieldsOf(fields)})` : "";
      return `- \`${kind}\`${more}: ${sayFact(en, exampleOf(kind))}`;
    })
    .join("\n");
}

const calls = {
  network: ["10.11.12.13", 20],
  broadcast: ["10.11.12.13", 20],
  mask: [20],
  and: ["10.11.12.13", "255.255.240.0"],
  "first-host": ["10.11.12.13", 20],
  "last-host": ["10.11.12.13", 20],
  hosts: [20],
  binary: ["10.11.12.13"],
  add: [2, 3],
  subtract: [5, 3],
  multiply: [2, 3],
  equal: ["A", "MX"],
  pieces: [6419, 1460],
  grouped: [6419],
  ms: [24_310],
  seconds: [24_310],
  parent: ["www.cyber.co.kr"],
  address: ["10.11.12.13:80"],
  port: ["10.11.12.13:80"],
} as const satisfies Readonly<Record<CallName, readonly Literal[]>>;

function functionList(): string {
  const timeline = runTimeline(buildWorld({ devices: {}, links: [] }, { profile: "textbook", seed: 1 }), { limit: 1 });
  const place = { timeline, at: START, names: {}, beats: {} };
  return (Object.keys(callShapes) as CallName[])
    .map((call) => {
      const args = calls[call].map((value) => ({ value }));
      const result = evaluate({ call, args }, place);
      assert(result.ok, `${call} has a right example`);
      const given = calls[call].map((value) => String(value)).join(", ");
      return `- \`${call}\` of ${callShapes[call].join(", ")}: ${given} give${args.length === 1 ? "s" : ""} \`${result.value}\``;
    })
    .join("\n");
}
