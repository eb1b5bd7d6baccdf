/** What a site's documents hold: their own text, or content made up from the path, of exactly the size asked for. */
import { hash32 } from "../../base/rng.ts";
import { ascii, utf8 } from "../../wire/text.ts";
import { EMPTY, generated, join, type Stream, slice, streamOf } from "../stream.ts";
import { picture } from "./picture.ts";
import type { SiteDocument } from "./site.ts";

export type Content = { readonly type: string; readonly body: Stream };

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  htm: "text/html",
  txt: "text/plain",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  xml: "text/xml",
  gif: "image/gif",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  ico: "image/x-icon",
  pdf: "application/pdf",
  zip: "application/zip",
};
const HTML = "text/html";

/** By the ending of the file's name. A name without one is a page, any other unknown one is just bytes. */
export function contentType(path: string): string {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const dot = file.lastIndexOf(".");
  if (dot < 0) return HTML;
  return TYPES[file.slice(dot + 1).toLowerCase()] ?? "application/octet-stream";
}

/** The same document has the same content in every run. */
export function contentOf(path: string, document: SiteDocument): Content {
  const { text, bytes } = document;
  const isMadeUp = text === undefined && bytes === undefined;
  const type = document.type ?? (isMadeUp ? HTML : contentType(path));
  if (text !== undefined) {
    const body = utf8(text);
    const isForeign = body.length !== text.length && document.type === undefined && type.startsWith("text/");
    return { type: isForeign ? `${type}; charset=utf-8` : type, body: streamOf(body) };
  }
  if (isMadeUp || type.startsWith(HTML)) return { type, body: page(path, document) };
  const seed = hash32(path);
  return { type, body: picture(type, seed, bytes ?? 0) ?? generated(seed, bytes ?? 0) };
}

/** The page of an error or a redirection, as servers make it. */
export function statusPage(status: number, reason: string): Content {
  const title = `${status} ${reason}`.trim();
  return { type: HTML, body: streamOf(ascii(skeleton(title, "").join(""))) };
}

/** A valid small page that shows the document's images, filled up with a comment or cut to its `bytes`. */
function page(path: string, document: SiteDocument): Stream {
  const images = (document.images ?? []).map((src) => `<p><img src="${escaped(src)}"></p>\n`);
  const [start, end] = skeleton(escaped(document.title ?? path), images.join(""));
  const head = utf8(start);
  const tail = utf8(end);
  const whole = join(streamOf(head), streamOf(tail));
  const size = document.bytes ?? whole.length;
  if (size === whole.length) return whole;
  const room = size - whole.length - COMMENT_START.length - COMMENT_END.length;
  if (room >= 0) {
    const filling = generated(hash32(path), room);
    return [
      streamOf(head),
      streamOf(ascii(COMMENT_START)),
      filling,
      streamOf(ascii(COMMENT_END)),
      streamOf(tail),
    ].reduce(join, EMPTY);
  }
  // Blanks fill a gap that is too narrow for a comment.
  if (size > whole.length) {
    const blanks = streamOf(ascii("\n".repeat(size - whole.length)));
    return [streamOf(head), blanks, streamOf(tail)].reduce(join, EMPTY);
  }
  // Too small for a page: a piece of text is valid HTML for every browser.
  return slice(streamOf(ascii("a small page ".repeat(Math.ceil(size / 13)))), 0, size);
}

const COMMENT_START = "<!--\n";
const COMMENT_END = "-->\n";

/** Everything before the place where a page can be filled up, and everything after it. */
function skeleton(title: string, content: string): readonly [start: string, end: string] {
  return [`<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${content}`, "</body>\n</html>\n"];
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
