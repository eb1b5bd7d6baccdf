import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { parseGlossary } from "../lesson/glossary.ts";
import type { Glossary } from "../lesson/term.ts";
import { lessonSource } from "../lesson/testing/lessons.ts";
import { rowColumns, rowText } from "../view/text.ts";
import { explainRows } from "./explain-rows.ts";

function loaded(): Glossary {
  const parsed = parseGlossary({
    yaml: lessonSource("glossary.yaml"),
    en: lessonSource("glossary.en.md"),
    ko: lessonSource("glossary.ko.md"),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
const glossary = loaded();
const drawn = (key: string | readonly string[], columns = 60, words = en): string | undefined => {
  const rows = explainRows(key, glossary, words, columns);
  return rows && `\n${rows.map(rowText).join("\n")}\n`;
};

test("a term: its words, the term of the other language, where it is seen, what to read", () => {
  expect(drawn("time-wait")).toMatchInlineSnapshot(`
    "
    TIME-WAIT

    Who closed first waits a while: the last ACK may be lost,
    and old segments must die out before the ports are used
    again.

    Seen in: Sockets, Ladder
    Read: RFC 9293 3.3.2
    See also: Four-way close, FIN
    "
  `);
  expect(drawn("netmask", 60, ko)).toMatchInlineSnapshot(`
    "
    넷마스크 (Netmask)

    IP 주소에 붙는 32비트로, 1인 곳은 네트워크 번호, 0인 곳은
    호스트 번호를 나타냅니다. 주소와 넷마스크를 AND하면
    네트워크가 나옵니다.

    보이는 창: 서브넷, 테이블
    출처: RFC 950 2
    함께 볼 용어: 프리픽스 길이, 네트워크 번호
    "
  `);
});

test("a field of a term is shown with what it is for", () => {
  expect(drawn("tcp.options.0.mss_val")).toMatchInlineSnapshot(`
    "
    MSS

    The longest piece of data that a side takes in one segment,
    headers not counted. It is told with SYN: 1,460 bytes on
    Ethernet.

    tcp.options.0.mss_val: The longest piece of data (MSS) that
    this side takes in one segment.

    Seen in: Packet, Ladder
    Read: RFC 9293 3.7.1
    See also: MTU, Segment
    "
  `);
});

test("a field without a term, and a layer without one", () => {
  expect(drawn("tcp.urgent_pointer")).toMatchInlineSnapshot(`
    "
    tcp.urgent_pointer

    Where urgent data ends, when URG is set.

    Layer: TCP header
    "
  `);
  expect(drawn("layer:padding", 60, ko)).toMatchInlineSnapshot(`
    "
    패딩

    LAN 어댑터가 붙입니다. 프레임은 FCS 앞까지 60바이트
    이상이어야 합니다.
    아무도 읽지 않습니다.
    "
  `);
});

test("of several keys the first about which something can be said", () => {
  expect(drawn(["no-such-term", "tcp.urgent_pointer", "layer:tcp"])).toBe(drawn("tcp.urgent_pointer"));
  expect(drawn(["no-such-term", "tcp.no_such_field", "layer:none"])).toBeUndefined();
  expect(drawn([])).toBeUndefined();
});

test("every field that a term explains is a field of the packets, or a layer", () => {
  for (const { fields } of Object.values(glossary.terms)) {
    for (const field of fields) {
      const layer = /^layer:(.*)$/.exec(field)?.[1];
      expect([field, Object.hasOwn(layer === undefined ? en.field : en.layer, layer ?? field)]).toEqual([field, true]);
    }
  }
});

test("no row of any term is wider than it may be", () => {
  for (const words of [en, ko]) {
    for (const columns of [20, 38, 60, 120]) {
      for (const id of Object.keys(glossary.terms)) {
        for (const row of explainRows(id, glossary, words, columns)!) {
          expect(rowColumns(row)).toBeLessThanOrEqual(columns);
        }
      }
    }
  }
});
