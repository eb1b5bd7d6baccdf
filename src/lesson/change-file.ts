/** What a lesson does to its world: `{ stop: web }`, `{ lose: { frame: tcp }, nth: 2 }`, and the changes that it means there. */
import * as z from "zod";
import type { FieldTest } from "../base/literal.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Micros } from "../base/units.ts";
import type { Change, Fault, FrameMatch } from "../sim/change.ts";
import { type ChangeProblem, changeProblem } from "../sim/change-problem.ts";
import type { World } from "../sim/world.ts";
import type { Choice } from "../stack/choice.ts";
import type { Behaviour } from "../stack/dns/authoritative.ts";
import type { Host } from "../stack/host-state.ts";
import { canBehave, zoneNamed } from "../stack/programs/program.ts";
import type { TcpChoices } from "../stack/tcp/policy.ts";
import { isRrType } from "../wire/dns.ts";
import { isWithin, sameName } from "../wire/domain-name.ts";
import { parseZoneFile } from "../wire/zone-file.ts";
import type { Place } from "./located-yaml.ts";
import { frameLayers, isPacketPath, misspeltTest } from "./packet-path.ts";
import { duration, tcpChoices, withoutUndefined } from "./world-file.ts";

const literal = z.union([z.string(), z.number(), z.boolean()]);
const fieldTest: z.ZodType<FieldTest> = z.union([
  literal,
  z.strictObject({ in: z.array(literal).min(1) }),
  z.strictObject({ min: z.number().optional(), max: z.number().optional() }),
]);

/** What a fault's frames have besides their headers. */
export const faultFields = ["from", "to", "by", "data"] as const;

const frame = z
  .object({
    frame: z.enum(frameLayers),
    from: z.string().optional(),
    to: z.string().optional(),
    by: z.string().optional(),
    data: z.strictObject({ min: z.int().min(0) }).optional(),
  })
  .catchall(fieldTest);

const howMany = {
  nth: z.int().min(1).optional(),
  first: z.int().min(1).optional(),
  percent: z.number().min(0).max(100).optional(),
  link: z.string().optional(),
};
const server = z.union([z.string(), z.strictObject({ host: z.string(), program: z.string().optional() })]);
const record = z.strictObject({
  host: z.string(),
  program: z.string().optional(),
  zone: z.string(),
  name: z.string(),
  type: z.string().refine(isRrType, { error: () => "A, MX, NS, PTR, CNAME, SOA, TXT" }),
  data: z.string().nullable(),
  ttl: z.int().min(0).max(0x7fffffff).optional(),
});

const kebab = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
const tcpKeys = Object.keys(tcpChoices.shape).map((key) => [kebab(key), key] as const);

export const tcpKeyNames: readonly string[] = tcpKeys.map(([own]) => own);

/** The keys of a world file's `tcp`, spelled as lessons spell keys. */
export const tcpSchema = z
  .strictObject(
    Object.fromEntries(tcpKeys.map(([own, key]) => [own, tcpChoices.shape[key as keyof typeof tcpChoices.shape]])),
  )
  .transform((file): TcpChoices => {
    const given = file as Readonly<Record<string, unknown>>;
    return withoutUndefined(Object.fromEntries(tcpKeys.map(([own, key]) => [key, given[own]]))) as TcpChoices;
  });

export const changeVariants = [
  z.strictObject({ lose: frame, ...howMany }),
  z.strictObject({ delay: frame, by: duration, ...howMany }),
  z.strictObject({ duplicate: frame, gap: duration.optional(), ...howMany }),
  z.strictObject({ corrupt: frame, ...howMany }),
  z.strictObject({ stop: z.string() }),
  z.strictObject({ start: z.string() }),
  z.strictObject({ cut: z.string() }),
  z.strictObject({ join: z.string() }),
  z.strictObject({ silence: server }),
  z.strictObject({ refuse: server }),
  z.strictObject({ restore: server }),
  z.strictObject({ record }),
  z.strictObject({ tcp: z.record(z.string(), tcpSchema) }),
] as const;

