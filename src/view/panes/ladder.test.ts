import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { buildWorld } from "../../sim/build.ts";
import type { WorldSpec } from "../../sim/spec.ts";
import { runTimeline, type Timeline } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";
import { freshPane } from "../pane.ts";
import { ladderModel } from "../select/ladder.ts";
import { messagesOf, messageThings } from "../select/messages.ts";
import { renderPane } from "../stage.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { columnsOf, rowText } from "../text.ts";
import { type Thing, thing } from "../thing.ts";
import { ROUTERS } from "./ladder.ts";

const draw = (...[timeline, at, columns, rows, state = freshPane]: Parameters<typeof view>): string =>
  drawn(view(timeline, at, columns, rows, state));

function view(
  timeline: ReturnType<typeof cable>,
  at: number,
  columns: number,
  rows: number,
  state = freshPane,
  selected: readonly Thing[] = [],
) {
  return renderPane("ladder", timeline, at, { columns, rows }, state, en, at - 1, selected);
}

const stepOf = (timeline: ReturnType<typeof cable>, kind: string, by: string): number =>
  timeline.steps.find((s) => s.facts.some((f) => f.kind === kind && f.by === by))!.index;

describe("two hosts at one cable", () => {
  const run = cable();

  test("before the first message there is nothing to draw", () => {
    expect(draw(run, -1, 40, 4)).toMatchInlineSnapshot(`
      "
                s
        No message has been sent yet.


      "
    `);
  });

  test("a message on its way is dotted, and the step's own one is marked", () => {
    expect(draw(run, stepOf(run, "arp-answered", "web"), 60, 6)).toMatchInlineSnapshot(`
      "
                s          client                    web
        0.000 000             │-- ARP who-has .80 --->│
      > 0.001 001             │<.ARP .80 is-at 02:00~.│
                              │                       │
                              │                       │
       web -> client: 192.0.2.80 is at 02:00:c0:00:02:50
      "
    `);
  });

  test("the whole conversation, one arrow a message", () => {
    expect(draw(run, run.steps.length - 1, 72, 17)).toMatchInlineSnapshot(`
      "
                s             client                          web
        0.000 000                │----- ARP who-has .80 ------>│
        0.001 001                │<-ARP .80 is-at 02:00:c0:00~-│
        0.002 002                │----------- SYN ------------>│
        0.003 003                │<--------- SYN, ACK ---------│
        0.004 004                │---------- ACK=1 ----------->│
        0.004 004                │---------- GET / ----------->│
        0.005 007                │<---------- ACK=73 ----------│
        0.005 007                │<--- 200 OK (text/plain) ----│
        0.005 007                │<--------- FIN, ACK ---------│
        0.006 011                │--------- ACK=234 ---------->│
        0.006 012                │--------- ACK=235 ---------->│
        0.006 012                │--------- FIN, ACK --------->│
        0.007 014                │<---------- ACK=74 ----------│
                                 │                             │
                                 │                             │
       web -> client: 80 -> 49152 [ACK] Seq=235 Ack=74 Win=65535 Len=0
      "
    `);
  });

  test("the learner's cursor brings its message's full line, and the rest of the run stays out of sight", () => {
    const last = run.steps.length - 1;
    const seen = view(run, last, 72, 8, { ...freshPane, cursor: 3 });
    expect(seen.seen).toEqual({ first: 0, end: 6, total: 13 });
    expect(seen.cursor).toBe(3);
    expect(rowText(seen.rows.at(-1)!).trim()).toBe(
      "web -> client: 80 -> 49152 [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=~",
    );
    expect(seen.rows[4]!.every((span) => span.tone === "selected")).toBe(true);
  });
});

test("a lost message misses its goal, and the second try is drawn double", () => {
  const run = cable({ kind: "lose", match: { flags: "SYN" }, choice: { kind: "count", skip: 0, count: 1 } });
  expect(draw(run, run.steps.length - 1, 60, 7, { ...freshPane, cursor: 4 })).toMatchInlineSnapshot(`
    "
              s          client                    web
      0.002 002             │-- SYN (lost) --x      │
      1.000 000             │==== SYN (again) =====>│
      1.001 001             │<------ SYN, ACK ------│
      1.002 002             │------- ACK=1 -------->│
      1.002 002             │------- GET / -------->│
     web -> client: 80 -> 49152 [SYN, ACK] Seq=0 Ack=1 Win=6553~
    "
  `);
});

