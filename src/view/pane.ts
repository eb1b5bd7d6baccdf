/** What every pane is: a pure function from models, size and state to fitted rows. */
import type { DeviceId } from "../base/ids.ts";
import { type StagePane, stagePanes } from "../lesson/lesson-file.ts";
import type { Row } from "./row.ts";

/** The panes that lessons may ask for are all there are. */
export const paneNames = stagePanes;
export type PaneName = StagePane;

/** What the learner did in a pane; the app keeps one for each. Values past the end are clamped when drawn. */
export type PaneState = {
  /** Row under the cursor, counted in the pane's whole content; null follows the run. */
  readonly cursor: number | null;
  /** Columns scrolled to the right. */
  readonly left: number;
  /** Whose tables: null follows the run. */
  readonly host: DeviceId | null;
  /** Paths that are not as the pane has them by itself, folded or open; the one toggled last stands last. */
  readonly toggled: readonly string[];
};

export const freshPane: PaneState = { cursor: null, left: 0, host: null, toggled: [] };

export type PaneView = {
  /** Goes into the pane's frame: whose table, which frame. */
  readonly title: string;
  /** Exactly as many rows as the pane is high, each exactly as wide. */
  readonly rows: readonly Row[];
  /** What part of the whole content is seen, counted from 0, `end` exclusive. */
  readonly seen: { readonly first: number; readonly end: number; readonly total: number };
  /** Where the cursor really is, for moves that start from "follow". */
  readonly cursor: number;
  /** What `Enter` unfolds at the cursor, if anything. */
  readonly toggles?: string;
  /** The hosts that `t` goes through. */
  readonly hosts?: readonly DeviceId[];
};
