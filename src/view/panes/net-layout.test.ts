import fc from "fast-check";
import { expect, test } from "vitest";
import type { NetDevice, NetLink } from "../select/net.ts";
import { columnsOf, rowColumns } from "../text.ts";
import { layNet, type NetNode, type Placed, treesOf } from "./net-layout.ts";

const kinds = ["host", "router", "switch", "hub"] as const;

const device = (id: string, kind: NetDevice["kind"]): NetDevice => ({
  id,
  kind,
  up: true,
  interfaces:
    kind === "switch" || kind === "hub"
      ? []
      : [{ port: "eth0", address: "192.0.2.1", prefix: 24, mac: "02:00:00:00:00:01" }],
  because: () => undefined,
});

const link = (a: string, b: string, n: number): NetLink => ({
  id: `${a}.${n}--${b}.${n}`,
  ends: [
    { device: a, port: `${n}` },
    { device: b, port: `${n}` },
  ],
  up: true,
  delay: 1000,
  rate: 1e9,
  direct: false,
  networks: ["192.0.2.0/24"],
  because: () => undefined,
});

/** `lan (client nearest router (isp ~))`: what hangs from what, `~` for a link that closes a loop. */
function shape({ device: { id }, branches }: NetNode): string {
  const parts = branches.map(({ node }) => (node ? shape(node) : "~"));
  return parts.length === 0 ? id : `${id} (${parts.join(" ")})`;
}

const shapes = (devices: readonly NetDevice[], joins: readonly (readonly [string, string])[]): string =>
  treesOf(
    devices,
    joins.map(([a, b], n) => link(a, b, n)),
  )
    .map(shape)
    .join(" + ");

test("the tree grows from the switch of the first host, else from the host itself", () => {
  const [a, b, c] = ["a", "b", "c"].map((id) => device(id, "host"));
  expect(shapes([a!, b!], [["a", "b"]])).toBe("a (b)");
  const lan = device("lan", "switch");
  const router = device("router", "router");
  expect(
    shapes(
      [a!, lan, b!, router, c!],
      [
        ["a", "lan"],
        ["router", "lan"],
        ["lan", "b"],
        ["router", "c"],
      ],
    ),
  ).toBe("lan (a b router (c))");
  expect(
    shapes(
      [a!, router, c!],
      [
        ["a", "router"],
        ["router", "c"],
      ],
    ),
  ).toBe("a (router (c))");
});

test("a loop is closed at both its ends, a cable with both ends in one machine too", () => {
  const ring = ["r1", "r2", "r3", "r4"].map((id) => device(id, "router"));
  const joins = [
    ["r1", "r2"],
    ["r2", "r3"],
    ["r3", "r4"],
    ["r4", "r1"],
    ["r4", "r4"],
  ] as const;
  expect(shapes(ring, joins)).toBe("r1 (r4 (~ ~ ~) r2 (r3 (~)))");
});

test("pieces that nothing joins stand below each other", () => {
  const devices = [device("s", "switch"), device("a", "host"), device("b", "host"), device("r", "router")];
  expect(shapes(devices, [["r", "s"]])).toBe("a + b + s (r)");
});

const net = fc
  .record({
    kinds: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 25 }),
    joins: fc.array(fc.tuple(fc.nat(24), fc.nat(24)), { maxLength: 35 }),
    columns: fc.integer({ min: 5, max: 200 }),
    rows: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ kinds: all, joins, columns, rows }) => ({
    devices: all.map((kind, i) => device(`${kind}-${i}`, kind)),
    links: joins.map(([a, b], n) => {
      const name = (i: number): string => `${all[i % all.length]}-${i % all.length}`;
      return link(name(a), name(b), n);
    }),
    columns,
    rows,
  }));

const allOf = (placed: Placed): readonly Placed[] => [
  placed,
  ...placed.branches.flatMap((b) => (b.kind === "device" ? allOf(b.placed) : [])),
];

test("every device stands once, every link is drawn, nothing covers anything", () => {
  fc.assert(
    fc.property(net, ({ devices, links, columns, rows }) => {
      const layout = layNet(devices, links, columns, rows);
      const all = layout.roots.flatMap(allOf);
      expect(all.map(({ node }) => node.device.id).sort()).toEqual(devices.map(({ id }) => id).sort());
      const branches = all.flatMap((placed) => placed.branches);
      const trees = branches.flatMap((b) => (b.kind === "device" ? [b.link.id] : []));
      const lanes = branches.flatMap((b) => (b.kind === "lane" ? [b.link.id] : []));
      expect([...trees, ...new Set(lanes)].sort()).toEqual(links.map(({ id }) => id).sort());
      expect(lanes).toHaveLength(2 * new Set(lanes).size);

      const taken = new Set<string>();
      const take = (y: number, x: number, width: number): void => {
        for (let i = x; i < x + width; i++) {
          const cell = `${y} ${i}`;
          expect(taken.has(cell)).toBe(false);
          taken.add(cell);
        }
      };
      for (const placed of all) {
        expect(placed.last).toBeLessThan(layout.rows);
        take(placed.first, placed.x, rowColumns(placed.label));
        for (const [i, text] of placed.under.entries()) take(placed.first + 1 + i, placed.x, columnsOf(text));
        // The next column begins behind the trunk.
        for (const branch of placed.branches) {
          if (branch.kind === "device") expect(branch.placed.x).toBeGreaterThan(layout.trunks[placed.node.depth]!);
          else take(branch.row, branch.lane, 1);
        }
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});
