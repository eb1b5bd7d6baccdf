import { describe, expect, test } from "vitest";
import { assert } from "../../base/assert.ts";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { runTimeline, worldAt } from "../../sim/timeline.ts";
import { inject, type Step } from "../../sim/world.ts";
import { freshPane } from "../pane.ts";
import { type Buffer, buffersModel, type End } from "../select/buffers.ts";
import { socketsModel } from "../select/sockets.ts";
import { renderPane } from "../stage.ts";
import { drawn, journey, slowReader } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";

/** The second of the page's first three segments is lost. */
const lossy = slowReader({
  kind: "lose",
  match: { from: "web", minData: 1 },
  choice: { kind: "count", skip: 1, count: 1 },
});
const linux = journey({ url: "http://www.lab.cyber.co.kr/gazou.jpg", profile: "linux" });

const at = (fits: (step: Step) => boolean, run = lossy): number => run.steps.find(fits)!.index;
const told = (kind: string, by: string) => (step: Step) => step.facts.some((f) => f.kind === kind && f.by === by);

const writes = at(
  ({ entry: { input } }) => input.kind === "app-calls" && input.device === "web" && input.call.op === "write",
);
const early = at(told("tcp-out-of-order", "client"));
const timeout = at(told("tcp-retransmission-timeout", "web"));
const closed = at(told("tcp-window-closed", "client"));

const draw = (step: number, columns = 72, rows = 14, state = freshPane, words = en, run = lossy): string =>
  drawn(renderPane("buffers", run, step, { columns, rows }, state, words));

