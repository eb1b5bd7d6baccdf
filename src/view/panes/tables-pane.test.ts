import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import type { Timeline } from "../../sim/timeline.ts";
import { freshPane, type PaneState, type PaneView } from "../pane.ts";
import { renderPane } from "../stage.ts";
import { hubChain, pinged } from "../testing/nets.ts";
import { drawn, journey } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";
import type { Thing } from "../thing.ts";

const run = journey({ url: "http://192.0.2.226/" });

const stepOf = (timeline: Timeline, kind: string, by: string): number =>
  timeline.steps.find((s) => s.facts.some((f) => f.kind === kind && f.by === by))!.index;

const view = (
  timeline: Timeline,
  at: number,
  columns: number,
  rows: number,
  state: Partial<PaneState> = {},
  words = en,
  selected: readonly Thing[] = [],
): PaneView =>
  renderPane("tables", timeline, at, { columns, rows }, { ...freshPane, ...state }, words, at - 1, selected);

describe("the tables of a device", () => {
  test("a router chooses a route and asks for a MAC address", () => {
    const shown = view(run, stepOf(run, "arp-asked", "isp"), 78, 18);
    expect(shown.title).toBe("isp");
    expect(drawn(shown)).toMatchInlineSnapshot(`
      "
      - Interfaces
        port     address         MAC                 MTU
        customer 10.255.0.1/30   02:00:0a:ff:00:01 1,500
        dns      198.51.100.1/24 02:00:c6:33:64:01 1,500
        web      192.0.2.1/24    02:00:c0:00:02:01 1,500
        sites    203.0.113.1/24  02:00:cb:00:71:01 1,500
      - Routing table
        destination     gateway    port
        10.255.0.0/30   direct     customer
        198.51.100.0/24 direct     dns
      > 192.0.2.0/24    direct     web
        203.0.113.0/24  direct     sites
        10.11.12.0/24   10.255.0.2 customer
      - ARP cache
        address     MAC               port     left (s) whose
        10.255.0.2  02:00:0a:ff:00:02 customer       60 router
      + 192.0.2.226 (incomplete)      web               web-lab-cyber

      "
    `);
  });

  test("a host has DNS servers as well; in Korean", () => {
    expect(drawn(view(run, stepOf(run, "arp-learned", "client"), 60, 14, {}, ko))).toMatchInlineSnapshot(`
      "
      - 인터페이스
        포트 주소           MAC                 MTU
        eth0 10.11.12.13/24 02:00:0a:0b:0c:0d 1,500
      - 경로표
        목적지        게이트웨이 포트
        10.11.12.0/24 직접       eth0
        default       10.11.12.1 eth0
      - ARP 캐시
        주소       MAC               포트 남은 초 소유자
      * 10.11.12.1 02:00:0a:0b:0c:01 eth0      60 router
      - DNS 서버
        주소        소유자
        10.11.12.53 nearest

      "
    `);
  });

  test("a switch learns a MAC address and finds another", () => {
    expect(drawn(view(run, stepOf(run, "frame-switched", "lan"), 60, 5))).toMatchInlineSnapshot(`
      "
      - MAC table
        MAC               port age (s) whose
      > 02:00:0a:0b:0c:0d 1          0 client
      + 02:00:0a:0b:0c:01 3          0 router

      "
    `);
  });

  test("narrow, the columns go that the others imply", () => {
    expect(drawn(view(run, stepOf(run, "arp-learned", "isp"), 40, 8, { cursor: 13 }))).toMatchInlineSnapshot(`
      "
        10.255.0.0/30   direct     customer
        198.51.100.0/24 direct     dns
        192.0.2.0/24    direct     web
        203.0.113.0/24  direct     sites
        10.11.12.0/24   10.255.0.2 customer
      - ARP cache
        address    MAC               port
      + 10.255.0.2 02:00:0a:ff:00:02 customer
      "
    `);
  });

  test("a hub has none", () => {
    const chain = pinged(hubChain, { from: "a", to: "10.0.0.3" });
    const at = chain.steps.findIndex(
      ({ entry: { input } }) => input.kind === "frame-arrives" && input.device === "hub",
    );
    expect(drawn(view(chain, at, 50, 1)).trim()).toBe("A repeater hub reads nothing and keeps no table.");
  });

  test("a machine that is off says so", () => {
    const off = pinged(hubChain, { changes: [{ kind: "set-device", device: "c", up: false }] });
    expect(view(off, off.steps.length - 1, 50, 5, { host: "c" }).title).toBe("c (switched off)");
  });
});

describe("the cursor", () => {
  const learned = stepOf(run, "arp-learned", "client");

  test("names what a row is about, and why it is there", () => {
    const state = { host: "client", cursor: 9 };
    const shown = view(run, learned + 3, 78, 14, state);
    expect(rowText(shown.rows[shown.cursorRow!]!)).toContain("10.11.12.1 02:00:0a:0b:0c:01");
    expect(shown.things).toEqual(["address:10.11.12.1", "address:02:00:0a:0b:0c:01", "device:router"]);
    expect(shown.because).toBe(learned);
    expect(shown.explain?.[0]).toBe("arp-cache");
    expect(shown.toggles).toBe("table arp");
  });

  test("folds a table", () => {
    const shown = view(run, learned, 78, 14, { host: "client", toggled: ["table interfaces", "table arp"] });
    expect(drawn(shown)).toMatchInlineSnapshot(`
      "
      + Interfaces  (1)
      - Routing table
        destination   gateway    port
        10.11.12.0/24 direct     eth0
        default       10.11.12.1 eth0
      + ARP cache  (1)
      - DNS servers
        address     whose
        10.11.12.53 nearest





      "
    `);
  });

  test("an address selected elsewhere is marked", () => {
    const shown = view(run, learned, 78, 14, { host: "client" }, en, ["address:10.11.12.53"]);
    expect(shown.marked?.map((y) => rowText(shown.rows[y]!).trim())).toEqual(["10.11.12.53 nearest"]);
  });
});

test("fits every size in both languages", () => {
  for (const words of [en, ko]) {
    for (const host of [null, "client", "isp", "lan", "nobody"]) {
      for (const columns of [1, 13, 40, 58, 78, 200]) {
        for (const rows of [1, 4, 12, 50]) {
          const shown = view(run, run.steps.length - 1, columns, rows, { host }, words);
          const widths = [...new Set(shown.rows.map(rowColumns))];
          expect({ host, height: shown.rows.length, widths }).toEqual({ host, height: rows, widths: [columns] });
        }
      }
    }
  }
});
