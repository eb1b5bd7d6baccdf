import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { freshPane, type PaneState, type PaneView } from "../pane.ts";
import { renderPane } from "../stage.ts";
import { cable, drawn } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";
import type { Thing } from "../thing.ts";

const run = cable();
const end = run.steps.length - 1;

const view = (
  at: number,
  columns: number,
  rows: number,
  state: Partial<PaneState> = {},
  since = at - 1,
  selected: readonly Thing[] = [],
  words = en,
): PaneView => renderPane("events", run, at, { columns, rows }, { ...freshPane, ...state }, words, since, selected);

const eventSteps = Array.from({ length: 24 }, (_, cursor) => view(end, 78, 12, { cursor }).because!);

describe("the log", () => {
  test("ends at the present, and marks what came since", () => {
    expect(drawn(view(eventSteps[8]!, 100, 12, {}, eventSteps[6]!))).toMatchInlineSnapshot(`
      "
       2 0.000 000 client browser on client calls socket(AF_INET, SOCK_STREAM, 0): the protocol stack is ~
       3 0.000 000 client client asks everyone on its link: who has 192.0.2.80, the address of web? (ARP)~
       4 0.001 001 web    web writes into its ARP cache: client (192.0.2.1) is at 02:00:c0:00:02:01.
       5 0.002 002 client client writes into its ARP cache: web (192.0.2.80) is at 02:00:c0:00:02:50.
       6 0.003 003 web    web: LISTEN -> SYN-RECEIVED (client)
       7 0.004 004 client client: SYN-SENT -> ESTABLISHED (web)
      +8 0.004 004 client client sends web the request GET / HTTP/1.0 (72 bytes).
      >9 0.004 004 client browser on client calls write(3, data, 72): the protocol stack is to send the d~
      ────────────────────────────────────────────────────────────────────────────────────────────────────
       browser on client calls write(3, data, 72): the protocol stack is to send the data. client sends
       web 72 bytes of data (PSH, ACK). client finds 192.0.2.80 in its own subnet 192.0.2.0/24: the
       packet goes straight there, out of its port eth0.
      "
    `);
  });

  test("narrow, in Korean, with no room for more than the sentences", () => {
    expect(drawn(view(eventSteps[8]!, 50, 5, {}, eventSteps[6]!, [], ko))).toMatchInlineSnapshot(`
      "
       5 client가 ARP 캐시에 적습니다: web(192.0.2.80) ~
       6 web: LISTEN -> SYN-RECEIVED (client)
       7 client: SYN-SENT -> ESTABLISHED (web)
      +8 client가 web에 리퀘스트 메시지를 보냅니다: GET~
      >9 client의 브라우저가 write(3, data, 72)를 호출 ~
      "
    `);
  });

  test("is empty before the first event", () => {
    const empty = view(-1, 40, 3);
    expect(rowText(empty.rows[0]!).trim()).toBe("No events yet.");
    expect(empty.things).toBeUndefined();
  });

  test("tells the whole of the event under the cursor, and where to follow it to", () => {
    const there = view(end, 100, 12, { cursor: 7 });
    expect(there.title).toBe("8/24");
    expect(there.rows.slice(8).map((row) => rowText(row).trim())).toMatchInlineSnapshot(`
      [
        "────────────────────────────────────────────────────────────────────────────────────────────────────",
        "client sends web the request GET / HTTP/1.0 (72 bytes). The protocol stack of client is done with",
        "connect: it returns 0 to browser, which goes on.",
        "",
      ]
    `);
    expect(there.because).toBe(eventSteps[7]);
    expect(there.things).toMatchInlineSnapshot(`
      [
        "step:8",
        "device:client",
        "device:web",
      ]
    `);
  });

  test("looks at what is selected in another pane", () => {
    const found = view(end, 100, 8, {}, end - 1, [`step:${eventSteps[2]}`]);
    expect(found.title).toBe("3/24");
    expect(found.marked).toEqual([2]);
    expect(rowText(found.rows[2]!)).toContain("who has 192.0.2.80");
    expect(view(end, 100, 8, {}, end - 1, ["packet:999"]).marked).toBeUndefined();
  });

  test("can be searched whole", () => {
    const { lines, seen } = view(end, 78, 12);
    expect(lines!()).toHaveLength(24);
    expect(lines!().filter((line) => line.includes("ARP cache"))).toHaveLength(2);
    expect(seen).toEqual({ first: 16, end: 24, total: 24 });
  });
});

test("fits every size in both languages", () => {
  for (const words of [en, ko]) {
    for (const columns of [1, 20, 40, 56, 78, 90, 200]) {
      for (const rows of [1, 4, 8, 9, 50]) {
        for (const cursor of [null, 0, 40]) {
          const shown = view(end, columns, rows, { cursor }, end - 9, [], words);
          const widths = new Set(shown.rows.map(rowColumns));
          expect({ columns, rows, cursor, height: shown.rows.length, widths: [...widths] }).toEqual({
            columns,
            rows,
            cursor,
            height: rows,
            widths: [columns],
          });
        }
      }
    }
  }
});
