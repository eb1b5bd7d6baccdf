import { describe, expect, test } from "vitest";
import type { Timeline } from "../../sim/timeline.ts";
import { hubChain, pinged, twoRouters } from "../testing/nets.ts";
import { journey } from "../testing/runs.ts";
import { type TableSection, tablesModel } from "./tables.ts";

const stepOf = (run: Timeline, kind: string, by: string): number =>
  run.steps.find((s) => s.facts.some((f) => f.kind === kind && f.by === by))!.index;

type Rows = { [S in TableSection as S["kind"]]: S["rows"] };

function section<K extends TableSection["kind"]>(
  run: Timeline,
  at: number,
  kind: K,
  host: string | null = null,
  since = at - 1,
): Rows[K] {
  const found = tablesModel(run, at, host, since).sections.find((s) => s.kind === kind);
  // TypeScript does not see that the rows are those of the kind that was looked for.
  return (found?.rows ?? []) as readonly unknown[] as Rows[K];
}

const run = journey({ url: "http://192.0.2.226/" });

describe("ARP cache", () => {
  const asked = stepOf(run, "arp-asked", "client");
  const learned = stepOf(run, "arp-learned", "client");

  test("is empty, then waits for an answer, then has it for a minute", () => {
    expect(section(run, asked - 1, "arp", "client")).toEqual([]);
    expect(section(run, asked, "arp")).toMatchObject([
      { address: "10.11.12.1", port: "eth0", mark: "new", device: "router" },
    ]);
    expect(section(run, asked, "arp")[0]!.mac).toBeUndefined();
    expect(section(run, learned, "arp")).toMatchObject([
      { address: "10.11.12.1", mac: "02:00:0a:0b:0c:01", left: 60, mark: "changed" },
    ]);
    expect(section(run, asked + 1, "arp", "client")[0]!.mark).toBe("same");
  });

  test("an entry is there because of the step that learned it", () => {
    expect(section(run, learned + 3, "arp", "client")[0]!.because()).toBe(learned);
  });

  test("what is too old is gone", () => {
    const old = run.steps.findLast((s) => s.entry.at > run.steps[learned]!.entry.at + 60_000_000);
    expect(old).toBeDefined();
    expect(section(run, old!.index, "arp", "client", learned)).toMatchObject([{ mark: "gone" }]);
  });

  test("the entry by which a frame is addressed is marked as used", () => {
    const sends = run.steps.findIndex(
      ({ index, sent }) => index > learned && sent.some(({ from }) => from.device === "client"),
    );
    expect(section(run, sends, "arp")[0]!.mark).toBe("used");
  });
});

test("routes: those of the own subnets, then those told, the chosen one marked", () => {
  const rows = section(run, stepOf(run, "route-chosen", "isp"), "routes");
  expect(rows.map(({ network, prefix, via, port, mark }) => [`${network}/${prefix}`, via, port, mark])).toEqual([
    ["10.255.0.0/30", undefined, "customer", "same"],
    ["198.51.100.0/24", undefined, "dns", "same"],
    ["192.0.2.0/24", undefined, "web", "used"],
    ["203.0.113.0/24", undefined, "sites", "same"],
    ["10.11.12.0/24", "10.255.0.2", "customer", "same"],
  ]);
  expect(rows[4]!.things).toEqual(["address:10.11.12.0", "address:10.255.0.2", "device:router"]);
  expect(rows[0]!.because()).toBeUndefined();
});

test("interfaces and DNS servers", () => {
  expect(section(run, 0, "interfaces", "client")).toMatchObject([
    { port: "eth0", address: "10.11.12.13", prefix: 24, mac: "02:00:0a:0b:0c:0d", mtu: 1500, mark: "same" },
  ]);
  expect(section(run, 0, "interfaces", "client")[0]!.things).toContain("link:client.eth0--lan.1");
  expect(section(run, 0, "nameservers", "client")).toMatchObject([{ address: "10.11.12.53", device: "nearest" }]);
});

describe("MAC table", () => {
  const chain = pinged(hubChain, { from: "a", to: "10.0.0.3" });

  test("a sender is learned with its port, and found when it is answered", () => {
    const first = stepOf(chain, "mac-learned", "s2");
    expect(section(chain, first, "macs")).toMatchObject([
      { mac: "02:00:0a:00:00:01", port: "1", age: 0, device: "a", mark: "new" },
    ]);
    const answered = stepOf(chain, "frame-switched", "s2");
    expect(section(chain, answered, "macs").map(({ device, port, mark }) => [device, port, mark])).toEqual([
      ["a", "1", "used"],
      ["c", "2", "new"],
    ]);
  });

  test("what was heard last is as old as that", () => {
    const late = run.steps.length - 1;
    const rows = section(run, late, "macs", "web-lan");
    const heard = run.steps.findLast(
      (s) => s.entry.input.kind === "frame-arrives" && s.entry.input.device === "web-lan",
    )!;
    const age = Math.floor((run.steps[late]!.entry.at - heard.entry.at) / 1_000_000);
    expect(Math.min(...rows.map((row) => row.age))).toBe(age);
    expect(rows.map((row) => row.because())).toContain(heard.index);
  });

  test("a hub keeps no table", () => {
    const at = chain.steps.findIndex(
      ({ entry: { input } }) => input.kind === "frame-arrives" && input.device === "hub",
    );
    expect(tablesModel(chain, at)).toMatchObject({ device: "hub", sections: [], up: true });
  });
});

test("whose tables: the step's device, or one that is chosen among hosts, routers and switches", () => {
  const routed = pinged(twoRouters, { from: "a", to: "10.0.3.2" });
  const { hosts, device } = tablesModel(routed, stepOf(routed, "frame-flooded", "s1"));
  expect(device).toBe("s1");
  expect([...hosts].sort()).toEqual(["a", "b", "m", "r1", "r2", "s1", "s2"]);
  expect(tablesModel(routed, 0, "r2").device).toBe("r2");
  expect(tablesModel(routed, 0, "nobody")).toMatchObject({ sections: [], hosts });
});
