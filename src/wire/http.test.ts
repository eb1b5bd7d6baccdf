import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EPOCH_SECONDS } from "../base/units.ts";
import {
  decodeForm,
  describeHttp,
  type Expected,
  encodeForm,
  feed,
  feedEnd,
  formatChunk,
  formatLastChunk,
  formatRequestHead,
  formatResponseHead,
  type Header,
  type HttpPart,
  type HttpProblem,
  type HttpState,
  headerKind,
  headerList,
  headerValue,
  httpDate,
  keepsConnection,
  keptBody,
  type Limits,
  looksLikeHttp,
  parseHttpDate,
  type ResponseHead,
  reasonPhrase,
  startHttp,
} from "./http.ts";
import { ascii, concatBytes, text } from "./text.ts";

fc.configureGlobal({ seed: 20_201_007 });

const REQUEST: Expected = { kind: "request" };
const RESPONSE: Expected = { kind: "response", method: "GET" };

/** Reads lines (joined by CRLF) as one message. */
function read(expected: Expected, message: string, limits: Partial<Limits> = {}): HttpState {
  return feed(startHttp(expected, limits), ascii(message));
}
const lines = (...all: string[]) => all.join("\r\n");
const problemOf = (state: HttpState): HttpProblem | null =>
  state.phase.kind === "failed" ? state.phase.problem : null;
const body = (state: HttpState) => text(keptBody(state));
const pick = (state: HttpState) => ({
  phase: state.phase.kind,
  framing: state.framing,
  body: body(state),
  surplus: text(state.surplus),
});

