import { expect, test } from "vitest";
import { buildWorld } from "../sim/build.ts";
import { actionText } from "./action-text.ts";
import { type ChangeFile, compileChange, timedChangeSchema } from "./change-file.ts";
import { loadedLesson, smallFiles } from "./testing/lessons.ts";

const world = buildWorld(loadedLesson(smallFiles()).spec, { profile: "textbook", seed: 1 });
const read = (file: object) => {
  const { at: _, ...change } = timedChangeSchema.parse(file);
  return compileChange(change as ChangeFile, world);
};

const client = { in: ["10.11.12.13"] };
const fault = (link: string, more: object) => ({ kind: "add-fault", link, fault: more });

test.each<readonly [string, object, object]>([
  [
    "the second segment that the client sends, on its own link",
    { lose: { frame: "tcp", from: "client" }, nth: 2 },
    fault("client.eth0--lan.1", {
      kind: "lose",
      match: { protocol: "tcp", from: "client", tests: { "ip.src": client } },
      choice: { kind: "count", skip: 1, count: 1 },
    }),
  ],
  [
    "on another link the client's packets are known by their source",
    { delay: { frame: "tcp", from: "client", "tcp.len": { min: 1 } }, by: "20ms", first: 3, link: "router.wan" },
    fault("router.wan--isp.customer", {
      kind: "delay",
      by: 20_000,
      match: { protocol: "tcp", tests: { "tcp.len": { min: 1 }, "ip.src": client } },
      choice: { kind: "count", skip: 0, count: 3 },
    }),
  ],
  [
    "whoever puts it on a link",
    { corrupt: { frame: "arp", by: "lan", to: "nearest" }, percent: 5, link: "client.eth0" },
    fault("client.eth0--lan.1", {
      kind: "corrupt",
      match: { protocol: "arp", from: "lan", to: "nearest" },
      choice: { kind: "chance", percent: 5 },
    }),
  ],
  [
    "a machine with one link names it; a copy follows after a while",
    { duplicate: { frame: "udp", data: { min: 9 } }, first: 1, link: "root" },
    { link: expect.stringContaining("root.eth0"), fault: { kind: "duplicate", gap: 1000, match: { minData: 9 } } },
  ],
  ["a machine off", { stop: "root" }, { kind: "set-device", device: "root", up: false }],
  ["a machine on", { start: "root" }, { kind: "set-device", device: "root", up: true }],
  ["a link cut", { cut: "isp.customer" }, { kind: "set-link", link: "router.wan--isp.customer", up: false }],
  ["a link joined", { join: "client.eth0--lan.1" }, { kind: "set-link", link: "client.eth0--lan.1", up: true }],
  [
    "the only program that can be silent",
    { silence: "root" },
    { kind: "set-behaviour", device: "root", process: "named", behaviour: "silent" },
  ],
  [
    "a server that looks up for others",
    { silence: "nearest" },
    { kind: "set-behaviour", device: "nearest", process: "named", behaviour: "silent" },
  ],
  ["a program by name", { refuse: { host: "kr", program: "named" } }, { behaviour: "lame" }],
  ["well again", { restore: "kr" }, { behaviour: "answering" }],
  [
    "a record, whose time is that of the one before",
    { record: { host: "ns-cyber", zone: "cyber.co.kr", name: "www", type: "A", data: "192.0.2.9" } },
    {
      kind: "set-record",
      process: "named",
      zone: "cyber.co.kr",
      name: "www.cyber.co.kr",
      record: { ttl: 3600, data: { kind: "A", address: "192.0.2.9" } },
    },
  ],
  [
    "a record of the zone itself with a time of its own",
    { record: { host: "ns-cyber", zone: "cyber.co.kr", name: "@", type: "MX", data: "5 mx", ttl: 60 } },
    { name: "cyber.co.kr", record: { ttl: 60, data: { kind: "MX", preference: 5, exchange: "mx.cyber.co.kr" } } },
  ],
  [
    "a record taken away",
    { record: { host: "ns-cyber", zone: "cyber.co.kr", name: "www.cyber.co.kr", type: "A", data: null } },
    { name: "www.cyber.co.kr", record: null },
  ],
  [
    "TCP's choices",
    { tcp: { client: { "delayed-ack": "40ms", "receive-buffer": 4096 } } },
    { kind: "set-tcp", device: "client", choices: { delayedAck: 40_000, receiveBuffer: 4096 } },
  ],
])("%s", (_, file, change) => {
  const compiled = read(file);
  expect(compiled).toMatchObject({ ok: true, value: [change] });
});