const [lose, delay, duplicate, corrupt, stop, start, cut, join, silence, refuse, restore, edit, tcp] = changeVariants;
const at = { at: duration.optional() };
/** A change at its time; without one it is there from the start. */
export const timedChangeSchema = z.union([
  lose.extend(at),
  delay.extend(at),
  duplicate.extend(at),
  corrupt.extend(at),
  stop.extend(at),
  start.extend(at),
  cut.extend(at),
  join.extend(at),
  silence.extend(at),
  refuse.extend(at),
  restore.extend(at),
  edit.extend(at),
  tcp.extend(at),
]);

export type ChangeFile = z.output<(typeof changeVariants)[number]>;
/** `place` is where it is written. */
export type TimedChange = { readonly at: Micros; readonly change: Change; readonly place: Place };

export const changeKeys: readonly string[] = [...new Set(changeVariants.flatMap((s) => Object.keys(s.shape)))];

/** Why a change means nothing in this world, and at which key below it that shows. */
export type ChangeFileProblem = { readonly path: readonly string[] } & (
  | { readonly kind: "unfit"; readonly problem: ChangeProblem }
  | { readonly kind: "link"; readonly link: string; readonly known: readonly string[] }
  /** None or several of `nth`, `first`, `percent`. */
  | { readonly kind: "how-many" }
  /** Neither a link nor whose links. */
  | { readonly kind: "no-place" }
  | { readonly kind: "path"; readonly field: string }
  /** A field tested for what it never is: a flag for a text. */
  | { readonly kind: "test"; readonly field: string; readonly test: unknown }
  /** No program of the device holds the zone. */
  | { readonly kind: "zone"; readonly device: string; readonly zone: string; readonly zones: readonly string[] }
  /** Several programs could be meant, or none. */
  | { readonly kind: "program"; readonly device: string; readonly programs: readonly string[] }
  | { readonly kind: "record"; readonly problem: string; readonly text: string }
);

type Compiled = Result<readonly Change[], ChangeFileProblem>;

/** The changes that are meant in this world, all of which fit it. */
export function compileChange(file: ChangeFile, world: World): Compiled {
  const changes = changesOf(file, world);
  if (!changes.ok) return changes;
  const [key = ""] = Object.keys(file).filter((k) => k !== "at");
  for (const change of changes.value) {
    const problem = changeProblem(world, change);
    if (problem) return err({ path: [key], kind: "unfit", problem });
  }
  return changes;
}

function changesOf(file: ChangeFile, world: World): Compiled {
  if ("lose" in file) return faultOf(file, file.lose, ["lose"], { kind: "lose" }, world);
  if ("corrupt" in file) return faultOf(file, file.corrupt, ["corrupt"], { kind: "corrupt" }, world);
  if ("delay" in file) return faultOf(file, file.delay, ["delay"], { kind: "delay", by: file.by }, world);
  if ("duplicate" in file) {
    return faultOf(file, file.duplicate, ["duplicate"], { kind: "duplicate", gap: file.gap ?? DUPLICATE_GAP }, world);
  }
  if ("stop" in file) return ok([{ kind: "set-device", device: file.stop, up: false }]);
  if ("start" in file) return ok([{ kind: "set-device", device: file.start, up: true }]);
  if ("cut" in file) return onLink(file.cut, ["cut"], world, false);
  if ("join" in file) return onLink(file.join, ["join"], world, true);
  if ("silence" in file) return behaviourOf(file.silence, ["silence"], "silent", world);
  if ("refuse" in file) return behaviourOf(file.refuse, ["refuse"], "lame", world);
  if ("restore" in file) return behaviourOf(file.restore, ["restore"], "answering", world);
  if ("record" in file) return recordOf(file.record, world);
  return ok(Object.entries(file.tcp).map(([device, choices]): Change => ({ kind: "set-tcp", device, choices })));
}

/** The copy comes behind the frame itself. */
const DUPLICATE_GAP: Micros = 1000;

type What =
  | { readonly kind: "lose" | "corrupt" }
  | { readonly kind: "delay"; readonly by: Micros }
  | { readonly kind: "duplicate"; readonly gap: Micros };
