/** The browser against servers of every temper: what it asks, what it survives, what its source shows. */
import { expect, test } from "vitest";
import { seconds } from "../../base/units.ts";
import { factsOf, type LabSpec, lab, type Script } from "../http/testing/lab.ts";
import { browserLines } from "./browser.ts";

const WEB = "192.0.2.226";
const NAMES = { "www.lab.cyber.co.kr": [WEB] } as const;
const SMALL = { site: { documents: {}, anyPath: true } };
const scripted = (...scripts: Script[]): LabSpec => ({ scripts: { [WEB]: scripts }, names: NAMES });
const reasons = (facts: Parameters<typeof factsOf>[0]) => factsOf(facts, "page-failed").map(({ reason }) => reason);

test("idle, no line runs; waiting for the response, it is the read", () => {
  const { open, browserState } = lab(scripted([{ say: "HTTP/1.1 204 No Content\r\n\r\n", after: seconds(2) }]));
  expect(browserLines(browserState()).every(({ running }) => !running)).toBe(true);
  open("http://www.lab.cyber.co.kr/", seconds(1));
  expect(browserLines(browserState())).toEqual([
    { text: 'ip = gethostbyname("www.lab.cyber.co.kr")', running: false },
    { text: "sd = socket(AF_INET, SOCK_STREAM, 0)", running: false },
    { text: "connect(sd, ip, 80)", running: false },
    { text: "write(sd, request, length)", running: false },
    { text: "n = read(sd, buffer, size)", running: true },
    { text: "close(sd)", running: false },
  ]);
});

test("a slow program with a small buffer shows the lines that make it so, and reads piece by piece", () => {
  const { open, browserState, calls, now } = lab({
    servers: { [WEB]: { site: { documents: { "/": { bytes: 1000, type: "text/plain" } } } } },
    names: NAMES,
    browser: { readSize: 500, readPause: seconds(2), receiveBuffer: 4096 },
  });
  open("http://www.lab.cyber.co.kr/", seconds(50));
  const texts = browserLines(browserState()).map(({ text }) => text);
  expect(texts).toContain("setsockopt(sd, SO_RCVBUF, 4096)");
  expect(texts).toContain("sleep(2)");
  expect(calls.filter((call) => call.startsWith("client: read"))).toHaveLength(3);
  expect(now()).toBe(seconds(6));
});

test("an address in place of the name is not looked up, and stands in the Host field", () => {
  const { open, calls, connections, browserState } = lab({ servers: { [WEB]: SMALL } });
  open(`http://${WEB}/`);
  expect(calls[0]).toBe("client: socket(AF_INET, SOCK_STREAM, 0)");
  expect(connections[0]?.request).toContain(`\r\nHost: ${WEB}\r\n`);
  expect(browserLines(browserState())[0]?.text).toBe("sd = socket(AF_INET, SOCK_STREAM, 0)");
});

const nobody = { user: "", password: "" };

test.each([
  ["mailto:tone@cyber.co.kr", { scheme: "mailto", host: "cyber.co.kr", port: 0, path: "tone", ...nobody }],
  ["news:comp.protocols.tcp-ip", { scheme: "news", host: "", port: 0, path: "comp.protocols.tcp-ip", ...nobody }],
  [
    "file://localhost/c:/path/file1.zip",
    { scheme: "file", host: "localhost", port: 0, path: "/c:/path/file1.zip", ...nobody },
  ],
  [
    "ftp://user:password@ftp.cyber.co.kr:21/dir/file1.html",
    { scheme: "ftp", host: "ftp.cyber.co.kr", port: 21, path: "/dir/file1.html", user: "user", password: "password" },
  ],
])("%s is only taken apart", (url, parts) => {
  const { open, calls, facts } = lab({});
  open(url);
  expect(calls).toEqual([]);
  const by = { by: "client", process: "browser" };
  expect(facts).toEqual([
    { kind: "url-opened", ...by, url },
    { kind: "url-decoded", ...by, ...parts },
  ]);
});

test("https is opened as http, at the port of http", () => {
  const { open, facts, connections } = lab({ servers: { [WEB]: SMALL }, names: NAMES });
  open("https://www.lab.cyber.co.kr");
  expect(factsOf(facts, "url-decoded").map(({ scheme, port, path }) => [scheme, port, path])).toEqual([
    ["https", 80, "/"],
  ]);
  expect(connections).toHaveLength(1);
});

test("user and password of the URL go into the Authorization field", () => {
  const { open, connections } = lab({ servers: { [WEB]: SMALL }, names: NAMES });
  open("http://user:password@www.lab.cyber.co.kr:80/dir/file1.html");
  expect(connections[0]?.request).toContain("\r\nAuthorization: Basic dXNlcjpwYXNzd29yZA==\r\n");
});

