/** The images that a page shows, as a browser finds them in its HTML: the `src` of each `<img>`. */

/** Images of one page that are fetched; no page of a lesson comes near. */
const IMAGE_LIMIT = 64;

const COMMENT = /<!--.*?(?:-->|$)/gs;
const IMAGE = /<img(?=\s)[^<>]*?\ssrc\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/gi;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** The references as they are written (entities undone), in the page's order, each once. */
export function imageReferences(html: string): readonly string[] {
  const found = new Set<string>();
  for (const [, double, single, bare] of html.replace(COMMENT, "").matchAll(IMAGE)) {
    const reference = (double ?? single ?? bare ?? "").trim();
    if (reference !== "")
      found.add(reference.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? ""));
    if (found.size === IMAGE_LIMIT) break;
  }
  return [...found];
}