type Frame = z.output<typeof frame>;
type HowMany = { readonly [K in keyof typeof howMany]?: z.output<(typeof howMany)[K]> };

function faultOf(many: HowMany, wanted: Frame, path: readonly string[], what: What, world: World): Compiled {
  const choice = choiceOf(many);
  if (!choice) return err({ path: [], kind: "how-many" });
  const match = matchOf(wanted, path, many.link !== undefined, world);
  if (!match.ok) return match;
  const sender = wanted.by ?? wanted.from;
  if (many.link === undefined && sender === undefined) return err({ path, kind: "no-place" });
  const links = many.link === undefined ? ok(linksOf(world, sender!)) : linkNamed(world, many.link, ["link"]);
  if (!links.ok) return links;
  const fault = { ...what, match: match.value, choice } as Fault;
  return ok(links.value.map((link): Change => ({ kind: "add-fault", link, fault })));
}

function choiceOf({ nth, first, percent }: HowMany): Choice | undefined {
  const given = [nth, first, percent].filter((n) => n !== undefined);
  if (given.length !== 1) return undefined;
  if (percent !== undefined) return { kind: "chance", percent };
  return nth === undefined ? { kind: "count", skip: 0, count: first! } : { kind: "count", skip: nth - 1, count: 1 };
}

function matchOf(
  wanted: Frame,
  path: readonly string[],
  onNamedLink: boolean,
  world: World,
): Result<FrameMatch, ChangeFileProblem> {
  const { frame: protocol, from, to, by, data, ...rest } = wanted;
  for (const [key, id] of Object.entries({ from, to, by })) {
    if (id !== undefined && !Object.hasOwn(world.devices, id)) {
      return err({ path: [...path, key], kind: "unfit", problem: { kind: "no-device", device: id } });
    }
    // A switch has no address, so no packet is its own or for it.
    if (id !== undefined && key !== "by" && protocol !== "eth" && world.devices[id]!.kind !== "host") {
      return err({ path: [...path, key], kind: "unfit", problem: { kind: "no-host", device: id } });
    }
  }
  const tests: Record<string, FieldTest> = {};
  for (const [field, test] of Object.entries(rest)) {
    if (!isPacketPath(field)) return err({ path: [...path, field], kind: "path", field });
    if (misspeltTest(field, test) !== undefined) return err({ path: [...path, field], kind: "test", field, test });
    tests[field] = test as FieldTest;
  }
  // Whose packet it is, wherever it passes: a router sends on what is not its own.
  const owner = from === undefined ? undefined : world.devices[from];
  if (owner?.kind === "host" && protocol !== "eth") {
    const field = protocol === "arp" ? "arp.src_proto_ipv4" : "ip.src";
    tests[field] = { in: owner.interfaces.map(({ address }) => address) };
  }
  const sends = by ?? (onNamedLink && protocol !== "eth" ? undefined : from);
  return ok({
    protocol,
    ...(sends !== undefined && { from: sends }),
    ...(to !== undefined && { to }),
    ...(data && { minData: data.min }),
    ...(Object.keys(tests).length > 0 && { tests }),
  });
}

const linksOf = (world: World, device: string): readonly string[] =>
  Object.values(world.links).flatMap(({ id, ends }) => (ends.some((end) => end.device === device) ? [id] : []));

/** By its id, by a port at one of its ends, or by a machine that has no other. */
function linkNamed(world: World, name: string, path: readonly string[]): Result<readonly string[], ChangeFileProblem> {
  if (Object.hasOwn(world.links, name)) return ok([name]);
  if (Object.hasOwn(world.wiring, name)) return ok([world.wiring[name]!.link]);
  const own = linksOf(world, name);
  if (own.length === 1) return ok(own);
  return err({ path, kind: "link", link: name, known: [...Object.keys(world.wiring), ...Object.keys(world.links)] });
}

function onLink(name: string, path: readonly string[], world: World, up: boolean): Compiled {
  const link = linkNamed(world, name, path);
  return link.ok ? ok(link.value.map((id): Change => ({ kind: "set-link", link: id, up }))) : link;
}

