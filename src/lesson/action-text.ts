/** An action in one line, as in a lesson file. */
import { unreachable } from "../base/assert.ts";
import { MICROS_PER_SECOND, type Micros } from "../base/units.ts";
import type { Act } from "../stack/app.ts";
import type { Action } from "./action.ts";
import type { ChangeFile } from "./change-file.ts";

/** How an action is spelled in a lesson file, in one line: its label where the lesson's words give none. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case "act":
      return `${action.host}: ${actText(action.act)}`;
    case "change":
      return changeText(action.file);
    case "wait":
      return `wait ${timeText(action.time)}`;
    default:
      return unreachable(action);
  }
}

function actText(act: Act): string {
  switch (act.kind) {
    case "open-url":
      return `open ${act.method === undefined ? "" : `${act.method} `}${act.url}`;
    case "look-up":
      return `look-up ${act.name} ${act.type}`;
    case "flush-cache":
      return "flush cache";
    case "ping":
      return `ping ${act.address}`;
    default:
      return unreachable(act);
  }
}

/** `stop root`; `record www.cyber.co.kr A 192.0.2.9`; `lose tcp from client`. */
function changeText(file: ChangeFile): string {
  if ("record" in file) return `record ${file.record.name} ${file.record.type} ${file.record.data ?? "-"}`;
  const [key = "", value] = Object.entries(file)[0] ?? [];
  if (typeof value === "string") return `${key} ${value}`;
  const parts = Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([k, v]) => {
    if (v === undefined) return [];
    if (k === "frame" || k === "host" || k === "program") return [String(v)];
    return [`${k} ${typeof v === "object" ? JSON.stringify(v) : String(v)}`];
  });
  return [key, ...parts].join(" ");
}

function timeText(time: Micros): string {
  const units: readonly (readonly [Micros, string])[] = [
    [86_400 * MICROS_PER_SECOND, "d"],
    [3600 * MICROS_PER_SECOND, "h"],
    [60 * MICROS_PER_SECOND, "m"],
    [MICROS_PER_SECOND, "s"],
    [1000, "ms"],
  ];
  const [size, unit] = units.find(([one]) => time % one === 0 && time >= one) ?? [1, "us"];
  return `${time / size}${unit}`;
}
