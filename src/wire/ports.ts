/** Well-known ports (IANA, RFC 6335) that the simulated internet uses, and what a port number says of itself. */
import type { Meaning } from "./codec.ts";

const services: Readonly<Record<number, string>> = {
  20: "ftp-data",
  21: "ftp",
  25: "smtp",
  53: "domain",
  80: "http",
  110: "pop3",
  119: "nntp",
  443: "https",
};

export const FIRST_EPHEMERAL_PORT = 32768;
export const LAST_EPHEMERAL_PORT = 60999;

export function portMeaning(port: number): Meaning | undefined {
  const service = services[port];
  if (service) return { kind: "port", service };
  return port >= FIRST_EPHEMERAL_PORT ? { kind: "ephemeral-port" } : undefined;
}