describe("reading a request", () => {
  test("a GET ends with its blank line; what follows is surplus", () => {
    const state = read(
      REQUEST,
      lines("GET /sample1.htm HTTP/1.1", "Host: www.lab.glasscom.com", "Accept:  */* ", "", "GET"),
    );
    expect(state.head).toEqual({
      kind: "request",
      method: "GET",
      target: "/sample1.htm",
      version: "HTTP/1.1",
      headers: [
        { name: "Host", value: "www.lab.glasscom.com" },
        { name: "Accept", value: "*/*" },
      ],
    });
    expect(pick(state)).toEqual({ phase: "complete", framing: { kind: "none" }, body: "", surplus: "GET" });
    expect(state.headerOffsets).toEqual([27, 55]);
    expect(state.length).toBe(72);
    expect(state.tolerated).toEqual([]);
  });

  test("a POST ends after Content-Length bytes", () => {
    const state = read(REQUEST, lines("POST /f HTTP/1.0", "Content-Length: 5", "", "a=1&bPUT"));
    expect(pick(state)).toEqual({
      phase: "complete",
      framing: { kind: "length", length: 5 },
      body: "a=1&b",
      surplus: "PUT",
    });
  });

  test("a request line without version is HTTP/0.9, and all of the request", () => {
    const state = read(REQUEST, lines("GET /x", "more"));
    expect(state.head).toEqual({ kind: "request", method: "GET", target: "/x", version: "HTTP/0.9", headers: [] });
    expect(pick(state)).toEqual({ phase: "complete", framing: { kind: "none" }, body: "", surplus: "more" });
  });

  test("versions of the right form are left to the server to judge", () => {
    expect(read(REQUEST, lines("GET / HTTP/2.0", "Host: h", "", "")).head?.version).toBe("HTTP/2.0");
  });

  test("blank lines before a request are skipped, bare line feeds are noted once", () => {
    const state = read(REQUEST, "\r\n\r\nGET / HTTP/1.1\nHost: h\n\nX");
    expect(pick(state)).toMatchObject({ phase: "complete", surplus: "X" });
    expect(state.tolerated).toEqual([{ kind: "bare-lf", offset: 18 }]);
    expect(state.headerOffsets).toEqual([19]);
  });

  const GET = "GET / HTTP/1.1";
  test.each<[string, HttpProblem]>([
    [lines("GET", ""), { kind: "bad-request-line", offset: 0 }],
    [lines("GET  / HTTP/1.1", ""), { kind: "bad-request-line", offset: 0 }],
    [lines("G(T / HTTP/1.1", ""), { kind: "bad-request-line", offset: 0 }],
    [lines("POST /x", ""), { kind: "bad-request-line", offset: 0 }],
    [lines("GET / HTP/1.1", ""), { kind: "bad-version", offset: 6, version: "HTP/1.1" }],
    [lines("", "GET /a b HTTP/1.1", ""), { kind: "bad-version", offset: 9, version: "b HTTP/1.1" }],
    [lines(GET, "Host", ""), { kind: "header-without-colon", offset: 16 }],
    [lines(GET, "Host : h", ""), { kind: "bad-header-name", offset: 16, name: "Host " }],
    [lines(GET, ": h", ""), { kind: "bad-header-name", offset: 16, name: "" }],
    [lines(GET, "A: b\rc", ""), { kind: "bad-header-value", offset: 16, name: "A" }],
    [lines(GET, "A: b\0c", ""), { kind: "bad-header-value", offset: 16, name: "A" }],
    [lines(GET, " A: b", ""), { kind: "obs-fold", offset: 16 }],
    [lines(GET, "A: b", " c", ""), { kind: "obs-fold", offset: 22 }],
    [lines(GET, "", ""), { kind: "missing-host", offset: 18 }],
    [lines(GET, "Host: a", "A: b", "host: a", "", ""), { kind: "two-hosts", offset: 31 }],
    [lines(GET, "Host: h", "Content-Length: 1x", "", ""), { kind: "bad-content-length", offset: 25, value: "1x" }],
    [lines(GET, "Host: h", "Content-Length: -1", "", ""), { kind: "bad-content-length", offset: 25, value: "-1" }],
    [lines(GET, "Host: h", "Content-Length:", "", ""), { kind: "bad-content-length", offset: 25, value: "" }],
    [
      lines(GET, "Host: h", "Content-Length: 9007199254740993", "", ""),
      { kind: "bad-content-length", offset: 25, value: "9007199254740993" },
    ],
    [
      lines(GET, "Host: h", "Content-Length: 1", "Content-Length: 2", "", ""),
      { kind: "bad-content-length", offset: 25, value: "1, 2" },
    ],
    [
      lines(GET, "Host: h", "Transfer-Encoding: chunked", "Content-Length: 1", "", ""),
      { kind: "both-framings", offset: 53 },
    ],
    [
      lines(GET, "Host: h", "Transfer-Encoding: chunked, gzip", "", ""),
      { kind: "bad-transfer-encoding", offset: 25, value: "chunked, gzip" },
    ],
    [
      lines("POST / HTTP/1.0", "Transfer-Encoding: chunked", "", ""),
      { kind: "bad-transfer-encoding", offset: 17, value: "chunked" },
    ],
  ])("%j cannot be read", (message, problem) => {
    const state = read(REQUEST, message);
    expect(problemOf(state)).toEqual(problem);
    expect(feed(state, ascii("more"))).toBe(state);
  });

  test("the same Content-Length twice is one", () => {
    const state = read(REQUEST, lines("POST / HTTP/1.0", "Content-Length: 2, 2", "Content-Length: 2", "", "ab"));
    expect(pick(state)).toMatchObject({ phase: "complete", body: "ab" });
  });

  test("HTTP/1.0 needs no Host", () => {
    expect(read(REQUEST, lines("GET / HTTP/1.0", "", "")).phase.kind).toBe("complete");
  });

  test("a failed head keeps what was read, for the answer", () => {
    const state = read(REQUEST, lines("GET / HTTP/1.1", "A: b", "Host", ""));
    expect(state.head).toMatchObject({ version: "HTTP/1.1", headers: [{ name: "A", value: "b" }] });
  });
});

