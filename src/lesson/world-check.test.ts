import { expect, test } from "vitest";
import { builtInWorld } from "./testing/lessons.ts";
import { replaced } from "./testing/rich.ts";
import { checkWorld } from "./world-check.ts";
import { parseWorld } from "./world-file.ts";

const internet = builtInWorld("internet")!;
const check = (text: string) => {
  const parsed = parseWorld(text, "world.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return checkWorld(parsed.value, { file: "world.yaml", text });
};

test("in the built-in world every address is somebody's and every zone has its server", () => {
  expect(check(internet.text)).toEqual([]);
});

test.each([
  [
    "a DNS server that is not there",
    "nameservers: [10.11.12.53]",
    "nameservers: [10.11.12.99]",
    { line: 8, column: 19, kind: "nobody-has-address", address: "10.11.12.99", device: "client" },
  ],
  [
    "a root hint that leads nowhere",
    "b.root-servers.net, address: 198.51.100.4 }",
    "b.root-servers.net, address: 198.51.100.99 }",
    { kind: "nobody-has-address", address: "198.51.100.99", device: "nearest" },
  ],
  [
    "a gateway that nobody is",
    "ports: { eth0: 198.51.100.4/24 }\n    gateway: 198.51.100.1",
    "ports: { eth0: 198.51.100.4/24 }\n    gateway: 198.51.100.99",
    { kind: "nobody-has-address", address: "198.51.100.99", device: "root" },
  ],
  [
    "a zone whose server is another's machine",
    "ns1.glasscom IN A 198.51.100.30",
    "ns1.glasscom IN A 198.51.100.40",
    { kind: "zone-without-server", zone: "glasscom.com", server: "ns1.glasscom.com" },
  ],
  [
    "a zone whose server has no address",
    "            ns1.naver IN A 198.51.100.40\n",
    "",
    { kind: "zone-without-server", zone: "naver.com", server: "ns1.naver.com" },
  ],
])("%s", (_, right, wrong, finding) => {
  expect(check(replaced(right, wrong)(internet.text))).toEqual([
    expect.objectContaining({ file: "world.yaml", ...finding }),
  ]);
});
