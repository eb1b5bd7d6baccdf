import { expect, test } from "vitest";
import { worldAt } from "../sim/timeline.ts";
import { tableRows, tableShapes } from "./table-rows.ts";
import { playedJourney } from "./testing/lessons.ts";

const { timeline, beats } = playedJourney();
const at = (id: string) => worldAt(timeline, beats.find((b) => b.id === id)!.step);

test("sockets of both ends during the connection", () => {
  expect(tableRows(at("connected"), "sockets", "client")).toEqual([
    {
      process: "browser",
      fd: 3,
      protocol: "tcp",
      local: "10.11.12.13:49152",
      remote: "192.0.2.226:80",
      state: "ESTABLISHED",
      "recv-q": 0,
      "send-q": 0,
    },
  ]);
  expect(tableRows(at("segments"), "sockets", "web-lab-cyber").map((r) => [r.state, r.remote, r["send-q"]])).toEqual([
    ["LISTEN", "*", 128],
    ["FIN-WAIT-1", "10.11.12.13:49152", 3152],
  ]);
});

test("the nearest server's cache, the client's neighbours, routes and settings", () => {
  const cached = tableRows(at("resolved"), "dns-cache", "nearest").map((r) => `${r.name} ${r.type} ${r.data} ${r.ttl}`);
  expect(cached).toContain("www.lab.cyber.co.kr A 192.0.2.226 300");
  expect(tableRows(at("syn"), "neighbours", "client").map((r) => r.address)).toEqual(["10.11.12.53", "10.11.12.1"]);
  expect(tableRows(at("url"), "neighbours", "client")).toEqual([]);
  expect(tableRows(at("url"), "routes", "client")).toEqual([
    { network: "10.11.12.0", prefix: 24, via: "0.0.0.0", port: "eth0" },
    { network: "0.0.0.0", prefix: 0, via: "10.11.12.1", port: "eth0" },
  ]);
  expect(tableRows(at("url"), "nameservers", "client")).toEqual([{ address: "10.11.12.53" }]);
  expect(tableRows(at("url"), "interfaces", "client")).toMatchObject([
    { address: "10.11.12.13", prefix: 24, mtu: 1500 },
  ]);
});

test("a switch has its table and no other; nobody has none", () => {
  expect(tableRows(at("query"), "macs", "lan").length).toBeGreaterThanOrEqual(2);
  expect(tableRows(at("query"), "sockets", "lan")).toEqual([]);
  expect(tableRows(at("query"), "macs", "client")).toEqual([]);
  expect(tableRows(at("query"), "routes", "nobody")).toEqual([]);
});

test("every row has the columns that its table names and no others", () => {
  const world = at("page");
  for (const [table, shape] of Object.entries(tableShapes)) {
    for (const device of Object.keys(world.devices)) {
      for (const row of tableRows(world, table as keyof typeof tableShapes, device)) {
        expect(Object.keys(shape)).toEqual(expect.arrayContaining(Object.keys(row)));
      }
    }
  }
});
