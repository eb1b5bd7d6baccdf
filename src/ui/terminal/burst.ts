/** Text that a terminal without paste marks has sent at once: nobody types so fast, and its letters must not act as keys. */

/** Fewer letters than that may be keys that a slow line has held up together. */
const LEAST_LETTERS = 6;
/** A key that is held down comes as one letter many times. */
const LEAST_DIFFERENT = 3;

/**
 * The text of a piece of input that was pasted, lines ending in \n; undefined where it may have been typed. A line end after
 * all of it is left out, and `entered` says so: somebody may have typed ahead, or pasted it. `goesOn`: a part of it came
 * just before.
 */
export function pastedText(
  chunk: string,
  goesOn: boolean,
): { readonly text: string; readonly entered: boolean } | undefined {
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(chunk)) return undefined;
  const lines = chunk.replace(/\r\n?/g, "\n");
  const letters = [...lines.replace(/\s/g, "")];
  if (goesOn ? letters.length < 2 : letters.length < LEAST_LETTERS || new Set(letters).size < LEAST_DIFFERENT) {
    return undefined;
  }
  const text = lines.replace(/\n+$/, "").replace(/\t/g, " ").normalize("NFC");
  return { text, entered: text.length < lines.length };
}
