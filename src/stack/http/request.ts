/** The request messages of a browser: request line, fields in a fixed order, a form's body. Read RFC 9110 and RFC 9112. */
import { encodeForm, type FormField, formatRequestHead, type Header, type Method } from "../../wire/http.ts";
import { percentDecode, utf8 } from "../../wire/text.ts";
import { hostField, requestTarget, type ServerUrl } from "../../wire/url.ts";

const USER_AGENT = "net-tutor";

export type HttpVersion = "1.0" | "1.1";

/** What tells the server which version of a document we already have. */
export type Validators = { readonly etag?: string; readonly modified?: string };

type Wanted = {
  readonly url: ServerUrl;
  readonly method: Method;
  readonly body?: { readonly type?: string; readonly bytes: Uint8Array };
  readonly version: HttpVersion;
  /** Whether the connection should stay. */
  readonly keepAlive: boolean;
  readonly referer?: string;
  readonly validators?: Validators;
  readonly expectContinue: boolean;
  /** More fields, as configured. */
  readonly headers: readonly Header[];
};

export type RequestMessage = {
  readonly method: Method;
  readonly target: string;
  readonly version: `HTTP/${HttpVersion}`;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
};

export function requestMessage(wanted: Wanted): RequestMessage {
  const { url, method, body, version, keepAlive, referer, validators = {}, expectContinue, headers } = wanted;
  const fields: Header[] = [
    { name: "Host", value: hostField(url) },
    { name: "User-Agent", value: USER_AGENT },
    { name: "Accept", value: "*/*" },
    ...headers,
  ];
  const add = (name: string, value: string | undefined) => value !== undefined && fields.push({ name, value });
  add("Authorization", authorization(url));
  add("Referer", referer);
  // Tags came with HTTP/1.1.
  if (version === "1.1") add("If-None-Match", validators.etag);
  add("If-Modified-Since", validators.modified);
  if (body !== undefined) {
    add("Content-Type", body.type);
    add("Content-Length", String(body.bytes.length));
    if (expectContinue) add("Expect", "100-continue");
  }
  // Only what is not the version's own habit needs saying.
  if (keepAlive !== (version === "1.1")) add("Connection", keepAlive ? "keep-alive" : "close");
  const target = requestTarget(url);
  const line = { method, target, version: `HTTP/${version}` as const };
  return { ...line, head: formatRequestHead({ ...line, headers: fields }), body: body?.bytes ?? new Uint8Array(0) };
}

/** User and password of the URL, RFC 7617: base64 hides nothing. */
function authorization(url: ServerUrl): string | undefined {
  if (url.user === undefined) return undefined;
  const pair = `${percentDecode(url.user.text)}:${percentDecode(url.password?.text ?? "")}`;
  return `Basic ${btoa(String.fromCharCode(...utf8(pair)))}`;
}

/** A form as the body of a POST. */
export const formBody = (fields: readonly FormField[]): { readonly type: string; readonly bytes: Uint8Array } => ({
  type: "application/x-www-form-urlencoded",
  bytes: utf8(encodeForm(fields)),
});
