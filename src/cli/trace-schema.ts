/** What one line of `trace --format json` holds; the facts come from their one table. */
import * as z from "zod";
import { type FactValue, factShapes } from "../stack/fact.ts";

const values: Readonly<Record<FactValue, z.ZodType>> = {
  device: z.string().describe("A device of the world"),
  host: z.string().describe("The device that owns the address; the address where nobody does"),
  address: z.string().describe("IPv4 address, dotted decimal"),
  mac: z.string().describe("MAC address"),
  name: z.string().describe("Domain name"),
  number: z.number(),
  text: z.string(),
  flag: z.boolean(),
  port: z.string().describe("A port of the device"),
};

const facts = Object.entries(factShapes).map(([kind, shape]) =>
  z.strictObject({
    kind: z.literal(kind),
    ...Object.fromEntries(Object.entries(shape).map(([field, value]) => [field, values[value]])),
  }),
);

const plug = z.string().describe("DEVICE.PORT");

export const traceSchema = z.strictObject({
  step: z.int().min(0).describe("Counts the run's steps"),
  at: z.int().min(0).describe("Virtual time in microseconds"),
  cause: z
    .int()
    .min(0)
    .nullable()
    .describe("The step that brought this one about; null for what was there at the start"),
  device: z.string().nullable().describe("Where it happened; null for a change of the world"),
  input: z.enum(["frame-arrives", "timer-fires", "app-calls", "call-returns", "starts", "act", "change"]),
  facts: z.array(z.union(facts)),
  frames: z
    .array(
      z.strictObject({
        from: plug,
        to: plug,
        link: z.string(),
        lost: z.boolean().describe("It does not come out of the link"),
        hex: z
          .string()
          .regex(/^([0-9a-f]{2})+$/)
          .describe("From destination MAC to padding, without FCS"),
        summary: z.string().describe("One line, as tshark's Info column"),
      }),
    )
    .describe("The frames put on a link in this step"),
});
