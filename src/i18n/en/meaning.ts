/** English: what a field's value says, and what is wrong with bytes that are no packet. */
import { unreachable } from "../../base/assert.ts";
import type { Meaning, Problem } from "../../wire/codec.ts";
import type { HttpProblem } from "../../wire/http.ts";
import { bytes, seconds } from "./quantity.ts";

const hex = (n: number): string => `0x${n.toString(16).padStart(4, "0")}`;

export function meaning(m: Meaning): string {
  switch (m.kind) {
    case "named":
      return m.name;
    case "bytes":
      return bytes(m.bytes);
    case "seconds":
      return seconds(m.seconds);
    case "set":
      return "set";
    case "not-set":
      return "not set";
    case "broadcast-address":
      return "broadcast: everyone on the link";
    case "unknown-yet":
      return "not known yet";
    case "unused":
      return "unused";
    case "port":
      return m.service;
    case "ephemeral-port":
      return "picked by the protocol stack";
    case "name-pointer":
      return `pointer to byte ${m.to} of the message`;
    case "checksum-good":
      return "good";
    case "checksum-bad":
      return `bad: should be ${hex(m.should)}`;
    case "checksum-unused":
      return "not computed";
    case "relative":
      return `relative ${m.value}`;
    default:
      return unreachable(m);
  }
}

export function problem(p: Problem): string {
  const where = `${p.path}, bit ${p.bit}`;
  const value = p.value === undefined ? "" : ` ${p.value}`;
  switch (p.kind) {
    case "truncated":
      return `${where}: the bytes end before the field does.`;
    case "bad-length":
      return `${where}: the length${value} does not fit what is there.`;
    case "bad-value":
      return `${where}: the value${value} is not allowed.`;
    case "bad-pointer":
      return `${where}: the pointer${value} does not lead backwards.`;
    case "bad-label":
      return `${where}: the label's length${value} is over 63.`;
    case "too-long":
      return `${where}: the name is${value} bytes long, 255 are allowed.`;
    default:
      return unreachable(p.kind);
  }
}

export function httpProblem(p: HttpProblem): string {
  switch (p.kind) {
    case "bad-request-line":
      return "The request line is not method, space, URI, space, version.";
    case "bad-status-line":
      return "The status line is not version, space, three digits, space, phrase.";
    case "bad-version":
      return `The version ${p.version} is not one that is spoken here.`;
    case "header-without-colon":
      return "A header field has no colon after its name.";
    case "bad-header-name":
      return `The header field name ${JSON.stringify(p.name)} holds a character that is not allowed.`;
    case "bad-header-value":
      return `The value of the header field ${p.name} holds a character that is not allowed.`;
    case "obs-fold":
      return "A header field goes on in a second line, which is no longer allowed.";
    case "bare-lf":
      return "A line ends in LF without CR.";
    case "missing-host":
      return "An HTTP/1.1 request must have a Host field.";
    case "two-hosts":
      return "There is more than one Host field.";
    case "bad-content-length":
      return `Content-Length ${JSON.stringify(p.value)} is not a number.`;
    case "bad-transfer-encoding":
      return `Transfer-Encoding ${JSON.stringify(p.value)} is not understood.`;
    case "both-framings":
      return "Content-Length and Transfer-Encoding stand side by side, and contradict each other.";
    case "line-too-long":
      return `The ${p.line} is longer than ${bytes(p.limit)}.`;
    case "head-too-long":
      return `The message header is longer than ${bytes(p.limit)}.`;
    case "bad-chunk":
      return "A chunk does not begin with its size in hex, or does not end where it should.";
    case "closed-early":
      return "The connection was closed before the message was whole.";
    default:
      return unreachable(p);
  }
}
