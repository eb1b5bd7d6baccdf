/** The capture file format pcapng, written (little endian, microseconds) and read. Read draft-ietf-opsawg-pcapng section 4. */
import { err, ok, type Result } from "../base/result.ts";
import { concatBytes, utf8, utf8Text } from "./text.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Option codes; those from 2 on have a meaning of their own in each kind of block. */
const OPT_ENDOFOPT = 0;
const OPT_COMMENT = 1;
const SHB_HARDWARE = 2;
const SHB_OS = 3;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

/** Block type, total length and the total length again at the end. */
const BLOCK_OVERHEAD = 12;

export const LINKTYPE_ETHERNET = 1;
/** A power of ten: timestamps count 10^-6 seconds, whole microseconds as the simulation does. */
export const TSRESOL_MICROSECONDS = 6;

/** The block that opens a file: what made the capture, with which program. */
export function sectionHeader(about: { hardware?: string; os?: string; application: string }): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(16));
  fixed.setUint32(0, BYTE_ORDER_MAGIC, true);
  fixed.setUint16(4, 1, true);
  fixed.setUint16(6, 0, true);
  // All ones: the section's length is not given, so that blocks can be appended.
  fixed.setBigInt64(8, -1n, true);
  return block(SECTION_HEADER, [
    bytesOf(fixed),
    ...textOption(SHB_HARDWARE, about.hardware),
    ...textOption(SHB_OS, about.os),
    ...textOption(SHB_USERAPPL, about.application),
    END_OF_OPTIONS,
  ]);
}

/** One interface; packets name it by its place in the file, from 0. `snaplen` in bytes, 0 for no limit. */
export function interfaceBlock(about: { name: string; linktype?: number; snaplen: number }): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(8));
  fixed.setUint16(0, about.linktype ?? LINKTYPE_ETHERNET, true);
  fixed.setUint32(4, about.snaplen, true);
  return block(INTERFACE_DESCRIPTION, [
    bytesOf(fixed),
    ...textOption(IF_NAME, about.name),
    option(IF_TSRESOL, Uint8Array.of(TSRESOL_MICROSECONDS)),
    END_OF_OPTIONS,
  ]);
}

/** One packet. `at` is in microseconds since 1970; `originalLength` is given where `bytes` is cut. */
export function packetBlock(packet: {
  interface: number;
  at: bigint;
  bytes: Uint8Array;
  originalLength?: number;
  comment?: string;
}): Uint8Array {
  const fixed = new DataView(new ArrayBuffer(20));
  fixed.setUint32(0, packet.interface, true);
  fixed.setUint32(4, Number((packet.at >> 32n) & 0xffff_ffffn), true);
  fixed.setUint32(8, Number(packet.at & 0xffff_ffffn), true);
  fixed.setUint32(12, packet.bytes.length, true);
  fixed.setUint32(16, packet.originalLength ?? packet.bytes.length, true);
  const comment = textOption(OPT_COMMENT, packet.comment);
  const options = comment.length === 0 ? [] : [...comment, END_OF_OPTIONS];
  return block(ENHANCED_PACKET, [bytesOf(fixed), padded(packet.bytes), ...options]);
}

const END_OF_OPTIONS = option(OPT_ENDOFOPT, new Uint8Array(0));

function block(type: number, body: readonly Uint8Array[]): Uint8Array {
  const length = body.reduce((sum, piece) => sum + piece.length, BLOCK_OVERHEAD);
  const start = new DataView(new ArrayBuffer(8));
  start.setUint32(0, type, true);
  start.setUint32(4, length, true);
  return concatBytes([bytesOf(start), ...body, bytesOf(start).slice(4)]);
}

function option(code: number, value: Uint8Array): Uint8Array {
  const start = new DataView(new ArrayBuffer(4));
  start.setUint16(0, code, true);
  start.setUint16(2, value.length, true);
  return concatBytes([bytesOf(start), padded(value)]);
}

/** An option's length has 16 bits: a longer text is cut, between characters. */
function textOption(code: number, value: string | undefined): readonly Uint8Array[] {
  if (value === undefined) return [];
  const bytes = utf8(value);
  let end = Math.min(bytes.length, 0xffff);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return [option(code, bytes.subarray(0, end))];
}

function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(aligned(bytes.length));
  out.set(bytes);
  return out;
}

