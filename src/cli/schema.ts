/** `net-tutor schema`: JSON Schema of the files that people write and that the program prints. */
import * as z from "zod";
import { lessonSchema } from "../lesson/lesson-file.ts";
import { worldSchema } from "../lesson/world-file.ts";
import { logSchema } from "./attach-log.ts";
import type { Common } from "./common.ts";
import { Failure } from "./failure.ts";
import { openSink } from "./sink.ts";
import { traceSchema } from "./trace-schema.ts";

const schemas = { lesson: lessonSchema, world: worldSchema, trace: traceSchema, log: logSchema } as const;
const schemaNames = Object.keys(schemas);

/** JSON Schema of such files as text. */
export const schemaText = (name: keyof typeof schemas): string => jsonSchema(schemas[name]);

const jsonSchema = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "ref" }), null, 2)}\n`;

export async function schema({ words }: Common, asked: string): Promise<number> {
  const found = Object.entries(schemas).find(([name]) => name === asked)?.[1];
  if (!found) throw new Failure(words.ui.error.badOption("schema", asked, schemaNames.join(", ")), 2);
  const out = openSink("-", words);
  await out.write(jsonSchema(found));
  await out.end();
  return 0;
}
