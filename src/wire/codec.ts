/**
 * One definition of a header gives parse, emit and describe.
 * A codec reads from a cursor and writes to a sink; describing is reading with a cursor that takes notes.
 */
import { err, ok, type Result } from "../base/result.ts";

/** Why bytes are not what they should be, and where: `bit` counts from the start of the bytes given. */
export type Problem = {
  readonly kind: "truncated" | "bad-length" | "bad-value" | "bad-pointer" | "bad-label" | "too-long";
  /** The field, as `tcp.options.0`. */
  readonly path: string;
  readonly bit: number;
  readonly value?: number;
};

/** What a field's value says, as data; `i18n` has the words. */
export type Meaning =
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "bytes"; readonly bytes: number }
  | { readonly kind: "seconds"; readonly seconds: number }
  | { readonly kind: "set" }
  | { readonly kind: "not-set" }
  | { readonly kind: "broadcast-address" }
  | { readonly kind: "unknown-yet" }
  | { readonly kind: "unused" }
  | { readonly kind: "port"; readonly service: string }
  | { readonly kind: "ephemeral-port" }
  | { readonly kind: "name-pointer"; readonly to: number }
  | { readonly kind: "checksum-good" }
  | { readonly kind: "checksum-bad"; readonly should: number }
  | { readonly kind: "checksum-unused" }
  | { readonly kind: "relative"; readonly value: number };

export type FieldValue = string | number;

/** One field as read from real bytes. `start` and `length` are bits, `start` from the first bit of the frame. */
export type FieldNode = {
  readonly path: string;
  readonly name: string;
  readonly start: number;
  readonly length: number;
  readonly value?: FieldValue;
  /** How a number is best shown. */
  readonly base?: 10 | 16;
  readonly meaning?: Meaning;
  readonly rfc?: string;
  readonly children?: readonly FieldNode[];
};

class Malformed extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

type OpenNode = {
  path: string;
  name: string;
  start: number;
  length: number;
  value?: FieldValue;
  base?: 10 | 16;
  meaning?: Meaning;
  rfc?: string;
  children?: OpenNode[];
};

/**
 * How much is remembered on the way: nothing (most bytes are well formed, and a problem then has no path), where one is,
 * or all that was read.
 */
type Pace = "quick" | "tracking" | "noting";

/** A place in bytes. `origin` is where the message began, for DNS pointers; `end` is the first byte not to be read. */
export class Cursor {
  bit: number;
  /** Field names from the protocol down, for problems and notes. */
  readonly path: string[] = [];
  readonly notes: OpenNode[] | null;
  private readonly open: OpenNode[] = [];

  constructor(
    readonly bytes: Uint8Array,
    start: number,
    public end: number,
    readonly origin: number,
    private readonly pace: Pace,
  ) {
    this.bit = start * 8;
    this.notes = pace === "noting" ? [] : null;
  }

  get byte(): number {
    return this.bit >>> 3;
  }
  get left(): number {
    return this.end - this.byte;
  }

  fail(kind: Problem["kind"], value?: number): never {
    const problem = { kind, path: this.path.join("."), bit: this.bit };
    throw new Malformed(value === undefined ? problem : { ...problem, value });
  }

  /** An unsigned number of `n` bits, 1 to 32, most significant bit first. */
  take(n: number): number {
    const bit = this.bit;
    if (bit + n > this.end * 8) this.fail("truncated");
    this.bit = bit + n;
    const bytes = this.bytes;
    if ((bit & 7) === 0) {
      const at = bit >>> 3;
      if (n === 8) return bytes[at]!;
      if (n === 16) return (bytes[at]! << 8) | bytes[at + 1]!;
      if (n === 32) return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
    }
    let value = 0;
    for (let at = bit, left = n; left > 0; ) {
      const room = 8 - (at & 7);
      const taken = Math.min(room, left);
      value = value * (1 << taken) + ((bytes[at >>> 3]! >>> (room - taken)) & ((1 << taken) - 1));
      at += taken;
      left -= taken;
    }
    return value;
  }

  takeBytes(n: number): Uint8Array {
    const at = this.byte;
    if (n < 0) this.fail("bad-length", n);
    if (at + n > this.end) this.fail("truncated");
    this.bit += n * 8;
    return this.bytes.subarray(at, at + n);
  }