test("after each failure the next URL is opened all the same", () => {
  const { open, facts, calls } = lab({
    servers: { [WEB]: SMALL },
    names: { ...NAMES, "dead.test": ["192.0.2.1", "192.0.2.2"], "later.test": "TRY_AGAIN" },
    dead: { "192.0.2.1": "EHOSTUNREACH", "192.0.2.2": "ECONNREFUSED" },
  });
  open("http://nowhere.test/");
  open("http://later.test/");
  open("http://constructor/");
  open("http://dead.test/");
  open("http://a b/");
  open("http://www.lab.cyber.co.kr/");
  expect(reasons(facts)).toEqual(["HOST_NOT_FOUND", "TRY_AGAIN", "HOST_NOT_FOUND", "ECONNREFUSED", "bad-url"]);
  expect(factsOf(facts, "page-loaded")).toHaveLength(1);
  expect(calls.filter((call) => /connect|close/.test(call) && call.startsWith("client"))).toEqual([
    "client: connect(3, 192.0.2.1:80)",
    "client: close(3)",
    "client: connect(3, 192.0.2.2:80)",
    "client: close(3)",
    `client: connect(3, ${WEB}:80)`,
    "client: close(3)",
  ]);
});

test("the second address serves when the first does not answer, and is kept for the image", () => {
  const site = { documents: { "/": { images: ["/i.gif"] }, "/i.gif": { bytes: 5 } } };
  const { open, facts, calls } = lab({
    servers: { [WEB]: { site } },
    names: { "two.test": ["192.0.2.1", WEB] },
    dead: { "192.0.2.1": "ETIMEDOUT" },
    browser: { version: "1.0" },
  });
  open("two.test");
  expect(factsOf(facts, "page-loaded").map(({ status }) => status)).toEqual([200]);
  expect(calls.filter((call) => call.includes("connect(")).map((call) => call.slice(8))).toEqual([
    "connect(3, 192.0.2.1:80)",
    `connect(3, ${WEB}:80)`,
    `connect(3, ${WEB}:80)`,
  ]);
});

test.each([
  ["no HTTP at all", [{ say: "SSH-2.0-x\r\n", close: true }]],
  ["an end in the head", [{ say: "HTTP/1.1 200 OK\r\nContent-", close: true }]],
  ["an end in the body", [{ say: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", close: true }]],
  ["an end at once", [{ say: "", close: true }]],
  ["a bad chunk", [{ say: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" }]],
])("a response with %s is broken", (_name, script) => {
  const { open, facts } = lab(scripted(script));
  open("http://www.lab.cyber.co.kr/");
  expect(reasons(facts)).toEqual(["broken-response"]);
});

test("a server that says nothing is given up after 300 s", () => {
  const { open, facts, now } = lab(scripted([]));
  open("http://www.lab.cyber.co.kr/");
  expect(reasons(facts)).toEqual(["ETIMEDOUT"]);
  expect(now()).toBe(seconds(300));
});

test("a kept connection that the server closes just then is made anew, and the page is whole", () => {
  const page = '<img src="a.gif">';
  const { open, facts, connections } = lab(
    scripted(
      [
        { say: `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}` },
        { say: "", close: true },
      ],
      [{ say: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nGIF" }],
    ),
  );
  open("http://www.lab.cyber.co.kr/");
  expect(connections.map(({ request }) => request.match(/^GET \S+/gm))).toEqual([
    ["GET /", "GET /a.gif"],
    ["GET /a.gif"],
  ]);
  expect(factsOf(facts, "page-loaded").map(({ bytes }) => bytes)).toEqual([page.length + 3]);
});

test("an image that cannot be had leaves a gap, not a failed page", () => {
  const site = { documents: { "/": { images: ["http://gone.test/x.gif", "/there.gif"] }, "/there.gif": { bytes: 9 } } };
  const { open, facts } = lab({ servers: { [WEB]: { site } }, names: NAMES });
  open("http://www.lab.cyber.co.kr/");
  expect(factsOf(facts, "image-failed").map(({ url, reason }) => [url, reason])).toEqual([
    ["http://gone.test/x.gif", "HOST_NOT_FOUND"],
  ]);
  expect(factsOf(facts, "page-loaded")).toHaveLength(1);
  expect(factsOf(facts, "page-failed")).toHaveLength(0);
});

test("without `100 Continue` the body is sent after a second all the same", () => {
  const { open, facts, now } = lab(
    scripted([{ say: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", after: seconds(1.5) }]),
  );
  open({ url: "http://www.lab.cyber.co.kr/", body: "x", expectContinue: true });
  expect(factsOf(facts, "page-loaded")).toHaveLength(1);
  expect(now()).toBe(seconds(1.5));
});

test("URLs wait for each other, and those for another window are not ours", () => {
  const { open, facts } = lab({
    ...scripted([{ say: "HTTP/1.1 204 No Content\r\n\r\n", after: seconds(1) }]),
    servers: { "192.0.2.9": SMALL },
  });
  open("http://www.lab.cyber.co.kr/", seconds(0.5));
  open({ url: "http://192.0.2.9/x", window: "second" }, seconds(0.5));
  open("http://192.0.2.9/");
  expect(facts.filter(({ kind }) => kind === "url-opened" || kind === "page-loaded").map(({ kind }) => kind)).toEqual([
    "url-opened",
    "page-loaded",
    "url-opened",
    "page-loaded",
  ]);
});
