import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatUrl,
  HOST_LIMIT,
  hostField,
  LABEL_LIMIT,
  parseAddressBar,
  parseUrl,
  portOf,
  refererField,
  requestTarget,
  resolveReference,
  resolveText,
  type ServerUrl,
  URL_LIMIT,
  type Url,
  type UrlProblem,
  urlParts,
} from "./url.ts";

fc.configureGlobal({ seed: 20_201_007 });

function url(text: string): Url {
  const parsed = parseUrl(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}

function server(text: string): ServerUrl {
  const parsed = url(text);
  if (parsed.scheme === "http" || parsed.scheme === "https" || parsed.scheme === "ftp") return parsed;
  throw new Error(`${text} names no server`);
}

const problem = (text: string): UrlProblem | null => {
  const parsed = parseUrl(text);
  return parsed.ok ? null : parsed.error;
};

/** `scheme=http host=a`, each part checked to stand where it says. */
function parts(parsed: Url): string {
  return urlParts(parsed)
    .map(({ name, text, start, end }) => {
      expect(parsed.text.slice(start, end)).toBe(text);
      return `${name}=${text}`;
    })
    .join(" ");
}

describe("the parts of a URL", () => {
  test.each([
    [
      "http://user:password@www.cyber.co.kr:80/dir/file1.html",
      "scheme=http user=user password=password host=www.cyber.co.kr port=80 directory=/dir/ file=file1.html",
    ],
    [
      "ftp://user:password@ftp.cyber.co.kr:21/dir/file1.html",
      "scheme=ftp user=user password=password host=ftp.cyber.co.kr port=21 directory=/dir/ file=file1.html",
    ],
    ["file://localhost/c:/path/file1.zip", "scheme=file host=localhost directory=/c:/path/ file=file1.zip"],
    ["file:///etc/hosts", "scheme=file directory=/etc/ file=hosts"],
    ["file:/etc/hosts", "scheme=file directory=/etc/ file=hosts"],
    ["mailto:tone@cyber.co.kr", "scheme=mailto mailbox=tone domain=cyber.co.kr"],
    ["mailto:tone@cyber.co.kr?subject=hi", "scheme=mailto mailbox=tone domain=cyber.co.kr query=subject=hi"],
    ["news:comp.protocols.tcp-ip", "scheme=news group=comp.protocols.tcp-ip"],
    ["news:*", "scheme=news group=*"],
    ["http://www.lab.cyber.co.kr/dir/", "scheme=http host=www.lab.cyber.co.kr directory=/dir/"],
    ["http://www.lab.cyber.co.kr/", "scheme=http host=www.lab.cyber.co.kr directory=/"],
    ["http://www.lab.cyber.co.kr", "scheme=http host=www.lab.cyber.co.kr"],
    ["http://h/whatisthis", "scheme=http host=h directory=/ file=whatisthis"],
    ["HTTPS://u@A.b:8443?q=1#top", "scheme=HTTPS user=u host=A.b port=8443 query=q=1 fragment=top"],
    ["http://h/a?x=/b?c#d?e/f#g", "scheme=http host=h directory=/ file=a query=x=/b?c fragment=d?e/f#g"],
    ["http://u:p:q@x@h/", "scheme=http user=u password=p:q@x host=h directory=/"],
    ["http://h:/", "scheme=http host=h directory=/"],
  ])("%s", (text, expected) => {
    expect(parts(url(text))).toBe(expected);
  });

  test("a host is a name in lower case without its last dot, or an address", () => {
    expect(server("http://WWW.Lab.Cyber.co.kr./").host).toEqual({
      kind: "name",
      name: "www.lab.cyber.co.kr",
      text: "WWW.Lab.Cyber.co.kr.",
      start: 7,
      end: 27,
    });
    expect(server("http://192.0.2.226/").host).toEqual({
      kind: "ipv4",
      address: "192.0.2.226",
      text: "192.0.2.226",
      start: 7,
      end: 18,
    });
    expect(server("http://1.2.3.4.example/").host).toMatchObject({ kind: "name", name: "1.2.3.4.example" });
  });

  test("a port left out is the scheme's own", () => {
    expect(["http://h", "https://h", "ftp://h", "http://h:8080", "http://h:"].map((t) => portOf(server(t)))).toEqual([
      80, 443, 21, 8080, 80,
    ]);
  });

  test("names and labels may be as long as DNS allows, and no longer", () => {
    const label = "a".repeat(LABEL_LIMIT);
    const name = [label, label, label, label].join(".").slice(0, HOST_LIMIT);
    expect(problem(`http://${name}/`)).toBeNull();
    expect(problem(`http://${name}./`)).toBeNull();
    expect(problem(`http://${name}a/`)).toEqual({ kind: "host-too-long", offset: 7, length: 254, limit: 253 });
    expect(problem(`http://x.a${label}/`)).toEqual({ kind: "label-too-long", offset: 9, length: 64, limit: 63 });
    const longest = `http://h/${"x".repeat(URL_LIMIT - 9)}`;
    expect(problem(longest)).toBeNull();
    expect(problem(`${longest}x`)).toEqual({ kind: "too-long", offset: 2000, length: 2001, limit: 2000 });
  });
});

describe("what is no URL", () => {
  test.each<[string, UrlProblem]>([
    ["", { kind: "empty", offset: 0 }],
    ["naver.com", { kind: "missing-scheme", offset: 0 }],
    ["//naver.com", { kind: "missing-scheme", offset: 0 }],
    [":x", { kind: "missing-scheme", offset: 0 }],
    ["htp:/x", { kind: "bad-scheme", offset: 0, text: "htp" }],
    ["gopher://h/", { kind: "bad-scheme", offset: 0, text: "gopher" }],
    ["http:/x", { kind: "missing-slashes", offset: 5, scheme: "http" }],
    ["http:x", { kind: "missing-slashes", offset: 5, scheme: "http" }],
    ["file:x", { kind: "missing-slashes", offset: 5, scheme: "file" }],
    ["http://", { kind: "missing-host", offset: 7 }],
    ["http:///dir", { kind: "missing-host", offset: 7 }],
    ["http://u:p@:80/", { kind: "missing-host", offset: 11 }],
    ["http://a..b/", { kind: "bad-host", offset: 9, text: "a..b" }],
    ["http://.a/", { kind: "bad-host", offset: 7, text: ".a" }],
    ["http://./", { kind: "bad-host", offset: 7, text: "." }],
    ["http://a../", { kind: "bad-host", offset: 9, text: "a.." }],
    ["http://a%41/", { kind: "bad-host", offset: 8, text: "a%41" }],
    ["http://www.네이버.com/", { kind: "non-ascii-host", offset: 11, text: "www.네이버.com" }],
    ["http://[::1]:80/", { kind: "ipv6-host", offset: 7, text: "[::1]:80" }],
    ["http://u@2001:db8::1/", { kind: "ipv6-host", offset: 9, text: "2001:db8::1" }],
    ["http://1.2.3.400/", { kind: "bad-address", offset: 7, text: "1.2.3.400" }],
    ["http://1.2.3/", { kind: "bad-address", offset: 7, text: "1.2.3" }],
    ["http://01.2.3.4/", { kind: "bad-address", offset: 7, text: "01.2.3.4" }],
    ["http://1.2.3.4./", { kind: "bad-address", offset: 7, text: "1.2.3.4." }],
    ["http://3232235777/", { kind: "bad-address", offset: 7, text: "3232235777" }],
    ["http://h:70000/", { kind: "bad-port", offset: 9, text: "70000" }],
    ["http://h:65536/", { kind: "bad-port", offset: 9, text: "65536" }],
    ["http://h:0/", { kind: "bad-port", offset: 9, text: "0" }],
    ["http://h:-1/", { kind: "bad-port", offset: 9, text: "-1" }],
    ["http://u:p@h:8o/", { kind: "bad-port", offset: 13, text: "8o" }],
    ["http://h/a b", { kind: "space-or-control", offset: 10, code: 0x20 }],
    ["http://h/a\u0000", { kind: "space-or-control", offset: 10, code: 0 }],
    ["mailto:", { kind: "bad-mailbox", offset: 7, text: "" }],
    ["mailto:tone", { kind: "bad-mailbox", offset: 7, text: "tone" }],
    ["mailto:@h", { kind: "bad-mailbox", offset: 7, text: "@h" }],
    ["mailto:a@b,c@d", { kind: "bad-mailbox", offset: 7, text: "a@b,c@d" }],
    ["mailto://tone@h", { kind: "bad-mailbox", offset: 7, text: "//tone@h" }],
    ["mailto:tone@", { kind: "missing-host", offset: 12 }],
    ["news:", { kind: "bad-group", offset: 5, text: "" }],
    ["news:a..b", { kind: "bad-group", offset: 5, text: "a..b" }],
    ["news://server/a", { kind: "bad-group", offset: 5, text: "//server/a" }],
  ])("%s", (text, expected) => {
    expect(problem(text)).toEqual(expected);
  });
});

describe("the address bar", () => {
  test.each([
    ["naver.com", "http://naver.com", "http"],
    ["naver.com/dir", "http://naver.com/dir", "http"],
    ["naver.com:8080/x", "http://naver.com:8080/x", "http"],
    ["localhost:8080", "http://localhost:8080", "http"],
    ["localhost:8080?q", "http://localhost:8080?q", "http"],
    ["  192.0.2.226 \n", "http://192.0.2.226", "http"],
    ["https://naver.com/", "https://naver.com/", null],
    ["mailto:tone@cyber.co.kr", "mailto:tone@cyber.co.kr", null],
  ])("%j means %s", (typed, text, assumed) => {
    const parsed = parseAddressBar(typed);
    expect(parsed.ok && { text: parsed.value.url.text, assumed: parsed.value.assumed }).toEqual({ text, assumed });
  });

  test.each<[string, UrlProblem]>([
    ["", { kind: "empty", offset: 0 }],
    ["   ", { kind: "empty", offset: 0 }],
    ["htp:/x", { kind: "bad-scheme", offset: 0, text: "htp" }],
    ["a.b://x", { kind: "bad-scheme", offset: 0, text: "a.b" }],
    ["/dir", { kind: "missing-host", offset: 0 }],
    [" naver.com:70000", { kind: "bad-port", offset: 11, text: "70000" }],
    ["1.2.3.400", { kind: "bad-address", offset: 0, text: "1.2.3.400" }],
    ["naver com", { kind: "space-or-control", offset: 5, code: 0x20 }],
    [" http://h:0", { kind: "bad-port", offset: 10, text: "0" }],
  ])("%j is a problem, with its place in what was typed", (typed, expected) => {
    const parsed = parseAddressBar(typed);
    expect(parsed.ok ? null : parsed.error).toEqual(expected);
  });
});

describe("what a URL becomes in a request", () => {
  test.each([
    ["http://h", "/", "h", "http://h/"],
    ["http://h?q=1", "/?q=1", "h", "http://h/?q=1"],
    ["http://u:p@H.:8080/a/b?c=d#e", "/a/b?c=d", "h:8080", "http://h:8080/a/b?c=d"],
    ["https://h:443/%41", "/%41", "h", "https://h/%41"],
    ["http://192.0.2.226/한.html", "/%ED%95%9C.html", "192.0.2.226", "http://192.0.2.226/%ED%95%9C.html"],
    ['http://h/"<>\\^`{|}~', "/%22%3C%3E%5C%5E%60%7B%7C%7D~", "h", "http://h/%22%3C%3E%5C%5E%60%7B%7C%7D~"],
  ])("%s", (text, target, host, referer) => {
    const parsed = server(text);
    expect([requestTarget(parsed), hostField(parsed), refererField(parsed)]).toEqual([target, host, referer]);
  });
});

describe("references, RFC 3986 section 5.4", () => {
  const base = "http://a/b/c/d;p?q";
  test.each([
    // 5.4.1, normal
    ["g:h", "g:h"],
    ["g", "http://a/b/c/g"],
    ["./g", "http://a/b/c/g"],
    ["g/", "http://a/b/c/g/"],
    ["/g", "http://a/g"],
    ["//g", "http://g"],
    ["?y", "http://a/b/c/d;p?y"],
    ["g?y", "http://a/b/c/g?y"],
    ["#s", "http://a/b/c/d;p?q#s"],
    ["g#s", "http://a/b/c/g#s"],
    ["g?y#s", "http://a/b/c/g?y#s"],
    [";x", "http://a/b/c/;x"],
    ["g;x", "http://a/b/c/g;x"],
    ["g;x?y#s", "http://a/b/c/g;x?y#s"],
    ["", "http://a/b/c/d;p?q"],
    [".", "http://a/b/c/"],
    ["./", "http://a/b/c/"],
    ["..", "http://a/b/"],
    ["../", "http://a/b/"],
    ["../g", "http://a/b/g"],
    ["../..", "http://a/"],
    ["../../", "http://a/"],
    ["../../g", "http://a/g"],
    // 5.4.2, abnormal
    ["../../../g", "http://a/g"],
    ["../../../../g", "http://a/g"],
    ["/./g", "http://a/g"],
    ["/../g", "http://a/g"],
    ["g.", "http://a/b/c/g."],
    [".g", "http://a/b/c/.g"],
    ["g..", "http://a/b/c/g.."],
    ["..g", "http://a/b/c/..g"],
    ["./../g", "http://a/b/g"],
    ["./g/.", "http://a/b/c/g/"],
    ["g/./h", "http://a/b/c/g/h"],
    ["g/../h", "http://a/b/c/h"],
    ["g;x=1/./y", "http://a/b/c/g;x=1/y"],
    ["g;x=1/../y", "http://a/b/c/y"],
    ["g?y/./x", "http://a/b/c/g?y/./x"],
    ["g?y/../x", "http://a/b/c/g?y/../x"],
    ["g#s/./x", "http://a/b/c/g#s/./x"],
    ["g#s/../x", "http://a/b/c/g#s/../x"],
    ["http:g", "http:g"],
  ])("%j", (reference, target) => {
    expect(resolveText(base, reference)).toBe(target);
    const resolved = resolveReference(url(base), reference);
    expect(resolved).toEqual(parseUrl(target));
  });

  test.each([
    ["http://h", "gazou.jpg", "http://h/gazou.jpg"],
    ["http://u:p@h/x/y", "../gazou.jpg", "http://u:p@h/gazou.jpg"],
    ["http://h/x", "HTTP://Other/y", "HTTP://Other/y"],
    ["file:/a/b", "/.//c", "file:/.//c"],
    ["http://h/x", "../".repeat(20_000), "http://h/"],
  ])("from %s", (from, reference, target) => {
    expect(resolveText(from, reference)).toBe(target);
  });
});

describe("for any text", () => {
  const fragmentOfUrl = fc.constantFrom(
    ...["http", "https:", "ftp://", "file", "mailto:", "news:", "://", "//", "/", ":", "@", "?", "#", ".", "..", "["],
    ...["1.2.3.4", "256", "80", "a", "naver.com", "%41", "한", " ", "\ud800", "\n", "user:pw@", "-", "_"],
  );
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fragmentOfUrl, { maxLength: 12 }).map((a) => a.join("")),
  );

  test("a parser never throws, and a problem lies inside the text", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, reference) => {
        for (const parsed of [parseUrl(text), parseAddressBar(text)]) {
          if (parsed.ok) continue;
          expect(parsed.error.offset).toBeGreaterThanOrEqual(0);
          expect(parsed.error.offset).toBeLessThanOrEqual(text.length);
        }
        resolveText(text, reference);
      }),
      { numRuns: 2_000 },
    );
  });

  test("what parses is marked in order, and formatted parses to the same parts", () => {
    const host = fc.constantFrom("a", "www.lab.glasscom.com", "Naver.COM.", "10.0.0.1", "x_y-z");
    const word = fc.constantFrom("", "a", "user", "%41b", "x;y", "한");
    const path = fc.array(fc.constantFrom("/", "a", ".", "..", "c:", "b.html", "//"), { maxLength: 6 });
    const server = fc
      .tuple(fc.constantFrom("http", "HTTPS", "ftp"), fc.option(word), fc.option(word), host, fc.option(fc.nat(65_534)))
      .map(([scheme, user, password, name, port]) => {
        const login = user === null ? "" : `${user}${password === null ? "" : `:${password}`}@`;
        return `${scheme}://${login}${name}${port === null ? "" : `:${port + 1}`}`;
      });
    const text = fc
      .tuple(server, path, fc.option(word), fc.option(word))
      .map(
        ([start, segments, query, fragment]) =>
          `${start}${segments.length === 0 ? "" : `/${segments.join("")}`}` +
          `${query === null ? "" : `?${query}`}${fragment === null ? "" : `#${fragment}`}`,
      );
    fc.assert(
      fc.property(fc.oneof(text, fc.constantFrom("file:///a/b", "mailto:t@H.b", "news:a.b")), (source) => {
        const parsed = url(source);
        const marked = urlParts(parsed);
        marked.forEach((part, i) => {
          expect(part.start).toBeGreaterThanOrEqual(marked[i - 1]?.end ?? 0);
          expect(source.slice(part.start, part.end)).toBe(part.text);
        });
        const again = url(formatUrl(parsed));
        const lower = (p: { name: string; text: string }) =>
          ["scheme", "host", "domain"].includes(p.name) ? p.text.toLowerCase() : p.text;
        expect(urlParts(again).map((p) => [p.name, p.text])).toEqual(marked.map((p) => [p.name, lower(p)]));
        expect(formatUrl(again)).toBe(formatUrl(parsed));
      }),
      { numRuns: 1_000 },
    );
  });
});
