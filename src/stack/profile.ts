/** A profile is a table of policies: how a host's TCP and IP behave where the standards leave room. */
import { linux, plain, type TcpPolicy, textbook } from "./tcp/policy.ts";

export type IpPolicy = {
  /** `count`: one counter a host, from 1. `linux`: a seeded start, 0 where Linux sends 0. */
  readonly identification: "count" | "linux";
  /** TCP's ephemeral ports: one after the other, or drawn; those of UDP are always drawn, as resolvers do. */
  readonly ports: "count" | "random";
  /** Whether datagrams ask not to be fragmented where they fit, as Linux has it. Name servers switch that off. */
  readonly datagramDf: boolean;
};

export type ProfileName = "textbook" | "linux" | "plain";

export type Profile = { readonly name: ProfileName; readonly tcp: TcpPolicy; readonly ip: IpPolicy };

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  textbook: { name: "textbook", tcp: textbook, ip: { identification: "count", ports: "count", datagramDf: false } },
  linux: { name: "linux", tcp: linux, ip: { identification: "linux", ports: "random", datagramDf: true } },
  plain: { name: "plain", tcp: plain, ip: { identification: "linux", ports: "random", datagramDf: true } },
};
