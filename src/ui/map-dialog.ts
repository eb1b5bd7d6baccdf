/** The map as an open dialog: its cursor is on the next sensible lesson at first, and Enter begins the one that it is on. */
import type { LearnerMap } from "../lesson/learner-map.ts";
import { only, type Reduced, type Seen } from "./app-event.ts";
import type { AppState, Dialog } from "./app-state.ts";
import type { Action } from "./keymap.ts";
import { moved } from "./stage-state.ts";

type MapDialog = Extract<Dialog, { kind: "map" }>;

/** Where the same map was open before, the cursor stays. */
export function mapDialog(map: LearnerMap, before: Dialog | null): MapDialog {
  if (before?.kind === "map") return { ...before, map };
  const { next } = map;
  const cursor = map.lessons.findIndex(({ slug }) => "slug" in next && slug === next.slug);
  return { kind: "map", map, cursor: Math.max(0, cursor), part: 0 };
}

export function inMap(state: AppState, dialog: MapDialog, action: Action, seen: Seen): Reduced {
  const { lessons } = dialog.map;
  switch (action.kind) {
    case "close":
      return only({ ...state, dialog: null });
    case "cursor": {
      const cursor = moved(dialog.cursor, action.by, seen.measured.page, lessons.length);
      return only({ ...state, dialog: { ...dialog, cursor, part: 0 } });
    }
    case "turn":
      return only({ ...state, dialog: { ...dialog, part: dialog.part + 1 } });
    case "choose": {
      const lesson = lessons[dialog.cursor];
      return lesson ? { state, effects: [{ kind: "load-lesson", slug: lesson.slug }] } : only(state);
    }
    default:
      return only(state);
  }
}
