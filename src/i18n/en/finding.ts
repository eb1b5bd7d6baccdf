/** English: what is wrong with a file that an author wrote, and how to mend it. The place is put in front by the caller. */
import { unreachable } from "../../base/assert.ts";
import type { FindingBody } from "../../lesson/finding.ts";
import type { ChangeProblem } from "../../sim/change-problem.ts";
import type { ZoneFileProblem } from "../../wire/zone-file.ts";
import { grouped } from "../quantity.ts";
import { sayFact } from "../say.ts";
import { say } from "./say.ts";

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

const deviceRemedy = (known: readonly string[] = []): string =>
  known.length > 0 ? ` There are ${known.join(", ")}.` : " Add it under devices.";

function changeProblem(p: ChangeProblem): string {
  switch (p.kind) {
    case "no-device":
      return `There is no device "${p.device}" in this world.`;
    case "no-link":
      return `There is no link "${p.link}" in this world.`;
    case "no-host":
      return `The device ${p.device} is a switch or a hub: choose a host or a router.`;
    case "no-router":
      return `The device ${p.device} is no router: choose one.`;
    case "no-process":
      return `The device ${p.device} has no program "${p.process}": choose one of its programs.`;
    case "no-such-behaviour":
      return `The program "${p.process}" of ${p.device} cannot be made to do that: choose a name server, or a web server to be silent.`;
    case "no-zone":
      return `The program "${p.process}" of ${p.device} does not hold the zone ${p.zone}: choose the server that does.`;
    case "outside-zone":
      return `The name ${p.name} does not belong to the zone ${p.zone}: write one that ends in it.`;
    case "zone-top":
      return `The zone ${p.name} cannot be without its SOA, nor be an alias: change another record.`;
    default:
      return unreachable(p);
  }
}

