import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import type { Words } from "../../i18n/words.ts";
import type { Timeline } from "../../sim/timeline.ts";
import { freshPane, type PaneState, type PaneView } from "../pane.ts";
import { renderPane } from "../stage.ts";
import { campus, hostAt, hubChain, pinged, ring, twoRouters } from "../testing/nets.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";
import { type Thing, thing } from "../thing.ts";

type Options = { readonly state?: Partial<PaneState>; readonly words?: Words; readonly selected?: readonly Thing[] };

const view = (run: Timeline, at: number, columns: number, rows: number, options: Options = {}): PaneView =>
  renderPane(
    "net",
    run,
    at,
    { columns, rows },
    { ...freshPane, ...options.state },
    options.words ?? en,
    at - 1,
    options.selected ?? [],
  );

const draw = (run: Timeline, at: number, columns: number, rows: number, options: Options = {}): string =>
  drawn(view(run, at, columns, rows, options));

const stepOf = (run: Timeline, kind: string, by: string, n = 0): number =>
  run.steps.filter((s) => s.facts.some((f) => f.kind === kind && f.by === by))[n]!.index;

/** The n-th step in which this device puts a frame on a link. */
const sendOf = (run: Timeline, from: string, n = 0): number =>
  run.steps.filter((s) => s.sent.some((sent) => sent.from.device === from))[n]!.index;

