import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { lengthOf, stepAt, type Timeline } from "../sim/timeline.ts";
import { cable, journey } from "../view/testing/runs.ts";
import { rowColumns, rowText } from "../view/text.ts";
import { causesOf } from "../view/why.ts";
import { whyRows } from "./why-rows.ts";

const lastWith = (timeline: Timeline, kind: string): number => {
  for (let i = lengthOf(timeline) - 1; i >= 0; i--)
    if (stepAt(timeline, i)!.facts.some((f) => f.kind === kind)) return i;
  return -1;
};
const lost = cable({
  kind: "lose",
  match: { protocol: "tcp", minData: 1 },
  choice: { kind: "count", skip: 0, count: 1 },
});
const drawn = (columns: number, words = en): string =>
  `\n${whyRows(causesOf(lost, lastWith(lost, "page-loaded")), lost, 1, columns, words)
    .map(({ row }) => rowText(row))
    .join("\n")}\n`;

test("each link has its time and its sentence", () => {
  expect(drawn(96)).toMatchInlineSnapshot(`
    "
      0.210 014  browser on client has all of http://192.0.2.80/: status 200, 6 bytes of content.
    > 0.210 014  because: client has 233 bytes from web in order, ready for the application.
      0.209 010  because: web has read the request of client: GET / HTTP/1.0. web answers client
                 with status 200 OK: 233 bytes, header and all.
      0.208 008  because: client has had no ACK from web for 204.004 ms (timeout 1): it takes the
                 segment for lost. client sends web 72 bytes of data (PSH, ACK). It is a
                 retransmission.
      0.004 004  because: client sends web the request GET / HTTP/1.0 (72 bytes). The frame from
                 client to web is lost on the way, and nobody tells client.
      0.003 003  because: web: the connection with client goes from LISTEN to SYN-RECEIVED: it has
                 answered SYN with SYN, ACK. web agrees to client's connection and asks for its own
                 direction: SYN, ACK.
      0.000 000  because: On client, browser is told to open http://192.0.2.80/. browser on client
                 calls connect(3, 192.0.2.80:80): the protocol stack is to connect the socket to the
                 other side. client asks web for a connection: SYN from port 49152 to port 80. You,
                 or the lesson, asked client for this. (2 steps between)
    "
  `);
});

test("where there is little room the times stand above", () => {
  expect(drawn(44, ko)).toMatchInlineSnapshot(`
    "
      0.210 014
      client의 브라우저가 http://192.0.2.80/
      페이지를 모두 받았습니다: 스테이터스 200,
      본문 6바이트입니다.
    > 0.210 014
      이유: client가 web에서 온 233바이트를
      순서대로 갖추어, 애플리케이션에 넘길 수
      있습니다.
      0.209 010
      이유: web이 client의 리퀘스트 메시지를
      읽었습니다: GET / HTTP/1.0입니다. web이
      client에 응답 메시지를 보냅니다:
      스테이터스 200 OK, 헤더까지
      233바이트입니다.
      0.208 008
      이유: client는 204.004밀리초 동안 web의
      ACK를 받지 못해(타임아웃 1) 세그먼트가
      사라졌다고 봅니다. client가 web에 PSH, ACK
      플래그를 켜서 데이터 72바이트를 다시
      보냅니다.
      0.004 004
      이유: client가 web에 리퀘스트 메시지를
      보냅니다: GET / HTTP/1.0, 72바이트입니다.
      client에서 web으로 가던 프레임이 도중에
      사라졌고, client에는 아무도 알려 주지
      않습니다.
      0.003 003
      이유: web에서 client와의 연결이 LISTEN에서
      SYN-RECEIVED로 바뀝니다: SYN에 SYN, ACK로
      답했습니다. web이 client의 접속을
      받아들이고 자기 쪽 방향도 요청합니다: SYN,
      ACK를 보냅니다.
      0.000 000
      이유: client의 브라우저가
      http://192.0.2.80/를 열라는 지시를
      받습니다. client의 브라우저가 connect(3,
      192.0.2.80:80)을 호출합니다: 이제 프로토콜
      스택이 상대측 소켓에 접속합니다. client가
      web에 접속을 요청합니다: 포트 49152에서
      포트 80으로 SYN을 보냅니다. 학습자나
      레슨이 client에 시켰습니다. (사이에 2단계)
    "
  `);
});

test("every row knows its link and its step", () => {
  const causes = causesOf(lost, lastWith(lost, "page-loaded"));
  const rows = whyRows(causes, lost, 0, 80, en);
  expect(new Set(rows.map(({ link }) => link)).size).toBe(causes.length);
  for (const { at, link } of rows) expect(at).toBe(causes[link]!.at);
});

test("the links that tell nothing are worded too, when every step is shown", () => {
  const causes = causesOf(lost, lastWith(lost, "page-loaded"), { every: true });
  for (const words of [en, ko]) {
    const rows = whyRows(causes, lost, -1, 400, words);
    expect(rows).toHaveLength(causes.length);
    for (const { row } of rows) expect(rowText(row)).toMatch(/\d {2}\S.*[.)\]\w]$/u);
  }
});

test("before the first step there is nothing to tell", () => {
  expect(whyRows(causesOf(lost, -1), lost, 0, 40, en).map(({ row }) => rowText(row))).toEqual([en.ui.why.none]);
});

test("no row is wider than it may be", () => {
  const long = journey({ url: "http://www.naver.com/" });
  for (const words of [en, ko]) {
    for (let columns = 20; columns <= 200; columns += 9) {
      for (const at of [lastWith(long, "page-loaded"), lastWith(long, "frame-switched"), 3]) {
        const rows = whyRows(causesOf(long, at), long, 2, columns, words);
        for (const { row } of rows) expect(rowColumns(row)).toBeLessThanOrEqual(columns);
      }
    }
  }
});
