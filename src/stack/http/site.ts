/** A web site as plain data, and what one of its paths names: a file, a directory's default file, a redirection. */
import { percentDecode } from "../../wire/text.ts";
import { resolveText } from "../../wire/url.ts";

/** One file of a site. Without `text` and `bytes` it is a small page (or, with an error's `status`, that error's page). */
export type SiteDocument = {
  /** The content itself, sent as UTF-8. */
  readonly text?: string;
  /** Or: content of exactly so many bytes, made up from the path; HTML stays valid HTML. */
  readonly bytes?: number;
  /** What a made-up page is called; else its path. */
  readonly title?: string;
  /** What a made-up page shows: the `src` of its images. */
  readonly images?: readonly string[];
  /** `Content-Type`; else by the name's ending. */
  readonly type?: string;
  /** `Last-Modified`, in seconds since 1970. */
  readonly modified?: number;
  /** Sends elsewhere, with `status` or 301. */
  readonly location?: string;
  readonly status?: number;
  /** Sent in chunks of so many bytes each, without `Content-Length`. */
  readonly chunked?: number;
  /** A program in place of a file: `echo` answers with the fields of the form that it was sent, and takes POST. */
  readonly program?: "echo";
};

export type Site = {
  /** By path, as `/dir1/file1.html`. */
  readonly documents: Readonly<Record<string, SiteDocument>>;
  /** The files that stand for their directory, the first that is there; else `index.html`. */
  readonly defaults?: readonly string[];
  /** Every path that is not there is a small page. */
  readonly anyPath?: boolean;
};

const DEFAULT_FILES: readonly string[] = ["index.html"];

/** What a path names. `path` of a document is where it was found. */
type Found =
  | { readonly kind: "document"; readonly path: string; readonly document: SiteDocument }
  /** A directory, asked for without its last slash. */
  | { readonly kind: "directory"; readonly path: string }
  /** A directory without a default file: its list of files is nobody's business. */
  | { readonly kind: "forbidden" }
  | { readonly kind: "missing" };

/** The path of a request's target: without query and dot segments, percent-decoded; undefined when it is none. */
export function targetPath(target: string): string | undefined {
  const whole = /^http:\/\/[^/?#]*/i.exec(target)?.[0];
  const rest = whole === undefined ? target : target.slice(whole.length);
  const path = rest.split("?", 1)[0] ?? "";
  if (path === "" && whole !== undefined) return "/";
  if (!path.startsWith("/")) return undefined;
  // With an authority before it, a path of two slashes stays a path.
  const prefix = "http://site";
  return percentDecode(resolveText(prefix, prefix + path).slice(prefix.length));
}

/** What stands behind the `?` of a target. */
export function targetQuery(target: string): string | undefined {
  const mark = target.indexOf("?");
  return mark < 0 ? undefined : target.slice(mark + 1);
}

/** The file's own name wins, then a directory's default file; the server decides what a name without slash is. */
export function findDocument(site: Site, path: string): Found {
  const own = documentAt(site, path);
  if (own !== undefined) return { kind: "document", path, document: own };
  if (path.endsWith("/")) {
    for (const name of site.defaults ?? DEFAULT_FILES) {
      const document = documentAt(site, path + name);
      if (document !== undefined) return { kind: "document", path: path + name, document };
    }
    if (site.anyPath) return { kind: "document", path, document: {} };
    return isDirectory(site, path) ? { kind: "forbidden" } : { kind: "missing" };
  }
  if (isDirectory(site, `${path}/`)) return { kind: "directory", path };
  return site.anyPath ? { kind: "document", path, document: {} } : { kind: "missing" };
}

function documentAt(site: Site, path: string): SiteDocument | undefined {
  return Object.hasOwn(site.documents, path) ? site.documents[path] : undefined;
}

/** `path` ends in a slash. The root is always there. */
function isDirectory(site: Site, path: string): boolean {
  return path === "/" || Object.keys(site.documents).some((other) => other.startsWith(path));
}
