/** The simulated stack against the kernel's own, over a TAP device, in network namespaces that the tests make and leave to vanish. */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseWorld } from "../lesson/world-file.ts";
import { frameFromOutside, withOutside } from "../sim/outside.ts";
import { visit } from "../sim/visit.ts";
import { advance, nextAt, type World } from "../sim/world.ts";
import type { Fact } from "../stack/fact.ts";
import type { ProfileName } from "../stack/profile.ts";
import { fromHex } from "../wire/bytes.ts";
import { decodeFrame } from "../wire/packet.ts";
import { parseAddressBar } from "../wire/url.ts";
import { builtProgram, run } from "./testing/built.ts";

/** Why this machine cannot do it, or undefined. */
function missing(): string | undefined {
  const tried = spawnSync("unshare", ["--net", "ip", "tuntap", "add", "mode", "tap", "name", "tap0"]);
  if (tried.error) return "there is no unshare here";
  if (tried.status !== 0) return `no network namespace with a TAP device: ${tried.stderr.toString().trim()}`;
  const tools = [
    ["python3", "--version"],
    ["nsenter", "--version"],
    ["timeout", "--version"],
  ] as const;
  return tools.flatMap(([tool, arg]) => (spawnSync(tool, [arg]).status === 0 ? [] : [`no ${tool}`]))[0];
}

const why = missing();
if (why !== undefined) console.log(`left out: the simulated stack against the kernel's (${why})`);

const WORLD = `
devices:
  lan: { kind: switch }
  client:
    kind: host
    ports: { eth0: 10.0.0.2/24 }
    nameservers: [10.0.0.53]
    programs: { browser: { run: browser, images: false } }
  web:
    kind: host
    ports: { eth0: 10.0.0.80/24 }
    programs:
      httpd:
        run: http-server
        site: { documents: { /big.bin: { bytes: 1000000 }, /some.bin: { bytes: 100000 }, /form.cgi: { program: echo } } }
  slow:
    kind: host
    ports: { eth0: 10.0.0.82/24 }
    programs:
      httpd:
        { run: http-server, receiveBuffer: 4096, readSize: 4096, readPause: 400ms, site: { documents: { /form.cgi: { program: echo } } } }
  dns:
    kind: host
    ports: { eth0: 10.0.0.53/24 }
    programs:
      named:
        run: authoritative
        zones:
          lab.example: |
            $TTL 300
            @ IN SOA ns1 hostmaster 1 3600 900 604800 60
            @ IN NS ns1
            ns1 IN A 10.0.0.53
            www IN A 10.0.0.80
links:
  - { join: [client.eth0, lan.1], delay: 50us, rate: 1Gbit/s }
  - { join: [web.eth0, lan.2], delay: 1ms, rate: 1Gbit/s }
  - { join: [slow.eth0, lan.3], delay: 1ms, rate: 1Gbit/s }
  - { join: [dns.eth0, lan.4], delay: 1ms, rate: 1Gbit/s }
`;

/** Passes lines on, but for every nth. */
const SIEVE = `
import sys
for n, line in enumerate(sys.stdin, 1):
    if n % int(sys.argv[1]): sys.stdout.write(line); sys.stdout.flush()
`;

