/** Pages over HTTP/1.0 and 1.1: connections, segments and who closes first (the laboratory's case e). */
import { describe, expect, test } from "vitest";
import { ms, seconds } from "../../base/units.ts";
import type { ProfileName } from "../../stack/profile.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import type { Timeline } from "../timeline.ts";
import { factsOf, LETTERS, labWorld, recordsOf, run, WEB } from "./testing/lab.ts";
import { isPureAck, type Said, trace } from "./testing/notation.ts";
import { expectTable } from "./testing/table.ts";

const documents = {
  "/dir/file1.html": { bytes: 291, type: "text/html", images: ["/image1.gif"] },
  "/image1.gif": { bytes: 3000, type: "image/gif" },
};
const isTcp = (s: Said): boolean => s.packet.tcp !== undefined;
const server = (text: string): RegExp => new RegExp(`^S > C .*${text}`);

/** Opened by its address, so that no look-up comes before it. */
function page(profile: ProfileName, version: "1.0" | "1.1", port = 80): Timeline {
  const url = `http://${WEB}:${port}/dir/file1.html`;
  return run(labWorld({ documents }), {
    profile,
    acts: [{ device: "client", act: { kind: "open-url", url, version } }],
  });
}

/** Bytes of request and response, in order. */
const sizes = (t: Timeline): { readonly q: readonly number[]; readonly r: readonly number[] } => ({
  q: factsOf(t, "http-request-sent").map((f) => f.bytes),
  r: factsOf(t, "http-response-sent").map((f) => f.bytes),
});

describe("HTTP/1.1: one connection, the client closes (lab H2)", () => {
  test.each(["plain", "linux"] as const)(
    "%s: the first response has a bare ACK, the second request is acknowledged by its response",
    (profile) => {
      const t = page(profile, "1.1");
      const { q, r } = sizes(t);
      const [q1 = 0, q2 = 0] = q;
      const [r1 = 0, r2 = 0] = r;
      const mss = profile === "plain" ? 1460 : 1448;
      expectTable(
        trace(t, "client", LETTERS).filter(
          (s) => isTcp(s) && !(isPureAck(s) && s.text.startsWith("C") && s.text.includes(`seq=${1 + q1 + q2} `)),
        ),
        `C > S [SYN] seq=0
      S > C [SYN,ACK] seq=0 ack=1
      C > S [ACK] seq=1 ack=1
      C > S [PSH,ACK] seq=1 ack=1 len=${q1}
      S > C [ACK] seq=1 ack=${1 + q1}
      S > C [PSH,ACK] seq=1 ack=${1 + q1} len=${r1}
      C > S [ACK] seq=${1 + q1} ack=${1 + r1}
      C > S [PSH,ACK] seq=${1 + q1} ack=${1 + r1} len=${q2}
      S > C [ACK] seq=${1 + r1} ack=${1 + q1 + q2} len=${mss}      # no bare ACK: the two talk in turns
      S > C [ACK] seq=${1 + r1 + mss} len=${mss}
      S > C [ACK] seq=${1 + r1 + 2 * mss} len=${r2 - 2 * mss}
      C > S [FIN,ACK] seq=${1 + q1 + q2} ack=${1 + r1 + r2}
      S > C [FIN,ACK] seq=${1 + r1 + r2} ack=${2 + q1 + q2}
      C > S [ACK] seq=${2 + q1 + q2} ack=${2 + r1 + r2}`,
        { anyPush: true },
      );
    },
  );

  test("textbook: each request and each segment of a response has its own ACK", () => {
    const t = page("textbook", "1.1");
    const { q, r } = sizes(t);
    const [q1 = 0, q2 = 0] = q;
    const [r1 = 0, r2 = 0] = r;
    const [a, b] = [1 + q1, 1 + q1 + q2];
    expectTable(
      trace(t, "client", LETTERS).filter(isTcp).slice(3),
      `C > S [PSH,ACK] seq=1 ack=1 len=${q1}
      S > C [ACK] seq=1 ack=${a} len=0
      S > C [PSH,ACK] seq=1 ack=${a} len=${r1}
      C > S [ACK] seq=${a} ack=${1 + r1} len=0
      C > S [PSH,ACK] seq=${a} ack=${1 + r1} len=${q2}
      S > C [ACK] seq=${1 + r1} ack=${b} len=0
      S > C [ACK] seq=${1 + r1} ack=${b} len=1460
      C > S [ACK] seq=${b} ack=${1461 + r1} len=0
      S > C [ACK] seq=${1461 + r1} len=1460
      C > S [ACK] seq=${b} ack=${2921 + r1} len=0
      S > C [PSH,ACK] seq=${2921 + r1} len=${r2 - 2920}      # PSH on the last of the write only
      C > S [ACK] seq=${b} ack=${1 + r1 + r2} len=0
      C > S [FIN,ACK] seq=${b} ack=${1 + r1 + r2}
      S > C [ACK] ack=${b + 1} len=0
      S > C [FIN,ACK] seq=${1 + r1 + r2} ack=${b + 1}
      C > S [ACK] seq=${b + 1} ack=${2 + r1 + r2}`,
    );
  });
});

