/** Runs to draw: a journey through the built-in world, and a small one that can be read at a glance. */
import { readFileSync } from "node:fs";
import { parseWorld } from "../../lesson/world-file.ts";
import { buildWorld } from "../../sim/build.ts";
import type { Fault } from "../../sim/change.ts";
import type { WorldSpec } from "../../sim/spec.ts";
import { runTimeline, type Timeline } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";
import type { Act } from "../../stack/app.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { PaneView } from "../pane.ts";
import type { SeenFrame } from "../summary.ts";
import { rowText } from "../text.ts";

const file = new URL("../../../lessons/worlds/internet.yaml", import.meta.url);

let built: WorldSpec | undefined;

function internet(): WorldSpec {
  if (!built) {
    const parsed = parseWorld(readFileSync(file, "utf8"), "internet.yaml");
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    built = parsed.value;
  }
  return built;
}

export type Journey = {
  readonly url: string;
  readonly profile?: ProfileName;
  readonly seed?: number;
  /** On the line between the office and the provider. */
  readonly fault?: Fault;
  readonly ping?: string;
};

export function journey({ url, profile = "textbook", seed = 1, fault, ping }: Journey): Timeline {
  let world = buildWorld(internet(), { profile, seed });
  if (fault) {
    world = inject(world, 0, {
      kind: "change",
      change: { kind: "add-fault", link: "router.wan--isp.customer", fault },
    });
  }
  const act = (what: Act): void => {
    world = inject(world, 0, { kind: "act", device: "client", act: what });
  };
  act({ kind: "open-url", url });
  if (ping !== undefined) act({ kind: "ping", address: ping, count: 2 });
  return runTimeline(world, { limit: 20_000 });
}

/** A client and a web server at the two ends of one cable. */
export function cable(fault?: Fault): Timeline {
  const spec: WorldSpec = {
    devices: {
      client: {
        kind: "host",
        ports: { eth0: { address: "192.0.2.1", prefix: 24 } },
        programs: { browser: { run: "browser", version: "1.0", images: false } },
      },
      web: {
        kind: "host",
        ports: { eth0: { address: "192.0.2.80", prefix: 24 } },
        programs: {
          httpd: {
            run: "http-server",
            site: { documents: { "/": { text: "Hello.", type: "text/plain" } }, defaults: [], anyPath: false },
          },
        },
      },
    },
    links: [
      {
        between: [
          { device: "client", port: "eth0" },
          { device: "web", port: "eth0" },
        ],
        delay: 1000,
        rate: 1e9,
      },
    ],
  };
  let world = buildWorld(spec, { profile: "textbook", seed: 1 });
  if (fault) {
    world = inject(world, 0, { kind: "change", change: { kind: "add-fault", link: "client.eth0--web.eth0", fault } });
  }
  world = inject(world, 0, { kind: "act", device: "client", act: { kind: "open-url", url: "http://192.0.2.80/" } });
  return runTimeline(world, { limit: 5000 });
}

/** A browser that takes its time between reads, with a buffer of three segments, and a server whose own holds less than the page. */
export function slowReader(fault?: Fault): Timeline {
  const spec: WorldSpec = {
    devices: {
      client: {
        kind: "host",
        ports: { eth0: { address: "192.0.2.1", prefix: 24 } },
        programs: {
          browser: {
            run: "browser",
            version: "1.0",
            images: false,
            readPause: 20_000,
            receiveBuffer: 4380,
            readSize: 1460,
          },
        },
      },
      web: {
        kind: "host",
        ports: { eth0: { address: "192.0.2.80", prefix: 24 } },
        programs: {
          httpd: {
            run: "http-server",
            sendBuffer: 8192,
            site: { documents: { "/": { bytes: 12_000 } }, defaults: [], anyPath: false },
          },
        },
      },
    },
    links: [
      {
        between: [
          { device: "client", port: "eth0" },
          { device: "web", port: "eth0" },
        ],
        delay: 1000,
        rate: 1e9,
      },
    ],
  };
  let world = buildWorld(spec, { profile: "textbook", seed: 1 });
  if (fault) {
    world = inject(world, 0, { kind: "change", change: { kind: "add-fault", link: "client.eth0--web.eth0", fault } });
  }
  world = inject(world, 0, { kind: "act", device: "client", act: { kind: "open-url", url: "http://192.0.2.80/" } });
  return runTimeline(world, { limit: 5000 });
}

/** What somebody at this device sees pass: what it sends, and what arrives there. */
export const framesAt = (timeline: Timeline, device: string): readonly SeenFrame[] =>
  timeline.steps.flatMap(({ entry, sent }) => {
    const { input, at } = { input: entry.input, at: entry.at };
    const arrived =
      input.kind === "frame-arrives" && input.device === device && input.port !== "lo" ? [input.frame] : [];
    return [...arrived, ...sent.flatMap((s) => (s.from.device === device ? [s.frame] : []))].map(({ bytes }) => ({
      at,
      bytes,
    }));
  });

/** The rows as one text, without the blanks on the right. */
export const drawn = (view: PaneView): string => `\n${view.rows.map((row) => rowText(row).trimEnd()).join("\n")}\n`;
