/** Korean, in the terms of those who learn from Korean books: 합니다체 throughout. */
import { canDo } from "./ko/can-do.ts";
import { field } from "./ko/field.ts";
import { finding } from "./ko/finding.ts";
import { fcs, layer } from "./ko/layer.ts";
import { httpProblem, meaning, problem } from "./ko/meaning.ts";
import { reason } from "./ko/reason.ts";
import { say } from "./ko/say.ts";
import { flight } from "./ko/segment.ts";
import { ui } from "./ko/ui.ts";
import { urlProblem } from "./ko/url-problem.ts";
import type { Words } from "./words.ts";

export const ko: Words = {
  language: "ko",
  name: "한국어",
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
