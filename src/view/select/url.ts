/** The URL that was opened last, taken apart: its parts, what was left out and is assumed, what follows. Read RFC 3986 and RFC 1738. */
import { unreachable } from "../../base/assert.ts";
import type { DeviceId, StepIndex } from "../../base/ids.ts";
import { stepsOf, type Timeline, worldAt } from "../../sim/timeline.ts";
import type { FactOf } from "../../stack/fact.ts";
import type { Host } from "../../stack/host-state.ts";
import { webUrl } from "../../stack/http/page.ts";
import type { Ipv4 } from "../../wire/address.ts";
import { percentDecode } from "../../wire/text.ts";
import {
  DEFAULT_PORTS,
  type HostPart,
  hostField,
  type PartName,
  parseAddressBar,
  portOf,
  requestTarget,
  type Scheme,
  type Url,
  type UrlProblem,
  urlParts,
} from "../../wire/url.ts";
import { hostOf, hostsOf } from "./focus.ts";

export type UrlRow = {
  readonly name: PartName;
  /** Empty where the server chooses. */
  readonly value: string;
  /** Where it stands in the URL; undefined: it is left out, and this is what takes its place. */
  readonly span?: { readonly start: number; readonly end: number };
  /** The value without percent-encoding, where it has one. */
  readonly decoded?: string;
  /** Whether a file or a directory has this name only the server knows. */
  readonly unclear?: true;
};

/** What opening it leads to. */
export type Consequence =
  | {
      readonly kind: "ask";
      readonly host: string;
      /** A name must be looked up first. */
      readonly isName: boolean;
      /** Its address in the machine's own hosts file, so that nobody is asked. */
      readonly known?: Ipv4;
      readonly port: number;
      readonly target: string;
      /** The value of the request's `Host` field. */
      readonly hostField: string;
      /** `https` is opened as `http`. */
      readonly asHttp: boolean;
    }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "ftp"; readonly host: string; readonly port: number }
  | { readonly kind: "mailto"; readonly mailbox: string; readonly domain: string }
  | { readonly kind: "news"; readonly group: string };

export type OpenedUrl = {
  /** As it was typed. */
  readonly typed: string;
  readonly process: string;
  readonly step: StepIndex;
  /** Opened after the step that is compared with. */
  readonly fresh: boolean;
} & (
  | {
      readonly kind: "url";
      readonly scheme: Scheme;
      /** With the scheme that was left out; the spans count in it. */
      readonly text: string;
      readonly schemeAssumed: boolean;
      readonly rows: readonly UrlRow[];
      readonly host?: HostPart;
      readonly leadsTo: Consequence;
    }
  | { readonly kind: "problem"; readonly problem: UrlProblem }
);

export type UrlModel = {
  readonly host?: DeviceId;
  readonly hosts: readonly DeviceId[];
  readonly opened?: OpenedUrl;
};

export function urlModel(
  timeline: Timeline,
  at: StepIndex,
  chosen: DeviceId | null = null,
  since: StepIndex = at - 1,
): UrlModel {
  const world = worldAt(timeline, at);
  const hosts = hostsOf(timeline).filter((id) =>
    Object.values(hostOf(world, id)?.processes ?? {}).some(({ state }) => state.program === "browser"),
  );
  const last = lastOpened(timeline, at, chosen);
  const host = chosen ?? last?.fact.by ?? hosts[0];
  return {
    ...(host !== undefined && { host }),
    hosts,
    ...(last && {
      opened: openedUrl(last.fact, last.step, last.step > since, hostOf(world, last.fact.by)?.names ?? {}),
    }),
  };
}

type Opening = { readonly fact: FactOf<"url-opened">; readonly step: StepIndex };

const known = new WeakMap<Timeline, readonly Opening[]>();

/** Every URL of the run; derived from the timeline and nothing else, so it is made once for each. */
function openingsOf(timeline: Timeline): readonly Opening[] {
  let openings = known.get(timeline);
  if (!openings) {
    const found: Opening[] = [];
    let step = 0;
    for (const { facts } of stepsOf(timeline)) {
      for (const fact of facts) if (fact.kind === "url-opened") found.push({ fact, step });
      step += 1;
    }
    openings = found;
    known.set(timeline, openings);
  }
  return openings;
}

