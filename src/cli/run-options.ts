/** The options that `open` and `trace` share, read and checked. */
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { type VisitOptions, visit } from "../sim/visit.ts";
import type { World } from "../sim/world.ts";
import type { ProfileName } from "../stack/profile.ts";
import { parseAddressBar, type Url } from "../wire/url.ts";
import { builtInWorld, loadWorld } from "./assets.ts";
import { Failure } from "./failure.ts";

export type RunArgs = {
  readonly profile: string;
  readonly http: string | undefined;
  readonly seed: string;
  readonly world: string | undefined;
};

const offered: readonly ProfileName[] = ["textbook", "linux"];

export function visitOptions(args: RunArgs, words: Words): VisitOptions {
  const { error } = words.ui;
  const profile = offered.find((p) => p === args.profile);
  if (!profile) throw new Failure(error.unknownProfile(args.profile, offered), 2);
  const seed = Number(args.seed);
  if (!/^\d+$/.test(args.seed) || seed > 0xffffffff) {
    throw new Failure(error.badOption("seed", args.seed, "0-4294967295"), 2);
  }
  const { http } = args;
  if (http === undefined) return { profile, seed };
  if (http !== "1.0" && http !== "1.1") throw new Failure(error.badOption("http", http, "1.0, 1.1"), 2);
  return { profile, seed, http };
}

export const worldOf = (args: RunArgs, words: Words): WorldSpec =>
  loadWorld(args.world ?? builtInWorld("internet"), words);

export type Visit = { readonly url: Url; readonly world: World; readonly note?: (words: Words) => string };

/** The world with the URL on its agenda; the error is one line. */
export function visitTyped(typed: string, spec: WorldSpec, options: VisitOptions, words: Words): Result<Visit, string> {
  const parsed = parseAddressBar(typed);
  if (!parsed.ok) {
    const shown = typed.length > 60 ? `${typed.slice(0, 57)}...` : typed;
    return err(words.ui.error.badUrl(shown, words.urlProblem(parsed.error)));
  }
  const { url, assumed } = parsed.value;
  const world = visit(spec, url, options);
  if (!world) return err(words.ui.error.noBrowser);
  const note = noteOn(url, assumed !== null);
  return ok({ url, world, ...(note && { note }) });
}

function noteOn(url: Url, assumed: boolean): ((words: Words) => string) | undefined {
  if (url.scheme === "https") return (words) => words.ui.run.httpsAsHttp(url.text);
  if (url.scheme !== "http") return (words) => words.ui.run.decodedOnly(url.scheme);
  return assumed ? (words) => words.ui.run.assumed(url.text) : undefined;
}
