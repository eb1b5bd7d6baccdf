/** What reaches a device and what it does about it. Stimuli are told in the past tense, effects as commands. */
import { unreachable } from "../base/assert.ts";
import type { DeviceId, FrameId, PacketId } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Ipv4 } from "../wire/address.ts";
import type { Act } from "./app.ts";
import type { CallTag, Syscall, SyscallResult } from "./call.ts";
import type { Fact } from "./fact.ts";
import type { TcpTimer } from "./tcp/tcb.ts";

/** One frame on one link; `bytes` from destination MAC to padding, `fcs` beside them. */
export type Frame = {
  readonly id: FrameId;
  readonly packet: PacketId;
  readonly bytes: Uint8Array;
  readonly fcs: number;
};

/** Who made a call, or gets its result. */
export type Caller = "application" | "resolver";

export type Timer =
  | { readonly kind: "arp"; readonly address: Ipv4 }
  | { readonly kind: "tcp"; readonly socket: number; readonly timer: TcpTimer }
  | { readonly kind: "wait"; readonly process: string; readonly caller: Caller; readonly tag: CallTag }
  | { readonly kind: "reassembly"; readonly key: string };

/** Whether two names of timers on one device mean the same timer: `timerKey` without making the text. */
export function sameTimer(a: Timer, b: Timer): boolean {
  switch (a.kind) {
    case "arp":
      return b.kind === a.kind && b.address === a.address;
    case "tcp":
      return b.kind === a.kind && b.socket === a.socket && b.timer === a.timer;
    case "wait":
      return b.kind === a.kind && b.process === a.process && b.caller === a.caller && b.tag === a.tag;
    case "reassembly":
      return b.kind === a.kind && b.key === a.key;
    default:
      return unreachable(a);
  }
}

/** Timers of one device are told apart by this. */
export function timerKey(t: Timer): string {
  switch (t.kind) {
    case "arp":
      return `arp ${t.address}`;
    case "tcp":
      return `tcp ${t.socket} ${t.timer}`;
    case "wait":
      return `wait ${t.process} ${t.caller} ${t.tag}`;
    case "reassembly":
      return `reassembly ${t.key}`;
  }
}

export type Stimulus =
  | { readonly kind: "frame-arrives"; readonly device: DeviceId; readonly port: string; readonly frame: Frame }
  | { readonly kind: "timer-fires"; readonly device: DeviceId; readonly timer: Timer }
  | {
      readonly kind: "app-calls";
      readonly device: DeviceId;
      readonly process: string;
      readonly caller: Caller;
      readonly tag: CallTag;
      readonly call: Syscall;
    }
  | {
      readonly kind: "call-returns";
      readonly device: DeviceId;
      readonly process: string;
      readonly caller: Caller;
      readonly tag: CallTag;
      readonly result: SyscallResult;
    }
  /** The machine was switched on: its programs start. `again`: it was off meanwhile, so it tells its neighbours. */
  | { readonly kind: "starts"; readonly device: DeviceId; readonly again?: boolean }
  | { readonly kind: "act"; readonly device: DeviceId; readonly act: Act };

export type Effect =
  | {
      readonly kind: "send-frame";
      readonly port: string;
      readonly bytes: Uint8Array;
      /** Given when a frame is passed on unchanged, so that its check sequence need not be made again. */
      readonly fcs?: number;
      readonly packet?: PacketId;
    }
  | { readonly kind: "set-timer"; readonly timer: Timer; readonly at: Micros }
  | { readonly kind: "cancel-timer"; readonly timer: Timer }
  | {
      readonly kind: "call";
      readonly process: string;
      readonly caller: Caller;
      readonly tag: CallTag;
      readonly call: Syscall;
    }
  | {
      readonly kind: "return";
      readonly process: string;
      readonly caller: Caller;
      readonly tag: CallTag;
      readonly result: SyscallResult;
    };

export type Transition<S> = {
  readonly state: S;
  readonly effects: readonly Effect[];
  readonly facts: readonly Fact[];
};