describe("reading a response", () => {
  const OK = "HTTP/1.1 200 OK";
  const NONE = { kind: "none" };
  test.each<[string, Expected, string, object]>([
    [
      "a length",
      RESPONSE,
      lines(OK, "Content-Length: 3", "", "abcd"),
      { phase: "complete", body: "abc", surplus: "d" },
    ],
    ["length 0", RESPONSE, lines(OK, "Content-Length: 0", "", "d"), { phase: "complete", body: "", surplus: "d" }],
    ["neither", RESPONSE, lines(OK, "", "abcd"), { phase: "data", framing: { kind: "until-close" }, body: "abcd" }],
    ["HEAD", { kind: "response", method: "HEAD" }, lines(OK, "Content-Length: 3", "", ""), { framing: NONE }],
    ["CONNECT", { kind: "response", method: "CONNECT" }, lines(OK, "", "tls"), { framing: NONE, surplus: "tls" }],
    ["100", RESPONSE, lines("HTTP/1.1 100 Continue", "", "HTTP"), { framing: NONE, surplus: "HTTP" }],
    ["204", RESPONSE, lines("HTTP/1.1 204 No Content", "", "H"), { framing: NONE, surplus: "H" }],
    ["304", RESPONSE, lines("HTTP/1.1 304 ", "Content-Length: 9", "", "H"), { framing: NONE, surplus: "H" }],
    [
      "chunked",
      RESPONSE,
      lines(OK, "Transfer-Encoding: Chunked", "", "4;x=y", "Wiki", "A", "pedia is\r\n", "0", "", "H"),
      { phase: "complete", framing: { kind: "chunked" }, body: "Wikipedia is\r\n", surplus: "H" },
    ],
    [
      "a coding that is not chunked",
      RESPONSE,
      lines(OK, "Transfer-Encoding: gzip", "", "ab"),
      { phase: "data", framing: { kind: "until-close" }, body: "ab" },
    ],
  ])("the end of the body is told by: %s", (_name, expected, message, result) => {
    expect(pick(read(expected, message))).toMatchObject(result);
  });

  test("a status line may have no phrase", () => {
    expect(read(RESPONSE, lines("HTTP/1.0 200", "", "")).head).toMatchObject({ status: 200, reason: "" });
    expect(read(RESPONSE, lines("HTTP/1.0 404 Not Found", "", "")).head).toMatchObject({ reason: "Not Found" });
  });

  test("trailers come after the last chunk", () => {
    const state = read(RESPONSE, lines(OK, "Transfer-Encoding: chunked", "", "0", "A: 1", "B: 2", "", ""));
    expect(state.trailers).toEqual([
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ]);
    expect(state.head?.headers).toHaveLength(1);
  });

  test("a folded line is joined and noted; of two framings chunked counts, and it is noted", () => {
    const state = read(
      RESPONSE,
      lines(OK, "A: b", "\t c", "  d", "Content-Length: 9", "Transfer-Encoding: chunked", "", "1", "x", "0", "", ""),
    );
    expect(pick(state)).toMatchObject({ phase: "complete", framing: { kind: "chunked" }, body: "x" });
    expect(headerValue(state.head?.headers ?? [], "a")).toBe("b c d");
    expect(state.headerOffsets).toEqual([17, 33, 52]);
    expect(state.tolerated).toEqual([
      { kind: "obs-fold", offset: 23 },
      { kind: "both-framings", offset: 33 },
    ]);
  });

  const CHUNKED = lines(OK, "Transfer-Encoding: chunked", "", "");
  test.each<[string, HttpProblem]>([
    ["ICY 200 OK\r\n", { kind: "bad-version", offset: 0, version: "ICY" }],
    ["\r\n", { kind: "bad-version", offset: 0, version: "" }],
    ["HTTP/1.1 20 OK\r\n", { kind: "bad-status-line", offset: 8 }],
    ["HTTP/1.1 2000\r\n", { kind: "bad-status-line", offset: 8 }],
    ["HTTP/1.1 099 x\r\n", { kind: "bad-status-line", offset: 8 }],
    [
      lines(OK, "Transfer-Encoding: chunked, chunked", "", ""),
      {
        kind: "bad-transfer-encoding",
        offset: 17,
        value: "chunked, chunked",
      },
    ],
    [`${CHUNKED}x\r\n`, { kind: "bad-chunk", offset: 47 }],
    [`${CHUNKED}\r\n`, { kind: "bad-chunk", offset: 47 }],
    [`${CHUNKED}10000000000000\r\n`, { kind: "bad-chunk", offset: 47 }],
    [`${CHUNKED}1\r\nab`, { kind: "bad-chunk", offset: 51 }],
    [`${CHUNKED}0\r\nA\r\n`, { kind: "header-without-colon", offset: 50 }],
  ])("%j cannot be read", (message, problem) => {
    expect(problemOf(read(RESPONSE, message))).toEqual(problem);
  });

  test.each([
    ["before the first byte", "", "line", null],
    ["in the head", "HTTP/1.1 200 OK\r\nA", "failed", { kind: "closed-early", offset: 18 }],
    [
      "in a body of known length",
      lines(OK, "Content-Length: 9", "", "ab"),
      "failed",
      { kind: "closed-early", offset: 40 },
    ],
    ["in a chunk", `${CHUNKED}5\r\nab`, "failed", { kind: "closed-early", offset: 52 }],
    ["in a body until close", lines(OK, "", "ab"), "complete", null],
    ["after the end", lines(OK, "Content-Length: 0", "", ""), "complete", null],
  ])("the connection closes %s", (_when, message, phase, problem) => {
    const state = feedEnd(read(RESPONSE, message));
    expect(state.phase.kind).toBe(phase);
    expect(problemOf(state)).toEqual(problem);
  });
});