describe("HTTP/1.0: a connection for each object, the server closes (lab H1)", () => {
  test("plain: the client's FIN carries the ACK of the server's", () => {
    const t = page("plain", "1.0", 8000);
    const { q, r } = sizes(t);
    const [q1 = 0, q2 = 0] = q;
    const [r1 = 0, r2 = 0] = r;
    expectTable(
      trace(t, "client", LETTERS).filter(
        (s) => isTcp(s) && !(s.text.startsWith("C") && s.text.includes(` seq=${1 + q2} `) && isPureAck(s)),
      ),
      `C > S [SYN] seq=0
      S > C [SYN,ACK] seq=0 ack=1
      C > S [ACK] seq=1 ack=1
      C > S [PSH,ACK] seq=1 ack=1 len=${q1}
      S > C [ACK] seq=1 ack=${1 + q1} len=0
      S > C [PSH,ACK] seq=1 len=${r1}              # head and body in one write; the program measured wrote twice
      C > S [ACK] seq=${1 + q1} ack=${1 + r1} len=0
      S > C [FIN,ACK] seq=${1 + r1} ack=${1 + q1} len=0
      C > S [FIN,ACK] seq=${1 + q1} ack=${2 + r1} len=0
      C > S [SYN] seq=0
      S > C [ACK] seq=${2 + r1} ack=${2 + q1} len=0
      S > C [SYN,ACK] seq=0 ack=1
      C > S [ACK] seq=1 ack=1
      C > S [PSH,ACK] seq=1 ack=1 len=${q2}
      S > C [ACK] seq=1 ack=${1 + q2} len=0
      S > C [ACK] seq=1 len=1460
      S > C [PSH,ACK] seq=1461 len=1460
      S > C [PSH,ACK] seq=2921 len=${r2 - 2920}
      S > C [FIN,ACK] seq=${1 + r2} ack=${1 + q2} len=0
      C > S [FIN,ACK] seq=${1 + q2} ack=${2 + r2} len=0
      S > C [ACK] seq=${2 + r2} ack=${2 + q2} len=0`,
    );
  });

  test.each(["plain", "linux", "textbook"] as const)(
    "%s: two connections, each ended by the server first",
    (profile) => {
      const t = page(profile, "1.0", 8000);
      expect(factsOf(t, "tcp-segment-sent").filter((f) => f.flags.startsWith("SYN") && f.by === "client")).toHaveLength(
        2,
      );
      const fins = factsOf(t, "tcp-segment-sent").filter((f) => f.flags.includes("FIN"));
      expect(fins.map((f) => f.by)).toEqual(["web", "client", "web", "client"]);
    },
  );
});

/** A bare client: writes the request, reads to the end, closes. */
const talk = (request: string, port = 80, more: readonly ScriptStep[] = [{ op: "read", on: "s" }]): Timeline =>
  run(
    labWorld({
      documents,
      client: {
        curl: {
          run: "script",
          steps: [
            { op: "socket", as: "s" },
            { op: "connect", on: "s", to: WEB, port },
            { op: "write", on: "s", text: request },
            ...more,
            { op: "close", on: "s" },
          ],
        },
      },
      web: {
        nginx: { run: "http-server", site: { documents }, idle: seconds(1) },
        python: { run: "http-server", site: { documents }, version: "1.0", ports: [8000], idle: seconds(1) },
      },
    }),
    { profile: "plain" },
  );
const first = (line: string, ...fields: string[]): string =>
  `${[`GET /dir/file1.html ${line}`, ...fields].join("\r\n")}\r\n\r\n`;
const HOST = "Host: www.lab.cyber.co.kr";
const CURL = ["User-Agent: curl/7.88.1", "Accept: */*"];

