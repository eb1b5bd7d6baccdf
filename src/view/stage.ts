/** Any pane by its name: from the run to rows. */
import { unreachable } from "../base/assert.ts";
import type { StepIndex } from "../base/ids.ts";
import type { Words } from "../i18n/words.ts";
import type { Timeline } from "../sim/timeline.ts";
import type { PaneName, PaneState, PaneView } from "./pane.ts";
import { dnsPane } from "./panes/dns.ts";
import { ladderPane, showsRouters } from "./panes/ladder.ts";
import { chosenSibling, packetPane, pointedAt } from "./panes/packet.ts";
import { socketsPane } from "./panes/sockets.ts";
import { subnetPane } from "./panes/subnet.ts";
import type { Size } from "./row.ts";
import { dnsModel } from "./select/dns.ts";
import { hostsOf } from "./select/focus.ts";
import { ladderModel } from "./select/ladder.ts";
import { packetModel } from "./select/packet.ts";
import { socketsModel } from "./select/sockets.ts";
import { subnetModel } from "./select/subnet.ts";

/**
 * The pane after step `at` (-1: before the first), exactly as large as `size`. What differs from `since` is marked; that
 * is the step before, unless a lesson goes on by more than one.
 */
export function renderPane(
  name: PaneName,
  timeline: Timeline,
  at: StepIndex,
  size: Size,
  state: PaneState,
  words: Words,
  since: StepIndex = at - 1,
): PaneView {
  switch (name) {
    case "ladder":
      return ladderPane(ladderModel(timeline, at, showsRouters(state)), size, state, words);
    case "packet": {
      const model = packetModel(timeline, at, state.host, chosenSibling(state));
      return packetPane(model, size, state, words, hostsOf(timeline));
    }
    case "sockets":
      return socketsPane(socketsModel(timeline, at, state.host, since), size, state, words);
    case "dns":
      return dnsPane(dnsModel(timeline, at, state.host, since), size, state, words);
    case "subnet":
      return subnetPane(subnetModel(timeline, at, state.host, since), size, state, words);
    default:
      return unreachable(name);
  }
}

/** The packet pane's state with the cursor on a field, such as `dns.authorities.0.name`; undefined when it has none. */
export function pointPacket(timeline: Timeline, at: StepIndex, path: string, state: PaneState): PaneState | undefined {
  const model = packetModel(timeline, at, state.host, chosenSibling(state));
  return model && pointedAt(model, path, state);
}
