/** Carries out a change: the fault or what-if becomes part of the world. */
import { assert, unreachable } from "../base/assert.ts";
import type { Fact } from "../stack/fact.ts";
import { behaving } from "../stack/programs/program.ts";
import type { Change } from "./change.ts";
import type { Link } from "./link.ts";
import type { Device, World } from "./model.ts";

export function applyChange(world: World, change: Change): { readonly world: World; readonly facts: readonly Fact[] } {
  switch (change.kind) {
    case "add-fault":
      return onLink(world, change.link, (link) => ({
        ...link,
        faults: [...link.faults, { fault: change.fault, seen: 0 }],
      }));
    case "clear-faults":
      return onLink(world, change.link, (link) => ({ ...link, faults: [] }));
    case "set-link":
      return onLink(world, change.link, (link) => ({ ...link, up: change.up }));
    case "set-device":
      return onDevice(world, change.device, (device) => ({ ...device, up: change.up }));
    case "damage-inside":
      return onDevice(world, change.device, (device) => {
        assert(device.kind === "host" && device.forwarding, `${device.id} is no router`);
        return { ...device, damage: { choice: change.choice, seen: 0 } };
      });
    case "set-behaviour":
      return onDevice(world, change.device, (device) => {
        assert(device.kind === "host", `${device.id} runs no programs`);
        const process = device.processes[change.process];
        assert(process, `${device.id} has no process ${change.process}`);
        const state = behaving(process.state, change.behaviour);
        return { ...device, processes: { ...device.processes, [process.name]: { ...process, state } } };
      });
    default:
      return unreachable(change);
  }
}

type Applied = { readonly world: World; readonly facts: readonly Fact[] };

function onLink(world: World, id: string, edit: (link: Link) => Link): Applied {
  const link = world.links[id];
  assert(link, `no link ${id}`);
  return { world: { ...world, links: { ...world.links, [id]: edit(link) } }, facts: [] };
}

function onDevice(world: World, id: string, edit: (device: Device) => Device): Applied {
  const device = world.devices[id];
  assert(device, `no device ${id}`);
  return { world: { ...world, devices: { ...world.devices, [id]: edit(device) } }, facts: [] };
}