/** What every script of these begins with. */
const PRELUDE = `
import hashlib, json, os, socket, struct, subprocess, sys, time
def until(what):
    end = time.monotonic() + 20
    while not what():
        if time.monotonic() > end: raise SystemExit("waited in vain")
        time.sleep(0.01)
def counters():
    found = {}
    for file in ("/proc/net/snmp", "/proc/net/netstat"):
        lines = open(file).read().splitlines()
        for names, values in zip(lines[::2], lines[1::2]):
            for name, value in zip(names.split()[1:], values.split()[1:]): found[names.split(":")[0] + name] = int(value)
    return found
def tell(**what): print(json.dumps(what))
def connected(host, port=80, **options):
    s = socket.socket(); s.settimeout(30)
    if "buffer" in options: s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options["buffer"])
    s.connect((host, port)); return s
def everything(s):
    got = b""
    while True:
        part = s.recv(65536)
        if not part: return got
        got += part
def exactly(s, n):
    got = b""
    while len(got) < n: got += s.recv(n - len(got))
    return got
def response(s):
    head = b""
    while b"\\r\\n\\r\\n" not in head: head += s.recv(1)
    n = int([l for l in head.split(b"\\r\\n") if l.lower().startswith(b"content-length:")][0].split(b":")[1])
    return head.split(b"\\r\\n")[0].decode(), exactly(s, n)
def get(path, *headers, version="1.1"): return "\\r\\n".join([f"GET {path} HTTP/{version}", "Host: web", *headers, "", ""]).encode()
def post(n): return f"POST /form.cgi HTTP/1.1\\r\\nHost: web\\r\\nConnection: close\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\nContent-Length: {n}\\r\\n\\r\\n".encode()
def short(data): return hashlib.sha256(data).hexdigest()[:16]
def join():
    open(os.environ["GO"], "w").close()
    # The log is there when the simulation is about to run.
    until(lambda: os.path.exists(os.environ["LOG"]))
    until(lambda: b"LOWER_UP" in subprocess.run(["ip", "-o", "link", "show", "tap0"], stdout=subprocess.PIPE).stdout)
`;

type Joined = {
  /** Runs Python in the namespace, which calls join() when the simulation may begin; what it tells. */
  readonly python: (script: string) => Promise<Record<string, unknown>>;
  /** Ends the join; what left the simulated network, and the log. */
  readonly end: () => Promise<{ readonly out: string; readonly log: string }>;
};

type Options = {
  readonly profile: ProfileName;
  readonly port: string;
  readonly open?: string;
  /** Every so manieth frame is lost, in each direction. */
  readonly loss?: number;
};

const LIMIT = 60;
let folder = "";
let script = "";
let runs = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "net-tutor-kernel-"));
  writeFileSync(join(folder, "world.yaml"), WORLD);
  const manual = readFileSync(new URL("../../docs/attach.md", import.meta.url), "utf8");
  writeFileSync(join(folder, "sieve.py"), SIEVE);
  script = join(folder, "join.py");
  writeFileSync(script, /```python\n(.*?)```/s.exec(manual)![1]!);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Spawned = ChildProcessByStdio<Writable, Readable, Readable>;

const started = (command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Spawned =>
  spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });

const closed = (child: Spawned): Promise<number | null> => new Promise((done) => child.on("close", done));

async function text(stream: Readable): Promise<string> {
  let all = "";
  for await (const chunk of stream) all += chunk;
  return all;
}

/** A namespace with a TAP device at 10.0.0.99, joined to the world by the very script of the manual. */
async function joined(options: Options): Promise<Joined> {
  const place = join(folder, `run-${++runs}`);
  mkdirSync(place);
  const log = join(place, "log");
  const out = join(place, "out");
  const go = join(place, "go");
  const sieve = options.loss === undefined ? "cat" : `python3 '${join(folder, "sieve.py")}' ${options.loss}`;
  const program = `${sieve} | '${process.execPath}' '${builtProgram}' "$@" | ${sieve} | tee '${out}'`;
  writeFileSync(
    join(place, "net-tutor"),
    `#!/bin/sh\nn=0; while [ ! -e '${go}' ] && [ $n -lt 1000 ]; do sleep 0.02; n=$((n + 1)); done\n${program}\n`,
    {
      mode: 0o755,
    },
  );
  const setUp = [
    "ip link set lo up",
    "ip tuntap add mode tap name tap0",
    "ip addr add 10.0.0.99/24 dev tap0",
    "ip link set tap0 up",
    "echo ready",
    `exec timeout ${LIMIT} cat`,
  ].join(" && ");
  const holder = started("unshare", ["--net", "sh", "-c", setUp]);
  await new Promise<void>((done, fail) => {
    holder.stdout.once("data", () => done());
    holder.once("exit", () => fail(new Error("no namespace")));
  });
  const within = ["timeout", String(LIMIT), "nsenter", `--net=/proc/${holder.pid}/ns/net`];
  const enter = (args: readonly string[], env?: NodeJS.ProcessEnv): Spawned =>
    started(within[0]!, [...within.slice(1), ...args], env);
  const open = options.open === undefined ? [] : ["--open", options.open];
  const args = ["--port", options.port, "--world", join(folder, "world.yaml"), "--profile", options.profile];
  const bridge = enter(["python3", script, ...args, ...open, "--log", log], {
    PATH: `${place}:${process.env.PATH}`,
  });
  let said = "";
  bridge.stderr.on("data", (chunk) => {
    said += chunk;
  });
  return {
    async python(body) {
      const child = enter(["python3", "-c", PRELUDE + body], { LOG: log, GO: go });
      const [told, wrong, code] = await Promise.all([text(child.stdout), text(child.stderr), closed(child)]);
      if (code !== 0) throw new Error(`${code}: ${wrong}${said}`);
      return JSON.parse(told);
    },
    async end() {
      // The whole pipeline sees the end of its stdin when the script goes.
      const over = closed(bridge);
      bridge.kill("SIGTERM");
      holder.stdin.end();
      await Promise.all([over, closed(holder)]);
      if (said !== "") throw new Error(said);
      return { out: readFileSync(out, "latin1"), log };
    },
  };
}