const lastOpened = (timeline: Timeline, at: StepIndex, by: DeviceId | null): Opening | undefined =>
  openingsOf(timeline).findLast(({ fact, step }) => step <= at && (by === null || fact.by === by));

function openedUrl(
  { url: typed, process }: FactOf<"url-opened">,
  step: StepIndex,
  fresh: boolean,
  names: HostsFile,
): OpenedUrl {
  const base = { typed, process, step, fresh };
  const parsed = parseAddressBar(typed);
  if (!parsed.ok) return { ...base, kind: "problem", problem: parsed.error };
  const { url, assumed } = parsed.value;
  const host = serverOf(url);
  return {
    ...base,
    kind: "url",
    scheme: url.scheme,
    text: url.text,
    schemeAssumed: assumed !== null,
    rows: rowsOf(url),
    ...(host && { host }),
    leadsTo: consequenceOf(url, names),
  };
}

type HostsFile = Host["names"];

/** As the resolver of the machine looks into it: whatever the case. */
const hostsFileAddress = (names: HostsFile, name: string): Ipv4 | undefined =>
  Object.entries(names).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];

/** Whom the URL names: a server, or the domain that mail goes to. */
function serverOf(url: Url): HostPart | undefined {
  switch (url.scheme) {
    case "http":
    case "https":
    case "ftp":
    case "file":
      return url.host;
    case "mailto":
      return url.domain;
    case "news":
      return undefined;
    default:
      return unreachable(url);
  }
}

/** All parts in the order of the text, those left out in the place where they would stand. */
function rowsOf(url: Url): readonly UrlRow[] {
  const rows = urlParts(url).map(({ name, text, start, end }): UrlRow => {
    const decoded = percentDecode(text);
    const unclear = name === "file" && (url.scheme === "http" || url.scheme === "https") && !decoded.includes(".");
    return {
      name,
      value: text,
      span: { start, end },
      ...(decoded !== text && { decoded }),
      ...(unclear && { unclear }),
    };
  });
  for (const { after, row } of leftOut(url)) {
    const place = rows.findLastIndex(({ name }) => after.includes(name));
    rows.splice(place + 1, 0, row);
  }
  return rows;
}

type LeftOut = { readonly after: readonly PartName[]; readonly row: UrlRow };

function leftOut(url: Url): readonly LeftOut[] {
  const out: LeftOut[] = [];
  const add = (name: PartName, value: string, ...after: readonly PartName[]): void => {
    out.push({ after, row: { name, value } });
  };
  switch (url.scheme) {
    case "http":
    case "https":
    case "ftp":
      // Without a user, FTP servers are entered as RFC 1635 has it.
      if (url.scheme === "ftp" && url.user === undefined) add("user", "anonymous", "scheme");
      if (url.port === undefined) add("port", String(DEFAULT_PORTS[url.scheme]), "host");
      if (url.path.directory.text === "") add("directory", "/", "host", "port");
      if (url.path.file.text === "" && url.scheme !== "ftp") add("file", "", "directory");
      return out;
    case "file":
      // RFC 8089 section 2: no host is the machine itself.
      if (url.host === undefined) add("host", "localhost", "scheme");
      return out;
    case "mailto":
    case "news":
      return out;
    default:
      return unreachable(url);
  }
}

function consequenceOf(url: Url, names: HostsFile): Consequence {
  switch (url.scheme) {
    case "http":
    case "https": {
      const web = webUrl(url) ?? url;
      const { host } = web;
      const known = host.kind === "name" ? hostsFileAddress(names, host.name) : undefined;
      return {
        kind: "ask",
        host: host.kind === "name" ? host.name : host.address,
        isName: host.kind === "name",
        ...(known !== undefined && { known }),
        port: portOf(web),
        target: requestTarget(web),
        hostField: hostField(web),
        asHttp: url.scheme === "https",
      };
    }
    case "ftp":
      return { kind: "ftp", host: url.host.text, port: portOf(url) };
    case "file":
      return { kind: "file", path: percentDecode(url.path.text) };
    case "mailto":
      return { kind: "mailto", mailbox: percentDecode(url.mailbox.text), domain: url.domain.text };
    case "news":
      return { kind: "news", group: url.group.text };
    default:
      return unreachable(url);
  }
}