  enter(name: string): void {
    if (this.pace === "quick") return;
    this.path.push(name);
    if (!this.notes) return;
    const node: OpenNode = { path: this.path.join("."), name, start: this.bit, length: 0 };
    const parent = this.open.at(-1);
    if (parent) {
      parent.children ??= [];
      parent.children.push(node);
    } else this.notes.push(node);
    this.open.push(node);
  }

  /** Adds to the note of the field that is being read; does nothing when no notes are taken. */
  note(more: { value?: FieldValue; base?: 10 | 16; meaning?: Meaning; rfc?: string }): void {
    const node = this.open.at(-1);
    if (node) Object.assign(node, more);
  }

  leave(): void {
    if (this.pace === "quick") return;
    this.path.pop();
    const node = this.open.pop();
    if (node) node.length = this.bit - node.start;
  }
}

/** Bytes being written. `names` remembers where DNS names stand, for compression. */
export class Sink {
  private buffer = new Uint8Array(64);
  bit = 0;
  readonly names = new Map<string, number>();

  get byte(): number {
    return this.bit >>> 3;
  }

  private room(bits: number): void {
    const need = (this.bit + bits + 7) >>> 3;
    if (need <= this.buffer.length) return;
    const bigger = new Uint8Array(Math.max(need, this.buffer.length * 2));
    bigger.set(this.buffer);
    this.buffer = bigger;
  }

  put(n: number, value: number): void {
    this.room(n);
    const bit = this.bit;
    this.bit = bit + n;
    const at = bit >>> 3;
    if ((bit & 7) === 0 && (n & 7) === 0) {
      for (let i = n - 8, j = at; i >= 0; i -= 8, j++) this.buffer[j] = (value >>> i) & 0xff;
      return;
    }
    for (let to = bit, left = n; left > 0; ) {
      const room = 8 - (to & 7);
      const given = Math.min(room, left);
      this.buffer[to >>> 3]! |= ((value >>> (left - given)) & ((1 << given) - 1)) << (room - given);
      to += given;
      left -= given;
    }
  }

  putBytes(bytes: Uint8Array): void {
    this.room(bytes.length * 8);
    this.buffer.set(bytes, this.byte);
    this.bit += bytes.length * 8;
  }

  /** Overwrites two bytes written before: a length that is known only afterwards. */
  patch16(at: number, value: number): void {
    this.buffer[at] = value >>> 8;
    this.buffer[at + 1] = value & 0xff;
  }

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.byte);
  }
}

type Whole = Readonly<Record<string, unknown>>;

export interface Codec<T> {
  /** `soFar` holds the fields of the same record that were read before. */
  read(c: Cursor, soFar: Whole): T;
  write(s: Sink, value: T): void;
}

type Notes<T> = {
  readonly rfc?: string;
  readonly base?: 10 | 16;
  readonly meaning?: (value: T, soFar: Whole) => Meaning | undefined;
};

/** An unsigned number of 1 to 32 bits. */
export const bits = (n: number, notes: Notes<number> = {}): Codec<number> => ({
  read(c, soFar) {
    const value = c.take(n);
    if (c.notes) annotate(c, value, value, notes, soFar);
    return value;
  },
  write: (s, value) => s.put(n, value),
});

/** One bit, 0 or 1, kept as a boolean. */
export const flag = (rfc: string): Codec<boolean> => ({
  read(c) {
    const value = c.take(1) === 1;
    if (c.notes) c.note({ value: value ? 1 : 0, meaning: { kind: value ? "set" : "not-set" }, rfc });
    return value;
  },
  write: (s, value) => s.put(1, value ? 1 : 0),
});

/** `n` bytes shown as text by `format`. */
export const text = (
  n: number,
  format: (bytes: Uint8Array, at: number) => string,
  parse: (text: string, into: Uint8Array) => void,
  notes: Notes<string> = {},
): Codec<string> => ({
  read(c, soFar) {
    const at = c.byte;
    c.takeBytes(n);
    const value = format(c.bytes, at);
    if (c.notes) annotate(c, value, value, notes, soFar);
    return value;
  },
  write(s, value) {
    const into = new Uint8Array(n);
    parse(value, into);
    s.putBytes(into);
  },
});

function annotate<T>(c: Cursor, value: T, shown: FieldValue, notes: Notes<T>, soFar: Whole): void {
  const meaning = notes.meaning?.(value, soFar);
  c.note({
    value: shown,
    ...(notes.base && { base: notes.base }),
    ...(meaning && { meaning }),
    ...(notes.rfc && { rfc: notes.rfc }),
  });
}

/** The rest of the range, untouched. */
export const rest: Codec<Uint8Array> = {
  read: (c) => c.takeBytes(c.left),
  write: (s, value) => s.putBytes(value),
};

