/** English. */
import { canDo } from "./en/can-do.ts";
import { field } from "./en/field.ts";
import { finding } from "./en/finding.ts";
import { fcs, layer } from "./en/layer.ts";
import { httpProblem, meaning, problem } from "./en/meaning.ts";
import { reason } from "./en/reason.ts";
import { say } from "./en/say.ts";
import { flight } from "./en/segment.ts";
import { ui } from "./en/ui.ts";
import { urlProblem } from "./en/url-problem.ts";
import type { Words } from "./words.ts";

export const en: Words = {
  language: "en",
  name: "English",
  say,
  flight,
  field,
  layer,
  fcs,
  meaning,
  problem,
  httpProblem,
  urlProblem,
  finding,
  reason,
  ui,
  canDo,
};
