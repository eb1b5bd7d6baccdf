import { describe, expect, test } from "vitest";
import type { ProgramSpec } from "../stack/programs/program.ts";
import { buildWorld } from "./build.ts";
import type { HostSpec } from "./spec.ts";
import { internet, visiting } from "./testing/worlds.ts";
import { runTimeline, worldAt } from "./timeline.ts";
import { nextAt, type World } from "./world.ts";

const options = { profile: "textbook", seed: 1 } as const;

/** What waits for somebody: `named udp 0.0.0.0:53`. */
function waiting(world: World, device: string): readonly string[] {
  const host = world.devices[device];
  if (host?.kind !== "host") return [];
  return Object.values(host.sockets).flatMap((s) => {
    if (s.kind === "listener") return [`${s.process} tcp ${s.local.address}:${s.local.port} ${s.accepting.length}`];
    return s.kind === "dgram" ? [`${s.process} udp ${s.local?.address}:${s.local?.port} ${s.receiving?.op}`] : [];
  });
}

const withProgram = (device: string, name: string, program: ProgramSpec): World => {
  const spec = internet();
  const host = spec.devices[device] as HostSpec;
  const programs = { ...host.programs, [name]: program };
  return buildWorld({ ...spec, devices: { ...spec.devices, [device]: { ...host, programs } } }, options);
};

describe("a world that was just built", () => {
  test("has its servers ready, with nothing left to happen", () => {
    const world = buildWorld(internet(), options);
    expect(nextAt(world)).toBeUndefined();
    expect([world.now, world.nextStep, world.nextFrame, world.nextPacket]).toEqual([0, 0, 1, 1]);
    expect(waiting(world, "nearest")).toEqual(["named udp 0.0.0.0:53 recvfrom", "named tcp 0.0.0.0:53 1"]);
    expect(waiting(world, "web-lab-cyber")).toEqual(["httpd tcp 0.0.0.0:80 1"]);
    expect(waiting(world, "client")).toEqual([]);
  });

  test("begins with what somebody does", () => {
    const { steps } = runTimeline(visiting("http://www.lab.cyber.co.kr/"));
    expect(steps[0]!.entry).toMatchObject({ at: 0, by: "start", input: { kind: "act", device: "client" } });
    expect(steps.filter(({ entry }) => entry.input.kind === "starts")).toEqual([]);
  });

  test("has a script still before it, on a machine whose other programs start with it", () => {
    const world = withProgram("web-cyber", "client", { run: "script", steps: [{ op: "socket", as: "s" }] });
    expect(waiting(world, "web-cyber")).toEqual([]);
    expect(world.agenda.map(({ at, input }) => [at, input])).toEqual([[0, { kind: "starts", device: "web-cyber" }]]);
    const timeline = runTimeline(world);
    expect(waiting(worldAt(timeline, timeline.steps.length), "web-cyber")).toEqual(["httpd tcp 0.0.0.0:80 1"]);
  });

  test("has a server still before it that has too much to get ready", () => {
    const ports = Array.from({ length: 400 }, (_, i) => 8000 + i);
    const world = withProgram("web-cyber", "httpd", { run: "http-server", ports, site: { documents: {} } });
    expect(world.agenda.map(({ input }) => input)).toEqual([{ kind: "starts", device: "web-cyber" }]);
    expect(waiting(runTimeline(world).steps.at(-1)!.world, "web-cyber")).toHaveLength(400);
  });
});
