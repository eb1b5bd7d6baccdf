/** The command as it is built, without root: its peer is a script, or another simulation. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARP_REQUEST, arpMessage } from "../wire/arp.ts";
import { fromHex, toHex } from "../wire/bytes.ts";
import { ETHERTYPE_ARP, emitEthernet } from "../wire/ethernet.ts";
import { decodeFrame } from "../wire/packet.ts";
import { builtProgram, run } from "./testing/built.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "net-tutor-attach-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Attached = {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly out: () => string;
  readonly err: () => string;
  /** Until these lines came out. Nobody reads what comes out before this is asked for the first time. */
  readonly until: (enough: (lines: readonly string[]) => boolean) => Promise<void>;
  readonly code: Promise<number | null>;
};

function attached(...args: string[]): Attached {
  const env = { PATH: process.env.PATH, LANG: "C.UTF-8" };
  const child = spawn(process.execPath, [builtProgram, "attach", ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
  // A peer that is gone is what some of these tests are about.
  child.stdin.on("error", () => undefined);
  let out = "";
  let err = "";
  let reading = false;
  let told = (): void => undefined;
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const code = new Promise<number | null>((done) => child.on("close", done));
  return {
    child,
    out: () => out,
    err: () => err,
    until(enough) {
      const met = (): boolean => enough(out.split("\n").slice(0, -1));
      if (!reading) {
        reading = true;
        child.stdout.on("data", (chunk) => {
          out += chunk;
          told();
        });
      }
      return new Promise((done, fail) => {
        told = () => {
          if (met()) done();
        };
        told();
        child.on("close", () => fail(new Error(`ended too early: ${err}`)));
      });
    },
    code,
  };
}

const MAC = "02:00:00:00:00:99";
const question = `${toHex(
  emitEthernet(
    { dst: "ff:ff:ff:ff:ff:ff", src: MAC, type: ETHERTYPE_ARP },
    arpMessage({
      opcode: ARP_REQUEST,
      src_hw_mac: MAC,
      src_proto_ipv4: "10.11.12.99",
      dst_hw_mac: "00:00:00:00:00:00",
      dst_proto_ipv4: "10.11.12.53",
    }),
  ).subarray(0, 42),
)}\n`;
const answer = `02000000009902000a0b0c350806000108000604000202000a0b0c350a0b0c350200000000990a0b0c63${"00".repeat(18)}\n`;

describe("frames in, frames out", () => {
  test("a question is answered, bad lines are named and passed over, and the end of stdin is the end", async () => {
    const lab = attached("--port", "lan.new");
    lab.child.stdin.write(`hello\nabc\n00\n${"00".repeat(2000)}\n\n`);
    // A line in pieces is a line.
    lab.child.stdin.write(question.slice(0, 33));
    lab.child.stdin.write(question.slice(33));
    await lab.until((lines) => lines.length === 1);
    lab.child.stdin.end("ffff");
    expect(await lab.code).toBe(0);
    expect(lab.out()).toBe(answer);
    expect(lab.err().split("\n")).toEqual([
      "net-tutor: line 1 is left out: a frame is written in hex digits only.",
      "net-tutor: line 2 is left out: 3 hex digits are no whole bytes.",
      "net-tutor: line 3 is left out: 1 byte is no frame, its header alone takes 14.",
      "net-tutor: line 4 is left out: no port here takes a frame of more than 1518 bytes.",
      "net-tutor: line 7 is left out: 2 bytes are no frame, its header alone takes 14.",
      "",
    ]);
  });

  test("two simulations joined back to back are one internet, and their logs give the same frames again", async () => {
    const logs = [join(folder, "a.log"), join(folder, "b.log")] as const;
    const url = "http://www.lab.cyber.co.kr/dir1/file1.html";
    const pc = attached("--port", "client.eth0", "--open", url, "--log", logs[0]);
    const rest = attached("--port", "lan.1", "--log", logs[1], "--profile", "linux", "--seed", "7");
    pc.child.stdout.pipe(rest.child.stdin);
    rest.child.stdout.pipe(pc.child.stdin);
    const isLast = (line: string): boolean => decodeFrame(fromHex(line)!).tcp?.flags.fin === true;
    await Promise.all([pc.until((lines) => lines.some(isLast)), rest.until((lines) => lines.some(isLast))]);
    pc.child.stdin.end();
    rest.child.stdin.end();
    expect([await pc.code, await rest.code, pc.err(), rest.err()]).toEqual([0, 0, "", ""]);
    const payload = rest
      .out()
      .trimEnd()
      .split("\n")
      .map((line) => decodeFrame(fromHex(line)!))
      .reduce((sum, p) => sum + (p.tcp ? p.payload.length : 0), 0);
    expect(payload).toBeGreaterThan(2920);
    for (const [log, lab] of [[logs[0], pc] as const, [logs[1], rest] as const]) {
      expect(run(["attach", "--replay", log])).toMatchObject({ code: 0, out: lab.out(), err: "" });
      const lines = readFileSync(log, "utf8").trimEnd().split("\n");
      expect(lines.length).toBeGreaterThan(10);
      expect(JSON.parse(lines.at(-1)!)).toEqual({ end: expect.any(Number) });
    }
  });

  test("the log of a run that was killed gives what had come before the last frame", async () => {
    const log = join(folder, "killed.log");
    const lab = attached("--port", "lan.new", "--log", log);
    for (let n = 1; n <= 3; n++) {
      lab.child.stdin.write(question);
      await lab.until((lines) => lines.length === n);
    }
    lab.child.kill("SIGKILL");
    await lab.code;
    expect(run(["attach", "--replay", log])).toMatchObject({ code: 0, out: answer.repeat(2), err: "" });
  });
});

describe("the end", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("comes by %s, with the log complete", async (signal) => {
    const log = join(folder, `${signal}.log`);
    const lab = attached("--port", "lan.new", "--log", log);
    lab.child.stdin.write(question);
    await lab.until((lines) => lines.length === 1);
    lab.child.kill(signal);
    expect(await lab.code).toBe(0);
    expect(lab.err()).toBe("");
    expect(run(["attach", "--replay", log]).out).toBe(answer);
  });

  test("comes when nobody reads any more", async () => {
    const lab = attached("--port", "lan.new");
    lab.child.stdout.destroy();
    // The first finds it out.
    lab.child.stdin.write(question.repeat(2));
    expect(await lab.code).toBe(0);
    expect(lab.err()).toBe("");
  });

  test("comes by signal even while somebody holds the pipe and does not read", async () => {
    const lab = attached("--port", "lan.new");
    // More answers than pipes and buffers hold, more questions than an adapter keeps: then they are dropped and told.
    const many = question.repeat(20_000);
    await new Promise((done) => lab.child.stdin.write(many, done));
    lab.child.kill("SIGTERM");
    await new Promise((done) => lab.child.on("exit", done));
    lab.child.stdout.resume();
    expect(await lab.code).toBe(0);
    expect(lab.err()).toMatch(/^net-tutor: [\d,]+ frames from outside dropped: nobody read/);
  });
});

describe("what cannot be done is said in one line", () => {
  const bad = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const head = JSON.stringify({
    port: "lan.new",
    seed: "1",
    profile: "textbook",
    world: { file: "w.yaml", text: "devices: { lan: { kind: switch } }\nlinks: []\n" },
  });
  test.each<[name: string, args: () => readonly string[], code: number, err: RegExp]>([
    ["no port", () => [], 2, /--port DEVICE\.PORT/],
    ["an unknown device", () => ["--port", "clint.eth0"], 2, /no device "clint"/],
    ["an unknown port", () => ["--port", "lan.7"], 2, /no port "lan\.7".*lan\.1, lan\.2, lan\.3, lan\.new/],
    ["an unknown profile", () => ["--port", "lan.new", "--profile", "bsd"], 2, /no profile "bsd"/],
    ["no URL", () => ["--port", "lan.new", "--open", "http://a b/"], 2, /cannot be opened/],
    ["no world", () => ["--port", "lan.new", "--world", join(folder, "none.yaml")], 2, /cannot be read \(ENOENT\)/],
    [
      "no place for a log",
      () => ["--port", "lan.new", "--log", join(folder, "none", "log")],
      1,
      /log .* cannot be written \(ENOENT\)/,
    ],
    [
      "a replay with a port",
      () => ["--replay", "x.log", "--port", "lan.new"],
      2,
      /--replay takes everything from the log/,
    ],
    ["no log", () => ["--replay", join(folder, "none.log")], 2, /cannot be read \(ENOENT\)/],
    ["an empty log", () => ["--replay", bad("empty.log", "")], 1, /empty\.log:1: this is no line of a log/],
    ["another file", () => ["--replay", bad("other.log", "devices:\n")], 1, /other\.log:1: this is no line of a log/],
    [
      "a log cut in a line",
      () => ["--replay", bad("cut.log", `${head}\n{"end":5}\n{"at":7,"fr`)],
      1,
      /cut\.log:3: this is no line/,
    ],
    [
      "a log that goes back",
      () => ["--replay", bad("back.log", `${head}\n{"end":5}\n{"end":4}\n`)],
      1,
      /back\.log:3: this is no line/,
    ],
  ])("%s", (_, args, code, err) => {
    const ran = run(["attach", ...args()]);
    expect(ran).toMatchObject({ code, out: "" });
    expect(ran.err).toMatch(err);
    expect(ran.err).toMatch(/^net-tutor: [^\n]+\n$/);
  });
});
