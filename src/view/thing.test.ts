import { expect, test } from "vitest";
import { isSame, markedRows, packetIn, thing } from "./thing.ts";

const ends = { from: "10.11.12.13:49152", to: "192.0.2.226:80" };

test("ranges of one stream are the same thing where they overlap, and only there", () => {
  const data = thing.stream(ends, 1, 101);
  expect(isSame(data, thing.stream(ends, 100, 200))).toBe(true);
  expect(isSame(data, thing.stream(ends, 101, 200))).toBe(false);
  expect(isSame(data, thing.stream({ from: ends.to, to: ends.from }, 1, 101))).toBe(false);
});

test("a connection is the same from both of its ends", () => {
  const back = { protocol: "tcp", from: ends.to, to: ends.from } as const;
  expect(thing.connection({ protocol: "tcp", ...ends })).toBe(thing.connection(back));
});

test("rows with the most specific name are marked, and those with a vaguer one are not", () => {
  const rows = [["packet:1", "device:client"], ["packet:2", "device:client"], ["device:web"]];
  expect(markedRows(rows, ["packet:2", "device:client"])).toEqual([1]);
  expect(markedRows(rows, ["packet:9", "device:client"])).toEqual([0, 1]);
  expect(markedRows(rows, ["packet:9"])).toEqual([]);
  expect(markedRows(rows, [])).toEqual([]);
});

test("the packet of a selected field is selected with it", () => {
  expect(packetIn(["field:12:tcp.seq"])).toBe(12);
  expect(packetIn(["device:client", "packet:3"])).toBe(3);
  expect(packetIn(["step:3"])).toBeUndefined();
});