describe("a journey through routers", () => {
  const run = journey({ url: "http://www.lab.glasscom.com/" });
  const answered = stepOf(run, "name-resolved", "client");

  test("the walk is told by its ends: ten DNS messages, and the ARP between hosts", () => {
    expect(draw(run, answered, 90, 14)).toMatchInlineSnapshot(`
      "
                s    client       nearest       root          com      ns-glasscom ns-lab-glas~
        0.000 000       │----------->│ ARP who-has .53         │            │            │
        0.000 012       │<-----------│ ARP .53 is-at 02:00:0a:0b:0c:35      │            │
        0.000 024       │----------->│ A? www.lab.glasscom.com │            │            │
        0.000 060       │            │----------->│ A? www.lab.glasscom.com │            │
        0.045 101       │            │<- NS com --│            │            │            │
        0.060 132       │            │------------------------>│ A? www.lab.glasscom.com │
        0.095 159       │            │<--- NS glasscom.com ----│            │            │
        0.108 189       │            │------ A? www.lab.glasscom.com ------>│            │
        0.137 216       │            │<-------- NS lab.glasscom.com --------│            │
        0.148 246       │            │------------ A? www.lab.glasscom.com ------------->│
        0.177 273       │            │<----------------- A 203.0.113.11 -----------------│
        0.188 304       │<-----------│ A 203.0.113.11          │            │            │
       nearest -> client: Standard query response 0x547f A www.lab.glasscom.com A 203.0.113.11 ~
      "
    `);
  });

  test("where there is no room for all, who spoke last stays on stage when somebody new speaks", () => {
    const asked = stepOf(run, "tcp-state-changed", "client");
    const [head] = view(run, asked, 58, 12).rows;
    expect(rowText(head!).trim().split(/\s+/)).toEqual(expect.arrayContaining(["client", "nearest"]));
  });

  test("on a narrow pane the arrow of the step is scrolled into sight", () => {
    const first = draw(run, answered - 14, 58, 8);
    expect(first).toContain("nearest");
    expect(first).toContain("ns-lab-gl");
  });

  test("routers speak for themselves when the learner asks for them", () => {
    const model = (keep: boolean) => ladderModel(run, answered, () => keep);
    expect(model(false).rows.length).toBe(12);
    expect(model(true).rows.length).toBeGreaterThan(12);
    const shown = draw(run, answered, 140, 40, { ...freshPane, toggled: [ROUTERS] });
    expect(shown).toMatch(/router/);
    expect(draw(run, answered, 90, 40)).not.toMatch(/router/);
  });

  test("what a router tells a host by ICMP is a message also where routers pass others on", () => {
    const nobody = journey({ url: "http://192.0.2.200/" });
    const { rows, speakers } = ladderModel(nobody, nobody.steps.length - 1, () => false);
    const told = rows.filter(({ message }) => message.from === "isp");
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ message }) => message.to === "client" && message.decoded.icmp)).toBe(true);
    expect(speakers).toContain("isp");
    expect(speakers).not.toContain("router");
  });

  test("what routers say among themselves is told at the foot when the step is about it", () => {
    const asked = stepOf(run, "arp-asked", "isp");
    expect(draw(run, asked, 78, 6)).toMatchInlineSnapshot(`
      "
                s         client                nearest                root
        0.000 000            │- ARP who-has .53 -->│                     │
        0.000 012            │<--------------------│ ARP .53 is-at 02:00:0a:0b:0c:35
        0.000 024            │-------------------->│ A? www.lab.glasscom.com
        0.000 060          A? www.lab.glasscom.com │....................>│
       isp -> everyone on the link: Who has 198.51.100.4? Tell 198.51.100.1
      "
    `);
  });
});

describe("where a lost message ends", () => {
  const lossy = journey({
    url: "http://192.0.2.226/",
    fault: { kind: "lose", match: { flags: "SYN" }, choice: { kind: "count", skip: 0, count: 1 } },
  });
  const { list } = messagesOf(lossy);
  const lost = list.find((m) => m.lostStep !== undefined)!;

  test("at the lifeline of the router that sent it into the broken line, if that is on stage", () => {
    const rows = drawn(view(lossy, lossy.steps.length - 1, 90, 40)).split("\n");
    expect(rows.filter((row) => /SYN/.test(row))).toMatchInlineSnapshot(`
      [
        "  0.000 024          │-- SYN (lost) ---x│                  │                  │",
        "  1.000 000          │=========== SYN (again) ============>│                  │",
        "  1.026 025          │<------------- SYN, ACK -------------│                  │",
      ]
    `);
  });

  test("and in words at the foot, in both languages", () => {
    const cursor = list.filter((m) => m.sentStep <= lossy.steps.length - 1).indexOf(lost);
    const foot = (words: typeof en) => {
      const size = { columns: 90, rows: 12 };
      return rowText(
        renderPane("ladder", lossy, lossy.steps.length - 1, size, { ...freshPane, cursor }, words).rows.at(-1)!,
      );
    };
    expect(foot(en)).toContain("client -> web-lab-cyber (lost between router and isp): 49152 -> 80 [SYN]");
    expect(foot(ko)).toContain("client -> web-lab-cyber (router와 isp 사이에서 사라짐): 49152 -> 80 [SYN]");
  });

  test("a damaged one reaches the device that throws it away", () => {
    const bad = cable({ kind: "corrupt", match: { flags: "SYN" }, choice: { kind: "count", skip: 0, count: 1 } });
    const rows = drawn(view(bad, bad.steps.length - 1, 60, 12, { ...freshPane, cursor: 2 })).split("\n");
    expect(rows[4]).toBe("  0.002 002             │--- SYN (dropped) ----x│");
    expect(rows.at(-2)).toContain("client -> web (thrown away by web): ");
  });
});

