/** Parsers and the protocol stack fed with bytes that nobody would send: nothing may throw. `npm run soak` */
import { expect, test } from "vitest";
import { advance, inject, nextAt, type World } from "../../sim/world.ts";
import { internetChecksum, pseudoSum, sum16 } from "../../wire/bytes.ts";
import { dns } from "../../wire/dns.ts";
import { fcsOf } from "../../wire/ethernet.ts";
import { feed, startHttp } from "../../wire/http.ts";
import { decodeFrame, describeFrame } from "../../wire/packet.ts";
import { readPcapng } from "../../wire/pcapng.ts";
import { parseAddressBar } from "../../wire/url.ts";
import { parseZoneFile } from "../../wire/zone-file.ts";
import { type Dice, diceFor } from "./dice.ts";
import { randomWorld } from "./random-world.ts";

const ROUNDS = 100_000;

/** Every frame of a few worlds, as they went over the wire. */
function realFrames(): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const seed of [1, 2, 3]) {
    let { world } = randomWorld(seed);
    while (nextAt(world) !== undefined && frames.length < seed * 800) {
      const step = advance(world);
      world = step.world;
      for (const { frame } of step.sent) frames.push(frame.bytes);
    }
  }
  return frames;
}

const frames = realFrames();

const noise = (dice: Dice, length: number): Uint8Array => Uint8Array.from({ length }, () => dice.between(0, 255));

/** Some bits turned over, some bytes set to a border's value, some cut off. */
function damaged(dice: Dice, bytes: Uint8Array, from = 0): Uint8Array {
  let copy = bytes.slice();
  for (let n = dice.between(1, 6); n > 0; n--) {
    const at = dice.between(from, copy.length - 1);
    copy[at] = dice.percent(50)
      ? copy[at]! ^ (1 << dice.between(0, 7))
      : dice.one([0, 1, 0x3f, 0x7f, 0x80, 0xc0, 0xff]);
  }
  if (dice.percent(15)) copy = copy.slice(0, dice.between(from, copy.length));
  return copy;
}

test("frames damaged anywhere are read or have a problem, and their description covers no byte twice", () => {
  const dice = diceFor(1, "frames");
  for (let n = 0; n < ROUNDS; n++) {
    const bytes = dice.percent(10) ? noise(dice, dice.between(0, 120)) : damaged(dice, dice.one(frames));
    const { layers, problem } = decodeFrame(bytes);
    if (problem) expect(problem.bit).toBeLessThanOrEqual(bytes.length * 8);
    let end = 0;
    for (const layer of describeFrame(bytes)) {
      if (layer.start < end || layer.end > bytes.length) throw new Error(`${JSON.stringify(layers)} in ${bytes}`);
      end = Math.max(end, layer.end);
    }
  }
});

test("DNS messages, captures, zone files, URLs and HTTP of noise never throw", () => {
  const dice = diceFor(2, "noise");
  const messages = frames.flatMap((f) => {
    const layer = decodeFrame(f).layers.find((l) => l.protocol === "dns");
    return layer ? [f.slice(layer.start, layer.end)] : [];
  });
  expect(messages.length).toBeGreaterThan(20);
  const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
  const request = new TextEncoder().encode(
    "POST /a?b=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: v\r\n\r\n",
  );
  const zone = new TextEncoder().encode(
    '$TTL 1h\n@ IN SOA ns host (1 2 3 4 5)\n@ NS ns\nns A 10.0.0.1\nt TXT "a\\"b" c\n*.w MX 10 ns\n',
  );
  for (let n = 0; n < ROUNDS; n++) {
    dns.parse(damaged(dice, dice.one(messages)));
    dns.describe(damaged(dice, dice.one(messages)));
    const bytes = damaged(dice, dice.one([request, zone]));
    let http = startHttp({ kind: "request" });
    for (let at = 0; at < bytes.length; ) {
      const size = dice.between(1, 40);
      http = feed(http, bytes.subarray(at, at + size));
      at += size;
    }
    parseZoneFile(text(bytes), { origin: "x" });
    readPcapng(noise(dice, dice.between(0, 60)));
    parseAddressBar(text(noise(dice, dice.between(0, 40))));
    parseAddressBar(text(damaged(dice, new TextEncoder().encode("http://u:p@www.lab:8080/a/../b?c=d#e"))));
  }
});

/** Makes both checksums right again, so that the damage gets as far as TCP, UDP or ICMP. */
function mended(frame: Uint8Array): Uint8Array {
  const ip = 14;
  const headerBytes = (frame[ip]! & 15) * 4;
  const length = (frame[ip + 2]! << 8) | frame[ip + 3]!;
  const end = ip + length;
  if (headerBytes < 20 || ip + headerBytes > frame.length || end > frame.length || length < headerBytes) return frame;
  const put = (at: number, sum: number): void => {
    frame[at] = sum >>> 8;
    frame[at + 1] = sum & 255;
  };
  put(ip + 10, 0);
  put(ip + 10, internetChecksum(sum16(frame, ip, ip + headerBytes)));
  const start = ip + headerBytes;
  const protocol = frame[ip + 9]!;
  const place = protocol === 6 ? 16 : protocol === 17 ? 6 : protocol === 1 ? 2 : undefined;
  if (place === undefined || start + place + 2 > end) return frame;
  put(start + place, 0);
  const base = protocol === 1 ? 0 : pseudoSum(frame, ip, protocol, end - start);
  put(start + place, internetChecksum(sum16(frame, start, end, base)));
  return frame;
}

test("hosts, routers and switches live through damaged frames whose checksums are right", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const dice = diceFor(seed, "attack");
    let world: World = randomWorld(seed).world;
    for (let n = 0; nextAt(world) !== undefined && n < 60_000; n++) {
      const step = advance(world);
      world = step.world;
      const [sent] = step.sent;
      // Close to the real one in time and in content: it finds the connection that it is about.
      if (!sent || !dice.percent(20) || n > 20_000) continue;
      const bytes = mended(damaged(dice, sent.frame.bytes, dice.percent(90) ? 14 : 0));
      if (bytes.length < 60) continue;
      world = inject(world, world.now + dice.between(0, 30_000), {
        kind: "frame-arrives",
        ...sent.to,
        frame: { ...sent.frame, bytes, fcs: fcsOf(bytes) },
      });
    }
    expect(world.nextStep).toBeGreaterThan(100);
  }
});
