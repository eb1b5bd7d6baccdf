import { spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeFrame } from "../wire/packet.ts";
import { readPcapng } from "../wire/pcapng.ts";
import { builtProgram, run } from "./testing/built.ts";
import { traceSchema } from "./trace-schema.ts";

const PAGE = "http://www.lab.cyber.co.kr/dir1/file1.html";
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
if (!hasTshark) console.log("left out: comparison with tshark (not installed)");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "net-tutor-trace-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a capture", () => {
  test("at the client holds the whole journey, from ARP to the last ACK, and is the same twice", () => {
    const file = join(folder, "j.pcapng");
    const args = ["trace", PAGE, "--point", "client", "--format", "pcapng"];
    expect(run([...args, "-o", file])).toMatchObject({ code: 0, out: "", err: "" });
    const bytes = readFileSync(file);
    expect(run(args).bytes.equals(bytes)).toBe(true);
    const capture = readPcapng(bytes);
    if (!capture.ok) throw new Error(capture.error.kind);
    expect(capture.value.problem).toBeUndefined();
    expect(capture.value.interfaces.map((i) => i.name)).toEqual(["client.eth0"]);
    const kinds = capture.value.packets.map(({ bytes: b }) => {
      const p = decodeFrame(b);
      expect(p.problem).toBeUndefined();
      return p.arp ? "arp" : p.dns ? "dns" : p.tcp ? "tcp" : "other";
    });
    expect(kinds.slice(0, 8)).toEqual(["arp", "arp", "dns", "arp", "dns", "arp", "arp", "tcp"]);
    expect(new Set(kinds.slice(7))).toEqual(new Set(["tcp"]));
  });

  test.runIf(hasTshark)("is read by tshark without a warning, in both profiles and both versions of HTTP", () => {
    for (const profile of ["textbook", "linux"]) {
      for (const http of ["1.0", "1.1"]) {
        const file = join(folder, `${profile}-${http}.pcapng`);
        const url = "http://www.lab.cyber.co.kr/sample1.htm";
        run([
          "trace",
          url,
          "--point",
          "client",
          "--format",
          "pcapng",
          "--profile",
          profile,
          "--http",
          http,
          "-o",
          file,
        ]);
        const checks = ["ip", "tcp", "udp"].flatMap((p) => ["-o", `${p}.check_checksum:TRUE`]);
        const wrong =
          "_ws.malformed || ip.checksum.status==0 || tcp.checksum.status==0 || udp.checksum.status==0 || " +
          "_ws.expert.severity>=0x600000 || (tcp.analysis.flags && !tcp.analysis.window_update)";
        const found = spawnSync("tshark", ["-n", "-r", file, ...checks, "-Y", wrong], { encoding: "utf8" });
        expect(found.stdout).toBe("");
        const pages = spawnSync("tshark", ["-n", "-r", file, "-Y", "http.response.code==200"], { encoding: "utf8" });
        expect(pages.stdout.trim().split("\n")).toHaveLength(2);
      }
    }
  });

  test("without a point has an interface for each link; with a port, that port alone", () => {
    const all = readPcapng(run(["trace", "naver.com", "--format", "pcapng"]).bytes);
    if (!all.ok) throw new Error(all.error.kind);
    expect(all.value.interfaces.length).toBeGreaterThan(10);
    const one = readPcapng(run(["trace", "naver.com", "--format", "pcapng", "--point", "router.wan"]).bytes);
    if (!one.ok) throw new Error(one.error.kind);
    expect(one.value.interfaces.map((i) => i.name)).toEqual(["router.wan"]);
    expect(one.value.packets.length).toBeGreaterThan(10);
  });
});

test("JSON lines keep to their schema, and a cause is an earlier step", () => {
  const { out, code } = run(["trace", PAGE, "--format", "json"]);
  expect(code).toBe(0);
  const lines = out.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(250);
  for (const line of lines) {
    const step = traceSchema.parse(JSON.parse(line));
    if (step.cause !== null) expect(step.cause).toBeLessThan(step.step);
  }
});

