/** Hangul typed on a two-set (KS X 5002) keyboard, as the QWERTY letters of the same keys. */

// In the order of the conjoining jamo blocks of Unicode: U+1100, U+1161, U+11A8.
const leading = "r R s e E f a q Q t T d w W c z x v g".split(" ");
const vowels = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split(" ");
const trailing = "r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(" ");

/**
 * The letters somebody typed to get this Hangul: `ㅜ` and its conjoining and half-width forms give `n`, `부` gives
 * `qn`. Empty for what is not Hangul. Letters typed with Shift are capitals.
 */
export function hangulKeys(text: string): string {
  let letters = "";
  // NFKD takes syllables apart and leads compatibility and half-width jamo to the conjoining ones.
  for (const char of text.normalize("NFKD")) {
    const code = char.codePointAt(0)!;
    const letter = leading[code - 0x1100] ?? vowels[code - 0x1161] ?? trailing[code - 0x11a8];
    if (letter !== undefined) letters += letter;
    else if (code !== 0x115f && code !== 0x1160) return "";
  }
  return letters;
}

/** The one QWERTY letter on the key of this jamo; undefined when it is no jamo or took more than one key. */
export function jamoToQwerty(char: string): string | undefined {
  const letters = hangulKeys(char);
  return letters.length === 1 ? letters : undefined;
}
