import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { runTimeline } from "../../sim/timeline.ts";
import { inject } from "../../sim/world.ts";
import { freshPane } from "../pane.ts";
import { renderPane } from "../stage.ts";
import { drawn, journey } from "../testing/runs.ts";
import { rowColumns } from "../text.ts";

/** The run up to the step that opens the URL; the world is the built-in one. */
const opening = (url: string) => {
  const run = journey({ url });
  return { run, at: run.steps.find((s) => s.facts.some((f) => f.kind === "url-opened"))!.index };
};

const draw = (url: string, columns = 76, rows = 14, words = en): string => {
  const { run, at } = opening(url);
  return drawn(renderPane("url", run, at, { columns, rows }, freshPane, words));
};

describe("the five kinds of URL", () => {
  test("http", () => {
    expect(draw("http://user:password@www.cyber.co.kr:80/dir/file1.html")).toMatchInlineSnapshot(`
      "
      *http://user:password@www.cyber.co.kr:80/dir/file1.html
       1───   2─── 3─────── 4────────────── 5─6────7─────────
       1 scheme    http            how to reach the data
       2 user      user            who asks
       3 password  password        proof of who asks
       4 host      www.cyber.co.kr whom to ask
       5 port      80              which application of the host
       6 directory /dir/           where the file lies
       7 file      file1.html      what for
       -> Whom to ask: www.cyber.co.kr, port 80. DNS gives its address first.
       -> What for: /dir/file1.html (and Host: www.cyber.co.kr)



      "
    `);
  });
  test("ftp", () => {
    expect(draw("ftp://user:password@ftp.cyber.co.kr:21/dir/file1.html")).toMatchInlineSnapshot(`
      "
      *ftp://user:password@ftp.cyber.co.kr:21/dir/file1.html
       1──   2─── 3─────── 4────────────── 5─6────7─────────
       1 scheme    ftp             how to reach the data
       2 user      user            who asks
       3 password  password        proof of who asks
       4 host      ftp.cyber.co.kr whom to ask
       5 port      21              which application of the host
       6 directory /dir/           where the file lies
       7 file      file1.html      what for
       -> An FTP server, ftp.cyber.co.kr port 21, would be asked. No packet leaves
          here.



      "
    `);
  });
  test("file", () => {
    expect(draw("file://localhost/c:/path/file1.zip")).toMatchInlineSnapshot(`
      "
      *file://localhost/c:/path/file1.zip
       1───   2────────3────────4────────
       1 scheme    file      how to reach the data
       2 host      localhost the machine with the file
       3 directory /c:/path/ where the file lies
       4 file      file1.zip what for
       -> /c:/path/file1.zip is read on this machine, without a network: no packet
          leaves.






      "
    `);
  });
  test("mailto", () => {
    expect(draw("mailto:tone@cyber.co.kr")).toMatchInlineSnapshot(`
      "
      *mailto:tone@cyber.co.kr
       1───── 2─── 3──────────
       1 scheme  mailto      how to reach the data
       2 mailbox tone        who gets the mail
       3 domain  cyber.co.kr whose MX record names the mail host
       -> Mail for tone goes to the mail host of cyber.co.kr (its MX record). No
          packet leaves.







      "
    `);
  });
  test("news", () => {
    expect(draw("news:comp.protocols.tcp-ip")).toMatchInlineSnapshot(`
      "
      *news:comp.protocols.tcp-ip
       1─── 2────────────────────
       1 scheme    news                  how to reach the data
       2 newsgroup comp.protocols.tcp-ip which articles
       -> comp.protocols.tcp-ip comes from the newsreader's own news server. No
          packet leaves here.








      "
    `);
  });
});

test("what is left out is shown with what takes its place", () => {
  expect(draw("www.cyber.co.kr")).toMatchInlineSnapshot(`
    "
    *http://www.cyber.co.kr
     1───   2──────────────
     typed: www.cyber.co.kr (no scheme, so http: is assumed)
     1 scheme    http            how to reach the data
     2 host      www.cyber.co.kr whom to ask
     - port      (80)            assumed: the usual port of http
     - directory (/)             assumed: no path means /
     - file                      left out: the server chooses, often index.html
     -> Whom to ask: www.cyber.co.kr, port 80. DNS gives its address first.
     -> What for: / (and Host: www.cyber.co.kr)




    "
  `);
});

test("a directory's file is the server's choice, and an address needs no DNS", () => {
  expect(draw("http://192.0.2.226/dir/")).toMatchInlineSnapshot(`
    "
    *http://192.0.2.226/dir/
     1───   2──────────3────
     1 scheme    http        how to reach the data
     2 host      192.0.2.226 whom to ask
     - port      (80)        assumed: the usual port of http
     3 directory /dir/       where the file lies
     - file                  left out: the server chooses, often index.html
     -> Whom to ask: 192.0.2.226, port 80. No DNS is needed.
     -> What for: /dir/ (and Host: 192.0.2.226)





    "
  `);
});

test("percent-encoded parts are shown decoded, too", () => {
  expect(draw("http://www.cyber.co.kr/%7Etone/a%20b.html?q=%ED%95%9C#end")).toMatchInlineSnapshot(`
    "
    *http://www.cyber.co.kr/%7Etone/a%20b.html?q=%ED%95%9C#end
     1───   2──────────────3────────4───────── 5────────── 6──
     1 scheme    http            how to reach the data
     2 host      www.cyber.co.kr whom to ask
     - port      (80)            assumed: the usual port of http
     3 directory /%7Etone/       = /~tone/  where the file lies
     4 file      a%20b.html      = a b.html  what for
     5 query     q=%ED%95%9C     = q=한  what the program on the server is told
     6 fragment  end             a place in the page, never sent
     -> Whom to ask: www.cyber.co.kr, port 80. DNS gives its address first.
     -> What for: /%7Etone/a%20b.html?q=%ED%95%9C (and Host: www.cyber.co.kr)



    "
  `);
});

