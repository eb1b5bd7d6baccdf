/** The words with which a filter begins, and which patterns each may mean. */

import type { Syscall } from "../stack/call.ts";
import { type FactKind, factShapes } from "../stack/fact.ts";
import { flagWords, methods, rcodes, recordTypes, tcpStates } from "./filter-value.ts";
import { frameLayers } from "./packet-path.ts";
import type { FactPattern, FramePattern, RowPattern } from "./pattern.ts";
import { type TableName, tableShapes } from "./table-rows.ts";

/** A pattern to which the rest of the filter adds tests. A row's host comes with it. */
export type Head = FactPattern | FramePattern | (Omit<RowPattern, "host"> & { readonly row: TableName });

export type Phrase = { readonly words: readonly string[]; readonly means: readonly Head[] };

const fact = (kind: FactKind, tests: object = {}): Head => ({ ...tests, fact: kind }) as FactPattern;

/** Every set of flags that a segment with this one is sent with. */
const flagsWith = (flag: string): readonly string[] => {
  const base = ["SYN", "FIN", "RST"].includes(flag) ? [[flag]] : [];
  const more = ["ACK", "PSH,ACK", "ACK,ECE", "ECE,CWR", "ACK,URG"].map((others) => [flag, ...others.split(",")]);
  return [...base, ...more].map((flags) => flagWords.filter((name) => flags.includes(name)).join(", "));
};
const segment = (flag: string): Head => fact("tcp-segment-sent", { flags: { in: flagsWith(flag) } });

const ops: Readonly<Record<Syscall["op"], true>> = {
  gethostbyname: true,
  socket: true,
  setsockopt: true,
  bind: true,
  listen: true,
  accept: true,
  connect: true,
  write: true,
  read: true,
  sendto: true,
  recvfrom: true,
  shutdown: true,
  close: true,
  ping: true,
  sleep: true,
};
export const callOps: readonly string[] = Object.keys(ops);

const shortForms: Readonly<Record<string, readonly Head[]>> = {
  "tcp state": [fact("tcp-state-changed")],
  state: [fact("tcp-state-changed")],
  "dns query": [fact("dns-query-sent")],
  query: [fact("dns-query-sent")],
  "dns answer": [fact("dns-answer-received")],
  answer: [fact("dns-answer-received")],
  "dns referral": [fact("dns-referral-received")],
  referral: [fact("dns-referral-received")],
  "cache hit": [fact("dns-cache-hit")],
  syn: [segment("SYN")],
  fin: [segment("FIN")],
  rst: [segment("RST")],
  lost: [fact("frame-lost")],
  retransmission: [fact("tcp-segment-sent", { retransmission: true })],
  timeout: [fact("tcp-retransmission-timeout"), fact("dns-timeout"), fact("connection-timed-out")],
  // Who looks for a message of HTTP means where it comes from, which is before it arrives.
  http: [fact("http-request-sent"), fact("http-response-sent")],
  "http request": [fact("http-request-sent")],
  request: [fact("http-request-sent")],
  "http response": [fact("http-response-sent")],
  response: [fact("http-response-sent")],
  질의: [fact("dns-query-sent")],
  조회: [fact("dns-query-sent")],
  응답: [fact("dns-answer-received"), fact("http-response-sent")],
  리퀘스트: [fact("http-request-sent")],
  재전송: [fact("tcp-segment-sent", { retransmission: true })],
  유실: [fact("frame-lost")],
  접속: [fact("call-made", { op: "connect" })],
};

function allPhrases(): readonly Phrase[] {
  const found = new Map<string, readonly Head[]>();
  const add = (words: string, means: readonly Head[]): void => {
    if (!found.has(words)) found.set(words, means);
  };
  for (const [words, means] of Object.entries(shortForms)) add(words, means);
  for (const kind of Object.keys(factShapes) as FactKind[]) {
    add(kind.replaceAll("-", " "), [fact(kind)]);
    add(kind, [fact(kind)]);
  }
  for (const layer of frameLayers) {
    add(`frame ${layer}`, [{ frame: layer } as FramePattern]);
    add(layer, [{ frame: layer } as FramePattern]);
  }
  for (const row of Object.keys(tableShapes) as TableName[]) {
    add(`row ${row}`, [{ row }]);
    add(row, [{ row }]);
  }
  for (const op of callOps) add(op, [fact("call-made", { op })]);
  for (const to of tcpStates) add(to.toLowerCase(), [fact("tcp-state-changed", { to })]);
  for (const rcode of rcodes) add(rcode.toLowerCase(), [fact("dns-answer-received", { rcode })]);
  for (const type of recordTypes) add(type.toLowerCase(), [fact("dns-query-sent", { type })]);
  for (const method of methods) add(method.toLowerCase(), [fact("http-request-sent", { method })]);
  return [...found].map(([words, means]) => ({ words: words.split(" "), means }));
}

/** All phrases, lower case; no two have the same words. */
export const phrases: readonly Phrase[] = allPhrases();

/** A field that stands alone is taken for that of these facts, where several have one of this name. */
export const usualFacts: Readonly<Record<string, FactKind>> = {
  flags: "tcp-segment-sent",
  seq: "tcp-segment-sent",
  ack: "tcp-segment-sent",
  len: "tcp-segment-sent",
  window: "tcp-segment-sent",
  local: "tcp-segment-sent",
  remote: "tcp-segment-sent",
  port: "tcp-segment-sent",
  name: "dns-query-sent",
  type: "dns-query-sent",
  status: "http-response-sent",
  method: "http-request-sent",
  target: "http-request-sent",
  url: "url-opened",
  op: "call-made",
  mac: "arp-learned",
};