describe("a page on its way through a small window", () => {
  test("a write fills the window; the rest of it waits in the buffer, and what has no room with the program", () => {
    expect(draw(writes, 72, 10, { ...freshPane, host: "web" })).toMatchInlineSnapshot(`
      "
       web:80 -> client:49152  ESTABLISHED
        web send buffer  Send-Q 8192/8192  1 column = 128 bytes
        ===================================.............................
        ├───────── window 4,380 ─────────┤
        └ SND.UNA=1                       └ SND.NXT=SND.UNA+SND.WND=4381
      * = in flight  4,380 bytes  Seq 1-4380
      * . must wait  3,812 bytes  Seq 4381-8192
        + 4,041 bytes more are written, but have no room yet: write waits
        web receive buffer  Recv-Q 0/65535  1 column = 2 bytes
        ####################################_____>
      "
    `);
  });

  test("what comes out of order leaves a gap in the receive buffer", () => {
    expect(draw(early, 72, 9)).toMatchInlineSnapshot(`
      "
       client:49152 -> web:80  ESTABLISHED
        client receive buffer  Recv-Q 1460/4380  1 column = 64 bytes
        +++++++++++++++++++++++______________________oooooooooooooooooooooooo
                              ├─────────────── window 2,920 ───────────────┤
                              └ RCV.NXT=1461                                │
                                                       RCV.NXT+RCV.WND=4381 ┘
        + waits to be read    1,460 bytes  Seq 1-1460
      * _ free in the window  1,460 bytes  Seq 1461-2920
      * o came out of order   1,460 bytes  Seq 2921-4380
      "
    `);
  });

  test("after a timeout what is not acknowledged counts as lost", () => {
    expect(draw(timeout, 72, 9, { ...freshPane, host: "web" })).toMatchInlineSnapshot(`
      "
       web:80 -> client:49152  ESTABLISHED
        web send buffer  Send-Q 6732/8192  1 column = 128 bytes
        ###########===========xxxxxxxxxxxxx.............................
                   ├─── window 2,920 ────┤
                   └ SND.UNA=1461         └ SND.NXT=SND.UNA+SND.WND=4381
        # acknowledged    1,460 bytes  Seq 1-1460
      * = in flight       1,460 bytes  Seq 1461-2920
      * x taken for lost  1,460 bytes  Seq 2921-4380
        . must wait       3,812 bytes  Seq 4381-8192
      "
    `);
  });

  test("a full receive buffer closes the window at both ends", () => {
    expect(draw(closed, 72, 7)).toMatchInlineSnapshot(`
      "
       client:49152 -> web:80  ESTABLISHED
        client receive buffer  Recv-Q 4380/4380  1 column = 128 bytes
        #################+++++++++++++++++++++++++++++++++++
                                                           ┤ window 0
                              RCV.NXT=RCV.NXT+RCV.WND=7301 ┘
        # read by the application  2,920 bytes  Seq 1-2920
      * + waits to be read         4,380 bytes  Seq 2921-7300
      "
    `);
    const heard = at(
      (s) =>
        s.index > closed &&
        s.entry.input.kind === "frame-arrives" &&
        s.entry.input.device === "web" &&
        s.facts.some((f) => f.kind === "tcp-segment-received" && f.window === 0),
    );
    expect(draw(heard, 72, 9, { ...freshPane, host: "web" }, ko)).toMatchInlineSnapshot(`
      "
       web:80 -> client:49152  FIN-WAIT-1
        web 송신 버퍼  Send-Q 4934/8192  한 칸 = 128바이트
        ###################.......................................
                           ┤ 윈도우 0
                           └ SND.UNA=SND.NXT=SND.UNA+SND.WND=7301
      * # ACK를 받음   7,300바이트  Seq 1-7300
        . 기다려야 함  4,933바이트  Seq 7301-12233
        web 수신 버퍼  Recv-Q 0/65535  한 칸 = 2바이트
        ####################################_____>
      "
    `);
  });

  test("both ends, where there is room", () => {
    expect(draw(timeout, 60, 32)).toMatchInlineSnapshot(`
      "
       client:49152 -> web:80  ESTABLISHED
        client send buffer  Send-Q 0/65536  1 column = 2 bytes
        ####################################_____>
                                            ├────> window 65,535
                                            └ SND.UNA=SND.NXT=73
                           SND.UNA+SND.WND=65608 ┘
        # acknowledged            72 bytes  Seq 1-72
        _ room in the window  65,535 bytes  Seq 73-65607
        client receive buffer  Recv-Q 0/4380  1 column = 128 bytes
        ############__________ooooooooooooo
                   ├─── window 2,920 ────┤
                   └ RCV.NXT=1461         └ RCV.NXT+RCV.WND=4381
        # read by the application  1,460 bytes  Seq 1-1460
        _ free in the window       1,460 bytes  Seq 1461-2920
        o came out of order        1,460 bytes  Seq 2921-4380
        web send buffer  Send-Q 6732/8192  1 column = 256 bytes
        #####======xxxxxxx..............
             ├──────────┤ window 2,920
             │           └ SND.NXT=SND.UNA+SND.WND=4381
             └ SND.UNA=1461
        # acknowledged    1,460 bytes  Seq 1-1460
      * = in flight       1,460 bytes  Seq 1461-2920
      * x taken for lost  1,460 bytes  Seq 2921-4380
        . must wait       3,812 bytes  Seq 4381-8192
        + 4,041 bytes more are written, but have no room yet: wri~
        web receive buffer  Recv-Q 0/65535  1 column = 2 bytes
        ####################################_____>
                                            ├────> window 65,535
                                            └ RCV.NXT=73
                           RCV.NXT+RCV.WND=65608 ┘
        # read by the application      72 bytes  Seq 1-72
        _ free in the window       65,535 bytes  Seq 73-65607
      "
    `);
  });
});

test("before the SYN is answered nothing is known of the peer", () => {
  expect(draw(at(told("tcp-state-changed", "client")), 60, 7)).toMatchInlineSnapshot(`
    "
     client:49152 -> 192.0.2.80:80  SYN-SENT
      client send buffer  Send-Q 1/65536  1 column = 1 byte
      =

      │└ SND.NXT=1
      └ SND.UNA=0
    * = in flight  SYN  Seq 0-0
    "
  `);
});

test("with congestion control its window is shown, too", () => {
  const sent = at(told("http-response-sent", "web-lab-cyber"), linux);
  const next = linux.steps.find(
    (s) => s.index > sent && s.entry.input.kind === "app-calls" && s.sent.length > 0,
  )!.index;
  expect(draw(next, 72, 11, { ...freshPane, host: "web-lab-cyber" }, en, linux)).toMatchInlineSnapshot(`
    "
     web-lab-cyber:80 -> client:49101  ESTABLISHED
      web-lab-cyber send buffer  Send-Q 6657/262144  1 column = 128 bytes
      =====================================================______>
      ├───────────────────── window 64,256 ──────────────────────>
      │                                                   └ SND.NXT=6658
      └ SND.UNA=1                                                │
                                              SND.UNA+cwnd=14481 ┘
                                           SND.UNA+SND.WND=64257 ┘
    * = in flight            6,657 bytes  Seq 1-6657
    * _ room in the window  57,599 bytes  Seq 6658-64256
      web-lab-cyber receive buffer  Recv-Q 0/65536  1 column = 2 bytes
    "
  `);
});