describe("the internet", () => {
  const run = journey({ url: "http://www.lab.glasscom.com/" });

  test("a question to everyone in the LAN leaves the client", () => {
    expect(draw(run, stepOf(run, "arp-asked", "client"), 78, 12)).toMatchInlineSnapshot(`
      "
       [lan]=========┬<*client .13
       10.11.12.0/24 ├─ nearest .53
                     └─ (router)─── (isp)─┬─ [dns-lan]───────┬─ root .4
                                          │  198.51.100.0/24 ├─ com .5
                                          │                  ├─ kr .6
                                          │                  ├─ ns-cyber .20
                                          │                  ├─ ns-lab-cyber .21
                                          │                  ├─ ns-glasscom .30
                                          │                  ├─ ns-lab-glasscom .31
                                          │                  └─ ns-naver .40
      > client -> lan: Who has 10.11.12.53? Tell 10.11.12.13
      * client host  eth0 10.11.12.13/24  client asks everyone on its link: who has~
      "
    `);
  });

  test("what the switch does not know goes everywhere", () => {
    expect(draw(run, stepOf(run, "frame-flooded", "dns-lan"), 78, 12)).toMatchInlineSnapshot(`
      "
       [lan]─────────┬─ client .13
       10.11.12.0/24 ├─ nearest .53
                     └─ (router)─── (isp)=┬=*[dns-lan]=======┬> root .4
                                          │  198.51.100.0/24 ├> com .5
                                          │                  ├> kr .6
                                          │                  ├> ns-cyber .20
                                          │                  ├> ns-lab-cyber .21
                                          │                  ├> ns-glasscom .30
                                          │                  ├> ns-lab-glasscom .31
                                          │                  └> ns-naver .40
      > dns-lan -> 8 ports: Who has 198.51.100.4? Tell 198.51.100.1
      * dns-lan switch  198.51.100.0/24
      "
    `);
  });

  test("the way of a request is seen whole, though the tree is longer than the pane", () => {
    expect(draw(run, stepOf(run, "http-request-received", "web-lab-glasscom"), 78, 12)).toMatchInlineSnapshot(`
      "
       [lan]─────────┴─ (router)─── (isp)─┬─ [dns-lan]───────┼─ ns-lab-cyber .21
       10.11.12.0/24                      │  198.51.100.0/24 ├─ ns-glasscom .30
                                          │                  ├─ ns-lab-glasscom .31
                                          │                  └─ ns-naver .40
                                          ├─ [web-lan]───────┬─ web-lab-cyber .226
                                          │  192.0.2.0/24    ├─ web-cyber .228
                                          │                  └─ mail-cyber .227
                                          └─ [site-lan]======┬─ web-glasscom .10
                                             203.0.113.0/24  ├<*web-lab-glasscom .11
                                                             └─ web-naver .20
        web-lab-glasscom -> site-lan: 80 -> 49152 [ACK] Seq=1 Ack=83 Win=65453 Len=0
      * web-lab-glasscom host  eth0 203.0.113.11/24  web-lab-glasscom has read the ~
      "
    `);
  });

  test("on a large pane routers have their addresses, and arrows a few words", () => {
    expect(draw(run, sendOf(run, "site-lan", 3), 150, 22)).toMatchInlineSnapshot(`
      "
       [lan]─────────┬──────────── client 10.11.12.13/24
       10.11.12.0/24 ├──────────── nearest 10.11.12.53/24
                     └──────────── (router)── 10.255.0.0/30 ── (isp)===========┬──────────── [dns-lan]───────┬──────────── root 198.51.100.4/24
                                   10.11.12.1/24               10.255.0.1/30   │             198.51.100.0/24 ├──────────── com 198.51.100.5/24
                                   10.255.0.2/30               198.51.100.1/24 │                             ├──────────── kr 198.51.100.6/24
                                                               192.0.2.1/24    │                             ├──────────── ns-cyber 198.51.100.20/24
                                                               203.0.113.1/24  │                             ├──────────── ns-lab-cyber 198.51.100.21/24
                                                                               │                             ├──────────── ns-glasscom 198.51.100.30/24
                                                                               │                             ├──────────── ns-lab-glasscom 198.51.100.31/24
                                                                               │                             └──────────── ns-naver 198.51.100.40/24
                                                                               ├──────────── [web-lan]───────┬──────────── web-lab-cyber 192.0.2.226/24
                                                                               │             192.0.2.0/24    ├──────────── web-cyber 192.0.2.228/24
                                                                               │                             └──────────── mail-cyber 192.0.2.227/24
                                                                               └<=[SYN, ACK]*[site-lan]======┬──────────── web-glasscom 203.0.113.10/24
                                                                                             203.0.113.0/24  ├============ web-lab-glasscom 203.0.113.11/24
                                                                                                             └──────────── web-naver 203.0.113.20/24



       host  (router)  [switch]  * where it happens  == way of the packet  x lost
      > site-lan -> isp: 80 -> 49152 [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=1460
      * site-lan switch  203.0.113.0/24
      "
    `);
  });

  test("narrow, in Korean", () => {
    expect(draw(run, sendOf(run, "isp"), 58, 12, { words: ko })).toMatchInlineSnapshot(`
      "
       [lan]─┬─client
             ├─nearest
             └─(router)<=*(isp)─┬─[dns-lan]──┬─root
                                │            ├─com
                                │            ├─kr
                                │            ├─ns-cyber
                                │            ├─ns-lab-cyber
                                │            ├─ns-glasscom
                                │            ├─ns-lab-glasscom
                                │            └─ns-naver
      > isp -> router: 10.255.0.1 is at 02:00:0a:ff:00:01
      * isp 라우터  customer 10.255.0.1/30  dns 198.51.100.1/24~
      "
    `);
  });

  test("narrow and high: the networks stand below", () => {
    expect(draw(run, stepOf(run, "http-request-sent", "client"), 58, 28)).toMatchInlineSnapshot(`
      "
       [lan]=┬*client
             ├─nearest
             └─(router)───(isp)─┬─[dns-lan]──┬─root
                                │            ├─com
                                │            ├─kr
                                │            ├─ns-cyber
                                │            ├─ns-lab-cyber
                                │            ├─ns-glasscom
                                │            ├─ns-lab-glasscom
                                │            └─ns-naver
                                ├─[web-lan]──┬─web-lab-cyber
                                │            ├─web-cyber
                                │            └─mail-cyber
                                └─[site-lan]─┬─web-glasscom
                                             ├─web-lab-glasscom
                                             └─web-naver

       10.11.12.0/24    [lan]
       10.255.0.0/30    (router) - (isp)
       198.51.100.0/24  [dns-lan]
       192.0.2.0/24     [web-lan]
       203.0.113.0/24   [site-lan]



       host  (router)  [switch]  * where it happens
        client -> lan: 49152 -> 80 [ACK] Seq=1 Ack=1 Win=65535 ~
      * client host  eth0 10.11.12.13/24  client sends web-lab-~
      "
    `);
  });

  test("where it does not fit it is scrolled to the packet", () => {
    expect(draw(run, stepOf(run, "dns-referral-sent", "root"), 40, 8)).toMatchInlineSnapshot(`
      "
      =┬─client
       ├=nearest
       └=(router)===(isp)=┬=[dns-lan]==┬*root
                          │            ├─com
                          │            ├─kr
                          │            ├─ns-c~
        dns-lan -> root: Standard query 0x99e~
      * root host  eth0 198.51.100.4/24  root~
      "
    `);
  });

  test("a packet selected elsewhere shows its way in the place of the step's", () => {
    const at = run.steps.length - 1;
    const asked = run.steps[stepOf(run, "arp-asked", "client")]!.sent[0]!.frame.packet;
    const shown = view(run, at, 78, 12, { selected: [thing.packet(asked)] });
    expect(rowText(shown.rows[0]!)).toContain("[lan]=");
    expect(shown.marked).toEqual([0, 1]);
    expect(rowText(shown.rows[10]!).trimEnd()).toBe("  lan -> nearest: Who has 10.11.12.53? Tell 10.11.12.13");
  });

  test("at every step what the step is at is in sight, and so is an arrow for what it sends", () => {
    for (const { index, entry, sent } of run.steps) {
      if (entry.input.kind === "change") continue;
      const rows = view(run, index, 78, 12).rows.slice(0, 10).map(rowText);
      expect({ index, star: rows.some((row) => row.includes("*")) }).toEqual({ index, star: true });
      if (sent.length > 0)
        expect({ index, head: rows.some((row) => /[<>x]/.test(row)) }).toEqual({ index, head: true });
    }
  });
});