/** Items until the range is used up. */
export const many = <T>(item: Codec<T>, until?: (item: T) => boolean): Codec<readonly T[]> => ({
  read(c, soFar) {
    const items: T[] = [];
    while (c.left > 0) {
      c.enter(String(items.length));
      const value = item.read(c, soFar);
      c.leave();
      items.push(value);
      if (until?.(value)) break;
    }
    return items;
  },
  write(s, items) {
    for (const value of items) item.write(s, value);
  },
});

/** As many items as `count` says. */
export const repeat = <T>(count: (soFar: Whole) => number, item: Codec<T>): Codec<readonly T[]> => ({
  read(c, soFar) {
    const items: T[] = [];
    const n = count(soFar);
    for (let i = 0; i < n; i++) {
      c.enter(String(i));
      items.push(item.read(c, soFar));
      c.leave();
    }
    return items;
  },
  write(s, items) {
    for (const value of items) item.write(s, value);
  },
});

/** A codec inside exactly `length` bytes; what it leaves unread is skipped, what it leaves unwritten to 4 bytes is zero. */
export const within = <T>(length: (soFar: Whole) => number, inner: Codec<T>): Codec<T> => ({
  read(c, soFar) {
    const n = length(soFar);
    if (n < 0) c.fail("bad-length", n);
    if (n > c.left) c.fail("truncated", n);
    const outer = c.end;
    const end = c.byte + n;
    c.end = end;
    const value = inner.read(c, soFar);
    c.end = outer;
    if (c.byte < end) {
      c.enter("padding");
      c.bit = end * 8;
      c.leave();
    }
    return value;
  },
  write(s, value) {
    const start = s.byte;
    inner.write(s, value);
    while ((s.byte - start) % 4 !== 0) s.put(8, 0);
  },
});

/** A record of named fields, in wire order. Its type is inferred from them. */
export function record<R extends object>(fields: { readonly [K in keyof R]: Codec<R[K]> }): Codec<R> {
  const list = Object.entries(fields) as [string, Codec<unknown>][];
  return {
    read(c) {
      const value: Record<string, unknown> = {};
      for (const [name, codec] of list) {
        c.enter(name);
        value[name] = codec.read(c, value);
        c.leave();
      }
      return value as R;
    },
    write(s, value) {
      for (const [name, codec] of list) codec.write(s, (value as Whole)[name]);
    },
  };
}

export type Header<T> = Codec<T> & {
  readonly protocol: string;
  /** Reads from byte `start`, at most to `end`; `end` of the answer is the first byte after the header. */
  parse(bytes: Uint8Array, start?: number, end?: number): Result<{ readonly value: T; readonly end: number }, Problem>;
  /** Exactly what it is told: lengths and checksums are the caller's. */
  emit(value: T): Uint8Array;
  /** Every field with its bits; what could be read before a problem is there too. */
  describe(
    bytes: Uint8Array,
    start?: number,
    end?: number,
  ): { readonly fields: readonly FieldNode[]; readonly end: number; readonly problem?: Problem };
};

/** A codec with a protocol's name in front of its fields' paths. */
export function header<T>(protocol: string, codec: Codec<T>): Header<T> {
  const run = (c: Cursor): Result<T, Problem> => {
    c.path.push(protocol);
    try {
      return ok(codec.read(c, {}));
    } catch (e) {
      if (e instanceof Malformed) return err(e.problem);
      throw e;
    }
  };
  return {
    protocol,
    read: codec.read,
    write: codec.write,
    parse(bytes, start = 0, end = bytes.length) {
      const c = new Cursor(bytes, start, end, start, "quick");
      const result = run(c);
      if (result.ok) return ok({ value: result.value, end: c.byte });
      // Whoever is told that something is wrong wants to know where: the same again, this time with the path.
      const again = new Cursor(bytes, start, end, start, "tracking");
      const located = run(again);
      return located.ok ? ok({ value: located.value, end: again.byte }) : located;
    },
    emit(value) {
      const s = new Sink();
      codec.write(s, value);
      return s.bytes();
    },
    describe(bytes, start = 0, end = bytes.length) {
      const c = new Cursor(bytes, start, end, start, "noting");
      const result = run(c);
      while (c.path.length > 1) c.leave();
      const fields = c.notes ?? [];
      return result.ok ? { fields, end: c.byte } : { fields, end: c.byte, problem: result.error };
    },
  };
}
