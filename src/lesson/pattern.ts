/** The one pattern language: small data that says which fact, frame or table row is meant. No operators, no code. */
import { unreachable } from "../base/assert.ts";
import type { DeviceId, StepIndex } from "../base/ids.ts";
import { type FieldTest, type Literal, passesTest, valueAt } from "../base/literal.ts";
import { lengthOf, stepAt, type Timeline, worldAt } from "../sim/timeline.ts";
import type { Sent, Step, World } from "../sim/world.ts";
import type { Fact, FactKind } from "../stack/fact.ts";
import { decodeFrame, type Packet } from "../wire/packet.ts";
import { dataLength, packetValue } from "../wire/packet-value.ts";
import type { FrameLayer } from "./packet-path.ts";
import { type TableName, type TableRow, tableRows } from "./table-rows.ts";

/** What a field must be: this value, one of these, a number in a range, or the value that a `let` gave. */
export type Test = FieldTest | { readonly same: string };

type Tests = { readonly [path: string]: Test };
/** In each of them `run` may name the run that is looked at. */
export type FactPattern = { readonly fact: FactKind } & Tests;
/** A frame with this layer, on any link; see `frameFields` for what it has besides its headers. */
export type FramePattern = { readonly frame: FrameLayer } & Tests;
/** A row of a device's table. */
export type RowPattern = { readonly row: TableName; readonly host: DeviceId } & Tests;
export type Pattern = FactPattern | FramePattern | RowPattern;

/** A place in a run: inside a step come its facts, then its frames, then the tables after it. */
export type Position = { readonly step: StepIndex; readonly item: number };

/** Before anything has happened. */
export const START: Position = { step: -1, item: Number.POSITIVE_INFINITY };

/** The end of a step: everything of it has been seen. */
export const endOf = (step: StepIndex): Position => ({ step, item: Number.POSITIVE_INFINITY });

export const isAfter = (a: Position, b: Position): boolean => a.step > b.step || (a.step === b.step && a.item > b.item);

/** What a pattern has found. */
export type Hit = { readonly at: Position } & (
  | { readonly kind: "fact"; readonly fact: Fact }
  | { readonly kind: "frame"; readonly sent: Sent; readonly packet: Packet; readonly world: World }
  | { readonly kind: "row"; readonly row: TableRow }
);

/** The values that `same` tests refer to. */
export type Names = Readonly<Record<string, Literal>>;

export function passes(test: Test, value: Literal | undefined, names: Names): boolean {
  if (typeof test === "object" && "same" in test) return value !== undefined && names[test.same] === value;
  return passesTest(test, value);
}

/** A field of what was found, by its path; undefined where there is no such value. `time` is the step's, in microseconds. */
export function take(hit: Hit, path: string, timeline: Timeline): Literal | undefined {
  if (path === "time") return worldAt(timeline, hit.at.step).now;
  switch (hit.kind) {
    case "fact":
      return valueAt(hit.fact, path);
    case "frame":
      return frameValue(hit, path);
    case "row":
      return hit.row[path];
    default:
      return unreachable(hit);
  }
}

function frameValue({ sent, packet, world }: Extract<Hit, { kind: "frame" }>, path: string): Literal | undefined {
  switch (path) {
    case "from":
      return speaker(world, packet.ip?.src ?? packet.arp?.src_proto_ipv4) ?? sent.from.device;
    case "to":
      return speaker(world, packet.ip?.dst ?? packet.arp?.dst_proto_ipv4) ?? sent.to.device;
    case "by":
      return sent.from.device;
    case "link":
      return sent.link;
    case "lost":
      return sent.lost;
    case "bytes":
      return sent.frame.bytes.length;
    case "data":
      return dataLength(packet) ?? 0;
    default:
      return packetValue(packet, path);
  }
}

const speaker = (world: World, address: string | undefined): DeviceId | undefined =>
  address === undefined ? undefined : world.owners[address];

