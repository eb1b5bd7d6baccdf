/** What a lesson has somebody do: `{ at: 0ms, host: client, open: "http://…" }` as the stack's acts. */
import * as z from "zod";
import type { DeviceId } from "../base/ids.ts";
import type { Micros } from "../base/units.ts";
import type { Act, OpenUrl } from "../stack/app.ts";
import { isRrType } from "../wire/dns.ts";
import { METHODS, type Method } from "../wire/http.ts";
import { duration } from "./world-file.ts";

/** An act, when, and on which machine. */
export type TimedAct = { readonly at: Micros; readonly host: DeviceId; readonly act: Act };

export const httpVersion = z.union([
  z.enum(["1.0", "1.1"]),
  // YAML reads an unquoted version as a number.
  z.literal(1).transform(() => "1.0" as const),
  z.literal(1.1).transform(() => "1.1" as const),
]);

const who = { host: z.string() };
const open = z.strictObject({
  ...who,
  open: z.string(),
  window: z.string().optional(),
  method: z.enum(Object.keys(METHODS) as [Method, ...Method[]]).optional(),
  form: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  "expect-continue": z.boolean().optional(),
  http: httpVersion.optional(),
});
const lookUp = z.strictObject({
  ...who,
  "look-up": z.string(),
  type: z
    .string()
    .refine(isRrType, { error: () => "A, MX, NS, PTR, CNAME, SOA, TXT" })
    .optional(),
});
const flush = z.strictObject({ ...who, flush: z.literal("cache") });
const ping = z.strictObject({ ...who, ping: z.ipv4(), count: z.int().min(1).max(100).optional() });

/** An act that is done when somebody chooses it. */
export const actVariants = [open, lookUp, flush, ping] as const;
export type ActFile = z.output<(typeof actVariants)[number]>;

const at = { at: duration };
/** An act at its time. */
export const actSchema = z.union([open.extend(at), lookUp.extend(at), flush.extend(at), ping.extend(at)]);
export type TimedActFile = z.output<typeof actSchema>;

export const actKeys: readonly string[] = [...new Set(actVariants.flatMap((s) => Object.keys(s.shape)))];

/** `http` is the lesson's version, for what does not name one itself. */
export function timedAct(file: TimedActFile, http: "1.0" | "1.1" | undefined): TimedAct {
  return { at: file.at, host: file.host, act: actOf(file, http) };
}

export function actOf(file: ActFile, http: "1.0" | "1.1" | undefined): Act {
  if ("open" in file) {
    const version = file.http ?? http;
    const act: OpenUrl = {
      kind: "open-url",
      url: file.open,
      ...(file.window !== undefined && { window: file.window }),
      ...(file.method !== undefined && { method: file.method }),
      ...(file.form !== undefined && { form: Object.entries(file.form) }),
      ...(file.body !== undefined && { body: file.body }),
      ...(file["expect-continue"] !== undefined && { expectContinue: file["expect-continue"] }),
      ...(version !== undefined && { version }),
    };
    return act;
  }
  if ("look-up" in file) return { kind: "look-up", name: file["look-up"], type: file.type ?? "A" };
  if ("ping" in file) return { kind: "ping", address: file.ping, count: file.count ?? 1 };
  return { kind: "flush-cache" };
}
