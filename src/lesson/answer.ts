/** Judging what a learner typed or picked: several right spellings, one right value. */

import { unreachable } from "../base/assert.ts";
import type { Literal } from "../base/literal.ts";
import { parseIpv4 } from "../wire/address.ts";
import type { AnswerKind, PickKind } from "./ask-file.ts";

/** A question with its answer, as the run gave it. */
export type PlayedAsk =
  | { readonly kind: "choice"; readonly keys: readonly string[]; readonly right: readonly string[] }
  | {
      readonly kind: "value";
      readonly value: AnswerKind;
      readonly answer: Literal;
      readonly wrong: Readonly<Record<string, Literal>>;
    }
  | {
      readonly kind: "pick";
      readonly pick: PickKind;
      readonly answer: Literal;
      readonly wrong: Readonly<Record<string, Literal>>;
    };

/** `key` is the known mistake that was made, for the words that go with it. */
export type Verdict = { readonly right: true } | { readonly right: false; readonly key?: string };

/** `given` is what was typed; for a choice its key, for a pick the host's or field's name. */
export function judge(ask: PlayedAsk, given: string): Verdict {
  if (ask.kind === "choice") {
    if (ask.right.includes(given)) return { right: true };
    return ask.keys.includes(given) ? { right: false, key: given } : { right: false };
  }
  const kind = ask.kind === "value" ? ask.value : "text";
  const normal = normalAnswer(kind, given);
  const is = (value: Literal): boolean => normal !== undefined && normal === normalAnswer(kind, String(value));
  if (is(ask.answer)) return { right: true };
  const key = Object.keys(ask.wrong).find((k) => is(ask.wrong[k]!));
  return key === undefined ? { right: false } : { right: false, key };
}

/** The answer in its usual spelling: what is shown when the learner wants to see it; of a choice, its key. */
export const rightAnswer = (ask: PlayedAsk): string => (ask.kind === "choice" ? ask.right[0]! : String(ask.answer));

const flagLetters: Readonly<Record<string, string>> = {
  S: "SYN",
  F: "FIN",
  R: "RST",
  P: "PSH",
  U: "URG",
  ".": "ACK",
  A: "ACK",
};

/** One spelling for all that mean the same; undefined for what is no value of this kind at all. */
export function normalAnswer(kind: AnswerKind, text: string): string | undefined {
  const t = text.trim();
  if (t === "") return undefined;
  switch (kind) {
    case "number": {
      const plain = t.replaceAll(/[\s,_]/g, "");
      if (/^-?\d+(\.\d+)?$/.test(plain) || /^0x[0-9a-f]+$/i.test(plain)) return String(Number(plain));
      return undefined;
    }
    case "address":
      return parseIpv4(t) === undefined ? undefined : t;
    case "mac": {
      const hex = t.toLowerCase().replaceAll(/[:.\s-]/g, "");
      return /^[0-9a-f]{12}$/.test(hex) ? hex : undefined;
    }
    case "name":
      return t === "." ? t : t.toLowerCase().replace(/\.$/, "");
    case "flags":
      return normalFlags(t);
    case "text":
      return t.toLowerCase().replaceAll(/\s+/g, " ");
    default:
      return unreachable(kind);
  }
}

/** `SYN+ACK`, `syn, ack`, `[S.]` and `SA` are the same. */
function normalFlags(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\]$/, "$1").trim();
  const words = bare
    .toUpperCase()
    .split(/[\s,+/|&]+/)
    .filter((w) => w !== "");
  const known = new Set(Object.values(flagLetters));
  const flags = words.flatMap((word) => {
    if (known.has(word)) return [word];
    return [...word].map((letter) => flagLetters[letter] ?? "");
  });
  if (flags.length === 0 || flags.includes("")) return undefined;
  return [...new Set(flags)].toSorted().join(" ");
}
