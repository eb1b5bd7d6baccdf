/** What a pane draws: rows of spans that fit their width already. No colours here: tones say what a text means. */

export type Tone =
  | "plain"
  | "dim"
  | "strong"
  | "title"
  /** Differs from the step before; panes add a mark of their own, so that it shows without colour too. */
  | "changed"
  /** Under the cursor. */
  | "selected"
  /** What is selected in another pane. */
  | "marked"
  | "lost"
  | "again"
  | "good"
  | "bad"
  | "key"
  /** Words that the glossary explains. */
  | "link"
  | "name"
  | "address"
  | "number";

export type Span = { readonly text: string; readonly tone?: Tone };
export type Row = readonly Span[];
export type Size = { readonly columns: number; readonly rows: number };
