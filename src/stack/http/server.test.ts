/** The web server alone: one request, one answer, for every status that it knows; and how connections end. */
import { expect, test } from "vitest";
import { seconds } from "../../base/units.ts";
import { answerTo } from "./answer.ts";
import { contentOf } from "./content.ts";
import { type HttpServerConfig, withSite } from "./server.ts";
import type { Site } from "./site.ts";
import { factsOf, lab } from "./testing/lab.ts";

const WEB = "192.0.2.226";
const SITE: Site = {
  documents: {
    "/index.html": { text: "front" },
    "/dir/default.htm": { text: "dir" },
    "/files/a.txt": { text: "0123456789" },
    "/broken": { status: 500 },
    "/moved": { location: "http://www.example.com/" },
    "/found": { location: "/files/a.txt", status: 302 },
    "/empty": { status: 204 },
    "/echo": { program: "echo" },
    "/chunks": { text: "0123456789", chunked: 4 },
    "/한글.html": { text: "안녕" },
  },
  defaults: ["index.html", "default.htm"],
};
const talk = (request: string, config: Partial<HttpServerConfig> = {}) =>
  lab({ servers: { [WEB]: { site: SITE, ...config } } }).talk(WEB, [request]);
const GET = (target: string, ...fields: string[]) =>
  [`GET ${target} HTTP/1.1`, "Host: www.lab.cyber.co.kr", ...fields, "", ""].join("\r\n");
const status = (response: string) => Number(/^HTTP\/1\.[01] ([0-9]{3})/.exec(response)?.[1]);
const connection = (response: string) => /\r\nConnection: (\S+)\r\n/.exec(response)?.[1];
const body = (response: string) => response.slice(response.indexOf("\r\n\r\n") + 4);

