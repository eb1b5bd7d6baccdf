/** What dig and ping at the client do (lab D14, D16, m, I1). */
import { describe, expect, test } from "vitest";
import { seconds } from "../../base/units.ts";
import type { Act } from "../../stack/app.ts";
import type { HostSpec, WorldSpec } from "../spec.ts";
import { internet } from "../testing/worlds.ts";
import type { Timeline } from "../timeline.ts";
import { factsOf, run } from "./testing/lab.ts";

/** The built-in internet, whose client has dig and ping; they ask `nameserver`. */
function withTools(nameserver = "10.11.12.53"): WorldSpec {
  const spec = internet();
  const client = spec.devices.client as HostSpec;
  const programs = { ...client.programs, tools: { run: "tools" as const, nameserver } };
  return { ...spec, devices: { ...spec.devices, client: { ...client, programs } } };
}

const telling = (act: Act, nameserver?: string): Timeline =>
  run(withTools(nameserver), { acts: [{ device: "client", act }] });

describe("dig", () => {
  test.each([
    ["www.lab.cyber.co.kr", "A", "192.0.2.226"],
    ["cyber.co.kr", "MX", "10 mail.cyber.co.kr"],
    ["192.0.2.226", "PTR", "www.lab.cyber.co.kr"],
    ["ftp.cyber.co.kr", "CNAME", "www.cyber.co.kr"],
    ["naver.com", "NS", "ns1.naver.com"],
  ])("%s %s is %s, through the nearest server and so without AA", (name, type, data) => {
    const answers = factsOf(telling({ kind: "look-up", name, type }), "dns-answer-received", "client");
    expect(answers.map((f) => [f.rcode, f.data, f.authoritative])).toEqual([["NOERROR", data, false]]);
  });

  test("asked of the zone's own server, the answer has AA", () => {
    const timeline = telling({ kind: "look-up", name: "www.lab.cyber.co.kr", type: "A" }, "198.51.100.21");
    expect(factsOf(timeline, "dns-answer-received", "client")).toMatchObject([{ authoritative: true, ttl: 300 }]);
  });

  test("a name that is not there is NXDOMAIN", () => {
    const timeline = telling({ kind: "look-up", name: "nosuch.cyber.co.kr", type: "A" });
    expect(factsOf(timeline, "dns-answer-received", "client")).toMatchObject([{ rcode: "NXDOMAIN", data: "" }]);
  });

  test("a server that is not there is asked three times, 5 s apart, from a new port each", () => {
    const timeline = telling({ kind: "look-up", name: "naver.com", type: "A" }, "192.0.2.227");
    const refused = factsOf(timeline, "dns-timeout", "client");
    expect(refused.map((f) => f.attempt)).toEqual([1, 2, 3]);
    const ports = factsOf(timeline, "port-chosen", "client").map((f) => f.port);
    expect(new Set(ports).size).toBe(3);
    expect(factsOf(timeline, "dns-gave-up", "client")).toHaveLength(1);
  });

  test("what cannot be asked is said at once", () => {
    const timeline = telling({ kind: "look-up", name: "naver.com", type: "NONSENSE" });
    expect(factsOf(timeline, "dns-gave-up", "client")).toHaveLength(1);
    expect(factsOf(timeline, "dns-query-sent", "client")).toEqual([]);
  });
});

describe("ping", () => {
  test("sends a request each second, and each is answered", () => {
    const timeline = telling({ kind: "ping", address: "192.0.2.226", count: 3 });
    expect(factsOf(timeline, "ping-answered", "client").map((f) => f.sequence)).toEqual([1, 2, 3]);
    const calls = timeline.steps.filter((s) => s.facts.some((f) => f.kind === "call-made" && f.op === "ping"));
    const [first, second, third] = calls.map((s) => s.entry.at);
    expect([second! - first!, third! - second!]).toEqual([seconds(1), seconds(1)]);
  });

  test("finds the address of a name first", () => {
    const timeline = telling({ kind: "ping", address: "www.naver.com", count: 1 });
    expect(factsOf(timeline, "ping-answered", "client")).toMatchObject([{ from: "web-naver" }]);
  });

  test("of a host that is not there goes on to the end", () => {
    const timeline = telling({ kind: "ping", address: "192.0.2.99", count: 2 });
    expect(factsOf(timeline, "ping-answered", "client")).toEqual([]);
    const calls = factsOf(timeline, "call-made", "client").filter((f) => f.op === "ping");
    expect(calls).toHaveLength(2);
  });
});