describe("any world", () => {
  test("two hosts on one cable", () => {
    const run = cable();
    expect(draw(run, stepOf(run, "http-request-sent", "client") + 1, 78, 6)).toMatchInlineSnapshot(`
      "
      *client 192.0.2.1/24 ========[GET /]=========> web 192.0.2.80/24



       host  * where it happens  == way of the packet  x lost
      > client -> web: GET / HTTP/1.0
      "
    `);
  });

  test("a hub and two switches in a row", () => {
    const run = pinged(hubChain, { from: "a", to: "10.0.0.3" });
    expect(draw(run, sendOf(run, "s1"), 78, 6)).toMatchInlineSnapshot(`
      "
       a 10.0.0.1/24 ====== {hub}============*[s1]=┬===> b 10.0.0.2/24
                            10.0.0.0/24            └===> [s2]────── c 10.0.0.3/24


       host  [switch]  {hub}  * where it happens  == way of the packet  x lost
      > s1 -> 2 ports: Who has 10.0.0.3? Tell 10.0.0.1
      "
    `);
  });

  test("two routers with three subnets", () => {
    const run = pinged(twoRouters, { from: "a", to: "10.0.3.2" });
    expect(draw(run, sendOf(run, "r2", 1), 118, 9)).toMatchInlineSnapshot(`
      "
       a 10.0.1.2/24 ──────── [s1]─────────────── (r1)─────────────── [s2]────────┬────── m 10.0.2.9/24
                              10.0.1.0/24         10.0.1.1/24         10.0.2.0/24 └──────*(r2)[ARP who-ha~]=> b 10.0.3.2/24
                                                  10.0.2.1/24                             10.0.2.2/24
                                                                                          10.0.3.1/24


       host  (router)  [switch]  * where it happens  == way of the packet  x lost
      > r2 -> b: Who has 10.0.3.2? Tell 10.0.3.1
      * r2 router  m 10.0.2.2/24  b 10.0.3.1/24  r2 asks everyone on its link: who has 10.0.3.2, the address of b? (ARP) Me~
      "
    `);
  });

  test("a ring of routers, and a machine that nothing is plugged into", () => {
    const run = pinged(ring, { from: "r3", to: "10.3.4.4" });
    expect(draw(run, sendOf(run, "r3"), 78, 14)).toMatchInlineSnapshot(`
      "
       h 10.9.0.2/24 ────── (r1)────────┬──── (r4)<===============================┐
                            10.4.1.1/24 │     10.3.4.4/24                         │
                            10.1.2.1/24 │     10.4.1.4/24                         │
                            10.9.0.1/24 └──── (r2)─────────────*(r3)[ARP who-h~]=>┘
                                              10.1.2.2/24       10.2.3.3/24
                                              10.2.3.2/24       10.3.4.3/24
       alone 10.8.0.1/24




       host  (router)  * where it happens  == way of the packet  x lost
      > r3 -> r4: Who has 10.3.4.4? Tell 10.3.4.3
      * r3 router  l 10.2.3.3/24  r 10.3.4.3/24  r3 asks everyone on its link: who ~
      "
    `);
    expect(draw(run, sendOf(run, "r4"), 78, 14)).toMatchInlineSnapshot(`
      "
       h 10.9.0.2/24 ────── (r1)────────┬────*(r4)[ARP .4 is-at 02:00:0a:03:04~]=>┐
                            10.4.1.1/24 │     10.3.4.4/24                         │
                            10.1.2.1/24 │     10.4.1.4/24                         │
                            10.9.0.1/24 └──── (r2)───────────── (r3)<=============┘
                                              10.1.2.2/24       10.2.3.3/24
                                              10.2.3.2/24       10.3.4.3/24
       alone 10.8.0.1/24




       host  (router)  * where it happens  == way of the packet  x lost
      > r4 -> r3: 10.3.4.4 is at 02:00:0a:03:04:04
      * r4 router  l 10.3.4.4/24  r 10.4.1.4/24  r4 writes into its ARP cache: r3 (~
      "
    `);
  });

  test("sixty devices: the switch and the router come along where their hosts are scrolled", () => {
    const run = pinged(campus(), { from: "pc-1-2", to: "10.0.4.12" });
    expect(draw(run, sendOf(run, "pc-4-12"), 78, 10)).toMatchInlineSnapshot(`
      "
       [sw0]───────┴────── (core)─┴────── [sw4]=======┼────── pc-4-5 10.0.4.5/24
       10.0.0.0/24                        10.0.4.0/24 ├────── pc-4-6 10.0.4.6/24
                                                      ├────── pc-4-7 10.0.4.7/24
                                                      ├────── pc-4-8 10.0.4.8/24
                                                      ├────── pc-4-9 10.0.4.9/24
                                                      ├────── pc-4-10 10.0.4.10/24
                                                      ├────── pc-4-11 10.0.4.11/24
                                                      └<=====*pc-4-12 10.0.4.12/24
      > pc-4-12 -> sw4: 10.0.4.12 is at 02:00:0a:00:04:0c
      * pc-4-12 host  eth0 10.0.4.12/24  pc-4-12 writes into its ARP cache: core (1~
      "
    `);
  });

  test("a lost frame, a cut cable, a machine that is off", () => {
    const lossy = cable({ kind: "lose", match: { protocol: "arp" }, choice: { kind: "count", skip: 0, count: 1 } });
    expect(draw(lossy, sendOf(lossy, "client"), 78, 4)).toMatchInlineSnapshot(`
      "
      *client 192.0.2.1/24 ===[ARP who-has .80]====x web 192.0.2.80/24

       host  * where it happens  == way of the packet  x lost
      x client -> web (lost): Who has 192.0.2.80? Tell 192.0.2.1
      "
    `);
    const broken = pinged(hubChain, {
      changes: [
        { kind: "set-link", link: "s1.2--s2.1", up: false },
        { kind: "set-device", device: "c", up: false },
      ],
    });
    expect(draw(broken, broken.steps.length - 1, 78, 6)).toMatchInlineSnapshot(`
      "
       a 10.0.0.1/24 ────── {hub}──────────── [s1]─┬──── b 10.0.0.2/24
                            10.0.0.0/24            └─//─ [s2]──────!c 10.0.0.3/24


       host  [switch]  {hub}  * where it happens  == way of the packet  x lost
        No frame in this step.
      "
    `);
  });
});