type Server = z.output<typeof server>;

function behaviourOf(named: Server, path: readonly string[], behaviour: Behaviour, world: World): Compiled {
  const { host, program } = typeof named === "string" ? { host: named, program: undefined } : named;
  const process = programOn(world, host, program, path, (h, name) => canBehave(h.processes[name]!.state, behaviour));
  return process.ok ? ok([{ kind: "set-behaviour", device: host, process: process.value, behaviour }]) : process;
}

/** The program that is named, or the only one that could be meant. */
function programOn(
  world: World,
  device: string,
  program: string | undefined,
  path: readonly string[],
  fits: (host: Host, name: string) => boolean,
): Result<string, ChangeFileProblem> {
  const unfit = (problem: ChangeProblem) => err({ path, kind: "unfit", problem } as const);
  if (!Object.hasOwn(world.devices, device)) return unfit({ kind: "no-device", device });
  const host = world.devices[device]!;
  if (host.kind !== "host") return unfit({ kind: "no-host", device });
  // What is wrong with a program that is named is for `changeProblem` to say.
  if (program !== undefined) return ok(program);
  const able = Object.keys(host.processes).filter((name) => fits(host, name));
  if (able.length === 1) return ok(able[0]!);
  return err({ path, kind: "program", device, programs: able.length > 0 ? able : Object.keys(host.processes) });
}

function recordOf(file: z.output<typeof record>, world: World): Compiled {
  const path = ["record"];
  const { host, zone, type, data } = file;
  const process = programOn(world, host, file.program, path, (h, one) => !!zoneNamed(h.processes[one]!.state, zone));
  if (!process.ok) {
    const zones = process.error.kind === "program" ? zonesOn(world, host) : [];
    if (zones.length === 0 || zones.some((one) => sameName(one, zone))) return process;
    return err({ path: [...path, "zone"], kind: "zone", device: host, zone, zones });
  }
  const name = nameIn(file.name, zone);
  const change = { kind: "set-record", device: host, process: process.value, zone, name, type: type as never } as const;
  if (data === null) return ok([{ ...change, record: null }]);
  const problem = changeProblem(world, { ...change, record: null });
  if (problem && problem.kind !== "zone-top") return err({ path, kind: "unfit", problem });
  const ttl = file.ttl ?? ttlAt(world, host, process.value, zone, name, type);
  const line = `${name === "." ? "" : name}. ${ttl} IN ${type} ${data.replaceAll(/[\r\n]+/g, " ")}`;
  const parsed = parseZoneFile(line, { origin: zone });
  if (!parsed.ok) {
    const { kind, text } = parsed.error[0]!;
    return err({ path: [...path, "data"], kind: "record", problem: kind, text });
  }
  const [rr, more] = parsed.value;
  if (!rr || more || rr.data.kind === undefined)
    return err({ path: [...path, "data"], kind: "record", problem: "bad-data", text: data });
  return ok([{ ...change, record: { ttl: rr.ttl, data: rr.data } }]);
}

/** The zones that the programs of a machine hold. */
function zonesOn(world: World, device: string): readonly string[] {
  const host = world.devices[device];
  if (host?.kind !== "host") return [];
  return Object.values(host.processes).flatMap(({ state }) =>
    state.program === "authoritative" ? state.zones.map(({ name }) => name) : [],
  );
}

/** `@` is the zone itself; what does not end in the zone's name is meant below it. */
function nameIn(name: string, zone: string): string {
  const bare = name.replace(/(?<=.)\.$/, "");
  if (bare === "@") return zone;
  return isWithin(bare, zone) ? bare : `${bare}.${zone}`;
}

/** As long as the record was good that it takes the place of, else as long as the zone's SOA is. */
function ttlAt(world: World, device: string, process: string, zone: string, name: string, type: string): number {
  const host = world.devices[device];
  const state = host?.kind === "host" ? host.processes[process]?.state : undefined;
  const records = (state && zoneNamed(state, zone)?.records) ?? [];
  return (records.find((rr) => rr.name === name && rr.type === type) ?? records[0])?.ttl ?? 0;
}