test("a router's own packets are lost on whichever of its links they leave by", () => {
  const compiled = read({ lose: { frame: "ip", by: "router" }, first: 1 });
  expect(compiled.ok && compiled.value.map((c) => "link" in c && c.link)).toEqual([
    expect.stringContaining("router.lan"),
    expect.stringContaining("router.wan"),
  ]);
});

test.each<readonly [string, object, object]>([
  [
    "an unknown machine",
    { stop: "rot" },
    { path: ["stop"], kind: "unfit", problem: { kind: "no-device", device: "rot" } },
  ],
  ["an unknown sender", { lose: { frame: "tcp", from: "klient" }, nth: 1 }, { path: ["lose", "from"], kind: "unfit" }],
  [
    "a switch has no packets",
    { lose: { frame: "tcp", from: "lan" }, nth: 1 },
    { path: ["lose", "from"], problem: { kind: "no-host" } },
  ],
  ["an unknown link", { cut: "client.eth1" }, { path: ["cut"], kind: "link", link: "client.eth1" }],
  ["a machine with several links", { cut: "router" }, { path: ["cut"], kind: "link" }],
  ["no number", { lose: { frame: "tcp", from: "client" } }, { path: [], kind: "how-many" }],
  ["two numbers", { lose: { frame: "tcp", from: "client" }, nth: 1, percent: 2 }, { kind: "how-many" }],
  ["no place", { lose: { frame: "tcp" }, nth: 1 }, { path: ["lose"], kind: "no-place" }],
  [
    "a field that no header has",
    { lose: { frame: "tcp", from: "client", "tcp.flag.syn": true }, nth: 1 },
    { path: ["lose", "tcp.flag.syn"], kind: "path" },
  ],
  [
    "nobody to be silent",
    { silence: "client" },
    { path: ["silence"], kind: "program", programs: ["browser", "tools"] },
  ],
  ["a web server that should refuse", { refuse: "web-lab-cyber" }, { kind: "program" }],
  [
    "another's zone",
    { record: { host: "kr", program: "named", zone: "com", name: "www", type: "A", data: "1.2.3.4" } },
    { problem: { kind: "no-zone" } },
  ],
  [
    "data of another type",
    { record: { host: "ns-cyber", zone: "cyber.co.kr", name: "www", type: "A", data: "www" } },
    { path: ["record", "data"], kind: "record", problem: "bad-address" },
  ],
  [
    "two records at once",
    { record: { host: "ns-cyber", zone: "cyber.co.kr", name: "www", type: "A", data: "1.2.3.4\nx IN A 1.2.3.4" } },
    { path: ["record", "data"], kind: "record" },
  ],
  ["TCP of a switch", { tcp: { lan: {} } }, { problem: { kind: "no-host", device: "lan" } }],
])("%s means nothing here", (_, file, problem) => {
  expect(read(file)).toMatchObject({ ok: false, error: problem });
});

test.each([
  [{ stop: "root" }, "stop root"],
  [{ silence: { host: "kr", program: "named" } }, "silence kr named"],
  [{ lose: { frame: "tcp", from: "client" }, nth: 2 }, "lose tcp from client"],
  [{ record: { host: "ns-cyber", zone: "cyber.co.kr", name: "www", type: "A", data: null } }, "record www A -"],
])("%j is spelled in one line", (file, text) => {
  expect(actionText({ kind: "change", file: timedChangeSchema.parse(file) as ChangeFile, changes: [] })).toBe(text);
});

test.each([
  [{ kind: "wait", time: 600_000_000 }, "wait 10m"],
  [{ kind: "wait", time: 1500 }, "wait 1500us"],
  [
    { kind: "act", host: "client", act: { kind: "open-url", url: "http://a/", method: "POST" } },
    "client: open POST http://a/",
  ],
  [{ kind: "act", host: "nearest", act: { kind: "flush-cache" } }, "nearest: flush cache"],
] as const)("%j too", (action, text) => {
  expect(actionText(action)).toBe(text);
});
