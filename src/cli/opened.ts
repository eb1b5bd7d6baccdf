/** A typed URL as the sandbox opens it, and the other ways of opening it that it can be compared with. */
import { ok, type Result } from "../base/result.ts";
import type { Words } from "../i18n/words.ts";
import type { WorldSpec } from "../sim/spec.ts";
import { lengthOf, type Timeline, worldAt } from "../sim/timeline.ts";
import { registeredZone, withZoneFor } from "../sim/unknown-names.ts";
import { browserHost, type VisitOptions } from "../sim/visit.ts";
import { inject } from "../sim/world.ts";
import type { Opened, Variant } from "../ui/run.ts";
import { portOf, type ServerUrl, type Url } from "../wire/url.ts";
import { type RunArgs, visitOptions, visitTyped } from "./run-options.ts";

/** The world with the URL on its agenda; the error is one line. */
export function openTyped(typed: string, spec: WorldSpec, args: RunArgs, words: Words): Result<Opened, string> {
  return openIn(spec, typed, visitOptions(args, words), words);
}

function openIn(spec: WorldSpec, typed: string, options: VisitOptions, words: Words): Result<Opened, string> {
  const visited = visitTyped(typed, spec, options, words);
  if (!visited.ok) return visited;
  const { url, world } = visited.value;
  const notes = [originOf(url, spec), visited.value.note].filter((one) => one !== undefined);
  const opened = { title: url.text, start: world, profile: options.profile };
  return ok({
    ...opened,
    ...(notes.length > 0 && { note: (w: Words) => notes.map((one) => one(w)).join(" ") }),
    ...(leavesTheHost(url) && {
      variants: (finished: Timeline) => [...otherwise(spec, typed, options, words), ...again(opened, spec, finished)],
    }),
  });
}

const leavesTheHost = (url: Url): url is WebUrl => url.scheme === "http" || url.scheme === "https";

type WebUrl = ServerUrl & { readonly scheme: "http" | "https" };

/** That the site is not the real one of its name; nothing where nobody is asked. */
function originOf(url: Url, spec: WorldSpec): ((words: Words) => string) | undefined {
  if (!leavesTheHost(url)) return undefined;
  if (url.host.kind === "ipv4" || url.host.name === "localhost") return (words) => words.ui.run.simulated;
  const { name } = url.host;
  if (withZoneFor(spec, name, portOf(url)) !== spec) return (words) => words.ui.run.madeUp(name);
  if (registeredZone(name) === undefined) return (words) => words.ui.run.nobodyKnows(name);
  return (words) => words.ui.run.simulated;
}

/** Over the other HTTP version, and with hosts that behave in the other way. */
function otherwise(spec: WorldSpec, typed: string, options: VisitOptions, words: Words): readonly Variant[] {
  const { profile } = options;
  const spoken = options.http ?? versionOf(spec);
  const version = spoken === "1.0" ? "1.1" : "1.0";
  const other = profile === "textbook" ? "linux" : "textbook";
  const ways: readonly (Pick<Variant, "mine" | "label"> & { readonly options: VisitOptions })[] = [
    {
      mine: (w) => w.ui.compare.http(spoken),
      label: (w) => w.ui.compare.http(version),
      options: { ...options, http: version },
    },
    {
      mine: (w) => w.ui.compare.profile(profile),
      label: (w) => w.ui.compare.profile(other),
      options: { ...options, profile: other },
    },
  ];
  return ways.flatMap(({ mine, label, options: changed }) => {
    const opened = openIn(spec, typed, changed, words);
    return opened.ok ? [{ mine, label, opened: opened.value }] : [];
  });
}

/** What the first browser of the world speaks. */
function versionOf(spec: WorldSpec): "1.0" | "1.1" {
  const device = spec.devices[browserHost(spec) ?? ""];
  const programs = device && "ports" in device ? Object.values(device.programs ?? {}) : [];
  return programs.find((program) => program.run === "browser")?.version ?? "1.1";
}

/** The same URL once more, in the world as the first visit has left it; only after a visit that came to its end. */
function again(opened: Opened, spec: WorldSpec, finished: Timeline): readonly Variant[] {
  const device = browserHost(spec);
  if (device === undefined || finished.end !== "quiet") return [];
  const left = worldAt(finished, lengthOf(finished) - 1);
  // The steps of a run are counted from 0, and nothing that is left to happen refers to those of the first visit.
  const start = inject({ ...left, nextStep: 0 }, left.now, {
    kind: "act",
    device,
    act: { kind: "open-url", url: opened.title },
  });
  return [{ mine: (w) => w.ui.compare.first, label: (w) => w.ui.compare.again, opened: { ...opened, start } }];
}
