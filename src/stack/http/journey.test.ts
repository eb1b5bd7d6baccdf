/** Browser and server together: the bytes of every message, the order of the calls, and who closes first. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { HttpServerConfig } from "./server.ts";
import { factsOf, type LabSpec, lab } from "./testing/lab.ts";

const WEB = "192.0.2.226";
const OTHER = "192.0.2.80";
const URL = "http://www.lab.cyber.co.kr/dir1/file1.html";
const SITE = {
  documents: {
    "/dir1/file1.html": { text: '<html>\n<body>\n<img src="/image1.gif">\n</body>\n</html>\n' },
    "/image1.gif": { bytes: 12 },
  },
};
const crlf = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const world = (config: Partial<HttpServerConfig> = {}, rest: LabSpec = {}) =>
  lab({ servers: { [WEB]: { site: SITE, ...config } }, names: { "www.lab.cyber.co.kr": [WEB] }, ...rest });
const own = (calls: readonly string[], name: string) =>
  calls.filter((call) => call.startsWith(`${name}: `)).map((call) => call.slice(name.length + 2));

test("HTTP/1.1: page and image come over one connection, which the client closes after the last response", () => {
  const { open, calls, connections, facts } = world();
  open(URL);
  expect(connections).toEqual([
    {
      to: WEB,
      closedFirst: "client",
      request:
        crlf("GET /dir1/file1.html HTTP/1.1", "Host: www.lab.cyber.co.kr", "User-Agent: net-tutor", "Accept: */*") +
        crlf(
          ...["GET /image1.gif HTTP/1.1", "Host: www.lab.cyber.co.kr", "User-Agent: net-tutor", "Accept: */*"],
          `Referer: ${URL}`,
        ),
      response:
        crlf(
          ...["HTTP/1.1 200 OK", "Date: Wed, 07 Oct 2020 13:00:00 GMT", "Connection: keep-alive"],
          ...["Server: net-tutor", "Last-Modified: Wed, 30 Sep 2020 13:00:00 GMT", 'ETag: "5f748150-36"'],
          ...["Accept-Ranges: bytes", "Content-Type: text/html", "Content-Length: 54"],
        ) +
        SITE.documents["/dir1/file1.html"].text +
        crlf(
          ...["HTTP/1.1 200 OK", "Date: Wed, 07 Oct 2020 13:00:00 GMT", "Connection: keep-alive"],
          ...["Server: net-tutor", "Last-Modified: Wed, 30 Sep 2020 13:00:00 GMT", 'ETag: "5f748150-c"'],
          ...["Accept-Ranges: bytes", "Content-Type: image/gif", "Content-Length: 12"],
        ) +
        connections[0]?.response.slice(-12),
    },
  ]);
  expect(own(calls, "client")).toEqual([
    'gethostbyname("www.lab.cyber.co.kr")',
    "socket(AF_INET, SOCK_STREAM, 0)",
    `connect(3, ${WEB}:80)`,
    "write(3, data, 96)",
    "read(3, buffer, 65536)",
    "write(3, data, 144)",
    "read(3, buffer, 65536)",
    "close(3)",
  ]);
  expect(own(calls, WEB)).toEqual([
    "accept(3)",
    "read(4, buffer, 65536)",
    "write(4, data, 287)",
    "read(4, buffer, 65536)",
    "write(4, data, 244)",
    "read(4, buffer, 65536)",
    "close(4)",
  ]);
  expect(facts.map((fact) => `${fact.by} ${fact.kind}`)).toEqual([
    "client url-opened",
    "client url-decoded",
    "client http-request-sent",
    `${WEB} http-request-received`,
    `${WEB} http-response-sent`,
    "client http-response-received",
    "client http-request-sent",
    `${WEB} http-request-received`,
    `${WEB} http-response-sent`,
    "client http-response-received",
    "client page-loaded",
  ]);
  expect(factsOf(facts, "page-loaded")).toEqual([
    { kind: "page-loaded", by: "client", process: "browser", url: URL, status: 200, bytes: 66, images: 1 },
  ]);
});

