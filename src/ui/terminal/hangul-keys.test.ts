import { expect, test } from "vitest";
import { hangulKeys, jamoToQwerty } from "./hangul-keys.ts";

test("the two-set layout lies on QWERTY row by row", () => {
  expect([..."ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ"].map(jamoToQwerty).join("")).toBe("qwertyuiop");
  expect([..."ㅁㄴㅇㄹㅎㅗㅓㅏㅣ"].map(jamoToQwerty).join("")).toBe("asdfghjkl");
  expect([..."ㅋㅌㅊㅍㅠㅜㅡ"].map(jamoToQwerty).join("")).toBe("zxcvbnm");
  expect([..."ㅃㅉㄸㄲㅆㅒㅖ"].map(jamoToQwerty).join("")).toBe("QWERTOP");
});

test.each([
  ["conjoining", "\u1107", "q"],
  ["conjoining vowel", "\u116e", "n"],
  ["trailing", "\u11b8", "q"],
  ["half-width", "\uffa1", "r"],
  ["consonant with a filler", "\u1107\u1160", "q"],
  ["a Latin letter", "q", undefined],
  ["a syllable of two keys", "부", undefined],
  ["a compound vowel", "ㅘ", undefined],
  ["nothing", "", undefined],
])("%s %j is %s", (_, text, letter) => {
  expect(jamoToQwerty(text)).toBe(letter);
});

test.each([
  ["부", "qn"],
  ["값", "rkqt"],
  ["ㅘ", "hk"],
  ["뷁", "qnpfr"],
  ["한글", "gksrmf"],
  ["한a", ""],
])("%s was typed as %s", (text, letters) => {
  expect(hangulKeys(text)).toBe(letters);
});