describe("one cursor", () => {
  const run = journey({ url: "http://www.lab.glasscom.com/" });
  const last = run.steps.length - 1;
  const { list } = messagesOf(run);
  const shown = (selected: readonly Thing[], rows = 10) => {
    const seen = view(run, last, 78, rows, freshPane, selected);
    return { seen, marked: (seen.marked ?? []).map((row) => rowText(seen.rows[row]!).slice(2, 11)) };
  };

  test("a row is about its packet, its piece of the stream, its conversation, names, addresses, devices and step", () => {
    const get = list.findIndex((m) => m.note?.http && m.from === "client");
    const { sentStep, packet } = list[get]!;
    const ends = { from: "10.11.12.13:49152", to: "203.0.113.11:80" };
    const things = messageThings(list[get]!);
    expect(things).toEqual([
      thing.packet(packet),
      thing.stream(ends, 1, 1 + list[get]!.note!.length),
      thing.connection({ protocol: "tcp", ...ends }),
      "address:203.0.113.11",
      "address:10.11.12.13",
      "device:client",
      "device:web-lab-glasscom",
      `step:${sentStep}`,
    ]);
    const rows = ladderModel(run, last, () => false).rows;
    const cursor = rows.findIndex((row) => row.message.packet === packet);
    const seen = view(run, last, 78, 10, { ...freshPane, cursor });
    expect(seen.things).toEqual(things);
    expect(seen.because).toBe(sentStep);
    expect(seen.explain).toEqual(["layer:http", "segment", "layer:tcp"]);
    expect(rowText(seen.rows[seen.cursorRow!]!)).toContain("GET /");
  });

  test("the message of a packet selected elsewhere is scrolled to and marked", () => {
    const first = list.find((m) => m.decoded.dns)!;
    const { seen, marked } = shown([thing.field(first.packet, "dns.id"), thing.packet(first.packet)]);
    expect(marked).toEqual(["0.000 024"]);
    expect(seen.seen.first).toBe(0);
    expect(rowText(seen.rows.at(-1)!)).toContain("client -> nearest: Standard query");
  });

  test("a segment marks the piece of the stream, with every time that it was sent", () => {
    const again = cable({ kind: "lose", match: { flags: "SYN" }, choice: { kind: "count", skip: 0, count: 1 } });
    const syn = messagesOf(again).list.find((m) => m.decoded.tcp)!;
    const stream = messageThings(syn)[1]!;
    const seen = view(again, again.steps.length - 1, 60, 20, freshPane, [stream]);
    expect(seen.marked?.map((row) => rowText(seen.rows[row]!).slice(0, 12))).toEqual(["  0.002 002 ", "  1.000 000 "]);
  });

  test("all that a name is asked and told about", () => {
    expect(shown([thing.name("www.lab.glasscom.com")], 40).marked.length).toBe(10);
    expect(shown([thing.name("nobody.asks.for.it")]).marked).toEqual([]);
  });

  test("every message has its line for the search", () => {
    const seen = view(run, last, 40, 6);
    const lines = seen.lines!();
    expect(lines.length).toBe(seen.seen.total);
    expect(lines[2]).toBe(
      "0.000 024 A? www.lab.glasscom.com client -> nearest: Standard query 0x547f A www.lab.glasscom.com",
    );
  });
});