/** What the kernel counts when it gets something that is not as it should be. */
const FAULTS = [
  "IpInHdrErrors",
  "IpInAddrErrors",
  "IpInUnknownProtos",
  "IpReasmFails",
  "IpExtInCsumErrors",
  "IpExtInTruncatedPkts",
  "IcmpInErrors",
  "IcmpInCsumErrors",
  "TcpInErrs",
  "TcpInCsumErrors",
  "UdpInErrors",
  "UdpInCsumErrors",
  "TcpExtTCPChallengeACK",
  "TcpExtPAWSEstab",
  "TcpExtTCPAbortOnTimeout",
  "TcpExtOutOfWindowIcmps",
];
/**
 * A SYN,ACK that is sent again because our ACK was lost or late is no fault, but the kernel counts it: as a wrong segment,
 * as a SYN where none belongs, and as one that it challenged.
 */
const faults = `{name: n for name, n in counters().items() if name in ${JSON.stringify(FAULTS)} and
    n > (counters()["TcpExtTCPSYNChallenge"] if name in ("TcpInErrs", "TcpExtTCPChallengeACK") else 0)}`;

/** The facts of the run that a log tells of, from the engine itself. */
function factsOf(log: string, options: Options): readonly Fact[] {
  const parsed = parseWorld(WORLD, "world.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const attached = withOutside(parsed.value, options.port);
  if (!attached.ok) throw new Error(attached.error.kind);
  const { spec, outside } = attached.value;
  const url = parseAddressBar(options.open!);
  if (!url.ok) throw new Error(url.error.kind);
  let world: World = visit(spec, url.value.url, { profile: options.profile, seed: 1 })!;
  const facts: Fact[] = [];
  for (const line of readFileSync(log, "utf8").trimEnd().split("\n").slice(1)) {
    const event = JSON.parse(line) as { at: number; frame: string } | { end: number };
    const until = "end" in event ? event.end : event.at;
    for (let at = nextAt(world); at !== undefined && at <= until; at = nextAt(world)) {
      const step = advance(world);
      facts.push(...step.facts);
      world = step.world;
    }
    if ("frame" in event) world = frameFromOutside(world, outside, event.at, fromHex(event.frame)!);
  }
  return facts;
}

/** Everything that left decodes; without a sieve in between, the log gives the same bytes again. */
function expectSound(ended: { readonly out: string; readonly log: string }, options: Options): void {
  for (const line of ended.out.trimEnd().split("\n")) expect(decodeFrame(fromHex(line)!).problem).toBeUndefined();
  if (options.loss === undefined)
    expect(run(["attach", "--replay", ended.log])).toEqual(expect.objectContaining({ code: 0, out: ended.out }));
}

// A kernel keeps real time: on a busy machine it may give up what the simulation is still about to say.
describe.skipIf(why !== undefined).each(["textbook", "linux"] as const)(
  "%s",
  { timeout: 90_000, retry: 1 },
  (profile) => {
    test("answers ping, DNS over UDP and TCP, and refuses a port that nobody listens on", async () => {
      const options: Options = { profile, port: "lan.new" };
      const lab = await joined(options);
      const told = await lab.python(`
join()
def checksum(b):
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b)); s = (s >> 16) + (s & 65535); return ~(s + (s >> 16)) & 65535
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); raw.settimeout(10); pings = []
for n in range(3):
    body = struct.pack("!BBHHH", 8, 0, 0, 7, n) + bytes(range(48))
    raw.sendto(body[:2] + struct.pack("!H", checksum(body)) + body[4:], ("10.0.0.80", 0))
    reply = raw.recv(2000)[20:]
    pings.append([reply[0], struct.unpack("!HH", reply[4:8]), reply[8:] == body[8:]])
query = bytes.fromhex("123400000001000000000000") + b"\\3www\\3lab\\7example\\0\\0\\1\\0\\1"
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.settimeout(10); udp.sendto(query, ("10.0.0.53", 53))
by_udp = udp.recv(2000)
tcp = connected("10.0.0.53", 53); tcp.sendall(struct.pack("!H", len(query)) + query)
by_tcp = exactly(tcp, struct.unpack("!H", exactly(tcp, 2))[0]); tcp.close()
refused = ""
try: connected("10.0.0.80", 81)
except OSError as e: refused = e.strerror
nobody = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); nobody.settimeout(10); nobody.connect(("10.0.0.80", 9)); nobody.send(b"x")
try: nobody.recv(10)
except OSError as e: unreachable = e.strerror
tell(pings=pings, flags=by_udp[2:4].hex(), address=list(by_udp)[len(query) + 12:len(query) + 16], same=by_udp == by_tcp, refused=refused, unreachable=unreachable, faults=${faults})`);
      expect(told).toEqual({
        pings: [0, 1, 2].map((n) => [0, [7, n], true]),
        flags: "8400",
        address: [10, 0, 0, 80],
        same: true,
        refused: "Connection refused",
        unreachable: "Connection refused",
        faults: {},
      });
      expectSound(await lab.end(), options);
    });

    test.each([undefined, 31] as const)("moves a megabyte both ways, losing every nth frame: %s", async (loss) => {
      const options: Options = { profile, port: "lan.new", ...(loss !== undefined && { loss }) };
      const lab = await joined(options);
      const told = await lab.python(`
join()
s = connected("10.0.0.80")
s.sendall(get("/big.bin")); status, down = response(s)
s.sendall(get("/big.bin")); status, again = response(s)
s.close()
up = connected("10.0.0.80"); up.sendall(post(1000000)); up.sendall(b"a=" + b"x" * 999998)
answered = everything(up); up.close()
c = counters()
tell(status=status, bytes=len(down), same=short(down) == short(again), upload=answered.split(b"\\r\\n")[0].decode(), resent=c["TcpRetransSegs"], faults=${faults})`);
      expect(told).toEqual({
        status: "HTTP/1.1 200 OK",
        bytes: 1_000_000,
        same: true,
        upload: "HTTP/1.1 200 OK",
        resent: expect.any(Number),
        faults: {},
      });
      // On a busy machine the kernel may be impatient without a loss too.
      if (loss !== undefined) expect(told.resent).toBeGreaterThan(5);
      expectSound(await lab.end(), options);
    });

    test("closes from either side, half, and by reset", async () => {
      const options: Options = { profile, port: "lan.new" };
      const lab = await joined(options);
      const told = await lab.python(`
join()
def states(): return sorted({l.split()[3] for l in open("/proc/net/tcp").read().splitlines()[1:] if l.split()[2].endswith(":0050")})
TIME_WAIT = "06"
# The server first: HTTP/1.0.
s = connected("10.0.0.80"); s.sendall(get("/big.bin", version="1.0")); by_server = len(everything(s)); s.close()
until(lambda: states() == []); after_server = states()
# We first.
s = connected("10.0.0.80"); s.sendall(get("/big.bin")); response(s); s.close()
until(lambda: states() == [TIME_WAIT])
# We first, and only our half.
s = connected("10.0.0.80"); s.sendall(get("/big.bin")); s.shutdown(socket.SHUT_WR); by_half = len(everything(s)); s.close()
until(lambda: states() == [TIME_WAIT])
# By reset, in the middle of it: nothing is left, and the server goes on serving.
s = connected("10.0.0.80"); s.sendall(get("/big.bin")); s.recv(1000); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); s.close()
s = connected("10.0.0.80"); s.sendall(get("/nothing")); status, _ = response(s); s.close()
until(lambda: states() == [TIME_WAIT])
c = counters()
tell(server=by_server > 1000000, half=by_half == by_server or by_half > 1000000, after=after_server, status=status, faults=${faults})`);
      expect(told).toEqual({ server: true, half: true, after: [], status: "HTTP/1.1 404 Not Found", faults: {} });
      expectSound(await lab.end(), options);
    });

    test("probes a closed window, and closes its own", async () => {
      const options: Options = { profile, port: "lan.new" };
      const lab = await joined(options);
      const told = await lab.python(`
join()
s = connected("10.0.0.80", buffer=4096); s.sendall(get("/some.bin"))
until(lambda: counters()["TcpExtTCPToZeroWindowAdv"] > 0)
before = counters()["TcpInSegs"]
until(lambda: counters()["TcpInSegs"] >= before + 3)
status, slow = response(s); s.close()
s = connected("10.0.0.80"); s.sendall(get("/some.bin")); _, fast = response(s); s.close()
# It is so slow that the kernel, too, loses its patience and fills what is left of the window.
up = connected("10.0.0.82"); up.sendall(post(20000)); up.sendall(b"a=" + b"x" * 19998)
answered = everything(up).split(b"\\r\\n")[0].decode()
tell(status=status, same=short(slow) == short(fast), upload=answered, faults=${faults})`);
      expect(told).toEqual({ status: "HTTP/1.1 200 OK", same: true, upload: "HTTP/1.1 200 OK", faults: {} });
      const ended = await lab.end();
      expectSound(ended, options);
      // Linux never takes back what it has announced, and its scaled window can name no less than 128 bytes.
      const closedWindows = ended.out
        .trimEnd()
        .split("\n")
        .map((line) => decodeFrame(fromHex(line)!))
        .filter((p) => p.tcp?.flags.ack && p.tcp.window_size_value <= 1 && p.ip?.src === "10.0.0.82");
      expect(closedWindows.length).toBeGreaterThan(0);
    });

    test.each([
      ["1.0", undefined],
      ["1.1", undefined],
      ["1.1", 23],
    ] as const)(
      "has its browser fetch a megabyte from a real server with HTTP/%s, losing every nth frame: %s",
      async (http, loss) => {
        const options: Options = {
          profile,
          port: "client.eth0",
          open: `http://10.0.0.99:8000/${http}.txt`,
          ...(loss !== undefined && { loss }),
        };
        const site = mkdtempSync(join(folder, "site-"));
        writeFileSync(join(site, `${http}.txt`), "real bytes\n".repeat(100_000));
        const lab = await joined(options);
        const told = await lab.python(`
import http.server, threading
os.chdir(${JSON.stringify(site)})
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/${http}"
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("10.0.0.99", 8000), Handler); server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
join()
until(lambda: counters()["TcpOutSegs"] > 500)
# The last of the connection is over when the browser's side has closed it too.
until(lambda: not any(l.split()[1].endswith(":1F40") and l.split()[3] in ("01", "04", "05", "08", "09", "0B") for l in open("/proc/net/tcp").read().splitlines()[1:]))
tell(passive=counters()["TcpPassiveOpens"], faults=${faults})`);
        expect(told).toEqual({ passive: 1, faults: {} });
        const ended = await lab.end();
        expectSound(ended, options);
        expect(factsOf(ended.log, options).filter((f) => f.kind === "page-loaded")).toEqual([
          expect.objectContaining({ status: 200, bytes: 1_100_000 }),
        ]);
      },
    );

    test("tells its browser that a real port is closed", async () => {
      const options: Options = { profile, port: "client.eth0", open: "http://10.0.0.99:8001/" };
      const lab = await joined(options);
      const told = await lab.python(`
join()
until(lambda: counters()["TcpOutRsts"] > 0)
tell(resets=counters()["TcpOutRsts"], faults=${faults})`);
      expect(told).toEqual({ resets: 1, faults: {} });
      const ended = await lab.end();
      expectSound(ended, options);
      expect(factsOf(ended.log, options).filter((f) => f.kind === "page-failed")).toEqual([
        expect.objectContaining({ reason: "ECONNREFUSED" }),
      ]);
    });
  },
);