describe("limits", () => {
  const limits = { line: 20, head: 60, keepBody: 4 };
  test("a line at the limit passes, one byte more does not, complete or not", () => {
    const fits = `GET /${"x".repeat(6)} HTTP/1.0`;
    expect(fits).toHaveLength(20);
    expect(read(REQUEST, `${fits}\r\n\r\n`, limits).phase.kind).toBe("complete");
    const problem = { kind: "line-too-long", offset: 0, line: "start-line", limit: 20 };
    expect(problemOf(read(REQUEST, `x${fits}\r\n`, limits))).toEqual(problem);
    expect(problemOf(read(REQUEST, `x${fits}`, limits))).toEqual(problem);
    expect(problemOf(read(REQUEST, fits, limits))).toBeNull();
    expect(problemOf(read(REQUEST, lines("GET / HTTP/1.0", `A: ${"x".repeat(18)}`), limits))).toEqual({
      kind: "line-too-long",
      offset: 16,
      line: "header",
      limit: 20,
    });
  });

  test("a head or trailer section may have many lines, not endlessly many", () => {
    const four = ["A: 12345678", "B: 12345678", "C: 12345678", "D: 12345678"];
    expect(problemOf(read(REQUEST, lines("GET / HTTP/1.0", ...four, ""), limits))).toEqual({
      kind: "head-too-long",
      offset: 55,
      limit: 60,
    });
    const head = lines("HTTP/1.1 200", "Transfer-Encoding:chunked", "", "0", "");
    const wide = { ...limits, line: 30 };
    expect(problemOf(read(RESPONSE, head + lines(...four, "E: 123456789", ""), wide))).toMatchObject({ offset: 98 });
    expect(read(RESPONSE, head + lines(...four, "", ""), wide).phase.kind).toBe("complete");
    expect(problemOf(read(REQUEST, "\r\n".repeat(31), limits))).toMatchObject({ kind: "head-too-long" });
  });

  test("all bytes of a body are counted, only the first are kept", () => {
    const state = read(RESPONSE, lines("HTTP/1.0 200 OK", "Content-Length: 10", "", "0123456789x"), limits);
    expect({ ...pick(state), length: state.bodyLength }).toMatchObject({ body: "0123", length: 10, surplus: "x" });
    const none = read(RESPONSE, lines("HTTP/1.0 200 OK", "", "0123456789"), { keepBody: 0 });
    expect([none.kept, none.bodyLength]).toEqual([[], 10]);
  });

  test("a body that comes byte by byte is kept in few pieces", () => {
    let state = read(RESPONSE, lines("HTTP/1.0 200 OK", "", ""));
    for (let i = 0; i < 5_000; i++) state = feed(state, Uint8Array.of(i & 0xff));
    expect(state.kept.length).toBe(5);
    expect(keptBody(state)).toEqual(Uint8Array.from({ length: 5_000 }, (_, i) => i));
  });
});

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const headerText = fc.stringMatching(/^[!-~\u0080-\u00ff]([ -~\u0080-\u00ff]{0,18}[!-~])?$/);
const freeHeader: fc.Arbitrary<Header> = fc
  .record({ name: token, value: fc.oneof(headerText, fc.constant("")) })
  .filter(({ name }) => !/^(host|content-length|transfer-encoding)$/i.test(name));
