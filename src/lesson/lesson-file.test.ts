import { expect, test } from "vitest";
import { z } from "zod";
import { lessonSchema } from "./lesson-file.ts";

test("the file's schema can be given to editors as JSON Schema", () => {
  const json = z.toJSONSchema(lessonSchema, { io: "input" });
  expect(json.required).toEqual(["slug", "world", "profile", "seed", "acts", "beats"]);
  expect(JSON.stringify(json)).toContain('"const":"dns-referral-received"');
});