test("a host without a connection says so", () => {
  expect(draw(-1, 40, 4)).toMatchInlineSnapshot(`
    "
     No TCP connection here now.



    "
  `);
});

describe("the numbers", () => {
  const steps = lossy.steps.map((s) => s.index);
  const ends = (step: number): readonly End[] =>
    buffersModel(lossy, step, "client").connections.flatMap(({ near, far }) => (far ? [near, far] : [near]));

  test("the queues are those that the socket table has from the same moment", () => {
    let compared = 0;
    for (const step of steps) {
      for (const { device, socket, send, receive } of ends(step)) {
        const row = socketsModel(lossy, step, device).rows.find((r) => r.id === socket)!;
        expect([send.queue, receive?.queue ?? 0]).toEqual([row.sendQ, row.recvQ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  test("the parts follow each other without a gap, and those that hold data are the queue", () => {
    const chained = ({ parts }: Buffer<string>): void => {
      for (const [i, part] of parts.entries()) if (i > 0) expect(part.first).toBe(parts[i - 1]!.end);
    };
    const held = ({ parts }: Buffer<string>, ...kinds: readonly string[]): number =>
      parts.reduce((sum, p) => sum + (kinds.includes(p.kind) ? p.bytes : 0), 0);
    for (const end of steps.flatMap(ends)) {
      chained(end.send);
      const data = held(end.send, "in-flight", "sacked", "lost", "sendable", "waiting");
      // A SYN and a FIN that are not acknowledged count too, as `ss` has it, but hold no data.
      const flag = ["SYN-SENT", "FIN-WAIT-1", "CLOSING", "LAST-ACK"].includes(end.state) ? 1 : 0;
      expect(data + flag).toBe(end.send.queue);
      if (!end.receive) continue;
      chained(end.receive);
      expect(held(end.receive, "unread")).toBe(end.receive.queue);
      const { window } = end.receive;
      if (window) expect(held(end.receive, "free", "out-of-order")).toBe(window.bytes);
    }
  });

  test("what one end has in flight or beyond, the other has not acknowledged", () => {
    for (const step of steps) {
      for (const { near, far } of buffersModel(lossy, step, "client").connections) {
        if (!far?.receive) continue;
        const una = near.send.ticks.find((t) => t.name === "SND.UNA")!.at;
        const next = far.receive.ticks.find((t) => t.name === "RCV.NXT")!.at;
        expect(una).toBeLessThanOrEqual(next);
      }
    }
  });

  test("relative numbers are those of the control block less the initial one", () => {
    const web = worldAt(lossy, timeout).devices.web;
    assert(web?.kind === "host", "web is a host");
    const socket = web.sockets[2];
    assert(socket?.kind === "connection", "its second socket is the connection");
    const { iss, sndUna, sndNxt, sndWnd } = socket.tcb;
    const model = buffersModel(lossy, timeout, "web");
    expect(model.connections[0]?.near.send.ticks).toEqual([
      { name: "SND.UNA", at: sndUna - iss },
      { name: "SND.NXT", at: sndNxt - iss },
      { name: "SND.UNA+SND.WND", at: sndUna - iss + sndWnd },
    ]);
  });
});

describe("one cursor for all panes", () => {
  const size = { columns: 72, rows: 30 };
  const view = (cursor: number | null, selected: readonly string[] = [], step = timeout) =>
    renderPane("buffers", lossy, step, size, { ...freshPane, host: "web", cursor }, en, step - 1, selected);
  const rows = (v: ReturnType<typeof view>): readonly string[] => v.rows.map((row) => rowText(row).trimEnd());

  test("a part under the cursor is a range of the stream, and stands out in the bar", () => {
    const row = rows(view(null)).findIndex((text) => text.includes("taken for lost"));
    // The connection stands above the rows that the cursor goes through.
    const at = view(row - 1);
    expect(at.things).toEqual([
      "stream:192.0.2.80:80>192.0.2.1:49152:2921-4381",
      "socket:web:2",
      "connection:tcp:192.0.2.1:49152-192.0.2.80:80",
    ]);
    expect(at.explain).toEqual(["retransmission", "send-buffer"]);
    expect(at.because).toBe(timeout);
    expect(rows(at).slice(2, 4)).toMatchInlineSnapshot(`
      [
        "  ###########===========xxxxxxxxxxxxx.............................",
        "                        ^^^^^^^^^^^^^",
      ]
    `);
  });

  test("a segment selected elsewhere is marked in the bar of its sender and of its receiver", () => {
    const marked = view(null, ["packet:8", "stream:192.0.2.80:80>192.0.2.1:49152:1461-2921"]);
    expect(marked.marked!.map((row) => rows(marked)[row])).toMatchInlineSnapshot(`
      [
        "* = in flight       1,460 bytes  Seq 1461-2920",
      ]
    `);
    expect(rows(marked).filter((text) => text.includes("^"))).toMatchInlineSnapshot(`
      [
        "             ^^^^^^^^^^^^",
        "                        ^^^^^^^^^^^^^^^^^^^^^^^^",
      ]
    `);
  });

  test("the rows stay where they are, whatever is marked", () => {
    const texts = (v: ReturnType<typeof view>) => v.lines!().map((text) => text.replace(/^ *├.*|\^/g, "").trim());
    for (let cursor = 0; cursor < 24; cursor++) expect(texts(view(cursor))).toEqual(texts(view(null)));
  });
});

test("another connection of the host is chosen from the list below", () => {
  const loaded = at(told("page-loaded", "client"));
  const act = { kind: "open-url", url: "http://192.0.2.80/" } as const;
  const again = runTimeline(inject(worldAt(lossy, loaded), 0, { kind: "act", device: "client", act }), { limit: 2000 });
  const step = again.steps.find(({ facts }) => facts.some((f) => f.kind === "http-response-sent"))!.index - loaded - 1;
  const size = { columns: 100, rows: 40 };
  const show = (state: typeof freshPane) => renderPane("buffers", again, step, size, { ...state, host: "web" }, en);
  const first = show(freshPane);
  expect(first.title).toBe("web:80 -> client:49153  ESTABLISHED");
  const list = first.lines!();
  const row = list.findIndex((text) => text.includes(":49152"));
  expect(list[row]).toBe("  web:80 -> 192.0.2.1:49152  TIME-WAIT  Recv-Q 0 Send-Q 0");
  const chosen = show({ ...freshPane, cursor: row });
  expect(chosen.things?.[0]).toBe("socket:web:2");
  expect(show({ ...freshPane, toggled: [chosen.toggles!] }).title).toBe("web:80 -> 192.0.2.1:49152  TIME-WAIT");
  const marked = renderPane("buffers", again, step, size, { ...freshPane, host: "web" }, en, step - 1, chosen.things);
  expect(marked.title).toBe("web:80 -> 192.0.2.1:49152  TIME-WAIT");
});

test("where the names of other panes stand in the frame too, the title is short and the connection has a row", () => {
  const shown = renderPane("buffers", lossy, timeout, { columns: 78, rows: 16 }, { ...freshPane, host: "web" }, en);
  expect(shown.title).toBe("web:80");
  expect(rowText(shown.rows[0]!).trim()).toBe("web:80 -> client:49152  ESTABLISHED");
});

test.each([en, ko])("every size is filled exactly in $language", (words) => {
  for (const [run, steps] of [
    [lossy, [-1, 20, writes, early, timeout, closed, lossy.steps.length - 1]],
    [linux, [340, 373, 390, linux.steps.length - 1]],
  ] as const) {
    for (const step of steps) {
      for (const columns of [40, 47, 58, 76, 118, 200]) {
        for (const rows of [4, 9, 15, 40]) {
          for (const host of [null, run === lossy ? "web" : "web-lab-cyber"]) {
            const view = renderPane("buffers", run, step, { columns, rows }, { ...freshPane, host }, words);
            expect(view.rows.length).toBe(rows);
            expect(view.rows.every((row) => rowColumns(row) === columns)).toBe(true);
            const bars = view.lines?.() ?? [];
            expect(bars.filter((text) => /^ {2}[#=ox.+_-]+>?$/.test(text) && text.length > columns)).toEqual([]);
          }
        }
      }
    }
  }
});
