/** Carries out a change: the fault or what-if becomes part of the world. */
import { assert, unreachable } from "../base/assert.ts";
import type { Fact } from "../stack/fact.ts";
import { switchedOff } from "../stack/host.ts";
import { LOOPBACK_PORT } from "../stack/ip-output.ts";
import { behaving } from "../stack/programs/program.ts";
import { type Entry, insert } from "./agenda.ts";
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
      return switchPower(world, change.device, change.up);
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

/** A host that is switched off forgets all that it had in hand; switched on, it starts its programs anew. */
function switchPower(world: World, id: string, up: boolean): Applied {
  if (world.devices[id]?.up === up) return { world, facts: [] };
  const { world: after } = onDevice(world, id, (device) => {
    if (device.kind === "host") return up ? { ...device, up } : switchedOff(device);
    return { ...device, up, table: {} };
  });
  if (!up) return { world: { ...after, agenda: after.agenda.filter((e) => !isOwnAffair(e, id)) }, facts: [] };
  if (after.devices[id]?.kind !== "host") return { world: after, facts: [] };
  const input = { kind: "starts", device: id, again: true } as const;
  const entry: Entry = { at: after.now, seq: after.nextSeq, by: after.nextStep - 1, input };
  return { world: { ...after, nextSeq: after.nextSeq + 1, agenda: insert(after.agenda, entry) }, facts: [] };
}

/** What goes on inside the machine; frames on a wire to it are not. */
function isOwnAffair({ input }: Entry, id: string): boolean {
  switch (input.kind) {
    case "starts":
    case "timer-fires":
    case "app-calls":
    case "call-returns":
      return input.device === id;
    case "frame-arrives":
      return input.device === id && input.port === LOOPBACK_PORT;
    case "act":
    case "change":
      return false;
    default:
      return unreachable(input);
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
