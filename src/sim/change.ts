/** What a learner, a lesson or a test does to the world: faults and what-ifs, as data. */
import type { DeviceId, LinkId } from "../base/ids.ts";
import type { FieldTest } from "../base/literal.ts";
import type { Micros } from "../base/units.ts";
import type { Choice } from "../stack/choice.ts";
import type { Behaviour } from "../stack/dns/authoritative.ts";
import type { TcpChoices } from "../stack/tcp/policy.ts";
import type { RData, RrType } from "../wire/dns.ts";
import type { DomainName } from "../wire/domain-name.ts";
import type { Protocol } from "../wire/packet.ts";

/** Which frames a fault is about; what is left out matches all. */
export type FrameMatch = {
  readonly protocol?: Protocol;
  /** The device that sends it over this link. */
  readonly from?: DeviceId;
  /** The device that its IP destination belongs to; of an ARP message, the target's address. */
  readonly to?: DeviceId;
  /** TCP flags that must be set, in tshark's spelling: `SYN`, `FIN,ACK`. */
  readonly flags?: string;
  /** At least so many bytes of TCP or UDP data. */
  readonly minData?: number;
  /** By the paths of `packetValue`; a frame without such a field does not match. */
  readonly tests?: Readonly<Record<string, FieldTest>>;
};

export type Fault = { readonly match: FrameMatch; readonly choice: Choice } & (
  | { readonly kind: "lose" }
  | { readonly kind: "delay"; readonly by: Micros }
  | { readonly kind: "duplicate"; readonly gap: Micros }
  /** Flips one bit on the link: the frame check sequence no longer fits. */
  | { readonly kind: "corrupt" }
);

export type Change =
  | { readonly kind: "add-fault"; readonly link: LinkId; readonly fault: Fault }
  | { readonly kind: "clear-faults"; readonly link: LinkId }
  | { readonly kind: "set-link"; readonly link: LinkId; readonly up: boolean }
  /** A machine off and on again: what was in its memory is lost, and its programs start anew. */
  | { readonly kind: "set-device"; readonly device: DeviceId; readonly up: boolean }
  /** A name server (nearest ones too) or web server that hears and does not answer, a name server that refuses everything, or either well again. */
  | {
      readonly kind: "set-behaviour";
      readonly device: DeviceId;
      readonly process: string;
      readonly behaviour: Behaviour;
    }
  /**
   * What a name server's zone has at `name` of this type from now on, in the place of what was there; null: nothing. The
   * zone's serial goes up. An alias stands alone: it takes the place of all other records at its name, and gives way to them.
   */
  | {
      readonly kind: "set-record";
      readonly device: DeviceId;
      readonly process: string;
      readonly zone: DomainName;
      readonly name: DomainName;
      readonly type: RrType;
      /** `ttl` in seconds. */
      readonly record: { readonly ttl: number; readonly data: RData } | null;
    }
  /** How a host's TCP differs from what it was, for connections that are opened or answered from now on. */
  | { readonly kind: "set-tcp"; readonly device: DeviceId; readonly choices: TcpChoices }
  /** Changes nothing: so that time can go by where nothing else happens. */
  | { readonly kind: "pass-time" }
  /** A router that flips a bit of each passing segment's data and makes a new frame around it. */
  | { readonly kind: "damage-inside"; readonly device: DeviceId; readonly choice: Choice };
