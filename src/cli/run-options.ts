/** The options that `open` and `trace` share, read and checked. */
import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { type VisitOptions, visit } from "../sim/visit.ts";
import type { World } from "../sim/world.ts";
import type { ProfileName } from "../stack/profile.ts";
import { parseAddressBar, type Url } from "../wire/url.ts";
import { Failure } from "./failure.ts";
import { shippedWorld } from "./shipped.ts";

export type RunArgs = {
  readonly profile: string;
  readonly http: string | undefined;
  readonly seed: string;
  readonly world: string | undefined;
};

const offered: readonly ProfileName[] = ["textbook", "linux"];

/** A lesson has all of it in its file. */
export function fixedByLesson({ profile, http, seed, world }: RunArgs, words: Words): void {
  const asked = profile !== usual.profile || seed !== usual.seed || http !== undefined || world !== undefined;
  if (asked) throw new Failure(words.ui.error.worldOnlyForUrl, 2);
}

/** What holds where nothing is asked for. */
export const usual = { profile: "textbook", http: undefined, seed: "1", world: undefined } satisfies RunArgs;

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

export const worldOf = async ({ world }: RunArgs, words: Words): Promise<WorldSpec> =>
  world === undefined ? shippedWorld(words) : (await import("./own-world.ts")).loadWorld(world, words);

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
