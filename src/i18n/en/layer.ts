/** English: the layers of a frame, who puts each on and who reads it. */
import type { Protocol } from "../../wire/packet.ts";

export type LayerWords = { readonly name: string; readonly adds: string; readonly reads: string };

export const layer: Readonly<Record<Protocol, LayerWords>> = {
  eth: {
    name: "MAC header (Ethernet II)",
    adds: "Put on anew for each link by whoever sends the frame there.",
    reads: "Read by the adapters and switching hubs of this link.",
  },
  arp: {
    name: "ARP message",
    adds: "Made by the protocol stack that looks for a MAC address.",
    reads: "Read by the hosts and routers of this link; no router passes it on.",
  },
  ip: {
    name: "IP header",
    adds: "Put on by the sender's protocol stack.",
    reads: "Read by every router on the way and by the receiver's protocol stack.",
  },
  icmp: {
    name: "ICMP message",
    adds: "Made by the protocol stack of a host or router that has something to report.",
    reads: "Read by the receiver's protocol stack.",
  },
  udp: {
    name: "UDP header",
    adds: "Put on by the sender's protocol stack.",
    reads: "Read by the receiver's protocol stack; no router looks at it.",
  },
  tcp: {
    name: "TCP header",
    adds: "Put on by the sender's protocol stack.",
    reads: "Read by the receiver's protocol stack; no router looks at it.",
  },
  dns: {
    name: "DNS message",
    adds: "Made by a resolver or a DNS server.",
    reads: "Read by the DNS server or resolver at the other end.",
  },
  http: {
    name: "HTTP message",
    adds: "Made by the browser or the web server.",
    reads: "Read by the application at the other end.",
  },
  data: {
    name: "Data",
    adds: "Given to the protocol stack by the application.",
    reads: "Read by the application at the other end.",
  },
  padding: {
    name: "Padding",
    adds: "Put on by the adapter: a frame has at least 60 bytes before its FCS.",
    reads: "Read by nobody.",
  },
};

/** The frame check sequence: beside the frame's bytes in captures, so no layer of its own. */
export const fcs: LayerWords = {
  name: "FCS",
  adds: "Put at the end by the sending adapter.",
  reads: "Checked by the adapter or switching hub at the other end of the link.",
};