test.each([
  ["1.1 with Host", GET("/"), 200, "keep-alive"],
  ["1.1 with close", GET("/", "Connection: close"), 200, "close"],
  ["1.1 without Host", "GET / HTTP/1.1\r\n\r\n", 400, "close"],
  ["1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 200, "close"],
  ["1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, "keep-alive"],
  ["two Hosts", GET("/", "Host: other"), 400, "close"],
  ["unknown method", GET("/").replace("GET", "BREW"), 501, "keep-alive"],
  ["known method, not allowed", GET("/").replace("GET", "DELETE"), 405, "keep-alive"],
  ["CONNECT", GET("www:443").replace("GET", "CONNECT"), 405, "keep-alive"],
  ["version 2.0", GET("/").replace("/1.1", "/2.0"), 505, "close"],
  ["version 2.0 without Host", "GET / HTTP/2.0\r\n\r\n", 505, "close"],
  ["version 3", GET("/").replace("/1.1", "/3"), 505, "close"],
  ["bad version", GET("/").replace("/1.1", "/1.x"), 400, "close"],
  ["bare line feeds", GET("/").replaceAll("\r\n", "\n"), 200, "keep-alive"],
  ["no request line", "hello\r\n\r\n", 400, "close"],
  ["target too long", GET(`/${"x".repeat(8_001)}`), 414, "close"],
  ["header too long", GET("/", `X: ${"x".repeat(8_001)}`), 431, "close"],
  ["a blank beyond ASCII", GET("/\u00a0"), 400, "keep-alive"],
  ["a whole URL", GET("http://www.lab.cyber.co.kr/dir/"), 200, "keep-alive"],
  ["a whole URL without path", GET("http://www.lab.cyber.co.kr"), 200, "keep-alive"],
  ["percent-encoded", GET("/%ED%95%9C%EA%B8%80.html"), 200, "keep-alive"],
  ["dots that climb", GET("/dir/../../files/./a.txt?x=/"), 200, "keep-alive"],
  ["default file", GET("/dir/"), 200, "keep-alive"],
  ["directory without slash", GET("/dir"), 301, "keep-alive"],
  ["directory without default file", GET("/files/"), 403, "keep-alive"],
  ["missing", GET("/whatisthis"), 404, "keep-alive"],
  ["a name of every object", GET("/constructor"), 404, "keep-alive"],
  ["broken document", GET("/broken"), 500, "keep-alive"],
  ["moved", GET("/moved"), 301, "keep-alive"],
  ["found", GET("/found"), 302, "keep-alive"],
  ["no content", GET("/empty"), 204, "keep-alive"],
  ["unmet expectation", GET("/", "Expect: magic"), 417, "keep-alive"],
  ["unknown coding", GET("/", "Transfer-Encoding: gzip, chunked").concat("0\r\n\r\n"), 501, "keep-alive"],
  ["two framings", GET("/", "Transfer-Encoding: chunked", "Content-Length: 3"), 400, "close"],
  ["body too long", GET("/echo", "Content-Length: 2000000").replace("GET", "POST"), 413, "close"],
  ["post to a file", GET("/", "Content-Length: 0").replace("GET", "POST"), 405, "keep-alive"],
  ["post to nothing", GET("/none", "Content-Length: 0").replace("GET", "POST"), 404, "keep-alive"],
  ["asterisk", GET("*").replace("GET", "OPTIONS"), 204, "keep-alive"],
  ["trace", GET("/").replace("GET", "TRACE"), 200, "keep-alive"],
] as const)("%s", (_name, request, expected, expectedConnection) => {
  const response = talk(request);
  expect([status(response), connection(response)]).toEqual([expected, expectedConnection]);
});

test("405 names what is allowed, and differs for a program", () => {
  expect(talk(GET("/").replace("GET", "PUT"))).toContain("\r\nAllow: GET, HEAD, OPTIONS, TRACE\r\n");
  expect(talk(GET("/echo").replace("GET", "PUT"))).toContain("\r\nAllow: GET, HEAD, POST, OPTIONS, TRACE\r\n");
  expect(talk(GET("/").replace("GET", "OPTIONS"), { writable: true })).toContain(
    "\r\nAllow: GET, HEAD, PUT, DELETE, OPTIONS, TRACE\r\n",
  );
});

test("HTTP/0.9 gets the body only", () => {
  expect(talk("GET /files/a.txt\r\n")).toBe("0123456789");
});

test("HEAD gets the head of the same GET, and no body", () => {
  const got = talk(GET("/files/a.txt"));
  expect(talk(GET("/files/a.txt").replace("GET", "HEAD"))).toBe(got.slice(0, -"0123456789".length));
  expect(got).toContain("\r\nContent-Length: 10\r\n");
});

test("TRACE sends the request back as message/http", () => {
  const request = GET("/x?y", "X-One: 1").replace("GET", "TRACE");
  const response = talk(request);
  expect(response).toContain("\r\nContent-Type: message/http\r\n");
  expect(body(response)).toBe(request);
});

test.each([
  ["If-None-Match: *", 304],
  ['If-None-Match: "other", W/"5f748150-a"', 304],
  ['If-None-Match: "other"', 200],
  ['If-None-Match: "other"\r\nIf-Modified-Since: Wed, 30 Sep 2020 13:00:00 GMT', 200],
  ["If-Modified-Since: Wed, 30 Sep 2020 13:00:00 GMT", 304],
  ["If-Modified-Since: Wed, 30 Sep 2020 12:59:59 GMT", 200],
  ["If-Modified-Since: yesterday", 200],
  ['If-Match: "other"', 412],
  ["If-Unmodified-Since: Wed, 30 Sep 2020 12:59:59 GMT", 412],
  ["Range: bytes=2-4", 206, "234", "bytes 2-4/10"],
  ["Range: bytes=8-", 206, "89", "bytes 8-9/10"],
  ["Range: bytes=-3", 206, "789", "bytes 7-9/10"],
  ["Range: bytes=10-", 416, undefined, "bytes */10"],
  ["Range: bytes=0-1,4-5", 200, "0123456789"],
  ['Range: bytes=2-4\r\nIf-Range: "other"', 200, "0123456789"],
])("%s: %i", (field, expected, text?: string, range?: string) => {
  const response = talk(GET("/files/a.txt", field));
  expect(status(response)).toBe(expected);
  if (text !== undefined) expect(body(response)).toBe(text);
  expect(/\r\nContent-Range: (.*)\r\n/.exec(response)?.[1]).toBe(range);
});

test("a chunked document, and the same for HTTP/1.0, whose end is the connection's", () => {
  expect(body(talk(GET("/chunks")))).toBe("4\r\n0123\r\n4\r\n4567\r\n2\r\n89\r\n0\r\n\r\n");
  const old = talk("GET /chunks HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  expect(old).not.toMatch(/Content-Length|Transfer-Encoding/);
  expect([connection(old), body(old)]).toEqual(["close", "0123456789"]);
});

test("requests sent at once are answered one after the other", () => {
  const responses = talk(GET("/files/a.txt") + GET("/none") + GET("/dir/"));
  expect(responses.match(/HTTP\/1\.1 [0-9]{3}/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 200"]);
  expect(responses.endsWith("dir")).toBe(true);
});

test("several connections are served at once, on every port", () => {
  const { open, talk, facts, connections } = lab({
    servers: { [WEB]: { site: SITE, ports: [80, 8080], readPause: seconds(2) } },
  });
  open(`http://${WEB}/`, seconds(1));
  expect(status(talk(WEB, [GET("/dir/")], 8080))).toBe(200);
  expect(connections.map(({ response }) => body(response))).toEqual(["front", "dir"]);
  expect(factsOf(facts, "page-loaded")).toHaveLength(1);
});

test("an idle connection is closed by the server after its time, a half request with 408", () => {
  const { talk, calls, connections, now } = lab({ servers: { [WEB]: { site: SITE, idle: seconds(1) } } });
  talk(WEB, [GET("/")]);
  expect(now()).toBe(seconds(1));
  expect(calls.at(-1)).toBe(`${WEB}: close(4)`);
  expect(connections[0]?.closedFirst).toBe("server");
  expect(status(talk(WEB, [GET("/").slice(0, 20)]))).toBe(408);
});

test("a late server waits before it closes, a slow one before it reads", () => {
  const { talk, calls, now } = lab({
    servers: { [WEB]: { site: SITE, closeLate: seconds(3), readPause: seconds(2), readSize: 1_000 } },
  });
  talk(WEB, [GET("/"), "end"]);
  expect(calls).toEqual([
    `${WEB}: accept(3)`,
    `${WEB}: sleep(2)`,
    `${WEB}: read(4, buffer, 1000)`,
    expect.stringContaining("write(4, data, "),
    `${WEB}: sleep(2)`,
    `${WEB}: read(4, buffer, 1000)`,
    `${WEB}: sleep(3)`,
    `${WEB}: close(4)`,
  ]);
  expect(now()).toBe(seconds(7));
});

test("after a refusal the rest of the request is read away before the close", () => {
  const { talk, calls } = lab({ servers: { [WEB]: { site: SITE } } });
  talk(WEB, ["GET / HTTP/1.1\r\n\r\n", "and more", "end"]);
  expect(calls.map((call) => call.replace(/^.*: (\w+).*$/, "$1"))).toEqual([
    ...["accept", "read", "write", "shutdown", "read", "read", "close"],
  ]);
});

test("PUT makes a document and DELETE takes it away, where that is allowed", () => {
  const { talk } = lab({ servers: { [WEB]: { site: SITE, writable: true } } });
  const put = GET("/new.txt", "Content-Length: 3").replace("GET", "PUT").concat("new");
  expect(status(talk(WEB, [put]))).toBe(201);
  expect(status(talk(WEB, [put]))).toBe(204);
  expect(body(talk(WEB, [GET("/new.txt")]))).toBe("new");
  expect(status(talk(WEB, [GET("/new.txt").replace("GET", "DELETE")]))).toBe(204);
  expect(status(talk(WEB, [GET("/new.txt")]))).toBe(404);
});

test("a silent server takes requests and never answers; a site edited answers anew", () => {
  const { talk, tellServer, facts } = lab({ servers: { [WEB]: { site: SITE } } });
  tellServer(WEB, (state) => ({ ...state, silent: true }));
  expect(talk(WEB, [GET("/")])).toBe("");
  expect(factsOf(facts, "http-response-sent")).toEqual([]);
  tellServer(WEB, (state) => withSite({ ...state, silent: false }, { documents: {}, anyPath: true }));
  const response = talk(WEB, [GET("/any/thing.html")]);
  expect(body(response)).toContain("<title>/any/thing.html</title>");
});

test("made-up HTML has exactly the size asked for, shows its images and is the same every time", () => {
  const images = ["/gazou.jpg", "/a&b.gif"];
  for (const bytes of [0, 1, 50, 130, 131, 140, 141, 142, 632, 70_000]) {
    const { body: page, type } = contentOf("/sample1.htm", { bytes, images });
    expect([page.length, type]).toEqual([bytes, "text/html"]);
  }
  const response = talk(GET("/sample1.htm"), { site: { documents: { "/sample1.htm": { bytes: 632, images } } } });
  expect(body(response)).toHaveLength(632);
  expect(body(response)).toContain('<img src="/gazou.jpg">');
  expect(body(response)).toContain('<img src="/a&amp;b.gif">');
  expect(body(response).endsWith("</body>\n</html>\n")).toBe(true);
});

test("a body of 100 MB is answered without being held", () => {
  const site: Site = { documents: { "/big.zip": { bytes: 100_000_000 } } };
  const { message } = answerTo(
    { site, version: "1.1", keepAlive: true, writable: false, targetLimit: 100, bodyLimit: 100 },
    {
      head: { kind: "request", method: "GET", target: "/big.zip", version: "HTTP/1.1", headers: [] },
      body: new Uint8Array(0),
    },
    0,
  );
  expect(message.chunks.map((chunk) => (chunk instanceof Uint8Array ? "head" : chunk.length))).toEqual([
    ...["head", 100_000_000],
  ]);
});
