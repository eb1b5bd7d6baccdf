/** Carries out a change: the fault or what-if becomes part of the world. */
import { assert, unreachable } from "../base/assert.ts";
import type { Zone } from "../stack/dns/zone.ts";
import { withRecord } from "../stack/dns/zone-edit.ts";
import type { Fact } from "../stack/fact.ts";
import { switchedOff } from "../stack/host.ts";
import type { Host, Process } from "../stack/host-state.ts";
import { LOOPBACK_PORT } from "../stack/ip-output.ts";
import { behaving, type ProgramState, withZoneEdited, zoneNamed } from "../stack/programs/program.ts";
import { withChoices } from "../stack/tcp/policy.ts";
import { rdataText } from "../wire/dns.ts";
import { type Entry, insert } from "./agenda.ts";
import type { Change } from "./change.ts";
import { changeProblem } from "./change-problem.ts";
import type { Link } from "./link.ts";
import type { Device, World } from "./model.ts";

/** The change must fit the world: see `changeProblem`. */
export function applyChange(world: World, change: Change): Applied {
  const problem = changeProblem(world, change);
  assert(!problem, `no change for this world: ${JSON.stringify(problem)}`);
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
      return onHost(world, change.device, (host) => ({ ...host, damage: { choice: change.choice, seen: 0 } }));
    case "set-behaviour":
      return onProcess(world, change, (process) => ({ ...process, state: behaving(process.state, change.behaviour) }));
    case "set-record":
      return setRecord(world, change);
    case "set-tcp":
      return onHost(world, change.device, (host) => {
        const tcp = withChoices(host.profile.tcp, change.choices);
        return { ...host, profile: { ...host.profile, tcp } };
      });
    case "pass-time":
      return { world, facts: [] };
    default:
      return unreachable(change);
  }
}

/** The file that the zone is read from is changed too: switched off and on again, the server still has what is new. */
function setRecord(world: World, change: Extract<Change, { kind: "set-record" }>): Applied {
  const { device: by, process, zone, name, type, record } = change;
  const edit = (state: ProgramState): ProgramState =>
    withZoneEdited(state, zone, (old) => withRecord(old, name, type, record));
  const { world: after } = onProcess(world, change, (p) => ({ ...p, state: edit(p.state), boot: edit(p.boot) }));
  if (record) {
    const data = rdataText(record.data);
    return { world: after, facts: [{ kind: "record-changed", by, zone, name, type, data, ttl: record.ttl }] };
  }
  const zoneIn = ({ devices }: World): Zone | undefined => {
    const host = devices[by];
    return host?.kind === "host" ? zoneNamed(host.processes[process]!.state, zone) : undefined;
  };
  const taken = zoneIn(world) !== zoneIn(after);
  return { world: after, facts: taken ? [{ kind: "record-removed", by, zone, name, type }] : [] };
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

export type Applied = { readonly world: World; readonly facts: readonly Fact[] };

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

function onHost(world: World, id: string, edit: (host: Host) => Host): Applied {
  return onDevice(world, id, (device) => {
    assert(device.kind === "host", `${id} is no host`);
    return edit(device);
  });
}

function onProcess(
  world: World,
  { device, process: name }: { readonly device: string; readonly process: string },
  edit: (process: Process) => Process,
): Applied {
  return onHost(world, device, (host) => {
    const process = host.processes[name];
    assert(process, `${device} has no process ${name}`);
    return { ...host, processes: { ...host.processes, [name]: edit(process) } };
  });
}
