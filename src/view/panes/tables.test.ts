import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { runTimeline, type Timeline, worldAt } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";
import { freshPane, type PaneName, type PaneState } from "../pane.ts";
import { renderPane } from "../stage.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { rowText } from "../text.ts";

const draw = (
  name: PaneName,
  t: Timeline,
  at: number,
  columns: number,
  rows: number,
  state: PaneState = freshPane,
): string => drawn(renderPane(name, t, at, { columns, rows }, state, en));

const stepOf = (timeline: Timeline, kind: string, by: string, n = 0): number =>
  timeline.steps.filter((s) => s.facts.some((f) => f.kind === kind && f.by === by))[n]!.index;

describe("sockets", () => {
  const run = cable();

  test("a new socket, a changed state and a deleted socket carry marks", () => {
    expect(draw("sockets", run, stepOf(run, "socket-created", "client"), 90, 3)).toMatchInlineSnapshot(`
      "
        Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port fd process
      + tcp   CLOSED      0      0 0.0.0.0:*          0.0.0.0:*         3  browser

      "
    `);
    expect(draw("sockets", run, stepOf(run, "tcp-state-changed", "client", 1), 100, 3)).toMatchInlineSnapshot(`
      "
        Netid State                   Recv-Q Send-Q Local Address:Port Peer Address:Port fd process
      * tcp   SYN-SENT -> ESTABLISHED      0      0 192.0.2.1:49152    192.0.2.80:80     3  browser

      "
    `);
    expect(draw("sockets", run, run.steps.length - 1, 100, 4)).toMatchInlineSnapshot(`
      "
        Netid State               Recv-Q Send-Q Local Address:Port Peer Address:Port fd process
        tcp   LISTEN                   0    128 0.0.0.0:80         0.0.0.0:*         3  httpd
      - tcp   TIME-WAIT -> CLOSED      0      0 192.0.2.80:80      192.0.2.1:49152   -  httpd

      "
    `);
  });

  test("on a narrow pane the change has a row of its own", () => {
    expect(draw("sockets", run, stepOf(run, "tcp-state-changed", "client", 1), 76, 4)).toMatchInlineSnapshot(`
      "
        Netid State       Recv-Q Send-Q Local Address:~ Peer Address~ fd process
      * tcp   ESTABLISHED      0      0 192.0.2.1:49152 192.0.2.80:80 3  browser
      *       SYN-SENT -> ESTABLISHED

      "
    `);
  });

  test("another host may be chosen, and what changed since an earlier step is marked too", () => {
    const at = run.steps.length - 1;
    const view = renderPane("sockets", run, at, { columns: 100, rows: 4 }, { ...freshPane, host: "web" }, en, -1);
    expect(view.title).toBe("web");
    expect(view.hosts).toEqual(["client", "web"]);
    expect(rowText(view.rows[1]!)).toMatch(/^\+ tcp {3}LISTEN/);
  });
});

describe("names", () => {
  const run = journey({ url: "http://www.lab.glasscom.com/" });

  test("a referral fills the resolver's cache", () => {
    expect(draw("dns", run, stepOf(run, "dns-referral-received", "nearest"), 72, 6)).toMatchInlineSnapshot(`
      "
      - Cache
        name               type TTL left from     data
      + com                NS    172,800 referral a.gtld-servers.net
      + a.gtld-servers.net A     172,800 referral 198.51.100.5


      "
    `);
  });

  test("the root's zone shows what it answered with", () => {
    const view = renderPane(
      "dns",
      run,
      stepOf(run, "dns-referral-sent", "root"),
      { columns: 72, rows: 30 },
      { ...freshPane, host: "root" },
      en,
    );
    expect(
      view.rows
        .map(rowText)
        .filter((row) => row.startsWith(">"))
        .map((row) => row.trimEnd()),
    ).toEqual([
      "> com                    NS   172,800 a.gtld-servers.net",
      "> a.gtld-servers.net     A    172,800 198.51.100.5",
    ]);
  });

  test("a client shows the server that it was told to ask", () => {
    expect(draw("dns", run, 200, 40, 3, { ...freshPane, host: "client" })).toMatchInlineSnapshot(`
      "
       nameserver 10.11.12.53
       127.0.0.1 localhost

      "
    `);
  });

  test("a second look-up uses the cache, whose time runs down", () => {
    const world = worldAt(run, run.steps.length - 1);
    const again = inject(world, 100_000_000, {
      kind: "act",
      device: "client",
      act: { kind: "open-url", url: "http://www.lab.glasscom.com/" },
    });
    const later = runTimeline(again);
    const hit = later.steps.findIndex((s) => s.facts.some((f) => f.kind === "dns-cache-hit"));
    const rows = renderPane("dns", later, hit, { columns: 72, rows: 12 }, freshPane, en).rows.map(rowText);
    expect(rows.find((row) => row.startsWith(">"))?.trimEnd()).toBe(
      "> www.lab.glasscom.com A         201 authority 203.0.113.11",
    );
  });

  test("that there is no such name is kept, and goes when its time is over", () => {
    const none = journey({ url: "http://nosuch.cyber.co.kr/" });
    const kept = stepOf(none, "dns-negative-cached", "nearest");
    const row = renderPane("dns", none, kept, { columns: 72, rows: 20 }, freshPane, en)
      .rows.map(rowText)
      .find((r) => r.includes("NXDOMAIN"));
    expect(row?.trimEnd()).toBe("+ nosuch.cyber.co.kr any        60 authority NXDOMAIN (negative)");
    const world = worldAt(none, none.steps.length - 1);
    const later = runTimeline(
      inject(world, 200_000_000, {
        kind: "act",
        device: "client",
        act: { kind: "open-url", url: "http://192.0.2.226/" },
      }),
    );
    const gone = renderPane("dns", later, 0, { columns: 72, rows: 20 }, freshPane, en)
      .rows.map(rowText)
      .find((r) => r.includes("NXDOMAIN"));
    expect(gone?.trimEnd()).toBe("- nosuch.cyber.co.kr any         0 authority NXDOMAIN (expired)");
  });

  test("a zone can be folded", () => {
    const state = { ...freshPane, host: "root", toggled: ["zone ."], cursor: 0 };
    const view = renderPane("dns", run, 0, { columns: 40, rows: 3 }, state, en);
    expect(view.toggles).toBe("zone .");
    expect(rowText(view.rows[0]!).trimEnd()).toBe("+ Zones: .  (21)");
  });
});

