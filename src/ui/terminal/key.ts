/** What a key is, and which character or sequence stands for which: ECMA-48 as xterm, rxvt, PuTTY, the Linux console and kitty use it. */

export type KeyName =
  | "up"
  | "down"
  | "left"
  | "right"
  | "home"
  | "end"
  | "pageup"
  | "pagedown"
  | "tab"
  | "shift-tab"
  | "enter"
  | "escape"
  | "space"
  | "backspace"
  | "delete"
  | CtrlName
  | "char";

/** Ctrl-h, Ctrl-i, Ctrl-j and Ctrl-m are backspace, tab and enter. */
export type CtrlName = `ctrl-${
  | "a"
  | "b"
  | "c"
  | "d"
  | "e"
  | "f"
  | "g"
  | "k"
  | "l"
  | "n"
  | "o"
  | "p"
  | "q"
  | "r"
  | "s"
  | "t"
  | "u"
  | "v"
  | "w"
  | "x"
  | "y"
  | "z"}`;

export type Key =
  /** `char` is one code point in NFC, for `char` and `space` only. */
  | { readonly kind: "key"; readonly name: KeyName; readonly char?: string }
  /**
   * Pasted text: lines end in \n, no control characters, NFC, at most 64 Ki UTF-16 units. `unmarked`: the terminal did not
   * say that it was pasted, it only came at once; whoever typed it ahead has `entered` it.
   */
  | { readonly kind: "paste"; readonly text: string; readonly unmarked?: { readonly entered: boolean } };

/** What a terminal says about itself when asked. */
export type Reply =
  /** CPR; row and column count from 1. */
  | { readonly kind: "cursor-position"; readonly row: number; readonly column: number }
  /** DA1: the parameters after `?`. */
  | { readonly kind: "device-attributes"; readonly parameters: readonly number[] }
  /** OSC 11: what the terminal's ground looks like, each part from 0 to 1. */
  | { readonly kind: "background-colour"; readonly red: number; readonly green: number; readonly blue: number };

/** A key without a character. */
export function key(name: KeyName): Key {
  return { kind: "key", name };
}

/** A key that came as one character; undefined for what no key of ours sends. */
export function plainKey(char: string): Key | undefined {
  const code = char.codePointAt(0)!;
  if (code === 0x20) return { kind: "key", name: "space", char: " " };
  if (code === 0x0d || code === 0x0a) return key("enter");
  if (code === 0x09) return key("tab");
  if (code === 0x7f || code === 0x08) return key("backspace");
  if (code >= 1 && code <= 26) return key(`ctrl-${String.fromCharCode(code + 0x60)}` as CtrlName);
  if (
    code < 0x20 ||
    (code >= 0x80 && code < 0xa0) ||
    code === 0xfffd ||
    code === 0xfeff ||
    (code >= 0xd800 && code <= 0xdfff)
  ) {
    return undefined;
  }
  return { kind: "key", name: "char", char: char.normalize("NFC") };
}

const letters: Readonly<Record<string, KeyName>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  a: "up",
  b: "down",
  c: "right",
  d: "left",
};

const numbers: Readonly<Record<string, KeyName>> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
};

/** The application keypad, VT100 manual table 3-8. */
const keypad = "jklmnopqrstuvwxy";
const keypadChars = "*+,-./0123456789";

/**
 * What a whole sequence means, without its escape: `[` with parameters and a final byte, `O` and a letter, or `]` and a
 * text with its terminator.
 */
export function readSequence(body: string): Key | Reply | { readonly kind: "paste-begins" } | undefined {
  if (body[0] === "]") return backgroundColour(body);
  const final = body.at(-1)!;
  const parameters = body.slice(1, -1);
  if (body[0] === "O") {
    if (final === "M") return key("enter");
    if (final === "I") return key("tab");
    if (final === "X") return { kind: "key", name: "char", char: "=" };
    const typed = keypadChars[keypad.indexOf(final)];
    if (typed !== undefined) return { kind: "key", name: "char", char: typed };
    return letters[final] && key(letters[final]);
  }
  if (final === "c" && parameters.startsWith("?")) {
    return { kind: "device-attributes", parameters: parameters.slice(1).split(";").map(Number) };
  }
  if (final === "R") {
    const position = /^\??(\d+);(\d+)$/.exec(parameters);
    return position ? { kind: "cursor-position", row: Number(position[1]), column: Number(position[2]) } : undefined;
  }
  if (!/^[0-9;:]*$/.test(parameters)) return undefined;
  const fields = parameters.split(";");
  // kitty reports releases as the third of "modifiers : event type"; we never asked for them.
  if (fields[1]?.endsWith(":3")) return undefined;
  if (final === "Z") return key("shift-tab");
  if (final === "u") return typedKey(Number.parseInt(fields[0]!, 10), modifiersOf(fields[1]));
  if (final === "~" || final === "^" || final === "$" || final === "@") {
    if (final === "~" && fields[0] === "200") return { kind: "paste-begins" };
    if (final === "~" && fields[0] === "27") return typedKey(Number(fields[2]), modifiersOf(fields[1]));
    const name = numbers[fields[0]!];
    return name && key(name);
  }
  const name = letters[final];
  if (name === undefined || (final >= "a" && parameters !== "")) return undefined;
  return key(name);
}

/** XParseColor's `rgb:R/G/B`, one to four hex digits each. */
function backgroundColour(body: string): Reply | undefined {
  const parts =
    /^\]11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})(?:\/[0-9a-f]{1,4})?(?:\x07|\x1b\\)$/i.exec(body);
  if (!parts) return undefined;
  const [red = 0, green = 0, blue = 0] = parts
    .slice(1, 4)
    .map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
  return { kind: "background-colour", red, green, blue };
}

/** xterm and kitty send one more than a sum of 1 shift, 2 alt, 4 ctrl and others. */
function modifiersOf(field: string | undefined): number {
  const value = Number.parseInt(field ?? "1", 10);
  return value >= 1 ? value - 1 : 0;
}

/** A key reported by its code point (kitty's `CSI u`, xterm's modifyOtherKeys). */
function typedKey(code: number, modifiers: number): Key | undefined {
  if (!(code >= 0 && code <= 0x10ffff)) return undefined;
  if (code === 27) return key("escape");
  if (code === 9 && modifiers & 1) return key("shift-tab");
  const char = String.fromCodePoint(code);
  if (modifiers & 4) {
    const control = /^[a-z]$/i.test(char) ? String.fromCharCode(char.toLowerCase().charCodeAt(0) - 0x60) : undefined;
    return control === undefined ? undefined : plainKey(control);
  }
  if (code >= 57344 && code <= 63743) return undefined;
  const shifted = modifiers & 1 && /^[a-z]$/.test(char) ? char.toUpperCase() : char;
  return plainKey(shifted);
}
