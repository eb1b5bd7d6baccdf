/** A glossary entry as rows of a dialog; header fields and layers without an entry of their own are explained all the same. */
import { fieldWords } from "../i18n/field-path.ts";
import type { Words } from "../i18n/words.ts";
import type { FilledText } from "../lesson/beat-text.ts";
import { type Glossary, type Term, termOf } from "../lesson/term.ts";
import { lessonLanguages } from "../lesson/words-file.ts";
import type { Row } from "../view/row.ts";
import type { Protocol } from "../wire/packet.ts";
import { wrapSpans } from "./block-rows.ts";

/**
 * What can be said about a key: a term's id, a field's path, `layer:tcp`. Of several keys the first about which
 * something can be said. Rows of at most `columns`; undefined where nothing can.
 */
export function explainRows(
  key: string | readonly string[],
  glossary: Glossary,
  words: Words,
  columns: number,
): readonly Row[] | undefined {
  for (const one of typeof key === "string" ? [key] : key) {
    const content = contentOf(one, glossary, words);
    if (content) return content.flatMap((line) => (line.length === 0 ? [[]] : wrapSpans(line, columns)));
  }
  return undefined;
}

/** Paragraphs; an empty one is a blank row. */
type Paragraphs = readonly (readonly FilledText[])[];

function contentOf(key: string, glossary: Glossary, words: Words): Paragraphs | undefined {
  const term = termOf(glossary, key);
  if (term) return termContent(term, key, glossary, words);
  const layer = /^layer:(.+)$/.exec(key)?.[1];
  if (layer !== undefined) return layerContent(layer, words);
  const text = fieldWords(words, key);
  if (text === undefined) return undefined;
  const name = layerName(key.split(".")[0]!, words);
  const { explain } = words.ui;
  return [[strong(key)], [], [plain(text)], ...(name === undefined ? [] : [[], labelled(explain.layer, name)])];
}

function termContent(term: Term, key: string, glossary: Glossary, words: Words): Paragraphs {
  const { explain, pane } = words.ui;
  const { language } = words;
  const own = term.words[language];
  // The same word in both languages is enough once.
  const other = lessonLanguages
    .filter((l) => l !== language)
    .map((l) => term.words[l].term)
    .filter((written) => written !== own.term);
  const field = fieldWords(words, key);
  const see = term.see.flatMap((id) => glossary.terms[id]?.words[language].term ?? []);
  return [
    [strong(own.term), ...(other.length > 0 ? [plain(` (${other.join(", ")})`)] : [])],
    [],
    [plain(own.text)],
    ...(field === undefined ? [] : [[], [{ style: "code", text: key } as const, plain(`: ${field}`)]]),
    [],
    ...(term.seen.length > 0 ? [labelled(explain.seen, term.seen.map((name) => pane[name]).join(", "))] : []),
    ...(term.rfc === undefined ? [] : [labelled(explain.rfc, rfcText(term.rfc))]),
    ...(see.length > 0 ? [labelled(explain.see, see.join(", "))] : []),
  ];
}

function layerContent(layer: string, words: Words): Paragraphs | undefined {
  const found = layer === "fcs" ? words.fcs : isProtocol(layer, words) ? words.layer[layer] : undefined;
  return found && [[strong(found.name)], [], [plain(found.adds)], [plain(found.reads)]];
}

const isProtocol = (name: string, words: Words): name is Protocol => Object.hasOwn(words.layer, name);

const layerName = (name: string, words: Words): string | undefined =>
  isProtocol(name, words) ? words.layer[name].name : undefined;

/** `9293 3.6.1` as one cites it. */
function rfcText(rfc: string): string {
  const [number, section] = rfc.split(" ");
  return section === undefined ? `RFC ${number}` : `RFC ${number} ${section}`;
}

const plain = (text: string): FilledText => ({ style: "plain", text });
const strong = (text: string): FilledText => ({ style: "strong", text });
const labelled = (label: string, text: string): readonly FilledText[] => [
  { style: "emphasis", text: label },
  plain(` ${text}`),
];
