/** English: what a TCP segment, a TCP state and an ICMP message say. */
import type { FactOf } from "../../stack/fact.ts";
import { grouped } from "../quantity.ts";
import type { Flight } from "../words.ts";
import { bytes, count } from "./quantity.ts";

const states: Readonly<Record<string, string>> = {
  LISTEN: "it waits for clients",
  "SYN-SENT": "it waits for the answer to its SYN",
  "SYN-RECEIVED": "it has answered SYN with SYN, ACK",
  ESTABLISHED: "the connection stands, data can flow both ways",
  "FIN-WAIT-1": "it closes first and waits for the ACK of its FIN",
  "FIN-WAIT-2": "its FIN is acknowledged, the other side's still to come",
  "CLOSE-WAIT": "the other side has closed, its own application not yet",
  CLOSING: "both closed at the same time",
  "LAST-ACK": "it closes too, and only the ACK of its FIN is missing",
  "TIME-WAIT": "all is done, but its last ACK may have been lost, so it waits",
  CLOSED: "the connection is gone",
};

export const stateWords = (state: string): string => states[state] ?? state;

/** What follows the sender's name. */
export function segmentGoes(f: FactOf<"tcp-segment-sent">): string {
  const flags = f.flags.split(", ");
  const has = (flag: string): boolean => flags.includes(flag);
  const what = (() => {
    if (has("RST")) return `breaks off with ${f.to}: ${f.flags}, to port ${f.remote}`;
    if (has("SYN") && has("ACK")) return `agrees to ${f.to}'s connection and asks for its own direction: ${f.flags}`;
    if (has("SYN")) return `asks ${f.to} for a connection: ${f.flags} from port ${f.local} to port ${f.remote}`;
    if (has("FIN") && f.len > 0) return `sends ${f.to} its last ${bytes(f.len)} and will send no more: ${f.flags}`;
    if (has("FIN")) return `tells ${f.to} that it will send no more: ${f.flags}`;
    if (f.len > 0) return `sends ${f.to} ${bytes(f.len)} of data (${f.flags})`;
    return `acknowledges to ${f.to} what has arrived: ${f.flags}`;
  })();
  return f.retransmission ? `${what}. It is a retransmission.` : `${what}.`;
}

export const flight = ({ by, to, sizes }: Flight): string => {
  const sum = bytes(sizes.reduce((all, size) => all + size, 0));
  const each = sizes.length <= 4 ? ` (${sizes.map(grouped).join(" + ")})` : "";
  return `${by} sends ${to} ${count(sizes.length, "segment")}, ${sum} of data in all${each}.`;
};

const unreachable: readonly string[] = ["network", "host", "protocol", "port"];

export function icmpWords(type: number, code: number): string {
  switch (type) {
    case 0:
      return "echo reply, the answer to a ping";
    case 3:
      if (code === 4) return "the packet is too big for the next link and must not be fragmented";
      return `destination unreachable, the ${unreachable[code] ?? "destination"} cannot be reached`;
    case 8:
      return "echo request, a ping";
    case 11:
      return code === 1 ? "fragments were missing for too long" : "time exceeded, the TTL of a packet ran out";
    default:
      return `type ${type}, code ${code}`;
  }
}
