/** Scripts in a world file: processes of a lesson's own, from YAML to what they record. */
import { expect, test } from "vitest";
import { parseWorld } from "../../lesson/world-file.ts";
import { outcomes, recordsOf, run } from "./testing/lab.ts";

const host = (address: string, program: string): string => `
    kind: host
    ports: { eth0: ${address}/24 }
    names: { server: 10.1.0.1 }
    tcp: { initialWindow: 2, delayedAck: 40ms }
    programs:
      ${program.trim()}
`;

const client = `
      client:
        run: script
        steps:
          - { op: gethostbyname, name: server, as: ip }
          - { op: ping, to: ip, bytes: 100, ttl: 9, df: true, sequence: 2, timeout: 3s }
          - { op: sleep, for: 10ms }
          - { op: socket, as: sd }
          - { op: setsockopt, on: sd, option: SO_RCVBUF, value: 8192 }
          - { op: bind, on: sd, port: 40000 }
          - { op: connect, on: sd, to: ip, port: 80, orStop: true }
          - { op: write, on: sd, text: hello }
          - { op: shutdown, on: sd }
          - { op: read, on: sd, size: 512 }
          - { op: close, on: sd }
          - { op: socket, as: u, type: dgram }
          - { op: sendto, on: u, to: 10.1.0.1, port: 7, hex: 0a0b }
          - { op: recvfrom, on: u, as: who, timeout: 500ms }
`;
const server = `
      http:
        run: script
        steps:
          - { op: socket, as: l }
          - { op: bind, on: l, address: 10.1.0.1, port: 80 }
          - { op: listen, on: l, backlog: 5 }
          - { op: accept, on: l, as: s }
          - { op: read, on: s }
          - { op: write, on: s, bytes: 2000 }
          - { op: close, on: s }
      echo:
        run: script
        steps:
          - { op: socket, as: u, type: dgram }
          - { op: bind, on: u, port: 7 }
          - { op: recvfrom, on: u, as: asker }
          - { op: sendto, on: u, to: asker, bytes: 3 }
`;
const world = (one: string, two: string): string => `devices:
  a:${host("10.1.0.2", one)}
  b:${host("10.1.0.1", two)}
links: [{ join: [a.eth0, b.eth0], delay: 20ms, rate: 1Gbit/s }]
`;

test("every kind of step is read and made", () => {
  const parsed = parseWorld(world(client, server), "world.yaml");
  expect(parsed).toMatchObject({ ok: true });
  if (!parsed.ok) return;
  expect(parsed.value.devices.a).toMatchObject({ tcp: { initialWindow: 2, delayedAck: 40_000 } });
  const t = run(parsed.value);
  expect(outcomes(recordsOf(t, "a", "client"))).toEqual([
    "gethostbyname ok",
    "ping ok",
    "sleep ok",
    "socket ok",
    "setsockopt ok",
    "bind ok",
    "connect ok",
    "write 5",
    "shutdown ok",
    "read 2000",
    "close ok",
    "socket ok",
    "sendto 2",
    "recvfrom 3",
  ]);
  expect(outcomes(recordsOf(t, "b", "http")).slice(-3)).toEqual(["read 5", "write 2000", "close ok"]);
});

test.each([
  ["{ op: sleep, for: 10 }", "a duration"],
  ["{ op: connect, on: s, to: 10.1.0.1 }", "a port"],
  ["{ op: write, on: s, hex: 0a0 }", "whole bytes"],
  ["{ op: telnet }", "a known call"],
])("%s is refused where it stands: it wants %s", (step) => {
  const text = world(client.replace("{ op: sleep, for: 10ms }", step), server);
  const parsed = parseWorld(text, "world.yaml");
  expect(parsed.ok).toBe(false);
  if (parsed.ok) return;
  const line = text.split("\n").findIndex((l) => l.includes(step)) + 1;
  expect(parsed.error.map((f) => f.line)).toEqual([line]);
});
