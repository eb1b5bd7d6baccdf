/** The ladder: which messages there are so far, who speaks, which one the step is about. */
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import type { Timeline } from "../../sim/timeline.ts";
import { packetAt, stepAt } from "./focus.ts";
import { type Message, messagesOf } from "./messages.ts";

export type LadderRow = {
  readonly message: Message;
  readonly outcome: "in-flight" | "arrived" | "lost";
  /** The step is about this message. */
  readonly current: boolean;
};

export type LadderModel = {
  readonly rows: readonly LadderRow[];
  /** Columns from left to right: hosts and routers by first appearance in the whole run, so that they keep their order. */
  readonly speakers: readonly DeviceId[];
  readonly routers: ReadonlySet<DeviceId>;
  /** The message of the step, also one between routers. */
  readonly current?: Message;
};

/**
 * With `routers` false, what routers say for themselves is left out, but not what they tell a host by ICMP; what they pass on
 * is a message of its sender.
 */
export function ladderModel(timeline: Timeline, at: StepIndex, routers: (count: number) => boolean): LadderModel {
  const { list, byPacket, speakers } = messagesOf(timeline);
  const step = stepAt(timeline, at);
  const packet = packetAt(step);
  const router = routersOf(timeline, speakers);
  const keep = routers(speakers.length);
  const rows: LadderRow[] = [];
  for (const message of list) {
    if (message.sentStep > at) break;
    if (!keep && isAside(message, router)) continue;
    rows.push({ message, outcome: outcomeAt(message, at), current: message.packet === packet });
  }
  const current = packet === undefined ? undefined : list[byPacket.get(packet) ?? -1];
  const heard = new Set(keep ? [] : list.flatMap((m) => (isAside(m, router) ? [] : [m.from, m.to])));
  return {
    rows,
    speakers: keep ? speakers : speakers.filter((id) => !router.has(id) || heard.has(id)),
    routers: router,
    ...(current && { current }),
  };
}

/** Whether a router speaks or is spoken to, but for ICMP between it and a host: that is news for the host. */
function isAside({ from, to, decoded }: Message, router: ReadonlySet<DeviceId>): boolean {
  const ends = [from, to].filter((id) => id !== undefined && router.has(id)).length;
  return ends === 2 || (ends === 1 && decoded.icmp === undefined);
}

function outcomeAt({ arrivedStep, lostStep }: Message, at: StepIndex): LadderRow["outcome"] {
  if (arrivedStep !== undefined && arrivedStep <= at) return "arrived";
  return lostStep !== undefined && lostStep <= at ? "lost" : "in-flight";
}

const routersOf = (timeline: Timeline, speakers: readonly DeviceId[]): ReadonlySet<DeviceId> =>
  new Set(
    speakers.filter((id) => {
      const device = timeline.start.devices[id];
      return device?.kind === "host" && device.forwarding;
    }),
  );
