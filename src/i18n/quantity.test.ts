import { expect, test } from "vitest";
import { time as englishTime } from "./en/quantity.ts";
import { en } from "./en.ts";
import { time as koreanTime } from "./ko/quantity.ts";
import { ko } from "./ko.ts";
import { grouped } from "./quantity.ts";

test("thousands are grouped", () => {
  expect([0, 999, 1000, 65535, 4294967295].map(grouped)).toEqual(["0", "999", "1,000", "65,535", "4,294,967,295"]);
});

test.each([
  [0, "0 us", "0마이크로초"],
  [999, "999 us", "999마이크로초"],
  [1_000, "1 ms", "1밀리초"],
  [38_250, "38.25 ms", "38.25밀리초"],
  [999_999, "999.999 ms", "999.999밀리초"],
  [3_000_000, "3 s", "3초"],
])("%i microseconds are %s", (micros, english, korean) => {
  expect(englishTime(micros)).toBe(english);
  expect(koreanTime(micros)).toBe(korean);
});

test("a reason has its words without a full stop, an unknown one stands for itself", () => {
  expect(en.reason("ECONNREFUSED")).toBe("the other side refuses, nothing listens on that port");
  expect(ko.reason("HOST_NOT_FOUND")).toBe("그런 이름이 없습니다");
  expect(en.reason("RCODE9")).toBe("RCODE9");
  expect(ko.reason("RCODE9")).toBe("이유는 RCODE9입니다");
});