test("text tells the journey in the packet notation", () => {
  const { out } = run(["trace", PAGE, "--point", "client"]);
  expect(out).toContain("Standard query");
  expect(out).toContain("[SYN] Seq=0 Win=65535 Len=0 MSS=1460");
});

describe("nonsense gets one clear line and exit code 2", () => {
  test.each([
    ["htp:/x"],
    [""],
    ["x".repeat(5000)],
    [`http://${"a".repeat(300)}/`],
    ["http://www.example.org:70000/"],
    ["http://1.2.3.400/"],
    ["http://"],
  ])("%.40s", (url) => {
    for (const lang of ["en", "ko"]) {
      const { code, out, err } = run(["trace", url, "--lang", lang]);
      expect({ code, out, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, out: "", lines: 1 });
      expect(err.length).toBeLessThan(300);
    }
  });

  test.each([
    [["trace", PAGE, "--format", "xml"]],
    [["trace", PAGE, "--point", "moon"]],
    [["trace", PAGE, "--profile", "windows"]],
    [["trace", PAGE, "--http", "3"]],
    [["trace", PAGE, "--seed", "x"]],
    [["trace", PAGE, "--colour-me"]],
    [["trace"]],
    [["tarce", PAGE]],
    [["--lang", "xx"]],
  ])("%j", (args) => {
    const { code, err } = run(args);
    expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, lines: 1 });
  });
});

test("what cannot be written is said in one line, and nothing is left behind", () => {
  const file = join(folder, "none", "j.pcapng");
  expect(run(["trace", PAGE, "--format", "pcapng", "-o", file])).toMatchObject({ code: 1, out: "" });
  const before = readdirSync(folder);
  const full = run(["trace", PAGE, "-o", folder]);
  expect(full.code).toBe(1);
  expect(full.err.trimEnd().split("\n")).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(before);
});

test.runIf(existsSync("/dev/full"))("a full disk is one line and exit code 1, by file or by stdout", () => {
  const device = run(["trace", PAGE, "-o", "/dev/full"]);
  expect({ code: device.code, lines: device.err.trimEnd().split("\n").length }).toEqual({ code: 1, lines: 1 });
  expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  const piped = spawnSync("sh", ["-c", `"${process.execPath}" "${builtProgram}" trace ${PAGE} > /dev/full`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, LANG: "C.UTF-8" },
  });
  expect({ code: piped.status, lines: piped.stderr.trimEnd().split("\n").length }).toEqual({ code: 1, lines: 1 });
});

test("a file behind a link is replaced, and the link stays", () => {
  const real = join(folder, "real.txt");
  const link = join(folder, "link.txt");
  writeFileSync(real, "old");
  symlinkSync(real, link);
  run(["trace", PAGE, "--point", "client", "-o", link]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toContain("[SYN]");
});

test("a reader that stops early ends the run quietly", () => {
  const piped = spawnSync(
    "sh",
    ["-c", `"${process.execPath}" "${builtProgram}" trace ${PAGE} --format json | head -n 1`],
    {
      encoding: "utf8",
      env: { PATH: process.env.PATH, LANG: "C.UTF-8" },
    },
  );
  expect(piped.stdout.split("\n")).toHaveLength(2);
  expect(piped.stderr).toBe("");
});

test("https is opened as http and a mail address sends no packet, each with a line that says so", () => {
  const https = run(["trace", "https://www.example.com/", "--point", "client"]);
  expect(https).toMatchObject({ code: 0 });
  expect(https.err.trimEnd().split("\n")).toHaveLength(1);
  expect(https.out).toContain("HTTP/1.1 200 OK");
  const mail = run(["trace", "mailto:tone@cyber.co.kr", "--point", "client"]);
  expect(mail).toMatchObject({ code: 0, out: "" });
  expect(mail.err.trimEnd().split("\n")).toHaveLength(1);
});
