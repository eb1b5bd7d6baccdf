/** Any pane by its name: from the run to rows. */
import { unreachable } from "../base/assert.ts";
import type { PacketId, StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { PaneName, PaneState, PaneView } from "./pane.ts";
import { buffersPane } from "./panes/buffers.ts";
import { dnsPane } from "./panes/dns.ts";
import { eventsPane } from "./panes/events.ts";
import { httpPane } from "./panes/http.ts";
import { ladderPane, showsRouters } from "./panes/ladder.ts";
import { netPane, unfoldedDevices } from "./panes/net.ts";
import { chosenSibling, packetPane, pointedAt, wantedPacket } from "./panes/packet.ts";
import { programPane } from "./panes/program.ts";
import { socketsPane } from "./panes/sockets.ts";
import { subnetPane } from "./panes/subnet.ts";
import { tablesPane } from "./panes/tables.ts";
import { urlPane } from "./panes/url.ts";
import type { Size } from "./row.ts";
import { buffersModel } from "./select/buffers.ts";
import { dnsModel } from "./select/dns.ts";
import { eventsModel } from "./select/events.ts";
import { hostsOf } from "./select/focus.ts";
import { httpModel } from "./select/http.ts";
import { ladderModel } from "./select/ladder.ts";
import { type NetModel, netModel } from "./select/net.ts";
import { packetModel } from "./select/packet.ts";
import { programModel } from "./select/program.ts";
import { socketsModel } from "./select/sockets.ts";
import { subnetModel } from "./select/subnet.ts";
import { tablesModel } from "./select/tables.ts";
import { urlModel } from "./select/url.ts";
import { packetIn, type Thing } from "./thing.ts";

/**
 * The pane after step `at` (-1: before the first), exactly as large as `size`. What differs from `since` is marked; that
 * is the step before, unless a lesson goes on by more than one. `selected` is what the cursor of another pane is on.
 */
export function renderPane(
  name: PaneName,
  timeline: Timeline,
  at: StepIndex,
  size: Size,
  state: PaneState,
  words: Words,
  since: StepIndex = at - 1,
  selected: readonly Thing[] = [],
): PaneView {
  switch (name) {
    case "ladder":
      return ladderPane(ladderModel(timeline, at, showsRouters(state)), size, state, words, selected);
    case "packet": {
      const wanted = wantedPacket(state, selected, at);
      const model = packetModel(timeline, at, state.host, chosenSibling(state), wanted);
      return packetPane(model, size, state, words, hostsOf(timeline), selected);
    }
    case "sockets":
      return socketsPane(socketsModel(timeline, at, state.host, since), size, state, words, selected);
    case "dns":
      return dnsPane(dnsModel(timeline, at, state.host, since), size, state, words, selected);
    case "subnet":
      return subnetPane(subnetModel(timeline, at, state.host, since), size, state, words, selected);
    case "net":
      return netPane(netOf(timeline, at, state, since, selected), size, state, words, selected);
    case "program":
      return programPane(programModel(timeline, at, state.host, since), size, state, words, selected);
    case "buffers":
      return buffersPane(buffersModel(timeline, at, state.host, since), size, state, words, selected);
    case "http":
      return httpPane(httpModel(timeline, at, state.host, since), size, state, words, selected);
    case "tables":
      return tablesPane(tablesModel(timeline, at, state.host, since), size, state, words, selected);
    case "url":
      return urlPane(urlModel(timeline, at, state.host, since), size, state, words, selected);
    case "events":
      return eventsPane(eventsModel(timeline, at, since), size, state, words, selected);
    default:
      return unreachable(name);
  }
}

function netOf(
  timeline: Timeline,
  at: StepIndex,
  state: PaneState,
  since: StepIndex,
  selected: readonly Thing[],
): NetModel {
  const packet = packetIn(selected);
  const unfolded = unfoldedDevices(state);
  return netModel(timeline, at, { since, unfolded, ...(packet !== undefined && { packet }) });
}

/**
 * The packet pane's state with the cursor on a field, such as `dns.authorities.0.name`; undefined when it has none.
 * `packet`: the one that it is a field of, where that is not what the pane shows by itself.
 */
export function pointPacket(
  timeline: Timeline,
  at: StepIndex,
  path: string,
  state: PaneState,
  packet?: PacketId,
): PaneState | undefined {
  const wanted = packet === undefined ? undefined : { packet, near: at };
  const model = packetModel(timeline, at, state.host, chosenSibling(state), wanted);
  return model && pointedAt(model, path, state);
}
