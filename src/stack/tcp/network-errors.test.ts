import { expect, test } from "vitest";
import { ms } from "../../base/units.ts";
import { generated } from "../stream.ts";
import { hardError, pathMtuLearned, softError } from "./network-errors.ts";
import { linux, plain, textbook } from "./policy.ts";
import { getPage, shortLines } from "./testing/page.ts";
import { established, synReceived, synSent } from "./testing/playbook.ts";
import { send } from "./user.ts";

test("a smaller path MTU: everything in flight goes again at once in smaller segments", () => {
  const lost = (s: { from: string; segment: { data: { length: number } } }): boolean =>
    s.from === "b" && s.segment.data.length > 536;
  // The router reports each of the ten segments of the first flight; only the first report is news.
  const acts = Array.from({ length: 10 }, (_, i) => ({
    at: ms(70) + i,
    side: "b" as const,
    does: (tcb: Parameters<typeof pathMtuLearned>[0], env: Parameters<typeof pathMtuLearned>[2]) =>
      pathMtuLearned(tcb, 576, env),
  }));
  for (const policy of [plain, linux, textbook]) {
    const room = policy.options.timestamps ? 524 : 536;
    const run = getPage(100_000, { policy, loses: lost, acts });
    const sent = run.sent.filter((s) => s.from === "b" && s.at >= ms(70) && s.segment.data.length > 0);
    expect(Math.max(...sent.map((s) => s.segment.data.length))).toBe(room);
    const first = sent.filter((s) => s.at === ms(70));
    expect(shortLines(first.slice(0, 1))).toEqual([`b [ACK] seq=1 ack=101 len=${room} again`]);
    if (policy.initialWindow !== null) expect(first).toHaveLength(policy.initialWindow);
    expect(run.b.facts.some((f) => f.kind === "tcp-retransmission-timeout")).toBe(false);
    expect(run.a.read.length).toBe(100_000);
  }
});

test("a path MTU that is no news changes nothing", () => {
  const { tcb } = established(textbook);
  for (const mtu of [1500, 9000, 40]) {
    expect(pathMtuLearned(tcb, mtu, { device: "host", now: 0, policy: textbook }).tcb).toBe(tcb);
  }
});

test("host unreachable ends an attempt to connect", () => {
  synSent(textbook)
    .call((tcb, env) => softError(tcb, "EHOSTUNREACH", env))
    .events("failed EHOSTUNREACH")
    .expect()
    .state("CLOSED");
});

test("a connection only notes it, and names it when it gives up", () => {
  let story = established(textbook)
    .call((tcb, env) => send(tcb, generated(1, 10), env))
    .call((tcb, env) => softError(tcb, "EHOSTUNREACH", env))
    .events()
    .state("ESTABLISHED");
  for (let i = 0; i < 15; i++) story = story.fire("retransmit");
  story.fire("retransmit").events("failed EHOSTUNREACH");
  synReceived(textbook)
    .call((tcb, env) => softError(tcb, "EHOSTUNREACH", env))
    .state("SYN-RECEIVED");
});

test("a hard error ends a connection without a word", () => {
  established(textbook)
    .call((tcb, env) => hardError(tcb, "ECONNREFUSED", env))
    .expect()
    .events("failed ECONNREFUSED")
    .state("CLOSED")
    .call((tcb, env) => hardError(tcb, "ENETUNREACH", env))
    .events();
});