export function finding(f: FindingBody): string {
  switch (f.kind) {
    case "yaml":
      return `This is not YAML: ${f.text}`;
    case "yaml-unclosed":
      return `This is not YAML: the ${f.mark} that is opened here is not closed.`;
    case "unknown-key":
      return `The key "${f.key}" is not known here.${meant(f.suggestion) || " Take it out."}`;
    case "missing":
      return `The key "${f.key}" is missing: add it.`;
    case "wrong-type":
      return `"${f.path}" has the wrong type: ${f.expected} is expected.`;
    case "wrong-value":
      return `"${f.path}" has a value that is not allowed: ${f.example ? "write it like" : "expected is"} ${f.expected}`;
    case "unit-missing":
      return `"${f.path}" has no unit: write it with one, for example ${f.example}`;
    case "quoted":
      return `"${f.path}" is a text in quotes: write ${f.text} without them.`;
    case "unquoted":
      return `"${f.path}" has to be a text: write "${f.text}" in quotes.`;
    case "no-expression":
      return `"${f.path}" has to be an expression: write ${f.example}, or have it taken from the run.`;
    case "no-pattern":
      return `"${f.path}" has to be a pattern: write for example ${f.example}`;
    case "zone-line":
      return `In the zone${f.text === "" ? "" : `, at "${f.text}"`}: ${zoneProblems[f.problem] ?? f.problem}.`;
    case "unknown-device":
      return `There is no device "${f.device}" in this world.${meant(f.suggestion) || deviceRemedy(f.known)}`;
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
    case "unreadable":
      return `The file cannot be read (${f.why}): check its permissions.`;
    case "no-regular-file":
      return "This is no regular file: put a text file in its place.";
    case "leads-out":
      return "This link leads out of the lesson's folder: put the file itself in its place.";
    case "no-text":
      return "This is no text in UTF-8: save it as such.";
    case "beat-not-reached":
      return `The beat "${f.beat}" is never reached: nothing after the beat before it fits its until.${f.reason ? ` What went wrong in its run: ${sayFact({ say }, f.reason)}` : ""}`;
    case "heading-missing":
      return `The ${f.language} text has no heading "${f.heading}": add it.`;
    case "heading-extra":
      return `The ${f.language} text has the heading "${f.heading}", which the lesson does not use${f.suggestion === undefined ? ": take it out." : `.${meant(f.suggestion)}`}`;
    case "heading-misspelt":
      return `"${f.heading}" is not spelled as a heading: write "${f.suggestion}".`;
    case "heading-too-deep":
      return `"${f.heading}" has more than three #: write it as a **strong** line, or as a heading that the lesson knows.`;
    case "title-twice":
      return `"${f.heading}" is a second title: there is only one, so write it as a **strong** line.`;
    case "placeholder-unknown":
      return `{${f.name}} is not filled by anything${f.suggestion === undefined ? ": add it under let." : `. Did you mean {${f.suggestion}}?`}`;
    case "placeholder-early":
      return `{${f.name}} is filled only from the beat "${f.beat}" on: use it there, or move its let up here.`;
    case "particle-unknown":
      return f.known.length === 0
        ? `A particle such as |${f.particle} belongs into the Korean text only: take it out.`
        : `"${f.particle}" is no Korean particle that changes: write one of ${f.known.join(", ")}.`;
    case "mark-alone":
      return `The mark ${f.mark} is shown as it is: close it or take it out, or write \\${f.mark} if it is meant so.`;
    case "html":
      return `The tag ${f.tag} is shown as it is, since there is no HTML here: write *emphasis*, **strong** or \`code\`.`;
    case "unknown-fact":
      return `There is no kind of fact "${f.fact}".${meant(f.suggestion)}`;
    case "unknown-field":
      return `The fact ${f.fact} has no field "${f.field}".${meant(f.suggestion)}`;
    case "value-not-found":
      return `The value of "${f.name}" is not found in this run: check its pattern and path.`;
    case "heading-twice":
      return `The ${f.language} text has the heading "${f.heading}" twice: make one of the two.`;
    case "unknown-term":
      return `There is no other term "${f.term}" in the glossary.${meant(f.suggestion)}`;
    case "field-twice":
      return `"${f.field}" is explained by "${f.term}" already: leave it to one of the two.`;
    case "term-unwritten":
      return `The heading of "${f.term}" lacks the ${f.language} term: write it behind the id.`;
    case "text-missing":
      return `Nothing is said about "${f.term}": add a sentence or two in ${f.language}.`;
    case "text-too-long":
      return `The text about "${f.term}" has ${f.words} words: ${f.most} at most, or make two terms of it.`;
    case "beat-twice":
      return `There are two beats "${f.beat}": give one another id.`;
    case "unknown-beat":
      return `There is no beat "${f.beat}" before this one.${meant(f.suggestion)}`;
    case "unknown-name":
      return `Nothing up to here gives "${f.name}" a value.${meant(f.suggestion) || " Add it under let."}`;
    case "unknown-path":
      return `No header has a field "${f.path}".${meant(f.suggestion)}`;
    case "point-not-found":
      return `No frame in the step of the beat "${f.beat}" has the field ${f.path}${f.suggestion === undefined ? ": point at one that is there." : `.${meant(f.suggestion)}`}`;
    case "arguments-unfit":
      return `The function ${f.call} takes ${f.takes.length} (${f.takes.join(", ")}), and is given ${f.given} here: give it as many.`;
    case "answer-not-offered":
      return `The answer of the beat "${f.beat}" is ${f.answer}, which is none of the choices: add it to them.`;
    case "run-does-not-end":
      return `The run is not over after ${grouped(f.steps)} steps: end it by an until, or take out what goes on for ever.`;
    case "unknown-run":
      return `There is no run "${f.run}".${meant(f.suggestion) || " Add it under runs."}`;
    case "beside-itself":
      return `The run "${f.run}" stands beside itself: name another under beside.`;
    case "beat-goes-back":
      return `The beat "${f.beat}" takes the run "${f.run}" back in time: "${f.until}" is looked at from its start. Narrow its until to what comes later, or write run: ${f.until} and beside: ${f.run} if it is meant so.`;
    case "run-off-stage":
      return `The beat "${f.beat}" waits for the run "${f.run}", which it does not show: name it as run or beside.`;
    case "unknown-link":
      return `There is no link "${f.link}" in this world.${meant(f.suggestion) || " Name a port at one of its ends, such as client.eth0."}`;
    case "change-unfit":
      return changeProblem(f.problem);
    case "how-many-unclear":
      return "How many frames are meant is not clear: write one of nth, first and percent.";
    case "program-unclear":
      return `Which program of ${f.device} is meant is not clear${f.programs.length > 0 ? `: write host and program, one of ${f.programs.join(", ")}.` : ": it has none that could be."}`;
    case "unknown-zone":
      return `No program of ${f.device} holds the zone "${f.zone}".${meant(f.suggestion) || ` It holds ${f.zones.join(", ")}.`}`;
    case "nobody-does":
      return `The device ${f.device} runs no ${f.program}, which would do this: choose a device that does, or add it to its programs.`;
    case "asks-twice":
      return `The beat "${f.beat}" has ${f.keys.join(" and ")}: leave one, and give the other a beat of its own.`;
    case "unknown-action":
      return `The task does not allow "${f.action}".${meant(f.suggestion) || " Add it under allow."}`;
    case "dead-link":
      return `The glossary has no term "${f.term}".${meant(f.suggestion) || " Take the link out, or add the term."}`;
    case "too-large":
      return `The file is too large: ${grouped(f.bytes)} of at most ${grouped(f.limit)} bytes. Take something out.`;
    case "solution-fails":
      return `The solution of the task in "${f.beat}" does not reach its goal: ${f.alone.length > 0 ? `${f.alone.join(" or ")} alone would.` : "neither does any action alone. Change the one or the other."}`;
    case "task-does-itself":
      return `The goal of the task in "${f.beat}" is reached without doing anything: choose one that must be worked for.`;
    case "what-if-changes-nothing":
      return `The what-if "${f.id}" of the beat "${f.beat}" changes nothing that happens afterwards: offer it earlier, or change something else.`;
    case "fault-never-strikes":
      return `No frame of the run "${f.run}" is the one that this fault is about: choose one that is sent there.`;
    case "choices-alike":
      return `The choices ${f.keys.join(" and ")} of the beat "${f.beat}" have the same value: change one of them.`;
    case "wrong-is-right":
      return `The wrong answer "${f.key}" of the beat "${f.beat}" is judged to be right: take it out, or change its value.`;
    case "drill-fails":
      return `Nothing that is drawn in the beat "${f.beat}" makes a question whose answer is exactly one of the choices: change what is drawn, or the choices.`;
    case "words-too-many":
      return `"${f.heading}" has ${f.words} words, more than ${f.most}: shorten it, or make two of it.`;
    case "rows-too-many":
      return `"${f.heading}" takes ${f.rows} rows of 78 columns, more than ${f.most}: shorten it, or make two of it.`;
    case "line-too-wide":
      return `A line of "${f.heading}" is ${f.columns} columns wide, more than ${f.most}: shorten it.`;
    case "point-not-shown":
      return `Nothing that makes the point ${f.point} has happened up to this beat or is on stage: it takes one of ${f.needs.join(", ")}.`;
    case "pick-unfit":
      return f.pick === "host"
        ? `The answer of the beat "${f.beat}" is ${f.answer}, which is no device: only those can be picked.`
        : `The answer of the beat "${f.beat}" is ${f.answer}, which is no field of a frame: write one like { value: tcp.flags.syn }`;
    case "no-cable":
      return `The device ${f.device} has no cable: join one of its ports under links.`;
    case "alone-in-subnet":
      return `Nobody on the cable of ${f.device}.${f.port} has an address in its subnet (${f.address}): change the address, or the cable.`;
    case "gateway-not-linked":
      return `No cable leads from ${f.device} to its gateway ${f.gateway}: join them by a switch, or choose another gateway.`;
    case "nobody-has-address":
      return `No device has the address ${f.address}, which ${f.device} is told to use: give it to one, or use another.`;
    case "zone-without-server":
      return `The zone ${f.zone} is delegated to ${f.server}, but no device answers for it there: add the server, or its address.`;
    case "bare-number":
      return "name" in f
        ? `"${f.text}" is typed, and the beat "${f.beat}" takes it from the run: write {${f.name}}.`
        : `"${f.text}" is typed, and the run has it here: write a placeholder, and let: { NAME: ${f.expression} }.`;
    case "let-unused":
      return `Nothing uses {${f.name}}: write it in a text or an expression, or take it out.`;
    default:
      return unreachable(f);
  }
}
