import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { freshPane } from "../pane.ts";
import { ladderModel } from "../select/ladder.ts";
import { renderPane } from "../stage.ts";
import { cable, drawn, journey } from "../testing/runs.ts";
import { rowText } from "../text.ts";
import { ROUTERS } from "./ladder.ts";

const draw = (...[timeline, at, columns, rows, state = freshPane]: Parameters<typeof view>): string =>
  drawn(view(timeline, at, columns, rows, state));

function view(timeline: ReturnType<typeof cable>, at: number, columns: number, rows: number, state = freshPane) {
  return renderPane("ladder", timeline, at, { columns, rows }, state, en);
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
      0.000 000             │-- ARP who-has .80 --->│
      0.001 001             │<-ARP .80 is-at 02:00~-│
      0.002 002             │-- SYN (lost) --x      │
      1.000 000             │==== SYN (again) =====>│
      1.001 001             │<------ SYN, ACK ------│
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
        0.000 000       │-ARP who-~->│            │            │            │            │
        0.000 012       │<-ARP .53 ~-│            │            │            │            │
        0.000 024       │-A? www.l~->│            │            │            │            │
        0.000 060       │            │-A? www.l~->│            │            │            │
        0.045 101       │            │<- NS com --│            │            │            │
        0.060 132       │            │-A? www.lab.glasscom.c~->│            │            │
        0.095 159       │            │<--- NS glasscom.com ----│            │            │
        0.108 189       │            │------ A? www.lab.glasscom.com ------>│            │
        0.137 216       │            │<-------- NS lab.glasscom.com --------│            │
        0.148 246       │            │------------ A? www.lab.glasscom.com ------------->│
        0.177 273       │            │<----------------- A 203.0.113.11 -----------------│
        0.188 304       │<-A 203.0.~-│            │            │            │            │
       nearest -> client: Standard query response 0x547f A www.lab.glasscom.com A 203.0.113.11 ~
      "
    `);
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

  test("what routers say among themselves is told at the foot when the step is about it", () => {
    const asked = stepOf(run, "arp-asked", "isp");
    expect(draw(run, asked, 78, 6)).toMatchInlineSnapshot(`
      "
                s         client                nearest                root
        0.000 000            │- ARP who-has .53 -->│                     │
        0.000 012            │<-ARP .53 is-at 02:~-│                     │
        0.000 024            │-A? www.lab.glassc~->│                     │
        0.000 060            │                     │.A? www.lab.glassc~.>│
       isp -> root: Who has 198.51.100.4? Tell 198.51.100.1
      "
    `);
  });
});
