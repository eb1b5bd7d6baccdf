/** The world that is measured: two hosts on one link, and a file of any size that one has from the other. */
import { ms } from "../../base/units.ts";
import { buildWorld } from "../../sim/build.ts";
import { advance, inject, nextAt, type Step, type World } from "../../sim/world.ts";
import type { ProfileName } from "../../stack/profile.ts";

const MBIT = 1_000_000;

/** Buffers of a fast and long path, in bytes: thousands of segments are under way. */
const LARGE = 4_000_000;

/** 100 Mbit/s, 2 ms, and a browser about to ask for `bytes` bytes; `far`: 1 Gbit/s, 20 ms and large buffers instead. */
export function downloadWorld(profile: ProfileName, bytes: number, far = false): World {
  const world = buildWorld(
    {
      devices: {
        client: {
          kind: "host",
          ports: { eth0: { address: "10.0.0.1", prefix: 24 } },
          programs: { browser: { run: "browser", ...(far && { receiveBuffer: LARGE }) } },
        },
        server: {
          kind: "host",
          ports: { eth0: { address: "10.0.0.2", prefix: 24 } },
          programs: {
            httpd: {
              run: "http-server",
              site: { documents: { "/file.bin": { bytes } } },
              ...(far && { sendBuffer: LARGE }),
            },
          },
        },
      },
      links: [
        {
          between: [
            { device: "client", port: "eth0" },
            { device: "server", port: "eth0" },
          ],
          delay: ms(far ? 20 : 2),
          rate: (far ? 1000 : 100) * MBIT,
        },
      ],
    },
    { profile, seed: 1 },
  );
  return inject(world, 0, {
    kind: "act",
    device: "client",
    act: { kind: "open-url", url: "http://10.0.0.2/file.bin" },
  });
}

export type Tally = { readonly steps: number; readonly packets: number; readonly loaded: number };

/** Runs a world to its end, keeps nothing, and shows every step to `each`. */
export function runThrough(start: World, each: (step: Step) => void = () => {}): Tally {
  let world = start;
  let steps = 0;
  let packets = 0;
  let loaded = 0;
  while (nextAt(world) !== undefined) {
    const step = advance(world);
    world = step.world;
    steps += 1;
    packets += step.sent.length;
    for (const fact of step.facts) if (fact.kind === "page-loaded") loaded += fact.bytes;
    each(step);
  }
  return { steps, packets, loaded };
}
