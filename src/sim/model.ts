/** What the simulated internet is at one moment, and one step of it. Plain readonly data. */
import type { DeviceId, FrameId, LinkId, PacketId, StepIndex } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Fact } from "../stack/fact.ts";
import type { Host } from "../stack/host-state.ts";
import type { Frame } from "../stack/stimulus.ts";
import type { Switch } from "../stack/switch.ts";
import type { Agenda, Entry } from "./agenda.ts";
import type { Link } from "./link.ts";

export type Device = Host | Switch;

export type World = {
  readonly now: Micros;
  readonly nextSeq: number;
  readonly nextStep: StepIndex;
  readonly nextFrame: FrameId;
  readonly nextPacket: PacketId;
  readonly agenda: Agenda;
  readonly devices: Readonly<Record<DeviceId, Device>>;
  readonly links: Readonly<Record<LinkId, Link>>;
  /** Which link, and which end of it, a device's port is plugged into: `client.eth0`. */
  readonly wiring: Readonly<Record<string, { readonly link: LinkId; readonly end: 0 | 1 }>>;
  /** Which device owns an IP address. */
  readonly owners: Readonly<Record<string, DeviceId>>;
};

/** A frame put on a link in this step. `lost` when it will not come out of it. */
export type Sent = {
  readonly frame: Frame;
  readonly link: LinkId;
  readonly from: { readonly device: DeviceId; readonly port: string };
  readonly to: { readonly device: DeviceId; readonly port: string };
  readonly lost: boolean;
};

/** One entry carried out: `world` is the world after it. */
export type Step = {
  readonly index: StepIndex;
  readonly entry: Entry;
  readonly world: World;
  readonly sent: readonly Sent[];
  readonly facts: readonly Fact[];
};
