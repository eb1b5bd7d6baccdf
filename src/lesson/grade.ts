/** What is kept of an answer to a card. Nothing heavy is imported here: what is stored is read at every start. */
import type { QuestionState } from "./session.ts";

export const grades = ["good", "hard", "again"] as const;
/** Right at once and without help; right after a hint or another answer; not right, or not known. */
export type Grade = (typeof grades)[number];

/** Undefined while the question is open. */
export function gradeOf({ status, wrong, hints }: QuestionState): Grade | undefined {
  if (status === "open") return undefined;
  if (status === "revealed") return "again";
  return wrong.length > 0 || hints > 0 ? "hard" : "good";
}
