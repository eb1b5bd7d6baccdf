/** What every pane is: a pure function from models, size and state to fitted rows. */
import type { DeviceId, PacketId, StepIndex } from "../base/ids.ts";
import { type StagePane, stagePanes } from "../lesson/lesson-names.ts";
import type { Row } from "./row.ts";
import type { Thing } from "./thing.ts";

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
  /** In the packet pane, the byte under the cursor. This and `packet` count only together with `cursor`. */
  readonly byte?: number | null;
  /** In the packet pane, what the cursor was moved in: a packet that had been selected, or null for the step's own. */
  readonly packet?: { readonly packet: PacketId; readonly near: StepIndex } | null;
};

export const freshPane: PaneState = { cursor: null, left: 0, host: null, toggled: [] };

export type PaneView = {
  /** Goes into the pane's frame: whose table, which frame. */
  readonly title: string;
  /** Exactly as many rows as the pane is high, each exactly as wide. */
  readonly rows: readonly Row[];
  /** What part of the whole content is seen, counted from 0, `end` exclusive. */
  readonly seen: { readonly first: number; readonly end: number; readonly total: number };
  /** The same in rows, where the cursor counts something else. */
  readonly rowsSeen?: PaneView["seen"];
  /** Where the cursor really is, for moves that start from "follow". */
  readonly cursor: number;
  /** What `Enter` unfolds at the cursor, if anything. */
  readonly toggles?: string;
  /** What a move of the cursor, or unfolding at it, sets besides the cursor, so that it goes on from what is seen. */
  readonly settled?: Partial<PaneState>;
  /** What `<` and `>` set, where they do something else than scroll. */
  readonly sideways?: { readonly left: Partial<PaneState>; readonly right: Partial<PaneState> };
  /** The hosts that `t` goes through. */
  readonly hosts?: readonly DeviceId[];
  /** Place in `rows` of the row under the cursor; absent while the pane follows the run. */
  readonly cursorRow?: number;
  /** Places in `rows` of what is selected in another pane. */
  readonly marked?: readonly number[];
  /** What the row under the cursor is about, the most specific first; other panes mark the same. */
  readonly things?: readonly Thing[];
  /** What the glossary may be asked about it, the most specific first: a term's id, a field's path, `layer:tcp`. */
  readonly explain?: readonly string[];
  /** The step that made the row under the cursor what it is. */
  readonly because?: StepIndex;
  /** The text of every row of the whole content, to be searched; the cursor counts these. */
  readonly lines?: () => readonly string[];
};
