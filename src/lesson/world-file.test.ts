import { expect, test } from "vitest";
import type { HostSpec } from "../sim/spec.ts";
import { parseWorld } from "./world-file.ts";

const world = (client: string, named: string): string => `devices:
  client:
    kind: host
    ports: { eth0: 10.0.0.2/24 }
    nameservers: [10.0.0.3]
    ${client}
  named:
    kind: host
    ports: { eth0: 10.0.0.3/24 }
    programs:
      named: { run: recursive, hints: [{ name: a.root-servers.net, address: 10.0.0.4 }]${named} }
links:
  - { join: [client.eth0, named.eth0], delay: 1ms, rate: 1Gbit/s }
`;
const hostsOf = (text: string) => {
  const parsed = parseWorld(text, "world.yaml");
  return parsed.ok ? (parsed.value.devices as Readonly<Record<string, HostSpec>>) : parsed.error;
};

test("the options of a resolver and of a client's look-ups, each off when left out", () => {
  const edns = "{ udpSize: 1232, dnssecOk: true, cookie: true }";
  expect(hostsOf(world("aaaa: true", `, minimise: true, priming: true, edns: ${edns}`))).toMatchObject({
    client: { aaaa: true },
    named: {
      programs: { named: { minimise: true, priming: true, edns: { udpSize: 1232, dnssecOk: true, cookie: true } } },
    },
  });
  const { client, named } = hostsOf(world("search: []", "")) as Readonly<Record<string, HostSpec>>;
  expect(client).not.toHaveProperty("aaaa");
  expect(Object.keys(named?.programs?.named ?? {})).toEqual(["run", "hints"]);
});

test.each([
  ["", ", minimize: true", { kind: "unknown-key", key: "minimize", suggestion: "minimise" }],
  ["", ", edns: { udpSize: 1232, dnssecOk: true, cookies: true }", { kind: "unknown-key", suggestion: "cookie" }],
  [
    "",
    ", edns: { udpSize: 100, dnssecOk: true, cookie: false }",
    { kind: "wrong-value", path: "devices.named.programs.named.edns.udpSize" },
  ],
  ["aaaa: 1", "", { kind: "wrong-type" }],
])("%s%s is found", (client, named, finding) => {
  expect(hostsOf(world(client, named))).toEqual(expect.arrayContaining([expect.objectContaining(finding)]));
});