/** How long after its response the server's FIN left, or null when the client was first. */
function serverClosed(t: Timeline): "at once" | "after 1 s" | "client first" {
  const sent = trace(t, "web", LETTERS).filter(isTcp);
  const fin = sent.find((s) => s.packet.tcp?.flags.fin)!;
  if (!fin.text.startsWith("S >")) return "client first";
  const data = sent.findLast((s) => s.text.startsWith("S >") && s.packet.payload.length > 0)!;
  return fin.at - data.at >= seconds(0.9) ? "after 1 s" : "at once";
}

test("curl's request is 97 bytes (lab H6)", () => {
  const t = talk(first("HTTP/1.1", HOST, ...CURL));
  const sent = trace(t, "client", LETTERS).find((s) => s.text.startsWith("C > S [PSH,ACK]"));
  expect(sent?.text).toContain(" len=97 ");
});

test.each([
  ["1.0 without Host", first("HTTP/1.0"), 80, 200, "at once"],
  ["1.1 without Host", first("HTTP/1.1"), 80, 400, "at once"], // lab H4
  ["1.0 with keep-alive, nginx", first("HTTP/1.0", HOST, "Connection: keep-alive"), 80, 200, "after 1 s"], // lab H5
  ["1.0 with keep-alive, python", first("HTTP/1.0", HOST, "Connection: keep-alive"), 8000, 200, "at once"],
  ["1.1 with close", first("HTTP/1.1", HOST, "Connection: close"), 80, 200, "at once"],
  ["1.1", first("HTTP/1.1", HOST), 80, 200, "after 1 s"], // lab H7
  ["1.1 to python", first("HTTP/1.1", HOST), 8000, 200, "at once"], // lab H3
  ["two Host lines", first("HTTP/1.1", HOST, HOST), 80, 400, "at once"],
  ["HTTP/2.0", first("HTTP/2.0", HOST), 80, 505, "at once"],
  ["an unknown method", first("HTTP/1.1", HOST).replace("GET", "GRAB"), 8000, 501, "at once"],
  ["bare LF", first("HTTP/1.1", HOST, "Connection: close").replaceAll("\r\n", "\n"), 80, 200, "at once"],
] as const)("%s: status and who ends it", (_, request, port, status, ends) => {
  const t = talk(request, port);
  expect(factsOf(t, "http-response-sent").map((f) => f.status)).toEqual([status]);
  expect(serverClosed(t)).toBe(ends);
});

test("nginx answers HTTP/1.0 with HTTP/1.1 and Connection: close, python HTTP/1.1 with HTTP/1.0 (lab H3)", () => {
  const head = (t: Timeline): string => {
    const s = trace(t, "client", LETTERS).find((x) => server("\\[PSH,ACK\\]").test(x.text));
    return new TextDecoder().decode(s!.packet.payload).split("\r\n\r\n")[0]!;
  };
  expect(head(talk(first("HTTP/1.0", HOST)))).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)*Connection: close(\r\n|$)/);
  expect(head(talk(first("HTTP/1.1", HOST), 8000))).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
});

test("plain: an idle connection: the server's FIN after its time, the kernel's ACK 40 ms late, the client's FIN when its program closes (lab H7)", () => {
  const t = talk(first("HTTP/1.1", HOST, ...CURL), 80, [{ op: "sleep", for: seconds(2) }]);
  const end = trace(t, "client", LETTERS).filter((s) => isTcp(s) && s.at > seconds(1));
  expectTable(
    end,
    `S > C [FIN,ACK] ack=98
    C > S [ACK] seq=98 len=0
    C > S [RST,ACK] seq=98            # this program has left the response unread
    `,
  );
  expect(end[1]!.at - end[0]!.at).toBe(ms(40));
  const reads = talk(first("HTTP/1.1", HOST, ...CURL), 80, [
    { op: "read", on: "s", bytes: 400 },
    { op: "sleep", for: seconds(2) },
    { op: "read", on: "s" },
  ]);
  expect(recordsOf(reads, "client", "curl").at(-2)?.bytes).toBeGreaterThan(0);
  expectTable(
    trace(reads, "client", LETTERS).filter((s) => isTcp(s) && s.at > seconds(1)),
    `S > C [FIN,ACK] ack=98
    C > S [ACK] seq=98 len=0
    C > S [FIN,ACK] seq=98
    S > C [ACK] ack=99 len=0`,
  );
});
