import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { buildWorld } from "../../sim/build.ts";
import { runTimeline, type Timeline } from "../../sim/timeline.ts";
import { inject, type Step } from "../../sim/world.ts";
import type { OpenUrl } from "../../stack/app.ts";
import type { SiteDocument } from "../../stack/http/site.ts";
import { freshPane } from "../pane.ts";
import { httpModel } from "../select/http.ts";
import { renderPane } from "../stage.ts";
import { drawn, journey, slowReader } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";

const page = journey({ url: "http://www.lab.cyber.co.kr/sample1.htm" });
const last = (run: Timeline): number => run.steps.length - 1;
const told = (run: Timeline, kind: string, by: string, nth = 0): number =>
  run.steps.filter((s: Step) => s.facts.some((f) => f.kind === kind && f.by === by))[nth]!.index;

const draw = (run: Timeline, step: number, columns = 72, rows = 16, state = freshPane, words = en): string =>
  drawn(renderPane("http", run, step, { columns, rows }, state, words));

/** One request to a server that has one document. */
function fetching(document: SiteDocument, act: Partial<OpenUrl> = {}, version: "1.0" | "1.1" = "1.1"): Timeline {
  const port = (address: string) => ({ eth0: { address, prefix: 24 } });
  const world = buildWorld(
    {
      devices: {
        client: {
          kind: "host",
          ports: port("192.0.2.1"),
          programs: { browser: { run: "browser", version, images: false } },
        },
        web: {
          kind: "host",
          ports: port("192.0.2.80"),
          programs: { httpd: { run: "http-server", version, site: { documents: { "/x": document } } } },
        },
      },
      links: [
        {
          between: [
            { device: "client", port: "eth0" },
            { device: "web", port: "eth0" },
          ],
          delay: 1000,
          rate: 1e9,
        },
      ],
    },
    { profile: "textbook", seed: 1 },
  );
  const open: OpenUrl = { kind: "open-url", url: "http://192.0.2.80/x", ...act };
  return runTimeline(inject(world, 0, { kind: "act", device: "client", act: open }), { limit: 2000 });
}

