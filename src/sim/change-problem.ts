/** Whether a change fits a world: what it names must be there. A world's devices, links, programs and zones stay, so the answer does too. */
import { unreachable } from "../base/assert.ts";
import type { DeviceId, LinkId } from "../base/ids.ts";
import type { Behaviour } from "../stack/dns/authoritative.ts";
import type { Host } from "../stack/host-state.ts";
import { canBehave, zoneNamed } from "../stack/programs/program.ts";
import { type DomainName, isWithin, sameName } from "../wire/domain-name.ts";
import type { Change } from "./change.ts";
import type { World } from "./model.ts";

export type ChangeProblem =
  | { readonly kind: "no-device"; readonly device: DeviceId }
  | { readonly kind: "no-link"; readonly link: LinkId }
  /** A switch or hub, which has no programs and no TCP. */
  | { readonly kind: "no-host"; readonly device: DeviceId }
  | { readonly kind: "no-router"; readonly device: DeviceId }
  | { readonly kind: "no-process"; readonly device: DeviceId; readonly process: string }
  | {
      readonly kind: "no-such-behaviour";
      readonly device: DeviceId;
      readonly process: string;
      readonly behaviour: Behaviour;
    }
  | { readonly kind: "no-zone"; readonly device: DeviceId; readonly process: string; readonly zone: DomainName }
  | { readonly kind: "outside-zone"; readonly name: DomainName; readonly zone: DomainName }
  /** A zone begins with its SOA and can be no alias, RFC 1034 section 3.6.2. */
  | { readonly kind: "zone-top"; readonly name: DomainName; readonly type: "SOA" | "CNAME" };

/** Undefined when the change can be carried out, now or later in this world's run. */
export function changeProblem(world: World, change: Change): ChangeProblem | undefined {
  switch (change.kind) {
    case "add-fault":
    case "clear-faults":
    case "set-link":
      return Object.hasOwn(world.links, change.link) ? undefined : { kind: "no-link", link: change.link };
    case "set-device":
      return Object.hasOwn(world.devices, change.device) ? undefined : { kind: "no-device", device: change.device };
    case "pass-time":
      return undefined;
    case "damage-inside":
      return onHost(world, change.device, (host) =>
        host.forwarding ? undefined : { kind: "no-router", device: change.device },
      );
    case "set-tcp":
      return onHost(world, change.device, () => undefined);
    case "set-behaviour":
      return onHost(world, change.device, (host) => {
        const { device, process, behaviour } = change;
        if (!Object.hasOwn(host.processes, process)) return { kind: "no-process", device, process };
        if (canBehave(host.processes[process]!.state, behaviour)) return undefined;
        return { kind: "no-such-behaviour", device, process, behaviour };
      });
    case "set-record":
      return onHost(world, change.device, (host) => {
        const { device, process, zone, name, type } = change;
        if (!Object.hasOwn(host.processes, process)) return { kind: "no-process", device, process };
        if (!zoneNamed(host.processes[process]!.state, zone)) return { kind: "no-zone", device, process, zone };
        if (!isWithin(name, zone)) return { kind: "outside-zone", name, zone };
        if (!sameName(name, zone)) return undefined;
        if (type === "CNAME" && change.record !== null) return { kind: "zone-top", name, type };
        return type === "SOA" && change.record === null ? { kind: "zone-top", name, type } : undefined;
      });
    default:
      return unreachable(change);
  }
}

function onHost(
  world: World,
  device: DeviceId,
  judge: (host: Host) => ChangeProblem | undefined,
): ChangeProblem | undefined {
  if (!Object.hasOwn(world.devices, device)) return { kind: "no-device", device };
  const found = world.devices[device]!;
  return found.kind === "host" ? judge(found) : { kind: "no-host", device };
}
