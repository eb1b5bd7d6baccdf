import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Capture, interfaceBlock, packetBlock, readPcapng, sectionHeader } from "./pcapng.ts";
import { concatBytes } from "./text.ts";

fc.configureGlobal({ seed: 20_201_007 });

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
const file = (...blocks: Uint8Array[]) => concatBytes(blocks);

function capture(bytes: Uint8Array): Capture {
  const read = readPcapng(bytes);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe("blocks, byte by byte", () => {
  test("section header", () => {
    expect(hex(sectionHeader({ os: "x", application: "abcd" }))).toBe(
      [
        "0a 0d 0d 0a 30 00 00 00",
        "4d 3c 2b 1a 01 00 00 00 ff ff ff ff ff ff ff ff",
        "03 00 01 00 78 00 00 00",
        "04 00 04 00 61 62 63 64",
        "00 00 00 00",
        "30 00 00 00",
      ].join(" "),
    );
  });

  test("interface description", () => {
    expect(hex(interfaceBlock({ name: "eth0", snaplen: 65_535 }))).toBe(
      [
        "01 00 00 00 28 00 00 00",
        "01 00 00 00 ff ff 00 00",
        "02 00 04 00 65 74 68 30",
        "09 00 01 00 06 00 00 00",
        "00 00 00 00",
        "28 00 00 00",
      ].join(" "),
    );
  });

  test("enhanced packet, its time in two halves and its data padded", () => {
    const at = 0x0005_b113_1234_5678n;
    expect(hex(packetBlock({ interface: 1, at, bytes: Uint8Array.of(1, 2, 3, 4, 5), comment: "hi" }))).toBe(
      [
        "06 00 00 00 34 00 00 00",
        "01 00 00 00 13 b1 05 00 78 56 34 12 05 00 00 00 05 00 00 00",
        "01 02 03 04 05 00 00 00",
        "01 00 02 00 68 69 00 00 00 00 00 00",
        "34 00 00 00",
      ].join(" "),
    );
  });
});

/** The file in the other byte order, written by hand: one section, one interface with nanoseconds, one packet. */
function bigEndianFile(tsresol: number, high: number, low: number): Uint8Array {
  const words = (...values: number[]) => {
    const view = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, i) => {
      view.setUint32(i * 4, value);
    });
    return new Uint8Array(view.buffer);
  };
  return file(
    words(0x0a0d0d0a, 28, 0x1a2b3c4d, 0x0001_0000, 0xffffffff, 0xffffffff, 28),
    words(1, 32, 0x0001_0000, 0, 0x0009_0001, tsresol << 24, 0, 32),
    words(6, 36, 0, high, low, 1, 60, 0xab00_0000, 36),
  );
}