test("HTTP/1.0: a connection for each object; the server closes first, the client reads the end and closes", () => {
  const { open, calls, connections } = world({}, { browser: { version: "1.0" } });
  open(URL);
  expect(connections.map(({ closedFirst, request }) => [closedFirst, request])).toEqual([
    [
      "server",
      crlf("GET /dir1/file1.html HTTP/1.0", "Host: www.lab.cyber.co.kr", "User-Agent: net-tutor", "Accept: */*"),
    ],
    [
      "server",
      crlf(
        ...["GET /image1.gif HTTP/1.0", "Host: www.lab.cyber.co.kr", "User-Agent: net-tutor", "Accept: */*"],
        `Referer: ${URL}`,
      ),
    ],
  ]);
  expect(connections[0]?.response).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n/s);
  const object = ["write(3, data, 96)", "read(3, buffer, 65536)", "read(3, buffer, 65536)", "close(3)"];
  const pipe = ["socket(AF_INET, SOCK_STREAM, 0)", `connect(3, ${WEB}:80)`];
  expect(own(calls, "client")).toEqual([
    'gethostbyname("www.lab.cyber.co.kr")',
    ...pipe,
    ...object,
    ...pipe,
    "write(3, data, 144)",
    ...object.slice(1),
  ]);
});

test.each([
  ["1.0 that asks for it, kept by a server of 1.1", "1.0", true, {}, 1, "client"],
  ["1.0 that asks for it, not kept by a server of 1.0", "1.0", true, { version: "1.0" }, 2, "server"],
  ["1.1, not kept by a server of 1.0", "1.1", undefined, { version: "1.0" }, 2, "server"],
  ["1.1, not kept by a server that answers close", "1.1", undefined, { keepAlive: false }, 2, "server"],
  ["1.1 that says close", "1.1", false, {}, 2, "server"],
] as const)("HTTP/%s", (_name, version, keepAlive, config, count, closedFirst) => {
  const browser = { version, ...(keepAlive !== undefined && { keepAlive }) };
  const { open, connections, facts } = world(config, { browser });
  open(URL);
  expect(connections.map((connection) => connection.closedFirst)).toEqual(Array(count).fill(closedFirst));
  expect(factsOf(facts, "page-loaded").map(({ bytes }) => bytes)).toEqual([66]);
});

test("on the second visit the browser asks whether page and image have changed, and they have not", () => {
  const { open, connections, facts } = world();
  open(URL);
  open(URL);
  const head = connections[1]?.request.split("\r\n\r\n")[0];
  expect(head?.split("\r\n").slice(4)).toEqual([
    'If-None-Match: "5f748150-36"',
    "If-Modified-Since: Wed, 30 Sep 2020 13:00:00 GMT",
  ]);
  expect(factsOf(facts, "http-response-received").map(({ status }) => status)).toEqual([200, 200, 304, 304]);
  expect(connections[1]?.response.split("\r\n\r\n")[0]).not.toMatch(/Content-/);
  expect(factsOf(facts, "page-loaded").map(({ status, bytes }) => [status, bytes])).toEqual([
    [200, 66],
    [304, 0],
  ]);
});

test("HTTP/1.0 asks by the date alone", () => {
  const { open, connections } = world({}, { browser: { version: "1.0" } });
  open(URL);
  open(URL);
  expect(connections[2]?.request).toMatch(/\r\nIf-Modified-Since: /);
  expect(connections[2]?.request).not.toMatch(/If-None-Match/);
});

test("a directory without its slash is sent to the one with it, over the same connection", () => {
  const site = { documents: { "/dir/index.html": { text: "hello" } } };
  const { open, connections, facts } = world({ site });
  open("http://www.lab.cyber.co.kr/dir?a=1");
  expect(connections).toHaveLength(1);
  expect(connections[0]?.response).toMatch(
    /^HTTP\/1\.1 301 .*Location: http:\/\/www\.lab\.cyber\.co\.kr\/dir\/\?a=1\r\n/s,
  );
  expect(factsOf(facts, "redirect-followed").map(({ from, to }) => [from, to])).toEqual([
    ["http://www.lab.cyber.co.kr/dir?a=1", "http://www.lab.cyber.co.kr/dir/?a=1"],
  ]);
  expect(factsOf(facts, "page-loaded")).toHaveLength(1);
});

test("a redirection to another host means another look-up and another connection", () => {
  const { open, calls, connections } = lab({
    servers: {
      [WEB]: { site: { documents: { "/": { location: "http://www.example.com:8080/x" } } } },
      [OTHER]: { site: { documents: {}, anyPath: true }, ports: [80, 8080] },
    },
    names: { "www.cyber.co.kr": [WEB], "www.example.com": [OTHER] },
  });
  open("www.cyber.co.kr");
  expect(connections.map(({ to, closedFirst }) => [to, closedFirst])).toEqual([
    [WEB, "client"],
    [OTHER, "client"],
  ]);
  expect(connections[1]?.request).toMatch(/^GET \/x HTTP\/1\.1\r\nHost: www\.example\.com:8080\r\n/);
  expect(own(calls, "client")).toContain(`connect(3, ${OTHER}:8080)`);
});

