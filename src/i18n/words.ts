/** What a language is made of. English is the measure: its labels give the type that the others fill. */
import type { CurriculumPoint } from "../lesson/curriculum.ts";
import type { FindingBody } from "../lesson/finding.ts";
import type { Meaning, Problem } from "../wire/codec.ts";
import type { HttpProblem } from "../wire/http.ts";
import type { Protocol } from "../wire/packet.ts";
import type { UrlProblem } from "../wire/url.ts";
import type { field } from "./en/field.ts";
import type { LayerWords } from "./en/layer.ts";
import type { ui } from "./en/ui.ts";
import type { Say } from "./say.ts";

export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

/** Labels of the screen and lines of the command line. */
export type Ui = typeof ui;

/** The paths of header fields, without indexes: `dns.answers.name`. */
export type FieldPath = keyof typeof field;

/** Segments with data that leave in one go. */
export type Flight = { readonly by: string; readonly to: string; readonly sizes: readonly number[] };

export type Words = {
  readonly language: Language;
  /** The language's name in itself. */
  readonly name: string;
  /** One sentence a kind of fact; `sayFact` picks it. */
  readonly say: Say;
  /** Several segments in one sentence. */
  readonly flight: (flight: Flight) => string;
  /** What a header field is for, one line; `fieldWords` takes a path with indexes. */
  readonly field: Readonly<Record<FieldPath, string>>;
  readonly layer: Readonly<Record<Protocol, LayerWords>>;
  /** The frame check sequence is no layer of its own, but is put on and read all the same. */
  readonly fcs: LayerWords;
  /** What a field's value says, without a full stop. */
  readonly meaning: (meaning: Meaning) => string;
  readonly problem: (problem: Problem) => string;
  readonly httpProblem: (problem: HttpProblem) => string;
  readonly urlProblem: (problem: UrlProblem) => string;
  /** Without the place: the caller puts `file:line:column` in front. */
  readonly finding: (finding: FindingBody) => string;
  /** What a code in a fact's `reason` means, without a full stop. */
  readonly reason: (code: string) => string;
  readonly ui: Ui;
  /** What one can do who has mastered a point of the curriculum: a line of a list, without a full stop. */
  readonly canDo: Readonly<Record<CurriculumPoint, string>>;
};