describe("reading", () => {
  const start = file(
    sectionHeader({ hardware: "h", os: "o", application: "a" }),
    interfaceBlock({ name: "eth0", snaplen: 0 }),
  );
  const packet = packetBlock({ interface: 0, at: 1_602_075_600_000_001n, bytes: Uint8Array.of(7, 8, 9) });
  const unknown = Uint8Array.from([0xad, 0x0b, 0, 0, 16, 0, 0, 0, 1, 2, 3, 4, 16, 0, 0, 0]);
  const read = { interface: 0, at: 1_602_075_600_000_001n, bytes: Uint8Array.of(7, 8, 9), originalLength: 3 };

  test("unknown blocks are counted and passed over", () => {
    expect(capture(file(start, unknown, packet, unknown))).toEqual({
      interfaces: [{ name: "eth0", linktype: 1, snaplen: 0 }],
      packets: [read],
      skipped: 2,
    });
  });

  test("a second section numbers its interfaces anew, and may have the other byte order", () => {
    const both = capture(file(start, packet, bigEndianFile(6, 0, 5), start, packet));
    expect(both.problem).toBeUndefined();
    expect(both.packets.map((p) => p.interface)).toEqual([0, 1, 2]);
  });

  test.each([
    ["microseconds", 6, 0, 1_500_000, 1_500_000n],
    ["nanoseconds", 9, 0, 1_500_000_999, 1_500_000n],
    ["whole seconds", 0, 0, 3, 3_000_000n],
    ["1/2^10 seconds", 0x8a, 0, 1_536, 1_500_000n],
    ["a high half", 6, 1, 0, 4_294_967_296n],
  ])("big endian, timestamps in %s", (_unit, tsresol, high, low, at) => {
    expect(capture(bigEndianFile(tsresol, high, low)).packets).toEqual([
      { interface: 0, at, bytes: Uint8Array.of(0xab), originalLength: 60 },
    ]);
  });

  test("a file cut off anywhere gives the packets before the cut and says where it went wrong", () => {
    const whole = file(start, packet, packet);
    const ends = [sectionHeader({ hardware: "h", os: "o", application: "a" }).length, start.length];
    ends.push(start.length + packet.length, whole.length);
    for (let length = 0; length < whole.length; length++) {
      const result = readPcapng(whole.subarray(0, length));
      const lastEnd = ends.filter((end) => end <= length).at(-1) ?? 0;
      if (length < 4) expect(result).toEqual({ ok: false, error: { kind: "not-pcapng", offset: 0 } });
      else if (length < 12) expect(result).toEqual({ ok: false, error: { kind: "truncated-block", offset: 0 } });
      else {
        const problem = lastEnd === length ? undefined : { kind: "truncated-block", offset: lastEnd };
        expect(result.ok && result.value.problem).toEqual(problem);
        expect(result.ok && result.value.packets.length).toBe(length >= start.length + packet.length ? 1 : 0);
      }
    }
  });

  const patched = (bytes: Uint8Array, at: number, ...values: number[]) => {
    const copy = bytes.slice();
    copy.set(values, at);
    return copy;
  };
  test.each([
    ["another file", Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0), { kind: "not-pcapng", offset: 0 }],
    ["no magic number", patched(start, 8, 0), { kind: "bad-byte-order", offset: 0 }],
  ])("%s is refused", (_name, bytes, error) => {
    expect(readPcapng(bytes)).toEqual({ ok: false, error });
  });

  test.each([
    ["version 2", patched(start, 12, 2), { kind: "unknown-version", offset: 0 }],
    ["a length of 13", file(start, patched(packet, 4, 13)), { kind: "bad-block-length", offset: start.length }],
    ["a length of 8", file(start, patched(packet, 4, 8)), { kind: "bad-block-length", offset: start.length }],
    [
      "lengths that differ",
      file(start, patched(packet, packet.length - 4, 1)),
      { kind: "bad-block-length", offset: start.length },
    ],
    ["interface 1 of 1", file(start, patched(packet, 8, 1)), { kind: "unknown-interface", offset: start.length }],
    ["more data than block", file(start, patched(packet, 20, 9)), { kind: "bad-block", offset: start.length }],
    [
      "an option beyond the block",
      file(sectionHeader({ application: "a" }), patched(interfaceBlock({ name: "e", snaplen: 0 }), 18, 99)),
      { kind: "bad-option", offset: sectionHeader({ application: "a" }).length },
    ],
  ])("%s ends the reading", (_name, bytes, problem) => {
    expect(capture(bytes).problem).toEqual(problem);
  });
});

describe("for any input", () => {
  test("what is written is read back", () => {
    const written = fc.record({
      at: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      interface: fc.constantFrom(0, 1),
      bytes: fc.uint8Array({ maxLength: 100 }),
      comment: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(written), fc.string({ unit: "grapheme" }), (packets, name) => {
        const bytes = file(
          sectionHeader({ application: name }),
          interfaceBlock({ name, snaplen: 262_144 }),
          interfaceBlock({ name: "second", snaplen: 96, linktype: 101 }),
          ...packets.map(({ comment, ...p }) => packetBlock(comment === undefined ? p : { ...p, comment })),
        );
        expect(bytes.length % 4).toBe(0);
        expect(capture(bytes)).toEqual({
          interfaces: [
            { name, linktype: 1, snaplen: 262_144 },
            { name: "second", linktype: 101, snaplen: 96 },
          ],
          packets: packets.map(({ comment, ...p }) => ({
            ...p,
            originalLength: p.bytes.length,
            ...(comment !== undefined && { comment }),
          })),
          skipped: 0,
        });
      }),
    );
  });

  test("a comment too long for an option is cut between characters", () => {
    const bytes = file(
      sectionHeader({ application: "a" }),
      interfaceBlock({ name: "e", snaplen: 0 }),
      packetBlock({ interface: 0, at: 0n, bytes: new Uint8Array(0), comment: `${"x".repeat(65_534)}한` }),
    );
    expect(capture(bytes).packets[0]?.comment).toBe("x".repeat(65_534));
  });

  test("random bytes, and good files with bytes changed, never throw", () => {
    const good = file(
      sectionHeader({ application: "a" }),
      interfaceBlock({ name: "eth0", snaplen: 0 }),
      packetBlock({ interface: 0, at: 1n, bytes: Uint8Array.of(1, 2, 3), comment: "c" }),
    );
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.uint8Array(), fc.array(change, { maxLength: 4 }), (noise, changes) => {
        readPcapng(noise);
        const bad = good.slice();
        for (const [at, value] of changes) bad[at] = value;
        readPcapng(file(bad, noise));
        // A view into a larger array is read from its own start.
        expect(readPcapng(file(noise, good).subarray(noise.length))).toEqual(readPcapng(good));
      }),
      { numRuns: 2_000 },
    );
  });
});