test("the sixth redirection is not followed", () => {
  const { open, facts } = world({ site: { documents: { "/": { location: "/", status: 302 } } } });
  open("http://www.lab.cyber.co.kr/");
  expect(factsOf(facts, "redirect-followed")).toHaveLength(5);
  expect(factsOf(facts, "page-failed").map(({ reason }) => reason)).toEqual(["too-many-redirects"]);
});

test("a form is posted in the body or got in the target, and the program decodes both alike", () => {
  const site = { documents: { "/cgi/sample.cgi": { program: "echo" as const } } };
  const { open, connections } = world({ site });
  const form = [["name", "Kim & Lee"] as const, ["말", "네"] as const];
  open({ url: "http://www.lab.cyber.co.kr/cgi/sample.cgi", form });
  open({ url: "http://www.lab.cyber.co.kr/cgi/sample.cgi", form, method: "GET" });
  const encoded = "name=Kim+%26+Lee&%EB%A7%90=%EB%84%A4";
  expect(connections[0]?.request).toBe(
    crlf(
      ...["POST /cgi/sample.cgi HTTP/1.1", "Host: www.lab.cyber.co.kr", "User-Agent: net-tutor", "Accept: */*"],
      ...["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${encoded.length}`],
    ) + encoded,
  );
  expect(connections[1]?.request.split("\r\n")[0]).toBe(`GET /cgi/sample.cgi?${encoded} HTTP/1.1`);
  const bodies = connections.map(({ response }) => response.slice(response.indexOf("\r\n\r\n")));
  expect(bodies[0]).toContain("<li>name = Kim &amp; Lee</li>");
  expect(bodies[1]).toBe(bodies[0]);
});

test("with Expect: 100-continue the body waits for the server's word", () => {
  const site = { documents: { "/echo": { program: "echo" as const } } };
  const { open, calls, facts } = world({ site });
  open({ url: "http://www.lab.cyber.co.kr/echo", form: [["a", "b"]], expectContinue: true });
  expect(own(calls, "client").slice(3)).toEqual([
    "write(3, data, 176)",
    "read(3, buffer, 65536)",
    "write(3, data, 3)",
    "read(3, buffer, 65536)",
    "close(3)",
  ]);
  expect(factsOf(facts, "http-response-received").map(({ status }) => status)).toEqual([100, 200]);
});

test("a refused body is never sent, and the connection is not used again", () => {
  const { open, connections, facts } = world();
  open({ url: URL, method: "PUT", body: "new", expectContinue: true });
  expect(connections[0]?.request.endsWith("\r\n\r\n")).toBe(true);
  expect(factsOf(facts, "page-loaded").map(({ status }) => status)).toEqual([405]);
});

test("however the streams are cut, the result is the same", () => {
  const site = {
    documents: {
      "/a": { location: "/b" },
      "/b": { bytes: 700, images: ["/c.gif", "/echo"], type: "text/html", chunked: 100 },
      "/c.gif": { bytes: 300 },
      "/echo": { program: "echo" as const },
    },
  };
  const play = (limit?: LabSpec["limit"]) => {
    const { open, facts, connections } = world({ site }, limit === undefined ? {} : { limit });
    open("http://www.lab.cyber.co.kr/a");
    open({ url: "http://www.lab.cyber.co.kr/echo", form: [["x", "1"]] });
    return { facts, connections };
  };
  const whole = play();
  expect(factsOf(whole.facts, "page-loaded").map(({ status }) => status)).toEqual([200, 200]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      expect(play((_side, nth) => sizes[nth % sizes.length] ?? 1)).toEqual(whole);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test("every single place where a request or a response can be cut in two", () => {
  const play = (cut: number) => {
    const { open, facts, connections } = world({}, { limit: (_side, nth) => (nth === 0 ? cut : 100_000) });
    open(URL);
    return { facts, connections };
  };
  const whole = play(100_000);
  for (let cut = 1; cut < 287; cut++) expect(play(cut)).toEqual(whole);
});
