/** What a learner can do or have done in a fork of a lesson: an act, a change of the world, or waiting. */
import * as z from "zod";
import type { DeviceId } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Change } from "../sim/change.ts";
import type { Act } from "../stack/app.ts";
import { actKeys, actOf, actVariants } from "./act-file.ts";
import { type ChangeFile, changeKeys, changeVariants } from "./change-file.ts";
import { duration } from "./world-file.ts";

export type Action =
  | { readonly kind: "act"; readonly host: DeviceId; readonly act: Act }
  /** `file` is how the author wrote it; `changes` what it means in the lesson's world. */
  | { readonly kind: "change"; readonly file: ChangeFile; readonly changes: readonly Change[] }
  | { readonly kind: "wait"; readonly time: Micros };

const wait = z.strictObject({ wait: duration });

export const actionSchema = z.union([...actVariants, ...changeVariants, wait]);
export type ActionFile = z.output<typeof actionSchema>;

export const actionKeys: readonly string[] = [...new Set([...actKeys, ...changeKeys, "wait"])];

/** `compiled`: what a change means in the lesson's world. */
export function actionOf(
  file: ActionFile,
  http: "1.0" | "1.1" | undefined,
  compiled: (file: ChangeFile) => readonly Change[],
): Action {
  if ("wait" in file) return { kind: "wait", time: file.wait };
  if (isAct(file)) return { kind: "act", host: file.host, act: actOf(file, http) };
  return { kind: "change", file, changes: compiled(file) };
}

type ActFile = Extract<ActionFile, { host: string }>;
const isAct = (file: ActionFile): file is ActFile => "host" in file;
