/** Korean particles change with the sound that the word before them ends in; names and numbers are judged as they are read aloud. */

/** The form after a consonant, then the form after a vowel. */
const pairs = ["은/는", "이/가", "을/를", "과/와", "으로/로", "이라는/라는", "이라고/라고", "이므로/므로"] as const;
export type Particle = (typeof pairs)[number];

/** By either form: `을` and `를` are the same particle. */
export const particles: Readonly<Record<string, Particle>> = Object.fromEntries(
  pairs.flatMap((pair) => pair.split("/").map((form) => [form, pair])),
);

type Ending = "vowel" | "consonant" | "rieul";

/** The word with the particle that fits it: `client는`, `com은`, `포트 80으로`, `포트 1로`. */
export const josa = (word: string, particle: Particle): string => word + particleOf(word, particle);

/** The particle alone, in the form that follows the word. */
export function particleOf(word: string, particle: Particle): string {
  const [afterConsonant = "", afterVowel = ""] = particle.split("/");
  const ending = endingOf(word);
  const isVowelForm = ending === "vowel" || (ending === "rieul" && particle === "으로/로");
  return isVowelForm ? afterVowel : afterConsonant;
}

/** How the word ends when it is read aloud; marks that are not read, such as brackets and quotes, do not count. */
export function endingOf(word: string): Ending {
  const read = word.replace(/[\s"'`()[\]{}<>.,:;!?]+$/u, "");
  const last = read.at(-1) ?? "";
  if (last >= "가" && last <= "힣") return hangulEnding(last);
  if (/[0-9]/.test(last)) return digitEndings[Number(last)] ?? "vowel";
  const letters = /[A-Za-z]+$/.exec(read)?.[0];
  return letters === undefined ? "vowel" : latinEnding(letters);
}

/** A syllable's code is its initial, vowel and final counted through; the final is the remainder by 28, and 8 is ㄹ. */
function hangulEnding(syllable: string): Ending {
  const final = (syllable.charCodeAt(0) - 0xac00) % 28;
  return final === 0 ? "vowel" : final === 8 ? "rieul" : "consonant";
}

/** 영 일 이 삼 사 오 육 칠 팔 구; a last 0 is 영, 십, 백, 천 or 만, all with a final consonant. */
const digitEndings: readonly Ending[] = [
  "consonant",
  "rieul",
  "vowel",
  "consonant",
  "vowel",
  "vowel",
  "consonant",
  "rieul",
  "rieul",
  "vowel",
];

/** Words whose reading no rule finds: 웹, 랩, GET 겟, PUT 풋, ... */
const exceptions: Readonly<Record<string, Ending>> = {
  web: "consonant",
  lab: "consonant",
  get: "consonant",
  put: "consonant",
  null: "rieul",
  url: "rieul",
};

function latinEnding(letters: string): Ending {
  const word = letters.toLowerCase();
  const known = exceptions[word];
  if (known) return known;
  const isSpelled = letters.length === 1 || letters === letters.toUpperCase() || !/[aeiouy]/.test(word);
  return isSpelled ? letterEnding(word.at(-1) ?? "") : wordEnding(word);
}

/** The names of the letters: 엘, 알, 엠, 엔 end in a consonant, all others in a vowel. */
function letterEnding(letter: string): Ending {
  if (letter === "l" || letter === "r") return "rieul";
  return letter === "m" || letter === "n" ? "consonant" : "vowel";
}

/** English words as the rules for loan words spell them in Hangul: 클라이언트, 루트, 스택, 네이버, 테이블. */
function wordEnding(word: string): Ending {
  if (/l$|[^aeiou]le$|[aeiou]le$/.test(word)) return "rieul";
  if (/[mn]e?$|ng$/.test(word)) return "consonant";
  // A short vowel before a final p, t or k closes the syllable (맵, 넷, 북); after a long one or a consonant 으 is added.
  if (/(?:^|[^aeiou])[aeiou](?:[ptkc]|ck)$|ook$/.test(word)) return "consonant";
  return "vowel";
}