test("https is opened as http", () => {
  expect(draw("https://www.cyber.co.kr/x", 76, 10)).toMatchInlineSnapshot(`
    "
    *https://www.cyber.co.kr/x
     1────   2──────────────34
     1 scheme    https           how to reach the data
     2 host      www.cyber.co.kr whom to ask
     - port      (443)           assumed: the usual port of https
     3 directory /               where the file lies
     4 file?     x               a file or a directory: the server decides
     -> https is opened as http here: no encryption is simulated.
     -> Whom to ask: www.cyber.co.kr, port 80. DNS gives its address first.
     -> What for: /x (and Host: www.cyber.co.kr)
    "
  `);
});

test("a name of the hosts file is not said to need DNS", () => {
  const { run, at } = opening("http://WWW.cyber.co.kr/whatisthis");
  const { client } = run.start.devices;
  expect(client?.kind).toBe("host");
  const start = {
    ...run.start,
    devices: { ...run.start.devices, client: { ...client, names: { "www.cyber.co.kr": "192.0.2.228" } } },
  };
  const known = runTimeline(start as typeof run.start, { limit: at + 1 });
  const text = drawn(renderPane("url", known, at, { columns: 110, rows: 14 }, freshPane, en)).replaceAll(/\s+/g, " ");
  expect(text).toContain("The hosts file here has its address, 192.0.2.228.");
  expect(text).toContain("file? whatisthis a file or a directory: the server decides");
});

test("a URL that cannot be taken apart shows where it goes wrong, and why", () => {
  expect(draw("http://www.cyber.co.kr:http/", 60, 5)).toMatchInlineSnapshot(`
    "
    *http://www.cyber.co.kr:http/
                            ^
     "http" is no port: use a number from 1 to 65535, or leave
     it out.

    "
  `);
  expect(draw("gopher://www.cyber.co.kr/", 60, 5, ko)).toMatchInlineSnapshot(`
    "
    *gopher://www.cyber.co.kr/
     ^
     "gopher"는 여기서 모르는 액세스 방법입니다. http, https,
     ftp, file, mailto, news 중에서 써야 합니다.

    "
  `);
});

test("a URL longer than the pane goes on below", () => {
  expect(draw("http://www.cyber.co.kr/a/rather/long/way/to/file1.html", 40, 14, ko)).toMatchInlineSnapshot(`
    "
    *http://www.cyber.co.kr/a/rather/long/wa
     1───   2──────────────3────────────────
     y/to/file1.html
     3────4─────────
     1 액세스 방법 http         데이터에 어~
     2 서버        www.cyber.c~ 누구에게
                                묻는지
     - 포트 번호   (80)         생략됨: htt~
     3 디렉토리    /a/rather/l~ 파일이 있는
                                곳
     4 파일        file1.html   무엇을
                                원하는지
     -> 누구에게: www.cyber.co.kr의 포트 80.
        먼저 DNS로 IP 주소를 찾습니다.
    "
  `);
});

describe("in a run", () => {
  const { run, at } = opening("http://www.cyber.co.kr/dir/file1.html");

  test("before any URL the pane says so", () => {
    expect(drawn(renderPane("url", run, -1, { columns: 40, rows: 2 }, freshPane, en))).toMatchInlineSnapshot(`
      "
       No URL has been opened yet.

      "
    `);
  });

  test("the latest URL stands, marked only in the step that opens it", () => {
    const second = runTimeline(
      inject(run.steps.at(-1)!.world, 0, { kind: "act", device: "client", act: { kind: "open-url", url: "news:a.b" } }),
    );
    const titleRow = (timeline: typeof run, step: number) =>
      renderPane("url", timeline, step, { columns: 50, rows: 6 }, freshPane, en)
        .rows[0]!.map((s) => s.text)
        .join("")
        .trim();
    expect(titleRow(run, at)).toBe("*http://www.cyber.co.kr/dir/file1.html");
    expect(titleRow(run, run.steps.length - 1)).toBe("http://www.cyber.co.kr/dir/file1.html");
    expect(titleRow(second, 0)).toBe("*news:a.b");
  });

  test("the host's row is about its name, explains itself, and comes from the step that opened the URL", () => {
    const view = renderPane(
      "url",
      run,
      run.steps.length - 1,
      { columns: 60, rows: 12 },
      { ...freshPane, cursor: 3 },
      en,
    );
    expect(view.things).toEqual(["name:www.cyber.co.kr", "device:client", `step:${at}`]);
    expect(view.explain).toEqual(["host-name", "url"]);
    expect(view.because).toBe(at);
    expect(view.hosts).toEqual(["client"]);
    expect(view.title).toBe("client browser");
  });

  test("a name selected elsewhere marks the rows about it", () => {
    const view = renderPane("url", run, at, { columns: 60, rows: 12 }, freshPane, en, at - 1, ["name:www.cyber.co.kr"]);
    expect(view.marked).toEqual([0, 1, 3, 7, 8, 9]);
  });
});

test.each([en, ko])("every size is filled exactly in $language", (words) => {
  const urls = ["http://user:password@www.cyber.co.kr:80/dir/file1.html", "mailto:tone@cyber.co.kr", "http://a b", "w"];
  for (const { run, at } of urls.map(opening)) {
    for (const columns of [40, 41, 58, 76, 118, 200]) {
      for (const rows of [4, 7, 15, 50]) {
        const view = renderPane("url", run, at, { columns, rows }, freshPane, words);
        expect(view.rows.length).toBe(rows);
        expect(view.rows.every((row) => rowColumns(row) === columns)).toBe(true);
      }
    }
  }
});
