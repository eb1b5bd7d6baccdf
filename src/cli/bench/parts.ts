/** What `bench.js` has built, in the folder that is this process's argument. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const part = (name: string): string => join(String(process.argv[2]), name);

export const folder = part("");
/** The whole program. */
export const program = part("program/main.js");
export const meter = part("meter.js");
/** Ink alone, bundled as anybody would. */
export const hello = part("hello.js");
/** Undefined where the older Ink could not be had. */
export const stock = existsSync(part("stock.js")) ? part("stock.js") : undefined;