describe("a page and its image over one connection", () => {
  test("before the first request there is nothing", () => {
    expect(draw(page, 0, 50, 2)).toMatchInlineSnapshot(`
      "
       No HTTP message has been sent yet.

      "
    `);
  });

  test("a request that was sent, but has not arrived", () => {
    const sent = page.steps.find((s) => s.sent.length > 0 && httpModel(page, s.index).messages.length === 1)!.index;
    expect(draw(page, sent, 60, 11)).toMatchInlineSnapshot(`
      "
      * request message  arrived: 0 of 92 bytes, 0 of 1 segment
      . request line  GET /sample1.htm HTTP/1.1
          method      GET + space
          URI         /sample1.htm + space
          version     HTTP/1.1 + CR LF
      . request       Host: www.lab.cyber.co.kr
      . request       User-Agent: net-tutor
      . request       Accept: */*
      . blank line    CR LF
        message body  none

      "
    `);
  });

  test("the response of five segments, when two are there", () => {
    const data = page.steps.filter((s) => s.facts.some((f) => f.kind === "data-delivered" && f.by === "client"));
    expect(draw(page, data[2]!.index, 72, 24)).toMatchInlineSnapshot(`
      "
         client -> web-lab-cyber  GET /sample1.htm HTTP/1.1     92
         client <- web-lab-cyber  HTTP/1.1 200 OK              867
         client -> web-lab-cyber  GET /gazou.jpg HTTP/1.1      139
      *> client <- web-lab-cyber  HTTP/1.1 200 OK            6,657...
      * response message  arrived: 2,920 of 6,657 bytes, 2 of 5 segments
        status line    HTTP/1.1 200 OK
          version      HTTP/1.1 + space
          status code  200 + space
          phrase       OK + CR LF
        general        Date: Wed, 07 Oct 2020 13:00:00 GMT
        general        Connection: keep-alive
        response       Server: net-tutor
        entity         Last-Modified: Wed, 07 Oct 2020 09:00:00 GMT
        response       ETag: "5f7d8390-1913"
        response       Accept-Ranges: bytes
        entity         Content-Type: image/jpeg
        entity         Content-Length: 6419
        blank line     CR LF
      . message body   6,419 bytes, image/jpeg
                       its end is told by Content-Length: 6,419




      "
    `);
  });

  test("every message of the run, and the one under the cursor taken apart", () => {
    expect(draw(page, last(page), 72, 24, { ...freshPane, cursor: 1 }, ko)).toMatchInlineSnapshot(`
      "
         client -> web-lab-cyber  GET /sample1.htm HTTP/1.1     92
       > client <- web-lab-cyber  HTTP/1.1 200 OK              867
         client -> web-lab-cyber  GET /gazou.jpg HTTP/1.1      139
         client <- web-lab-cyber  HTTP/1.1 200 OK            6,657
        응답 메시지  도착: 867바이트 중 867, 세그먼트 1개 중 1
        스테이터스 라인    HTTP/1.1 200 OK
          버전             HTTP/1.1 + 공백
          스테이터스 코드  200 + 공백
          응답 문구        OK + CR LF
        일반               Date: Wed, 07 Oct 2020 13:00:00 GMT
        일반               Connection: keep-alive
        응답               Server: net-tutor
        엔티티             Last-Modified: Wed, 07 Oct 2020 09:00:00 GMT
        응답               ETag: "5f7d8390-278"
        응답               Accept-Ranges: bytes
        엔티티             Content-Type: text/html
        엔티티             Content-Length: 632
        공백 행            CR LF
        메시지 본문        632바이트, text/html
                           끝은 Content-Length가 알림: 632
                           <html>
                           <head><title>그림이 있는 페이지</title></head>
                           <body>
                           <h1>그림이 있는 페이지</h1>
      "
    `);
  });

  test("in a narrow pane names give way and long lines go on below", () => {
    expect(draw(page, last(page), 40, 20)).toMatchInlineSnapshot(`
      "
         ->  GET /sample1.htm HTTP/~     92
         <-  HTTP/1.1 200 OK            867
         ->  GET /gazou.jpg HTTP/1.1    139
       > <-  HTTP/1.1 200 OK          6,657
        response message
        arrived: 6,657 of 6,657 bytes, 5 of 5
        segments
        status line    HTTP/1.1 200 OK
          version      HTTP/1.1 + space
          status code  200 + space
          phrase       OK + CR LF
        general        Date: Wed, 07 Oct 2020
                       13:00:00 GMT
        general        Connection: keep-alive
        response       Server: net-tutor
        entity         Last-Modified: Wed, 07
                       Oct 2020 09:00:00 GMT
        response       ETag: "5f7d8390-1913"
        response       Accept-Ranges: bytes
        entity         Content-Type:
      "
    `);
  });
});