const responseHead: fc.Arbitrary<ResponseHead> = fc.record({
  kind: fc.constant("response"),
  version: fc.constantFrom("HTTP/1.0", "HTTP/1.1"),
  status: fc.integer({ min: 200, max: 599 }).filter((s) => s !== 204 && s !== 304),
  reason: fc.oneof(headerText, fc.constant("")),
  headers: fc.array(freeHeader, { maxLength: 4 }),
});
const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 });

/** Freezes a state and what it holds, so that writing into it would throw. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** Cuts `bytes` at the given places and feeds the pieces to a state that may not be written to. */
function feedInPieces(state: HttpState, bytes: Uint8Array, cuts: readonly number[]): HttpState {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.reduce((now, place, i) => feed(frozen(now), bytes.subarray(places[i - 1] ?? 0, place)), state);
}
const cuts = fc.array(fc.nat(2_000), { maxLength: 8 });

/** Everything but how the kept bytes are divided. */
const content = (state: HttpState) => ({ ...state, kept: keptBody(state) });

describe("for any message and any cuts", () => {
  test("a request comes back as it was written", () => {
    const request = fc.record({
      kind: fc.constant("request" as const),
      method: token,
      target: fc.stringMatching(/^[!-~]{1,30}$/),
      version: fc.constantFrom("HTTP/1.0", "HTTP/1.1"),
      headers: fc.array(freeHeader, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(request, fc.uint8Array(), fc.uint8Array(), cuts, (given, data, next, at) => {
        const headers = [
          ...given.headers,
          { name: "Host", value: "h" },
          { name: "Content-Length", value: `${data.length}` },
        ];
        const head = { ...given, headers };
        const state = feedInPieces(startHttp(REQUEST), concatBytes([formatRequestHead(head), data, next]), at);
        expect(state.head).toEqual(head);
        expect(state.phase.kind).toBe("complete");
        expect(keptBody(state)).toEqual(data);
        expect(state.surplus).toEqual(next);
      }),
    );
  });

  test("a response comes back, framed by length, by chunks or by the end", () => {
    const trailers = fc.array(freeHeader, { maxLength: 2 });
    const framing = fc.constantFrom("length", "chunked", "until-close");
    fc.assert(
      fc.property(responseHead, framing, chunks, trailers, cuts, (given, kind, data, trailer, at) => {
        const length = { name: "Content-Length", value: String(concatBytes(data).length) };
        const coding = { name: "Transfer-Encoding", value: "chunked" };
        const added = kind === "length" ? [length] : kind === "chunked" ? [coding] : [];
        const head = { ...given, headers: [...given.headers, ...added] };
        const rest = kind === "chunked" ? [...data.map(formatChunk), formatLastChunk(trailer)] : data;
        const bytes = concatBytes([formatResponseHead(head), ...rest]);
        const state = feedEnd(feedInPieces(startHttp(RESPONSE), bytes, at));
        expect(state.head).toEqual(head);
        expect(state.phase.kind).toBe("complete");
        expect(state.framing?.kind).toBe(kind);
        expect(keptBody(state)).toEqual(concatBytes(data));
        expect(state.bodyLength).toBe(concatBytes(data).length);
        expect(state.trailers).toEqual(kind === "chunked" ? trailer : []);
        expect(state.length).toBe(bytes.length);
      }),
    );
  });

  const pieces = fc.constantFrom(
    ...[
      "GET ",
      "/",
      " HTTP/1.1",
      "HTTP/1.1 200 OK",
      "\r\n",
      "\n",
      "\r",
      "Host: h",
      "Content-Length: 3",
      ":",
      " ",
      "\t",
    ],
    ...["Transfer-Encoding: chunked", "0", "5", "abc", "\0", "\xff", "POST /x HTTP/1.0", "HTTP/1.1 304 x", "A: b"],
  );
  const noise = fc.oneof(
    fc.uint8Array(),
    fc.array(pieces, { maxLength: 25 }).map((all) => ascii(all.join(""))),
  );

  test("reading random bytes never throws, and cuts make no difference", () => {
    const small = { line: 24, head: 80, keepBody: 5 };
    fc.assert(
      fc.property(noise, cuts, fc.constantFrom(REQUEST, RESPONSE), fc.boolean(), (bytes, at, expected, isSmall) => {
        const start = startHttp(expected, isSmall ? small : {});
        const whole = feed(start, bytes);
        const cut = feedInPieces(start, bytes, at);
        const problem = problemOf(whole);
        if (problem === null) expect(content(cut)).toEqual(content(whole));
        else {
          expect(problemOf(cut)).toEqual(problem);
          expect(problem.offset).toBeLessThanOrEqual(bytes.length);
        }
        feedEnd(whole);
      }),
      { numRuns: 3_000 },
    );
  });

  test("describing random bytes never throws; parts and tokens follow each other without a gap", () => {
    const tile = (spans: readonly { start: number; end: number }[], start: number, end: number) => {
      const reached = spans.reduce((at, span) => {
        expect(span.start).toBe(at);
        expect(span.end).toBeGreaterThan(at);
        return span.end;
      }, start);
      expect(reached).toBe(end);
    };
    const opened = fc.tuple(fc.constantFrom("", "GET /", "HTTP/1.1 200 OK\r\n", "POST / HTTP/1.1\n"), noise);
    fc.assert(
      fc.property(opened, ([opening, rest]) => {
        const bytes = concatBytes([ascii(opening), rest]);
        const parts = describeHttp(bytes);
        tile(parts, 0, bytes.length);
        for (const part of parts) {
          if (part.kind === "body") continue;
          tile(part.tokens, part.start, part.end);
          for (const t of part.tokens) expect(text(bytes, t.start, t.end)).toBe(t.text);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

/** One line a part: `request-line method=GET space= ...`. */
function outline(parts: readonly HttpPart[]): string[] {
  return parts.map((part) => {
    const label = part.kind === "header" ? `${part.headerKind} header` : part.kind;
    const inside =
      part.kind === "body" ? [] : part.tokens.map((t) => `${t.kind}=${JSON.stringify(t.text).slice(1, -1)}`);
    return [`${part.start}-${part.end} ${label}`, ...inside].join("|");
  });
}

describe("describing", () => {
  test("a request with a body, and the next request behind it", () => {
    const bytes = ascii(lines("POST /f HTTP/1.1", "Host:  h ", "Content-Length: 3", "", "a=1GET / HTTP/1.0", "", ""));
    expect(outline(describeHttp(bytes))).toEqual([
      "0-18 request-line|method=POST|space= |target=/f|space= |version=HTTP/1.1|line-end=\\r\\n",
      "18-29 request header|name=Host|colon=:|space=  |value=h|space= |line-end=\\r\\n",
      "29-48 entity header|name=Content-Length|colon=:|space= |value=3|line-end=\\r\\n",
      "48-50 blank-line|line-end=\\r\\n",
      "50-53 body",
      "53-69 request-line|method=GET|space= |target=/|space= |version=HTTP/1.0|line-end=\\r\\n",
      "69-71 blank-line|line-end=\\r\\n",
    ]);
  });

  test("a response whose segment ends in a field", () => {
    const bytes = ascii(lines("HTTP/1.1 404 Not Found", "Server: nginx", "no colon", "Date: Wed, 07"));
    expect(outline(describeHttp(bytes))).toEqual([
      "0-24 status-line|version=HTTP/1.1|space= |status=404|space= |reason=Not Found|line-end=\\r\\n",
      "24-39 response header|name=Server|colon=:|space= |value=nginx|line-end=\\r\\n",
      "39-49 unreadable-line|unreadable=no colon|line-end=\\r\\n",
      "49-62 general header|name=Date|colon=:|space= |value=Wed, 07",
    ]);
  });

  test.each([
    ["a body in the middle of a stream", "\x89PNG", ["0-4 body"]],
    ["nothing", "", []],
    ["a cut request line", "GET /ind", ["0-8 request-line|method=GET|space= |target=/ind"]],
    [
      "a request line cut in its end",
      "GET /i HTTP/1.1\r",
      ["0-16 request-line|method=GET|space= |target=/i|space= |version=HTTP/1.1|line-end=\\r"],
    ],
    ["HTTP/0.9", "GET /\r\n", ["0-7 request-line|method=GET|space= |target=/|line-end=\\r\\n"]],
    [
      "a response until close",
      "HTTP/1.0 200 OK\n\nabc",
      [
        "0-16 status-line|version=HTTP/1.0|space= |status=200|space= |reason=OK|line-end=\\n",
        "16-17 blank-line|line-end=\\n",
        "17-20 body",
      ],
    ],
  ])("%s", (_name, message, expected) => {
    expect(outline(describeHttp(ascii(message)))).toEqual(expected);
  });

  test.each([
    ["GET / HTTP/1.1\r\n", "request"],
    ["OPTIONS *", "request"],
    ["BREW /pot HTTP/1.1\r\n", "request"],
    ["HTTP/1.0 200", "response"],
    ["BREW /pot", undefined],
    ["GETTING /", undefined],
    ["GET", undefined],
    ["HTTP/1.1", undefined],
    ["", undefined],
  ])("%j looks like %s", (start, kind) => {
    expect(looksLikeHttp(ascii(start))).toBe(kind);
  });
});

describe("fields", () => {
  test.each([
    ["general", ["Connection", "Via", "Cache-Control", "Date"]],
    ["request", ["Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "Host", "Referer", "Authorization"]],
    ["response", ["Server", "ETag", "Accept-Ranges"]],
    ["entity", ["Content-Length", "CONTENT-TYPE", "last-modified", "X-Unknown"]],
  ])("%s", (kind, names) => {
    expect(names.map(headerKind)).toEqual(names.map(() => kind));
  });

  test("a list field may be spread over lines", () => {
    const headers = [
      { name: "Connection", value: "Keep-Alive, , te" },
      { name: "connection", value: "close" },
    ];
    expect(headerList(headers, "CONNECTION")).toEqual(["keep-alive", "te", "close"]);
    expect(headerValue(headers, "Via")).toBeUndefined();
  });

  test.each([
    ["HTTP/1.1", undefined, true],
    ["HTTP/1.1", "close", false],
    ["HTTP/1.0", undefined, false],
    ["HTTP/1.0", "Keep-Alive", true],
    ["HTTP/1.0", "keep-alive, close", false],
    ["HTTP/0.9", "keep-alive", false],
  ])("%s with Connection: %s keeps the connection: %s", (version, connection, keeps) => {
    const headers = connection === undefined ? [] : [{ name: "Connection", value: connection }];
    expect(keepsConnection({ kind: "request", method: "GET", target: "/", version, headers })).toBe(keeps);
  });

  test("phrases", () => {
    expect([100, 200, 301, 304, 404, 414, 500, 505, 299].map(reasonPhrase)).toEqual([
      ...["Continue", "OK", "Moved Permanently", "Not Modified", "Not Found", "URI Too Long"],
      ...["Internal Server Error", "HTTP Version Not Supported", ""],
    ]);
  });

  test("a line break in a value is a bug of the caller", () => {
    const headers = [{ name: "A", value: "b\r\nC: d" }];
    expect(() => formatResponseHead({ version: "HTTP/1.1", status: 200, reason: "OK", headers })).toThrow("line break");
  });
});

describe("dates", () => {
  test("the three forms of RFC 9110 are one moment", () => {
    const moment = Date.UTC(1994, 10, 6, 8, 49, 37) / 1000;
    expect(httpDate(moment)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT")).toBe(moment);
    expect(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT")).toBe(moment);
    expect(parseHttpDate("Sun Nov  6 08:49:37 1994")).toBe(moment);
  });

  test("virtual zero", () => {
    expect(httpDate(EPOCH_SECONDS)).toBe("Wed, 07 Oct 2020 13:00:00 GMT");
  });

  test("a year of two digits is at most 50 years ahead", () => {
    expect(parseHttpDate("Monday, 01-Jan-70 00:00:00 GMT")).toBe(Date.UTC(2070, 0, 1) / 1000);
    expect(parseHttpDate("Friday, 01-Jan-71 00:00:00 GMT")).toBe(Date.UTC(1971, 0, 1) / 1000);
    expect(parseHttpDate("Friday, 01-Jan-71 00:00:00 GMT", Date.UTC(2021, 5) / 1000)).toBe(Date.UTC(2071, 0, 1) / 1000);
  });

  test.each([
    "",
    "0",
    "Wed, 07 Oct 2020 13:00:00",
    "Wed, 07 Oct 2020 24:00:00 GMT",
    "Wed, 07 Oct 2020 13:60:00 GMT",
    "Wed, 30 Feb 2020 13:00:00 GMT",
    "Wed, 00 Mar 2020 13:00:00 GMT",
    "Mon, 29 Feb 2021 13:00:00 GMT",
    "Xyz, 07 Oct 2020 13:00:00 GMT",
  ])("%j is none", (value) => {
    expect(parseHttpDate(value)).toBeUndefined();
  });

  test("every second of the years 0 to 9999 is written as the platform does, and read back", () => {
    const first = Date.parse("0000-01-01T00:00:00Z") / 1000;
    const last = Date.parse("9999-12-31T23:59:59Z") / 1000;
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (moment) => {
        expect(httpDate(moment)).toBe(new Date(moment * 1000).toUTCString());
        expect(parseHttpDate(httpDate(moment))).toBe(moment);
      }),
      { examples: [[first], [last], [0], [-1], [951_782_400]] },
    );
  });
});

describe("forms", () => {
  test.each([
    [
      "name=kim&age=20",
      [
        ["name", "kim"],
        ["age", "20"],
      ],
    ],
    ["q=a+b%26c%3D%2B", [["q", "a b&c=+"]]],
    ["%ED%95%9C=%EA%B8%80", [["한", "글"]]],
    ["", []],
  ] as const)("%s", (encoded, fields) => {
    expect(encodeForm(fields)).toBe(encoded);
    expect(decodeForm(encoded)).toEqual(fields);
  });

  test("what is not well formed is taken as it is", () => {
    expect(decodeForm("&a&=b&c=%4&d=%zz=")).toEqual([
      ["a", ""],
      ["", "b"],
      ["c", "%4"],
      ["d", "%zz="],
    ]);
  });

  test("any fields come back", () => {
    const word = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), (fields) => {
        expect(encodeForm(fields)).toMatch(/^[*\-._0-9A-Za-z%+=&]*$/);
        expect(decodeForm(encodeForm(fields))).toEqual(fields);
      }),
    );
  });
});
