/** The sandbox's world: somebody at the client opens a URL, whatever its host. */
import type { DeviceId } from "../base/ids.ts";
import type { ProfileName } from "../stack/profile.ts";
import { portOf, type Url } from "../wire/url.ts";
import { buildWorld } from "./build.ts";
import type { DeviceSpec, WorldSpec } from "./spec.ts";
import { withZoneFor } from "./unknown-names.ts";
import { inject, type World } from "./world.ts";

export type VisitOptions = {
  readonly profile: ProfileName;
  readonly seed: number;
  /** What the browser speaks; else what the world says. */
  readonly http?: "1.0" | "1.1";
};

/** The first device that runs a browser. */
export function browserHost(spec: WorldSpec): DeviceId | undefined {
  return Object.entries(spec.devices).find(([, d]) => runsBrowser(d))?.[0];
}

const runsBrowser = (d: DeviceSpec): boolean =>
  "ports" in d && Object.values(d.programs ?? {}).some((p) => p.run === "browser");

/** Undefined when nobody in this world has a browser. */
export function visit(spec: WorldSpec, url: Url, options: VisitOptions): World | undefined {
  const device = browserHost(spec);
  if (device === undefined) return undefined;
  const server = url.scheme === "http" || url.scheme === "https" ? url : undefined;
  const reachable = server?.host.kind === "name" ? withZoneFor(spec, server.host.name, plainPort(server)) : spec;
  const { profile, seed, http } = options;
  const world = buildWorld(http === undefined ? reachable : speaking(reachable, http), { profile, seed });
  return inject(world, 0, { kind: "act", device, act: { kind: "open-url", url: url.text } });
}

/** `https:` is opened as `http:`, so a port that nobody wrote is 80. */
const plainPort = (url: Extract<Url, { scheme: "http" | "https" | "ftp" }>): number => (url.port ? portOf(url) : 80);

function speaking(spec: WorldSpec, version: "1.0" | "1.1"): WorldSpec {
  const devices = Object.fromEntries(
    Object.entries(spec.devices).map(([id, d]) => {
      if (!("ports" in d) || !d.programs) return [id, d];
      const programs = Object.fromEntries(
        Object.entries(d.programs).map(([name, p]) => [name, p.run === "browser" ? { ...p, version } : p]),
      );
      return [id, { ...d, programs }];
    }),
  );
  return { ...spec, devices };
}
