import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { runTimeline, type Timeline, worldAt } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";
import { freshPane, type PaneName, type PaneState } from "../pane.ts";
import { messagesOf, messageThings } from "../select/messages.ts";
import { renderPane } from "../stage.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";
import { type Thing, thing } from "../thing.ts";

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
        Netid State       Recv-Q Send-Q Local:Port      Peer:Port     fd process
      * tcp   ESTABLISHED      0      0 192.0.2.1:49152 192.0.2.80:80 3  browser
      *       SYN-SENT -> ESTABLISHED

      "
    `);
  });

  test("another host may be chosen, and what changed since an earlier step is marked too", () => {
    const at = stepOf(run, "tcp-state-changed", "client", 1);
    const view = renderPane("sockets", run, at, { columns: 100, rows: 4 }, { ...freshPane, host: "web" }, en, -1);
    expect(view.title).toBe("web");
    expect(view.hosts).toEqual(["client", "web"]);
    expect(view.rows.slice(1, 3).map(rowText)).toEqual([
      expect.stringMatching(/^ {2}tcp {3}LISTEN/),
      expect.stringMatching(/^\+ tcp {3}SYN-RECEIVED/),
    ]);
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

describe("one cursor", () => {
  const run = journey({ url: "http://www.lab.glasscom.com/" });
  const last = run.steps.length - 1;
  const size = { columns: 78, rows: 14 };
  const view = (name: PaneName, at: number, state: Partial<PaneState>, selected: readonly Thing[] = [], words = en) =>
    renderPane(name, run, at, size, { ...freshPane, ...state }, words, at - 1, selected);
  /** The view with the cursor on the first row that holds the text. */
  const on = (name: PaneName, at: number, text: string, host: string | null = null) => {
    const cursor = view(name, at, { host }).lines!().findIndex((line) => line.includes(text));
    expect(cursor).toBeGreaterThanOrEqual(0);
    return view(name, at, { host, cursor });
  };
  const marked = (name: PaneName, at: number, selected: readonly Thing[], host: string | null = null) => {
    const seen = view(name, at, { host }, selected);
    return (seen.marked ?? []).map((row) => rowText(seen.rows[row]!).trim().replace(/ +/g, " "));
  };
  const connection = thing.connection({ protocol: "tcp", from: "10.11.12.13:49152", to: "203.0.113.11:80" });
  const request = messagesOf(run).list.find((m) => m.note?.http)!;

  test("a socket is also its connection and its host, explained by its state, and there because of the step that changed it", () => {
    const established = stepOf(run, "tcp-state-changed", "client", 1);
    const seen = on("sockets", established + 1, "ESTABLISHED", "client");
    expect(seen.things).toEqual([expect.stringMatching(/^socket:client:\d+$/), connection, "device:client"]);
    expect(seen.explain).toEqual(["established", "socket", "descriptor", "layer:tcp"]);
    expect(seen.because).toBe(established);
    expect(on("sockets", established - 1, "SYN-SENT", "client").because).toBe(
      stepOf(run, "tcp-state-changed", "client"),
    );
  });

  test("a socket that is gone went in the step that deleted it, and a listener came when its program began to listen", () => {
    const small = cable();
    const end = small.steps.length - 1;
    const state = { ...freshPane, host: "web" };
    const rows = [0, 1].map((cursor) => renderPane("sockets", small, end, size, { ...state, cursor }, en));
    expect(rows.map((seen) => seen.explain?.[0])).toEqual(["listen", "closed"]);
    expect(rows.map((seen) => seen.because)).toEqual([
      small.steps.findLast((s) => s.facts.some((f) => f.kind === "call-made" && f.by === "web" && f.op === "listen"))
        ?.index,
      end,
    ]);
  });

  test("a packet selected in the ladder marks the socket that it goes through, at either end", () => {
    const things = messageThings(request);
    for (const host of ["client", "web-lab-glasscom"]) {
      const rows = marked("sockets", request.arrivedStep!, things, host);
      expect(rows.length).toBe(1);
      expect(rows[0]).toContain("49152");
    }
  });

  test("a cache entry is the name, what its data names, and because of the step that learned it", () => {
    const learned = stepOf(run, "dns-referral-received", "nearest");
    const seen = on("dns", learned + 20, "a.gtld-servers.net", "nearest");
    expect(seen.things).toEqual(["name:com", "name:a.gtld-servers.net", "device:nearest"]);
    expect(seen.explain?.slice(0, 2)).toEqual(["referral", "ns"]);
    expect(seen.because).toBe(learned);
    const glue = view("dns", learned + 20, { host: "nearest", cursor: seen.cursor + 1 });
    expect(glue.things).toEqual(["name:a.gtld-servers.net", "address:198.51.100.5", "device:nearest"]);
    // The TTL runs down all the time, which nobody does.
    expect(on("dns", last, "a.gtld-servers.net", "nearest").because).toBe(learned);
  });

  test("zones and settings were there from the start", () => {
    const zone = on("dns", last, "198.51.100.5", "root");
    expect(zone.things).toEqual(["name:a.gtld-servers.net", "address:198.51.100.5", "device:root"]);
    expect(zone.because).toBeUndefined();
    const setting = on("dns", last, "nameserver", "client");
    expect(setting.things).toEqual(["address:10.11.12.53", "device:client"]);
    expect(setting.because).toBeUndefined();
  });

  test("a query selected in the ladder marks the rows of its name, and Enter folds what is looked at", () => {
    const answered = messagesOf(run).list.findLast((m) => m.decoded.dns)!;
    const rows = marked("dns", last, messageThings(answered), "nearest");
    expect(rows.map((row) => row.split(" ")[0])).toEqual(["www.lab.glasscom.com"]);
    expect(view("dns", last, { host: "nearest" }, messageThings(answered)).toggles).toBe("cache named");
  });

  test("subnet rows are addresses, and the decision is its step's", () => {
    const at = stepOf(run, "route-chosen", "client", 1);
    const gateway = on("subnet", at, "gateway", "client");
    expect(gateway.things).toEqual(["address:10.11.12.1", "device:client", `step:${at}`]);
    expect(gateway.explain?.[0]).toBe("gateway");
    expect(gateway.because).toBe(at);
    expect(on("subnet", at, "mask", "client").things).toEqual(["device:client"]);
    expect(on("subnet", at, "broadcast", "client").because).toBeUndefined();
    expect(marked("subnet", at, [thing.address("203.0.113.11")], "client")[0]).toContain("destination");
  });

  test("whatever is selected, the panes fit, and mark rows that they show", () => {
    const { list } = messagesOf(run);
    for (const name of ["ladder", "packet", "sockets", "dns", "subnet"] as const) {
      for (const [i, message] of list.entries()) {
        const all = messageThings(message);
        const columns = 40 + ((i * 37) % 120);
        const rows = 4 + ((i * 7) % 40);
        const selected = all.slice(i % all.length);
        const seen = renderPane(
          name,
          run,
          last,
          { columns, rows },
          freshPane,
          i % 2 === 0 ? en : ko,
          last - 1,
          selected,
        );
        expect(seen.rows.map(rowColumns)).toEqual(Array.from({ length: rows }, () => columns));
        expect((seen.marked ?? []).filter((row) => row >= rows)).toEqual([]);
      }
    }
  });
});

describe("on a narrow pane", () => {
  const run = journey({ url: "http://www.lab.glasscom.com/" });
  const draws = (name: PaneName, at: number, columns: number, rows: number, host: string) =>
    drawn(renderPane(name, run, at, { columns, rows }, { ...freshPane, host }, en));
  const established = stepOf(run, "tcp-state-changed", "client", 1);

  test("sockets lose the least important columns", () => {
    expect(draws("sockets", established, 58, 4, "client")).toMatchInlineSnapshot(`
      "
        Netid State       Local  Peer Address:Port fd process
      * tcp   ESTABLISHED :49152 203.0.113.11:80   3  browser
      *       SYN-SENT -> ESTABLISHED

      "
    `);
    expect(draws("sockets", established, 40, 4, "client")).toMatchInlineSnapshot(`
      "
        State       Local  Peer Address:Port
      * ESTABLISHED :49152 203.0.113.11:80
      * SYN-SENT -> ESTABLISHED

      "
    `);
  });

  test("names keep their data", () => {
    expect(draws("dns", established, 58, 9, "nearest")).toMatchInlineSnapshot(`
      "
      - Cache
        name                 type TTL left data
        com                  NS    172,800 a.gtld-servers.net
        a.gtld-servers.net   A     172,800 198.51.100.5
        glasscom.com         NS    172,800 ns1.glasscom.com
        ns1.glasscom.com     A     172,800 198.51.100.30
        ns1.lab.glasscom.com A       1,800 198.51.100.31
        www.lab.glasscom.com A         300 203.0.113.11
        lab.glasscom.com     NS      1,800 ns1.lab.glasscom.com
      "
    `);
    expect(draws("dns", established, 40, 9, "nearest")).toMatchInlineSnapshot(`
      "
      - Cache
        com
         NS 172,800 a.gtld-servers.net
        a.gtld-servers.net
         A  172,800 198.51.100.5
        glasscom.com
         NS 172,800 ns1.glasscom.com
        ns1.glasscom.com
         A  172,800 198.51.100.30
      "
    `);
  });

  test("bits stand below the decimals", () => {
    expect(draws("subnet", stepOf(run, "route-chosen", "client", 1), 40, 20, "client")).toMatchInlineSnapshot(`
      "
       address         10.11.12.13
         00001010.00001011.00001100.00001101
       mask          255.255.255.0
         11111111.11111111.11111111.00000000
       AND              10.11.12.0
         00001010.00001011.00001100.00000000
      *destination    203.0.113.11
         11001011.00000000.01110001.00001011
       mask          255.255.255.0
         11111111.11111111.11111111.00000000
      !AND             203.0.113.0
         11001011.00000000.01110001.00000000
      *-> Other subnet: to the gateway 10.11.~
         |-----network number------||------|
       network          10.11.12.0
         00001010.00001011.00001100.00000000
       broadcast      10.11.12.255
         00001010.00001011.00001100.11111111
       hosts       10.11.12.1 - 10.11.12.254 ~

      "
    `);
  });
});

test("a run whose oldest steps were dropped is drawn as if they had been kept", () => {
  const whole = journey({ url: "http://www.lab.glasscom.com/" });
  const dropped = runTimeline(whole.start, { limit: 20_000, budget: 1, beyond: "replay" });
  expect(dropped.steps.length).toBeLessThan(whole.steps.length);
  for (const name of ["ladder", "packet", "sockets", "dns", "subnet"] as const) {
    for (let at = 0; at < whole.steps.length; at += 29) {
      const seen = (timeline: Timeline) => {
        const state = { ...freshPane, cursor: 3 };
        const view = renderPane(name, timeline, at, { columns: 78, rows: 14 }, state, en, at - 1, [
          "packet:3",
          "step:40",
        ]);
        return { ...view, lines: view.lines?.() };
      };
      expect(seen(dropped)).toEqual(seen(whole));
    }
  }
});