function aligned(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

export type CapturedInterface = { readonly name?: string; readonly linktype: number; readonly snaplen: number };
export type CapturedPacket = {
  /** Index into `interfaces`. */
  readonly interface: number;
  /** Microseconds since 1970; finer timestamps are rounded down. */
  readonly at: bigint;
  readonly bytes: Uint8Array;
  readonly originalLength: number;
  readonly comment?: string;
};
export type PcapngProblem = {
  readonly kind:
    | ("not-pcapng" | "bad-byte-order" | "unknown-version" | "bad-block-length" | "truncated-block")
    | ("bad-block" | "bad-option" | "unknown-interface");
  /** The byte of the file at which the block in question begins. */
  readonly offset: number;
};
export type Capture = {
  readonly interfaces: readonly CapturedInterface[];
  readonly packets: readonly CapturedPacket[];
  /** Blocks of kinds that are not read here. */
  readonly skipped: number;
  /** What ended the reading before the end of the file. */
  readonly problem?: PcapngProblem;
};

type Clock = { readonly ticksPerSecond: bigint; readonly offsetSeconds: bigint };
type Section = { readonly littleEndian: boolean; readonly firstInterface: number };

/**
 * Reads a whole file, of either byte order and any number of sections. Bytes that do not begin as one are an error;
 * a file that goes wrong later, or is cut off, gives what was read until then and the problem.
 */
export function readPcapng(bytes: Uint8Array): Result<Capture, PcapngProblem> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0) !== SECTION_HEADER) return err({ kind: "not-pcapng", offset: 0 });
  const interfaces: CapturedInterface[] = [];
  const clocks: Clock[] = [];
  const packets: CapturedPacket[] = [];
  let skipped = 0;
  let section: Section | undefined;
  let at = 0;

  const readBlock = (): Result<number, PcapngProblem["kind"]> => {
    if (bytes.length - at < BLOCK_OVERHEAD) return err("truncated-block");
    // The type of a section header reads the same in both byte orders; its magic number tells which it is.
    if (view.getUint32(at) === SECTION_HEADER) {
      const littleEndian = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
      if (!littleEndian && view.getUint32(at + 8) !== BYTE_ORDER_MAGIC) return err("bad-byte-order");
      section = { littleEndian, firstInterface: interfaces.length };
    }
    if (section === undefined) return err("not-pcapng");
    const { littleEndian, firstInterface } = section;
    const type = view.getUint32(at, littleEndian);
    const length = view.getUint32(at + 4, littleEndian);
    if (length % 4 !== 0 || length < BLOCK_OVERHEAD) return err("bad-block-length");
    if (length > bytes.length - at) return err("truncated-block");
    if (view.getUint32(at + length - 4, littleEndian) !== length) return err("bad-block-length");
    const body = new DataView(bytes.buffer, bytes.byteOffset + at + 8, length - BLOCK_OVERHEAD);

    if (type === SECTION_HEADER) {
      if (body.byteLength < 16) return err("bad-block");
      if (body.getUint16(4, littleEndian) !== 1) return err("unknown-version");
    } else if (type === INTERFACE_DESCRIPTION) {
      const described = readInterface(body, littleEndian);
      if (!described.ok) return described;
      interfaces.push(described.value.captured);
      clocks.push(described.value.clock);
    } else if (type === ENHANCED_PACKET) {
      const packet = readPacket(body, littleEndian, firstInterface, clocks);
      if (!packet.ok) return packet;
      packets.push(packet.value);
    } else skipped++;
    return ok(length);
  };

  while (at < bytes.length) {
    const read = readBlock();
    if (!read.ok) {
      const problem = { kind: read.error, offset: at };
      return section === undefined ? err(problem) : ok({ interfaces, packets, skipped, problem });
    }
    at += read.value;
  }
  return ok({ interfaces, packets, skipped });
}

type Read<T> = Result<T, PcapngProblem["kind"]>;

function readInterface(body: DataView, littleEndian: boolean): Read<{ captured: CapturedInterface; clock: Clock }> {
  if (body.byteLength < 8) return err("bad-block");
  const options = readOptions(body, 8, littleEndian);
  if (!options.ok) return options;
  const name = options.value.get(IF_NAME);
  const tsresol = options.value.get(IF_TSRESOL)?.[0] ?? TSRESOL_MICROSECONDS;
  const offset = options.value.get(IF_TSOFFSET);
  if (offset !== undefined && offset.length !== 8) return err("bad-option");
  const offsetSeconds =
    offset === undefined ? 0n : new DataView(offset.buffer, offset.byteOffset, 8).getBigInt64(0, littleEndian);
  // The highest bit chooses between powers of two and of ten.
  const exponent = BigInt(tsresol & 0x7f);
  const ticksPerSecond = tsresol >= 0x80 ? 2n ** exponent : 10n ** exponent;
  return ok({
    captured: {
      ...(name !== undefined && { name: utf8Text(name) }),
      linktype: body.getUint16(0, littleEndian),
      snaplen: body.getUint32(4, littleEndian),
    },
    clock: { ticksPerSecond, offsetSeconds },
  });
}

function readPacket(
  body: DataView,
  littleEndian: boolean,
  firstInterface: number,
  clocks: readonly Clock[],
): Read<CapturedPacket> {
  if (body.byteLength < 20) return err("bad-block");
  const word = (offset: number) => body.getUint32(offset, littleEndian);
  const index = firstInterface + word(0);
  const clock = clocks[index];
  if (clock === undefined) return err("unknown-interface");
  const captured = word(12);
  if (captured > body.byteLength - 20) return err("bad-block");
  const options = readOptions(body, 20 + aligned(captured), littleEndian);
  if (!options.ok) return options;
  const comment = options.value.get(OPT_COMMENT);
  const ticks = (BigInt(word(4)) << 32n) | BigInt(word(8));
  return ok({
    interface: index,
    at: (ticks * 1_000_000n) / clock.ticksPerSecond + clock.offsetSeconds * 1_000_000n,
    // A copy, so that one packet kept does not keep the whole file.
    bytes: new Uint8Array(body.buffer, body.byteOffset + 20, captured).slice(),
    originalLength: word(16),
    ...(comment !== undefined && { comment: utf8Text(comment) }),
  });
}

/** The first option of each code from `start` to the end of the block. The end mark may be missing (section 3.5). */
function readOptions(body: DataView, start: number, littleEndian: boolean): Read<ReadonlyMap<number, Uint8Array>> {
  const options = new Map<number, Uint8Array>();
  let at = start;
  while (at < body.byteLength) {
    if (body.byteLength - at < 4) return err("bad-option");
    const code = body.getUint16(at, littleEndian);
    const length = body.getUint16(at + 2, littleEndian);
    if (code === OPT_ENDOFOPT) break;
    if (aligned(length) > body.byteLength - at - 4) return err("bad-option");
    const value = new Uint8Array(body.buffer, body.byteOffset + at + 4, length);
    if (!options.has(code)) options.set(code, value);
    at += 4 + aligned(length);
  }
  return ok(options);
}
