/** Loaded into a measured program before all else (`--import`): at SIGUSR2 it adds a line about the process to a file. */
import { appendFileSync } from "node:fs";
import process from "node:process";

process.on("SIGUSR2", () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const line = { cpuMicros: user + system, liveBytes: heapUsed + arrayBuffers, rssBytes: rss };
  appendFileSync(String(process.env.NET_TUTOR_METER), `${JSON.stringify(line)}\n`);
});
