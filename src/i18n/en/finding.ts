/** English: what is wrong with a file that an author wrote, and how to mend it. The place is put in front by the caller. */
import { unreachable } from "../../base/assert.ts";
import type { FindingBody } from "../../lesson/finding.ts";
import type { ZoneFileProblem } from "../../wire/zone-file.ts";
import { grouped } from "../quantity.ts";

const meant = (suggestion: string | undefined): string =>
  suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;

const known = {
  "bad-address": "this is no IPv4 address, write it like 192.0.2.226",
  "bad-data": "the data does not fit the record's type",
  "bad-name": "this is no domain name",
  "bad-number": "this is no number, or too large a one",
  "bad-ttl": "this is no TTL, write seconds or 1h, 2d",
  "class-differs": "all records of a zone have the same class",
  "cname-and-other-data": "a name with a CNAME has no other records",
  "missing-field": "the record ends before its data does",
  "no-origin": "a relative name needs an origin, end the name with a dot or set $ORIGIN",
  "no-owner": "the first record must begin with its name",
  "no-ttl": "the record has no TTL, set $TTL",
  "outside-zone": "this name does not belong to the zone",
  "text-too-long": "a text has 255 bytes at most",
  "too-many-fields": "the record has ended before this",
  "unclosed-parenthesis": "the parenthesis is not closed",
  "unclosed-quote": "the quotation mark is not closed",
  "unknown-directive": "this directive is not known, use $ORIGIN or $TTL",
  "unknown-type": "this type of record is not known",
  "unopened-parenthesis": "no parenthesis was opened",
} satisfies Record<ZoneFileProblem["kind"], string>;
const zoneProblems: Readonly<Record<string, string>> = known;

export function finding(f: FindingBody): string {
  switch (f.kind) {
    case "yaml":
      return `This is not YAML: ${f.text}`;
    case "unknown-key":
      return `The key "${f.key}" is not known here.${meant(f.suggestion) || " Take it out."}`;
    case "missing":
      return `The key "${f.key}" is missing: add it.`;
    case "wrong-type":
      return `"${f.path}" has the wrong type: ${f.expected} is expected.`;
    case "wrong-value":
      return `"${f.path}" has a value that is not allowed: expected is ${f.expected}`;
    case "zone-line":
      return `In the zone${f.text === "" ? "" : `, at "${f.text}"`}: ${zoneProblems[f.problem] ?? f.problem}.`;
    case "unknown-device":
      return `There is no device "${f.device}" in this world.${meant(f.suggestion) || " Add it under devices."}`;
    case "unknown-port":
      return `The device "${f.device}" has no port "${f.port}": add it under its ports.`;
    case "port-used-twice":
      return `The port ${f.device}.${f.port} is in a link already: a port takes one cable, use another.`;
    case "address-used-twice":
      return `The address ${f.address} belongs to ${f.device} already: give this one another.`;
    case "gateway-off-subnet":
      return `The gateway ${f.gateway} is in none of the subnets of ${f.device}: choose a router's address in one of them.`;
    case "unknown-world":
      return `There is no world "${f.world}", neither in the lesson's folder nor among the built-in ones.`;
    case "missing-file":
      return `The file ${f.file} is missing: add it.`;
    case "beat-not-reached":
      return `The beat "${f.beat}" is never reached: no fact after the beat before it fits its until.`;
    case "heading-missing":
      return `The ${f.language} text has no heading "${f.heading}": add it.`;
    case "heading-extra":
      return `The ${f.language} text has the heading "${f.heading}", which the lesson does not use: take it out.`;
    case "placeholder-unknown":
      return `{${f.name}} is not filled by anything: add it under let.`;
    case "unknown-fact":
      return `There is no kind of fact "${f.fact}".${meant(f.suggestion)}`;
    case "unknown-field":
      return `The fact ${f.fact} has no field "${f.field}".${meant(f.suggestion)}`;
    case "value-not-found":
      return `The value of "${f.name}" is not found in this run: check its pattern and path.`;
    case "heading-twice":
      return `The ${f.language} text has the heading "${f.heading}" twice: make one of the two.`;
    case "beat-twice":
      return `There are two beats "${f.beat}": give one another id.`;
    case "unknown-beat":
      return `There is no beat "${f.beat}" before this one.${meant(f.suggestion)}`;
    case "unknown-name":
      return `Nothing up to here gives "${f.name}" a value.${meant(f.suggestion) || " Add it under let."}`;
    case "unknown-path":
      return `No header has a field "${f.path}".${meant(f.suggestion)}`;
    case "point-not-found":
      return `No frame in the step of the beat "${f.beat}" has the field ${f.path}: point at one that is there.`;
    case "answer-not-offered":
      return `The answer of the beat "${f.beat}" is ${f.answer}, which is none of the choices: add it to them.`;
    case "run-does-not-end":
      return `The run is not over after ${grouped(f.steps)} steps: end it by an until, or take out what goes on for ever.`;
    default:
      return unreachable(f);
  }
}
