/** The server that holds zones itself (the responsible server): RFC 1034 section 4.3, RFC 1035 section 7.3 has the other side. */
import { unreachable } from "../../base/assert.ts";
import { REFUSED, rcodeName } from "../../wire/dns.ts";
import type { App, AppEnv } from "../app.ts";
import { beginTurn, noCalls, type OpenCalls, type Turn, takeCall } from "../app-turn.ts";
import {
  idleListener,
  type Listener,
  type ListenerWait,
  listenerReturned,
  type Received,
  respond,
  startListening,
} from "./listener.ts";
import { answerText, errorReply, nameServerIn, readQuery, replyMessage, udpLimit } from "./message.ts";
import { lookup, type Zone } from "./zone.ts";

/** `silent`: takes queries and never answers. `lame`: refuses everything, although a delegation points here. */
export type Behaviour = "answering" | "silent" | "lame";

export type AuthoritativeConfig = {
  readonly zones: readonly Zone[];
  /** Rotates the records of an answer from query to query. */
  readonly roundRobin?: boolean;
};

export type AuthoritativeState = {
  readonly program: "authoritative";
  readonly zones: readonly Zone[];
  readonly roundRobin: boolean;
  readonly behaviour: Behaviour;
  /** Queries answered so far. */
  readonly answered: number;
  readonly listener: Listener;
  readonly open: OpenCalls<ListenerWait>;
};

export const authoritativeState = (config: AuthoritativeConfig): AuthoritativeState => ({
  program: "authoritative",
  zones: config.zones,
  roundRobin: config.roundRobin ?? false,
  behaviour: "answering",
  answered: 0,
  listener: idleListener,
  open: noCalls,
});

export const authoritative: App<AuthoritativeState> = (state, event, env) => {
  switch (event.kind) {
    case "start": {
      const turn = beginTurn(state.open, env.rng);
      startListening(turn);
      const { open, ...made } = turn.done();
      return { state: { ...state, open }, ...made };
    }
    case "returned": {
      const taken = takeCall(state.open, event.tag);
      if (!taken) return { state, calls: [], facts: [], rng: env.rng };
      const [wait, rest] = taken;
      const turn = beginTurn(rest, env.rng);
      const { listener, received } = listenerReturned(state.listener, wait, event.result, turn);
      let next: AuthoritativeState = { ...state, listener };
      for (const one of received) next = serve(next, one, env, turn);
      const { open, ...made } = turn.done();
      return { state: { ...next, open }, ...made };
    }
    case "told":
      return { state, calls: [], facts: [], rng: env.rng };
    default:
      return unreachable(event);
  }
};

function serve(
  state: AuthoritativeState,
  { client, bytes }: Received,
  env: AppEnv,
  turn: Turn<ListenerWait>,
): AuthoritativeState {
  const by = env.device;
  const incoming = readQuery(bytes, false);
  switch (incoming.kind) {
    case "ignored":
      return state;
    case "refusal":
      if (state.behaviour !== "silent") respond(state.listener, client, incoming.reply, turn);
      return state;
    case "query":
      break;
    default:
      return unreachable(incoming);
  }
  const { query, question } = incoming;
  const { name, type } = question;
  turn.tell({
    kind: "dns-query-received",
    by,
    from: client.address,
    name,
    type,
    recursive: query.flags.recdesired,
  });
  if (state.behaviour === "silent") return state;
  const found = lookup(state.zones, question, state.roundRobin ? state.answered : 0);
  const message =
    state.behaviour === "lame" ? errorReply(query, REFUSED, false) : replyMessage(query, { ...found, recavail: false });
  respond(state.listener, client, message, turn, udpLimit(query));
  if (found.kind === "referral" && state.behaviour !== "lame") {
    const server = nameServerIn(found.authorities) ?? "";
    turn.tell({ kind: "dns-referral-sent", by, to: client.address, name, zone: found.zone, server });
  } else {
    turn.tell({
      kind: "dns-answer-sent",
      by,
      to: client.address,
      name,
      type,
      rcode: rcodeName(message.flags.rcode),
      data: answerText(message),
      authoritative: message.flags.authoritative,
      cached: false,
    });
  }
  return { ...state, answered: state.answered + 1 };
}

/** For faults: the same server, behaving so from now on. */
export const withBehaviour = (state: AuthoritativeState, behaviour: Behaviour): AuthoritativeState => ({
  ...state,
  behaviour,
});

/** For what-ifs: the zones edited, as after a reload. */
export const withZones = (state: AuthoritativeState, zones: readonly Zone[]): AuthoritativeState => ({
  ...state,
  zones,
});
