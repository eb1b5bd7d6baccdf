/** The questions of the placement. They are hard to guess: something is typed or picked. */
import type { CardId } from "./card.ts";

export const topics = ["web", "addresses", "dns", "sockets", "tcp", "whole"] as const;
export type Topic = (typeof topics)[number];

/** One step of a topic. Whoever answers one of its cards rightly knows what its lessons teach. */
export type Rung = {
  /** The second is asked where the first was answered wrongly. */
  readonly cards: readonly CardId[];
  /** Slugs. */
  readonly lessons: readonly string[];
  /** What a right answer shows, by the curriculum's ids. */
  readonly points: readonly string[];
};

export type Branch = {
  readonly topic: Topic;
  /** From easy to hard. */
  readonly rungs: readonly Rung[];
  /** Asked only when all others were answered to their end. */
  readonly last?: true;
};

export type PlacementPlan = { readonly questions: number; readonly branches: readonly Branch[] };

const rung = (cards: readonly string[], lessons: readonly string[], points: readonly string[]): Rung => ({
  cards,
  lessons,
  points,
});

export const placementPlan: PlacementPlan = {
  questions: 10,
  branches: [
    {
      topic: "web",
      rungs: [
        rung(["url/whom-and-what", "url/directory"], ["url"], ["U2", "U3"]),
        rung(["http-response/not-found", "http-request/button"], ["http-request", "http-response"], ["H5"]),
      ],
    },
    {
      topic: "addresses",
      rungs: [
        rung(["ip-address/network-drill", "ip-address/broadcast-drill"], ["ip-address"], ["A3", "A4"]),
        rung(
          ["subnets-and-routers/web-address", "subnets-and-routers/second-link"],
          ["subnets-and-routers"],
          ["A2", "A7"],
        ),
      ],
    },
    {
      topic: "dns",
      rungs: [
        rung(["journey/query", "resolver/used"], ["resolver"], ["D2", "D9"]),
        rung(["dns-cache/hit", "dns-walk/domain-refers"], ["dns-records", "dns-walk", "dns-cache"], ["D13", "D14"]),
      ],
    },
    {
      topic: "sockets",
      rungs: [rung(["many-sockets/syn", "sockets/delivered"], ["sockets", "many-sockets"], ["S4", "S6"])],
    },
    {
      topic: "tcp",
      rungs: [
        rung(["handshake/first-number", "journey/syn"], ["handshake"], ["T1"]),
        rung(["loss/fast", "segments/second-piece"], ["packet-anatomy", "segments", "window", "loss"], ["T3"]),
      ],
    },
    {
      topic: "whole",
      rungs: [rung(["keep-alive/closing"], ["keep-alive", "close", "journey"], ["H9", "S9"])],
      last: true,
    },
  ],
};