/** A client that pings many hosts on one switch. */
function crowd(hosts: number): Timeline {
  const names = Array.from({ length: hosts }, (_, i) => `host-${String(i + 1).padStart(2, "0")}`);
  const spec: WorldSpec = {
    devices: {
      hub: { kind: "switch" },
      ...Object.fromEntries(
        names.map((name, i) => [
          name,
          {
            kind: "host" as const,
            ports: { eth0: { address: `192.0.2.${i + 1}`, prefix: 24 } },
            programs: { tools: { run: "tools" as const, nameserver: "192.0.2.1" } },
          },
        ]),
      ),
    },
    links: names.map((name, i) => ({
      between: [
        { device: name, port: "eth0" },
        { device: "hub", port: String(i + 1) },
      ],
      delay: 10,
      rate: 1e9,
    })),
  };
  let world = buildWorld(spec, { profile: "textbook", seed: 1 });
  for (let i = 1; i < hosts; i++) {
    const from = names[i % 2 === 0 ? 0 : i - 1]!;
    world = inject(world, i * 1000, {
      kind: "act",
      device: from,
      act: { kind: "ping", address: `192.0.2.${i + 1}`, count: 1 },
    });
  }
  return runTimeline(world, { limit: 5000 });
}

describe("twenty speakers", () => {
  const run = crowd(20);
  const last = run.steps.length - 1;
  const { rows, speakers } = ladderModel(run, last, () => true);

  test("all speak", () => {
    expect(speakers.length).toBe(20);
  });

  test.each([40, 58, 78, 118])(
    "in %i columns the arrow under the cursor is whole, wherever one goes and however far one had scrolled",
    (columns) => {
      for (const left of [0, 8, 96]) {
        for (let cursor = 0; cursor < rows.length; cursor++) {
          const scrolled = view(run, last, columns, 12, { ...freshPane, cursor: 0, left });
          const seen = view(run, last, columns, 12, { ...freshPane, ...scrolled.settled, cursor });
          const row = rowText(seen.rows[seen.cursorRow!]!);
          const { message } = rows[cursor]!;
          expect(columnsOf(row)).toBe(columns);
          // Both lifelines with a shaft and a tip between them.
          expect(row.slice(12)).toMatch(/│(-[^│]*>|<[^│]*-)│|│(-.*>|<.*-)│/);
          const heads = rowText(seen.rows[0]!);
          for (const end of [message.from, message.to!]) expect(heads).toContain(end.slice(0, 7));
        }
      }
    },
  );

  test("scrolled sideways, labels stand in the middle of what is in sight", () => {
    const text = drawn(view(run, last, 60, 16, { ...freshPane, cursor: 40, left: 40 }));
    expect(text).toMatchInlineSnapshot(`
      "
                s 09    host-10    host-11    host-12    host-13
        0.009 022 ---------│ ARP .10 is-at 02:00:c0:00:02:0a│
        0.009 044 -------->│ Echo request 1      │          │
        0.009 066 ---------│ Echo reply 1        │          │
        0.010 000 - ARP who-has .11 ->│          │          │
        0.010 022 -ARP .11 is-at 02:~-│          │          │
        0.010 044 - Echo request 1 -->│          │          │
        0.010 066 --- Echo reply 1 ---│          │          │
        0.011 000          │          │--------->│ ARP who-has .12
        0.011 022          │          │<-ARP .1~-│          │
        0.011 044          │          │--------->│ Echo request 1
        0.011 066          │          │<---------│ Echo reply 1
        0.012 000 ------------ ARP who-has .13 ------------>│
        0.012 022 ---- ARP .13 is-at 02:00:c0:00:02:0d -----│
        0.012 044 ------------ Echo request 1 ------------->│
       host-11 -> everyone on the link: Who has 192.0.2.12? Tell ~
      "
    `);
  });

  test("scrolled sideways, an arrow that is out of sight is told in words", () => {
    const seen = view(run, last, 60, 30, { ...freshPane, cursor: 40, left: 40 });
    const rows = seen.rows.slice(1, -2).map((row) => rowText(row).slice(12));
    const told = rows.filter((row) => /^ host-\d\d -> host-\d\d: (ARP|Echo)/.test(row));
    expect(told.length).toBeGreaterThan(0);
    // No row has lifelines alone.
    expect(rows.filter((row) => !/[-A-Za-z]/.test(row))).toEqual([]);
  });

  test("at 40 columns", () => {
    expect(drawn(view(run, last, 40, 8, { ...freshPane, cursor: 9 }))).toMatchInlineSnapshot(`
      "
                s     host-03       host-04
        0.002 044  host-01 -> host-03: Echo r~
        0.002 066  host-03 -> host-01: Echo r~
        0.003 000        │-ARP who-h~->│
        0.003 022        │<-ARP .4 is~-│
        0.003 044        │-Echo requ~->│
        0.003 066        │<-Echo repl~-│
       host-04 -> host-03: 192.0.2.4 is at 02~
      "
    `);
  });
});