describe("the cursor", () => {
  const run = pinged(twoRouters, { from: "a", to: "10.0.3.2" });
  const at = run.steps.length - 1;

  test("goes through the devices, the nearest first, and then through the links", () => {
    const { lines, seen } = view(run, at, 118, 9);
    expect(lines!().map((line) => line.trim())).toMatchInlineSnapshot(`
      [
        "a host  eth0 10.0.1.2/24",
        "s1 switch  10.0.1.0/24",
        "r1 router  a 10.0.1.1/24  m 10.0.2.1/24",
        "s2 switch  10.0.2.0/24",
        "m host  eth0 10.0.2.9/24",
        "r2 router  m 10.0.2.2/24  b 10.0.3.1/24",
        "b host  eth0 10.0.3.2/24",
        "a.eth0 -- s1.1  10.0.1.0/24  1 ms  1 Gbit/s",
        "s1.2 -- r1.a  10.0.1.0/24  1 ms  1 Gbit/s",
        "r1.m -- s2.1  10.0.2.0/24  1 ms  1 Gbit/s",
        "m.eth0 -- s2.2  10.0.2.0/24  1 ms  1 Gbit/s",
        "s2.3 -- r2.m  10.0.2.0/24  1 ms  1 Gbit/s",
        "r2.b -- b.eth0  10.0.3.0/24  1 ms  1 Gbit/s",
      ]
    `);
    expect(seen).toEqual({ first: 0, end: 13, total: 13 });
  });

  test("tells what it is on, and names it for the other panes", () => {
    const device = view(run, at, 118, 9, { state: { cursor: 2 } });
    expect(device.things?.slice(0, 2)).toEqual(["device:r1", "address:10.0.1.1"]);
    expect(device.toggles).toBe("device r1");
    expect(device.explain).toEqual(["router"]);
    expect(device.rows[device.cursorRow!]!.find((span) => span.tone === "selected")?.text).toContain("(r1)");
    const link = view(run, at, 118, 9, { state: { cursor: 8 } });
    expect(link.things).toContain("link:s1.2--r1.a");
    expect(link.toggles).toBeUndefined();
    expect(rowText(link.rows[8]!).trimEnd()).toBe("  s1.2 -- r1.a  10.0.1.0/24  1 ms  1 Gbit/s");
  });

  test("the step that changed a link last is why it is as it is", () => {
    const link = view(run, at, 118, 9, { state: { cursor: 8 } });
    const last = run.steps.findLast((s) => s.sent.some((sent) => sent.link === "s1.2--r1.a"));
    expect(link.because).toBe(last!.index);
  });

  test("Enter opens the tables of a device below, whose lines it then goes through", () => {
    const state = { toggled: ["device r1"], cursor: 3 };
    const shown = view(run, at, 78, 16, { state });
    expect(drawn(shown)).toMatchInlineSnapshot(`
      "
      *a 10.0.1.2/24 === [s1]========== (r1)=== [s2]========┬─ m 10.0.2.9/24
                         10.0.1.0/24            10.0.2.0/24 └= (r2)=== b 10.0.3.2/24

       10.0.3.0/24  (r2) - b


       host  (router)  [switch]  * where it happens  == way of the packet  x lost
      ── r1 ────────────────────────────────────────────────────────────────────────
      - Interfaces
        port address     MAC                 MTU
        a    10.0.1.1/24 02:00:0a:00:01:01 1,500
        m    10.0.2.1/24 02:00:0a:00:02:01 1,500
      - Routing table
        destination gateway  port
        s1 -> a: Echo (ping) reply    id=0x2c8d, seq=1/256, ttl=62
        r1 router  a 10.0.1.1/24  m 10.0.2.1/24
      "
    `);
    expect(shown.toggles).toBe("device r1");
    expect(rowText(shown.rows[shown.cursorRow!]!)).toContain("Interfaces");
  });

  test("marks what is selected elsewhere: an address is its device", () => {
    const shown = view(run, at, 118, 9, { selected: ["address:10.0.3.2", "device:b"] });
    expect(shown.marked).toHaveLength(1);
    expect(rowText(shown.rows[shown.marked![0]!]!)).toContain("b 10.0.3.2/24");
  });
});