describe("how the end of the body is told", () => {
  test("by a last chunk", () => {
    const run = fetching({ text: "one two three four", type: "text/plain", chunked: 8 });
    expect(draw(run, last(run), 64, 20)).toMatchInlineSnapshot(`
      "
         client -> web  GET /x HTTP/1.1     73
       > client <- web  HTTP/1.1 200 OK    258
        response message  arrived: 258 of 258 bytes, 1 of 1 segment
        status line    HTTP/1.1 200 OK
          version      HTTP/1.1 + space
          status code  200 + space
          phrase       OK + CR LF
        general        Date: Wed, 07 Oct 2020 13:00:00 GMT
        general        Connection: keep-alive
        response       Server: net-tutor
        entity         Last-Modified: Wed, 30 Sep 2020 13:00:00 GMT
        response       ETag: "5f748150-12"
        entity         Content-Type: text/plain
        general        Transfer-Encoding: chunked
        blank line     CR LF
        message body   18 bytes, text/plain
                       its end is told by a last chunk of no bytes
                       one two three four


      "
    `);
    expect(httpModel(run, last(run)).messages[1]).toMatchObject({
      framing: { kind: "chunked" },
      phase: "complete",
      body: { bytes: 18, text: "one two three four" },
    });
  });

  test("by the end of the connection: only then is the message complete", () => {
    const run = fetching({ text: "one two three", type: "text/plain", chunked: 8 }, {}, "1.0");
    const phases = run.steps.map((s) => httpModel(run, s.index).messages[1]);
    const open = phases.find((m) => m?.phase === "body")!;
    expect([open.framing, open.bytes.all]).toEqual([{ kind: "until-close" }, undefined]);
    expect(phases.at(-1)).toMatchObject({ phase: "complete", body: { bytes: 13, text: "one two three" } });
    expect(phases.at(-1)!.bytes.all).toBe(phases.at(-1)!.bytes.arrived);
  });

  test("a HEAD request's response has none, whatever its fields say", () => {
    const run = fetching({ text: "one two three", type: "text/plain" }, { method: "HEAD" });
    const [, response] = httpModel(run, last(run)).messages;
    expect(response).toMatchObject({ framing: { kind: "none" }, phase: "complete", body: { bytes: 0 } });
    expect(response!.parts.some(({ name, value }) => name === "Content-Length" && value === "13")).toBe(true);
  });

  test("a form is posted in the request's body; its 100 Continue is a message of its own", () => {
    const run = fetching({ program: "echo" }, { form: [["q", "한글"]], expectContinue: true });
    const { messages } = httpModel(run, last(run));
    expect(messages.map(({ line, phase }) => [line, phase])).toEqual([
      ["POST /x HTTP/1.1", "complete"],
      ["HTTP/1.1 100 Continue", "complete"],
      ["HTTP/1.1 200 OK", "complete"],
    ]);
    expect(messages[0]!.body).toMatchObject({
      type: "application/x-www-form-urlencoded",
      text: "q=%ED%95%9C%EA%B8%80",
    });
    // Its head went before the answer to it, its body after.
    expect(messages[0]!.segments).toEqual({ sent: 2, arrived: 2 });
  });

  test("what is no text is told by size and type", () => {
    const run = fetching({ bytes: 3000, type: "image/png" });
    const text = draw(run, last(run), 64, 24, { ...freshPane, cursor: 99 });
    expect(
      text
        .split("\n")
        .filter((line) => line !== "")
        .slice(-2),
    ).toMatchInlineSnapshot(`
      [
        "  message body   3,000 bytes, image/png",
        "                 its end is told by Content-Length: 3,000",
      ]
    `);
  });
});

describe("put together from segments", () => {
  test("one that is lost and sent again counts once, and what lies behind the gap does not count as there", () => {
    const lossy = slowReader({
      kind: "lose",
      match: { from: "web", minData: 1 },
      choice: { kind: "count", skip: 1, count: 1 },
    });
    const early = told(lossy, "tcp-out-of-order", "client");
    const [, response] = httpModel(lossy, early).messages;
    expect(response).toMatchObject({ arrival: "partly", segments: { sent: 3, arrived: 2 } });
    expect(response!.bytes).toEqual({ arrived: 1460, sent: 4380, all: 12_233 });
    const [, whole] = httpModel(lossy, last(lossy)).messages;
    expect(whole).toMatchObject({ arrival: "arrived", phase: "complete", bytes: { arrived: 12_233, sent: 12_233 } });
    expect(whole!.segments.sent).toBe(whole!.packets.length - 1);
  });

  test("parts follow each other without a gap from the first byte to the last", () => {
    for (const step of page.steps) {
      for (const { parts, body, first, end } of httpModel(page, step.index).messages) {
        let at = first;
        for (const part of [...parts, ...(body.carried ? [body.carried] : [])]) {
          expect(part.first).toBe(at);
          at = part.end;
        }
        expect(at).toBe(end);
      }
    }
  });

  test("the facts of the programs say the same", () => {
    const bytes = page.steps.flatMap((s) =>
      s.facts.flatMap((f) => (f.kind === "http-request-sent" || f.kind === "http-response-received" ? [f.bytes] : [])),
    );
    expect(httpModel(page, last(page)).messages.map((m) => m.bytes.all)).toEqual(bytes);
  });
});

