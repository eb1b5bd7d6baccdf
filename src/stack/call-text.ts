/** Calls and their results in one line each, as `strace` prints them. */
import { unreachable } from "../base/assert.ts";
import type { Syscall, SyscallResult } from "./call.ts";

export function callText(call: Syscall): string {
  switch (call.op) {
    case "gethostbyname":
      return `gethostbyname("${call.name}")`;
    case "socket":
      return `socket(AF_INET, ${call.type === "stream" ? "SOCK_STREAM" : "SOCK_DGRAM"}, 0)`;
    case "setsockopt":
      return `setsockopt(${call.fd}, ${call.option}, ${call.value})`;
    case "bind":
      return `bind(${call.fd}, ${call.address}:${call.port})`;
    case "listen":
      return `listen(${call.fd}, ${call.backlog})`;
    case "accept":
      return `accept(${call.fd})`;
    case "connect":
      return `connect(${call.fd}, ${call.address}:${call.port})`;
    case "write":
      return `write(${call.fd}, data, ${call.data.length})`;
    case "read":
      return `read(${call.fd}, buffer, ${call.size})`;
    case "sendto":
      return `sendto(${call.fd}, data, ${call.data.length}, ${call.address}:${call.port})`;
    case "recvfrom":
      return `recvfrom(${call.fd}, buffer)`;
    case "shutdown":
      return `shutdown(${call.fd}, SHUT_WR)`;
    case "close":
      return `close(${call.fd})`;
    case "ping":
      return `ping(${call.address}, ${call.bytes})`;
    case "sleep":
      return `sleep(${call.micros / 1_000_000})`;
    default:
      return unreachable(call);
  }
}

export function resultText(result: SyscallResult): string {
  if ("errno" in result) return `-1 ${result.errno}`;
  switch (result.op) {
    case "gethostbyname":
      return "failed" in result ? `NULL ${result.failed}` : result.addresses.join(", ");
    case "socket":
      return String(result.fd);
    case "accept":
      return `${result.fd} ${result.address}:${result.port}`;
    case "write":
    case "sendto":
      return String(result.bytes);
    case "read":
      return String(result.data.length);
    case "recvfrom":
      return `${result.data.length} ${result.address}:${result.port}`;
    case "ping":
      return `${result.rtt / 1000} ms`;
    default:
      return "0";
  }
}
