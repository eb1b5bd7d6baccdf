/** From what a drill draws its values, as it stands in a lesson file. */
import * as z from "zod";
import { networkOf, parsePrefixed } from "../wire/address.ts";
import type { Draw } from "./drill.ts";

const literal = z.union([z.string(), z.number(), z.boolean()]);
const drawFile = z.union([
  z.strictObject({
    address: z
      .string()
      .refine((s) => (parsePrefixed(s)?.prefix ?? 32) <= MAX_PREFIX, {
        error: () => "10.0.0.0/8, a prefix of at most 30",
      })
      .transform((s) => parsePrefixed(s)!),
  }),
  z.strictObject({
    number: z
      .strictObject({ min: z.int(), max: z.int(), step: z.int().min(1).optional() })
      .refine(({ min, max }) => min <= max, { error: () => "min is at most max" }),
  }),
  z.strictObject({ "one-of": z.array(literal).min(1).max(100) }),
]);

/** Longer ones leave no room for two hosts. */
const MAX_PREFIX = 30;

export const drawKeys: readonly string[] = ["address", "number", "one-of", "min", "max", "step"];

export const drawSchema = drawFile.transform((file): Draw => {
  if ("address" in file) {
    const { address, prefix } = file.address;
    return { kind: "address", network: networkOf(address, prefix), prefix };
  }
  if ("number" in file) return { kind: "number", ...file.number, step: file.number.step ?? 1 };
  return { kind: "one-of", values: file["one-of"] };
});