test("the pieces of the start line give way where the rest of the head then fits, else they stay", () => {
  const posted = fetching({ program: "echo" }, { form: [["name", "tone"]] });
  const asked = told(posted, "http-request-received", "web");
  const row = (rows: number, text: string): boolean => draw(posted, asked, 72, rows).includes(text);
  expect(row(16, "method      POST")).toBe(true);
  expect(row(10, "method      POST")).toBe(false);
  expect(row(10, "message body  9 bytes")).toBe(true);
  expect(row(7, "method      POST")).toBe(true);
});

test("what TRACE sends back is text", () => {
  const traced = fetching({}, { method: "TRACE" });
  expect(draw(traced, last(traced), 72, 24)).toContain("TRACE /x HTTP/1.1\n");
});

describe("one cursor for all panes", () => {
  const size = { columns: 72, rows: 24 };
  const end = last(page);
  const view = (cursor: number | null, selected: readonly string[] = [], toggled: readonly string[] = []) =>
    renderPane("http", page, end, size, { ...freshPane, cursor, toggled }, en, end - 1, selected);
  const textAt = (v: ReturnType<typeof view>, row: number | undefined): string =>
    rowText(v.rows[row ?? -1] ?? []).trim();

  test("a part under the cursor is a range of its stream and the packets that carry it", () => {
    const v = view(5, [], []);
    const list = v.lines!();
    const row = list.findIndex((text) => text.includes("Content-Type: image/jpeg"));
    const part = view(row);
    expect(textAt(part, part.cursorRow)).toBe("entity         Content-Type: image/jpeg");
    const [response] = httpModel(page, end).messages.slice(-1);
    const field = response!.parts.find(({ name }) => name === "Content-Type")!;
    expect(part.things?.[0]).toBe(`stream:192.0.2.226:80>10.11.12.13:49152:${field.first}-${field.end}`);
    expect(part.things?.[1]).toBe(`packet:${response!.packets[0]}`);
    expect(part.explain).toEqual(["content-type", "entity-header", "header-field"]);
    expect(part.because).toBe(field.step);
    expect(part.seen.total).toBe(list.length);
  });

  test("a packet selected elsewhere shows its message", () => {
    const [request] = httpModel(page, end).messages;
    const v = view(null, [`packet:${request!.packets[0]}`]);
    expect(v.title).toBe("client -> web-lab-cyber");
    expect(textAt(v, v.marked?.[0])).toBe("> client -> web-lab-cyber  GET /sample1.htm HTTP/1.1     92");
  });

  test("Enter in the list keeps its message while the cursor goes on to its parts", () => {
    const chosen = view(1);
    expect(textAt(chosen, chosen.cursorRow)).toBe("> client <- web-lab-cyber  HTTP/1.1 200 OK              867");
    const parts = view(8, [], [chosen.toggles!]);
    expect(textAt(parts, parts.cursorRow)).toBe("phrase       OK + CR LF");
    expect(rowText(parts.rows[1]!).trim()).toBe(textAt(chosen, chosen.cursorRow));
  });
});

test.each([en, ko])("every size is filled exactly in $language", (words) => {
  const runs = [page, fetching({ text: "one two three four", type: "text/plain", chunked: 8 })];
  for (const run of runs) {
    const seen = run.steps.filter((s) => s.facts.some((f) => f.kind === "data-delivered")).map((s) => s.index);
    for (const step of [-1, seen[0]!, seen.at(-2)!, last(run)]) {
      for (const cursor of [null, 0, 3, 9, 200]) {
        for (const columns of [40, 58, 76, 118, 200]) {
          for (const rows of [4, 8, 15, 40]) {
            const view = renderPane("http", run, step, { columns, rows }, { ...freshPane, cursor }, words);
            expect(view.rows.length).toBe(rows);
            expect(view.rows.every((row) => rowColumns(row) === columns)).toBe(true);
            if (view.cursorRow !== undefined) expect(view.cursorRow).toBeLessThan(rows);
          }
        }
      }
    }
  }
});
