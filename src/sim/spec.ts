/** A world before it runs: who is there, how they are joined, what runs on them. World files are read into this. */
import type { DeviceId } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { ProfileName } from "../stack/profile.ts";
import type { ProgramSpec } from "../stack/programs/program.ts";
import type { TcpChoices } from "../stack/tcp/policy.ts";
import type { Ipv4, Mac } from "../wire/address.ts";

export type PortSpec = {
  readonly address: Ipv4;
  readonly prefix: number;
  readonly mac?: Mac;
  readonly mtu?: number;
};

export type RouteSpec = { readonly network: Ipv4; readonly prefix: number; readonly via: Ipv4 };

export type HostSpec = {
  readonly kind: "host" | "router";
  readonly ports: Readonly<Record<string, PortSpec>>;
  readonly gateway?: Ipv4;
  readonly routes?: readonly RouteSpec[];
  /** The DNS servers of its TCP/IP settings, first choice first. */
  readonly nameservers?: readonly Ipv4[];
  readonly search?: readonly string[];
  /** Asks for IPv6 addresses along with the others. */
  readonly aaaa?: boolean;
  /** `/etc/hosts`, beside `localhost`. */
  readonly names?: Readonly<Record<string, Ipv4>>;
  readonly programs?: Readonly<Record<string, ProgramSpec>>;
  /** Where it differs from the run's profile. */
  readonly profile?: ProfileName;
  /** Where its TCP differs from that. */
  readonly tcp?: TcpChoices;
  /** How much later than usual it begins to count, where it counts: ephemeral ports, IP identifications, sequence numbers. */
  readonly ahead?: { readonly ports: number; readonly ids: number; readonly sequence: number };
};

export type SwitchSpec = { readonly kind: "switch" | "hub"; readonly ageing?: Micros };

export type DeviceSpec = HostSpec | SwitchSpec;

export type LinkSpec = {
  readonly between: readonly [PlugSpec, PlugSpec];
  readonly delay: Micros;
  /** Bits per second. */
  readonly rate: number;
};

export type PlugSpec = { readonly device: DeviceId; readonly port: string };

/** Where servers are put for names that no zone knows. */
export type UnknownNamesSpec = {
  /** The device that serves the root zone. */
  readonly root: DeviceId;
  readonly servers: SubnetSpec;
  readonly sites: SubnetSpec;
};

export type SubnetSpec = {
  readonly switch: DeviceId;
  readonly network: Ipv4;
  readonly prefix: number;
  readonly gateway: Ipv4;
};

export type WorldSpec = {
  readonly devices: Readonly<Record<DeviceId, DeviceSpec>>;
  readonly links: readonly LinkSpec[];
  readonly unknownNames?: UnknownNamesSpec;
};