test("every world fits every size in both languages", () => {
  const runs = [
    pinged(hubChain, { from: "a", to: "10.0.0.3" }),
    pinged(ring, { from: "r3", to: "10.3.4.4" }),
    pinged(campus(), { from: "pc-1-2", to: "10.0.4.12" }),
    pinged({ devices: { a: hostAt("10.0.0.1/24") }, links: [] }),
    cable(),
  ];
  const faults: unknown[] = [];
  for (const [which, run] of runs.entries()) {
    for (const words of [en, ko]) {
      for (const columns of [1, 12, 40, 61, 118, 200]) {
        for (const rows of [1, 4, 8, 13, 50]) {
          for (const [at, cursor, toggled] of [
            [-1, null, []],
            [12, null, ["device r3", "device pc-1-2"]],
            [run.steps.length - 1, 7, ["device a", "device core"]],
            [3, 1000, ["device sw0"]],
          ] as const) {
            const shown = view(run, at, columns, rows, {
              words,
              state: { cursor, toggled, left: cursor === 7 ? 8 : 0 },
            });
            const { first, end, total } = shown.seen;
            const wrong =
              shown.rows.length !== rows ||
              shown.rows.some((row) => rowColumns(row) !== columns) ||
              (total > 0 && !(first <= shown.cursor && shown.cursor < end && end <= total));
            if (wrong) faults.push({ which, columns, rows, at, cursor, language: words.language, seen: shown.seen });
          }
        }
      }
    }
  }
  expect(faults).toEqual([]);
});
