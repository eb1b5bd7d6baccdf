/** English: what is wrong with a text that should be a URL, and how to mend it. */
import { unreachable } from "../../base/assert.ts";
import type { UrlProblem } from "../../wire/url.ts";
import { grouped } from "../quantity.ts";

const EXAMPLE = "http://www.lab.glasscom.com/";

export function urlProblem(p: UrlProblem): string {
  switch (p.kind) {
    case "empty":
      return `There is no URL: write one, such as ${EXAMPLE}`;
    case "too-long":
      return `The URL has ${grouped(p.length)} characters: ${grouped(p.limit)} are allowed.`;
    case "space-or-control":
      return `The character ${p.offset + 1} is a space or control character: write it as %${hex(p.code)}.`;
    case "missing-scheme":
      return `The URL does not say how to reach the data: begin with a scheme, such as ${EXAMPLE}`;
    case "bad-scheme":
      return `The scheme "${p.text}" is not known here: use http, https, ftp, file, mailto or news.`;
    case "missing-slashes":
      return `After ${p.scheme}: must come // and then the server, as in ${p.scheme}://www.example.com/`;
    case "missing-host":
      return "The URL names no server: write its name or address after the //.";
    case "bad-host":
      return `"${p.text}" is no host name: use letters, digits and hyphens, with single dots between.`;
    case "non-ascii-host":
      return `"${p.text}" holds letters that DNS does not carry as they are: write its xn-- form.`;
    case "ipv6-host":
      return `"${p.text}" is an IPv6 address: only IPv4 is simulated, use a name or an address like 192.0.2.226.`;
    case "bad-address":
      return `"${p.text}" is no IPv4 address: use four numbers from 0 to 255, without leading zeros.`;
    case "host-too-long":
      return `The host name has ${p.length} characters: DNS allows ${p.limit}.`;
    case "label-too-long":
      return `A part of the host name has ${p.length} characters: between two dots at most ${p.limit} are allowed.`;
    case "bad-port":
      return `"${p.text}" is no port: use a number from 1 to 65535, or leave it out.`;
    case "bad-mailbox":
      return `"${p.text}" is no mail address: write it like mailto:tone@cyber.co.kr`;
    case "bad-group":
      return `"${p.text}" is no newsgroup: write it like news:comp.protocols.tcp-ip`;
    default:
      return unreachable(p);
  }
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(2, "0");
