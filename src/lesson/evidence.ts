/** What must have happened, or must be on stage, before a beat can claim a point of the curriculum. */
import type { FactKind } from "../stack/fact.ts";
import type { StagePane } from "./lesson-names.ts";

/** One of these is enough. */
export type Evidence = { readonly facts: readonly FactKind[]; readonly panes: readonly StagePane[] };

const seen = (facts: readonly FactKind[], ...panes: readonly StagePane[]): Evidence => ({ facts, panes });

const request = seen(["http-request-sent"], "http");
const response = seen(["http-response-sent", "http-response-received"], "http");
const referral = seen(["dns-referral-received", "dns-referral-sent"]);

/** By the curriculum's ids: the lenient reading, since a point can be made in many ways. */
export const evidence: Readonly<Record<string, Evidence>> = {
  U1: seen(["url-opened"], "url"),
  U2: seen(["url-decoded"], "url"),
  U3: seen(["url-decoded"], "url"),
  U4: seen(["url-decoded", "http-request-sent"], "url", "http"),
  H1: request,
  H2: request,
  H3: request,
  H4: response,
  H5: response,
  H6: seen([...request.facts, ...response.facts], "http"),
  H7: seen(["http-request-sent"], "http", "url"),
  H8: request,
  H9: request,
  H10: seen([...request.facts, ...response.facts], "http"),
  A1: seen(["call-made"], "program"),
  A2: seen(["arp-asked", "frame-switched", "frame-flooded", "packet-forwarded"], "net"),
  A3: seen(["route-chosen"], "subnet", "net", "tables"),
  A4: seen(["route-chosen"], "subnet"),
  A5: seen([], "subnet"),
  A6: seen(["dns-query-sent", "name-resolved"], "dns"),
  A7: seen(["packet-forwarded"], "net", "tables", "subnet"),
  A8: seen(["url-decoded"], "url"),
  D1: seen(["call-made"], "program"),
  D2: seen(["call-made"], "program"),
  D3: seen(["dns-query-sent", "arp-asked", "route-chosen"], "tables", "subnet"),
  D4: seen(["dns-query-sent", "dns-query-received"]),
  D5: seen(["dns-answer-sent", "dns-answer-received", "dns-referral-received"]),
  D6: seen(["dns-answer-sent", "dns-answer-received"]),
  D7: seen(["dns-query-sent", "name-resolved"]),
  D8: referral,
  D9: seen([...referral.facts, "dns-query-sent"]),
  D10: referral,
  D11: seen(["dns-answer-received"]),
  D12: referral,
  D13: seen(["dns-cached", "dns-negative-cached", "dns-cache-hit"], "dns"),
  D14: seen(["dns-cached", "dns-cache-hit", "dns-answer-received"], "dns"),
  S1: seen(["socket-created"], "sockets"),
  S2: seen(["call-made"], "program"),
  S3: seen(["socket-created"], "sockets"),
  S4: seen(["call-made", "tcp-state-changed"], "sockets"),
  S5: seen(["url-decoded", "tcp-segment-sent"]),
  S6: seen(["port-chosen"]),
  S7: seen(["call-made"], "program"),
  S8: seen(["data-delivered", "call-returned"], "buffers"),
  S9: seen(["call-made", "tcp-state-changed"], "program"),
  S10: seen(["tcp-state-changed"], "sockets"),
  S11: seen(["call-made", "arp-asked", "tcp-segment-sent"], "program"),
  S12: seen(["call-made"], "program"),
  T1: seen(["tcp-state-changed", "tcp-segment-sent"]),
  T2: seen(["tcp-segment-sent", "arp-asked", "frame-switched", "socket-created"], "packet", "tables"),
  T3: seen(["tcp-segment-sent", "tcp-fast-retransmit", "tcp-retransmission-timeout"]),
  T4: seen(["tcp-segment-sent"], "packet"),
  T5: seen(["tcp-segment-sent", "tcp-window-closed"], "buffers"),
  T6: seen(["tcp-state-changed"]),
  T7: seen(["page-loaded", "http-response-received"]),
};