const decoded = new WeakMap<Uint8Array, Packet>();

/** Read once: many patterns look at the same frame, and its bytes never change. */
export function packetOf(bytes: Uint8Array): Packet {
  const known = decoded.get(bytes);
  if (known) return known;
  const packet = decodeFrame(bytes);
  decoded.set(bytes, packet);
  return packet;
}

/** What in one step fits, in order. `step` -1 is the world before the first step. */
function hitsIn(pattern: Pattern, timeline: Timeline, step: StepIndex, names: Names): readonly Hit[] {
  const done: Step | undefined = stepAt(timeline, step);
  const fits = (hit: Hit): boolean =>
    testsOf(pattern).every(([path, test]) => passes(test, take(hit, path, timeline), names));
  if (isFact(pattern)) {
    return (done?.facts ?? [])
      .map((fact, item): Hit => ({ kind: "fact", fact, at: { step, item } }))
      .filter((hit) => hit.kind === "fact" && hit.fact.kind === pattern.fact && fits(hit));
  }
  const facts = done?.facts.length ?? 0;
  if (isFrame(pattern)) {
    if (!done) return [];
    return done.sent
      .map((sent, i): Extract<Hit, { kind: "frame" }> => {
        const at = { step, item: facts + i };
        return { kind: "frame", sent, packet: packetOf(sent.frame.bytes), world: done.world, at };
      })
      .filter((hit) => hit.packet[pattern.frame] !== undefined && fits(hit));
  }
  const world = worldAt(timeline, step);
  const at = { step, item: facts + (done?.sent.length ?? 0) };
  return tableRows(world, pattern.row, pattern.host)
    .map((row): Hit => ({ kind: "row", row, at }))
    .filter(fits);
}

export const isFact = (pattern: Pattern): pattern is FactPattern => "fact" in pattern;
export const isFrame = (pattern: Pattern): pattern is FramePattern => "frame" in pattern;

export const isRow = (pattern: Pattern): pattern is RowPattern => "row" in pattern;

/** The conditions of a pattern, without what says where to look. */
export function testsOf(pattern: Pattern): readonly (readonly [path: string, test: Test])[] {
  const head = isFact(pattern) ? ["fact", "run"] : isFrame(pattern) ? ["frame", "run"] : ["row", "host", "run"];
  return Object.entries(pattern).filter(([path]) => !head.includes(path));
}

/** The run that a pattern names. */
export const runIn = ({ run }: Pattern): string | undefined => (typeof run === "string" ? run : undefined);

/** The first hit after a position. */
export function findNext(pattern: Pattern, timeline: Timeline, after: Position, names: Names = {}): Hit | undefined {
  for (let step = Math.max(0, after.step); step < lengthOf(timeline); step++) {
    const hit = hitsIn(pattern, timeline, step, names).find((h) => isAfter(h.at, after));
    if (hit) return hit;
  }
  return undefined;
}

/** The latest hit up to the end of a step. */
export function findLast(pattern: Pattern, timeline: Timeline, upTo: StepIndex, names: Names = {}): Hit | undefined {
  for (let step = Math.min(upTo, lengthOf(timeline) - 1); step >= -1; step--) {
    const hit = hitsIn(pattern, timeline, step, names).at(-1);
    if (hit) return hit;
  }
  return undefined;
}

/** How many facts or frames fit after `since`, up to the end of a step; of rows, how many fit in that step's table. */
export function countHits(
  pattern: Pattern,
  timeline: Timeline,
  since: Position,
  upTo: StepIndex,
  names: Names = {},
): number {
  if (isRow(pattern)) return hitsIn(pattern, timeline, upTo, names).length;
  let count = 0;
  for (let step = Math.max(0, since.step); step <= Math.min(upTo, lengthOf(timeline) - 1); step++) {
    count += hitsIn(pattern, timeline, step, names).filter((hit) => isAfter(hit.at, since)).length;
  }
  return count;
}