describe("routing", () => {
  const run = journey({ url: "http://192.0.2.226/" });

  test("another subnet: to the gateway", () => {
    const at = stepOf(run, "route-chosen", "client");
    expect(draw("subnet", run, at, 80, 12)).toMatchInlineSnapshot(`
      "
       address         10.11.12.13 00001010.00001011.00001100.00001101
       mask          255.255.255.0 11111111.11111111.11111111.00000000
       AND              10.11.12.0 00001010.00001011.00001100.00000000
      *destination     192.0.2.226 11000000.00000000.00000010.11100010
       mask          255.255.255.0 11111111.11111111.11111111.00000000
      !AND               192.0.2.0 11000000.00000000.00000010.00000000
      *-> Other subnet: to the gateway 10.11.12.1  (0.0.0.0/0)
                                   |-----network number------||------| host number
       network          10.11.12.0 00001010.00001011.00001100.00000000
       broadcast      10.11.12.255 00001010.00001011.00001100.11111111
       hosts       10.11.12.1 - 10.11.12.254  254 hosts

      "
    `);
  });

  test("the same subnet: straight to the host, and a mask that does not end on a byte", () => {
    const at = stepOf(run, "route-chosen", "isp");
    expect(draw("subnet", run, at, 80, 12)).toMatchInlineSnapshot(`
      "
       address           192.0.2.1 11000000.00000000.00000010.00000001
       mask          255.255.255.0 11111111.11111111.11111111.00000000
       AND               192.0.2.0 11000000.00000000.00000010.00000000
      *destination     192.0.2.226 11000000.00000000.00000010.11100010
       mask          255.255.255.0 11111111.11111111.11111111.00000000
      =AND               192.0.2.0 11000000.00000000.00000010.00000000
      *-> Same subnet: straight to the host  (192.0.2.0/24)
                                   |-----network number------||------| host number
       network           192.0.2.0 11000000.00000000.00000010.00000000
       broadcast       192.0.2.255 11000000.00000000.00000010.11111111
       hosts       192.0.2.1 - 192.0.2.254  254 hosts

      "
    `);
    expect(draw("subnet", run, stepOf(run, "route-chosen", "router"), 80, 12)).toMatchInlineSnapshot(`
      "
       address          10.255.0.2 00001010.11111111.00000000.00000010
       mask        255.255.255.252 11111111.11111111.11111111.11111100
       AND              10.255.0.0 00001010.11111111.00000000.00000000
      *destination     192.0.2.226 11000000.00000000.00000010.11100010
       mask        255.255.255.252 11111111.11111111.11111111.11111100
      !AND             192.0.2.224 11000000.00000000.00000010.11100000
      *-> Other subnet: to the gateway 10.255.0.1  (0.0.0.0/0)
                                   |--------network number---------||| host number
       network          10.255.0.0 00001010.11111111.00000000.00000000
       broadcast        10.255.0.3 00001010.11111111.00000000.00000011
       hosts       10.255.0.1 - 10.255.0.2  2 hosts

      "
    `);
  });

  test("narrow and in Korean the bits stand without dots", () => {
    const at = stepOf(run, "route-chosen", "client");
    expect(drawn(renderPane("subnet", run, at, { columns: 58, rows: 8 }, freshPane, ko))).toMatchInlineSnapshot(`
      "
       IP 주소      10.11.12.13 00001010000010110000110000001101
       넷마스크   255.255.255.0 11111111111111111111111100000000
       AND           10.11.12.0 00001010000010110000110000000000
      *상대         192.0.2.226 11000000000000000000001011100010
       넷마스크   255.255.255.0 11111111111111111111111100000000
      !AND            192.0.2.0 11000000000000000000001000000000
      *-> 다른 서브넷: 게이트웨이 10.11.12.1로 보냅니다  (0.0.0~
                                |----네트워크 번호-----||------|
      "
    `);
  });

  test("a host that sent nothing yet has its subnet all the same", () => {
    expect(draw("subnet", run, 0, 70, 9, { ...freshPane, host: "web-naver" })).toMatchInlineSnapshot(`
      "
       address        203.0.113.20 11001011.00000000.01110001.00010100
       mask          255.255.255.0 11111111.11111111.11111111.00000000
       AND             203.0.113.0 11001011.00000000.01110001.00000000
       No packet was sent from here yet.
                                   |-----network number------||------|
       network         203.0.113.0 11001011.00000000.01110001.00000000
       broadcast     203.0.113.255 11001011.00000000.01110001.11111111
       hosts       203.0.113.1 - 203.0.113.254  254 hosts

      "
    `);
  });
});
