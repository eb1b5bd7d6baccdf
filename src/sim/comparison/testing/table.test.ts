/** The comparison itself: that it can fail, and what it prints then. */
import { expect, test } from "vitest";
import { decodeFrame } from "../../../wire/packet.ts";
import type { Said } from "./notation.ts";
import { expectTable } from "./table.ts";

const packet = decodeFrame(new Uint8Array(0));
const said = (...lines: string[]): Said[] => lines.map((text, at) => ({ at, text, packet, bytes: new Uint8Array(0) }));
const came = said(
  "C > S [SYN] seq=0 len=0 mss=1460",
  "S > C [SYN,ACK] seq=0 ack=1 len=0",
  "C > S [PSH,ACK] seq=1 ack=1 len=97",
);

test("a table says only what matters", () => {
  expectTable(came, "C > S [SYN] seq=0 !ts\n\n S > C [SYN,ACK]  # the answer\nC > S [PSH,ACK] len=97");
  expectTable(came, "C > S [SYN]\nC > S [ACK] len=97", { without: (s) => s.text.startsWith("S"), anyPush: true });
});

test.each([
  ["another number", "C > S [SYN] seq=1\nS > C [SYN,ACK]\nC > S [PSH,ACK]"],
  ["another end", "C > S [SYN]\nR > C [SYN,ACK]\nC > S [PSH,ACK]"],
  ["another flag", "C > S [SYN]\nS > C [SYN,ACK]\nC > S [ACK]"],
  ["a word that must not be there", "C > S [SYN] !mss\nS > C [SYN,ACK]\nC > S [PSH,ACK]"],
  ["a frame too many", "C > S [SYN]\nC > S [PSH,ACK]"],
  ["another order", "S > C [SYN,ACK]\nC > S [SYN]\nC > S [PSH,ACK]"],
])("%s fails", (_, table) => {
  expect(() => expectTable(came, table)).toThrow("another packet list");
});

test("a failure prints what fits, what is missing and what came instead", () => {
  expect(() => expectTable(came, "C > S [SYN]\nS > C [RST,ACK]\nC > S [PSH,ACK]")).toThrow(
    [
      "another packet list than expected",
      "  C > S [SYN] seq=0 len=0 mss=1460",
      "- S > C [RST,ACK]",
      "+ S > C [SYN,ACK] seq=0 ack=1 len=0",
      "  C > S [PSH,ACK] seq=1 ack=1 len=97",
    ].join("\n"),
  );
});
