/** English: one sentence for each kind of fact, for a learner who steps through a URL's journey. */
import { grouped } from "../quantity.ts";
import type { Say } from "../say.ts";
import { calls, controls, noMore } from "./call.ts";
import { packetWords } from "./packet.ts";
import { bytes, count, seconds, time, zone } from "./quantity.ts";
import { reason } from "./reason.ts";
import { icmpWords, segmentGoes, stateWords } from "./segment.ts";

export const say: Say = {
  // programs and the calls that pass control
  "url-opened": (f) => `On ${f.by}, ${f.process} is told to open ${f.url}.`,
  "url-decoded": (f) => {
    const takesApart = `${f.process} on ${f.by} takes the URL apart`;
    switch (f.path === "" ? "" : f.scheme) {
      case "file":
        return `${takesApart}: file says that ${f.path} is a file of this computer, so nobody is asked and no network used.`;
      case "mailto":
        return `${takesApart}: mailto says that it is mail, for the mailbox ${f.path} at ${f.host}.`;
      case "news":
        return `${takesApart}: news says that it is news, of the group ${f.path}.`;
      default: {
        const parts = [`${f.scheme} says how`];
        if (f.host !== "") parts.push(`${f.host}${f.port > 0 ? ` port ${f.port}` : ""} whom to ask`);
        if (f.user !== "") parts.push(`as ${f.user}${f.password === "" ? "" : ` with password ${f.password}`}`);
        if (f.path !== "") parts.push(`${f.path} what for`);
        return `${takesApart}: ${parts.join(", ")}.`;
      }
    }
  },
  "call-made": (f) =>
    `${calls(f)} on ${f.by} ${f.op === "close" ? `${noMore(f)} and calls` : "calls"} ${f.call}: ${controls(f)}.`,
  "call-returned": (f) => {
    const to = f.to === "application" ? f.process : "the resolver";
    const from = f.from === "stack" ? "protocol stack" : f.from;
    if (f.ok) return `The ${from} of ${f.by} is done with ${f.op}: it returns ${f.result} to ${to}, which goes on.`;
    const failure = f.result.split(" ").at(-1) ?? "";
    return `On ${f.by}, ${f.op} fails and ${to} is told ${failure}: ${reason(failure)}.`;
  },
  "page-loaded": (f) =>
    f.status < 400
      ? `${f.process} on ${f.by} has all of ${f.url}: status ${f.status}, ${content(f)}.`
      : `${f.process} on ${f.by} shows the server's answer for ${f.url}: status ${f.status}, an error told in ${content(f)}.`,
  "page-failed": (f) => `${f.process} on ${f.by} cannot show ${f.url}: ${reason(f.reason)}.`,
  "image-failed": (f) => `${f.process} on ${f.by} shows the page without the image ${f.url}: ${reason(f.reason)}.`,
  "redirect-followed": (f) =>
    `The answer points elsewhere, so ${f.process} on ${f.by} goes on from ${f.from} to ${f.to}.`,

  // link and adapter
  "frame-lost": (f) =>
    f.reason === "cut"
      ? `The frame from ${f.by} to ${f.to} is lost: ${reason(f.reason)}.`
      : `The frame from ${f.by} to ${f.to} is lost on the way, and nobody tells ${f.by}.`,
  "frame-damaged": (f) => `${f.by} throws a frame away at ${f.port}: its FCS does not fit, so bits changed on the way.`,
  "frame-ignored": (f) => `${f.by} ignores the frame at ${f.port}: ${reason(f.reason)}.`,
  "mac-learned": (f) => `${f.by} notes in its MAC table: ${f.mac} is behind port ${f.port}.`,
  "frame-switched": (f) => `${f.by} finds ${f.mac} in its MAC table and sends the frame out of port ${f.port} only.`,
  "frame-flooded": (f) =>
    f.mac === "ff:ff:ff:ff:ff:ff"
      ? `${f.by} sends the broadcast out of ${others(f.ports)}, so that everyone on the link gets it.`
      : `${f.by} does not know where ${f.mac} is yet, so it sends the frame out of ${others(f.ports)}.`,

  // ARP
  "arp-asked": (f) => {
    const again = f.attempt > 1 ? `, for the ${nth(f.attempt)} time` : " on its link";
    const whose = f.host === f.address ? "" : `, the address of ${f.host}`;
    return `${f.by} asks everyone${again}: who has ${f.address}${whose}? (ARP) Meanwhile the ${packetWords(f.what)} to ${f.dst} waits.`;
  },
  "arp-answered": (f) => `${f.by} answers ${f.to}: ${f.address} is at MAC address ${f.mac}.`,
  "arp-learned": (f) =>
    `${f.by} writes into its ARP cache: ${f.host === f.address ? f.address : `${f.host} (${f.address})`} is at ${f.mac}.`,
  "arp-failed": (f) => `${f.by} gets no answer for ${f.address}: without a MAC address no frame can be sent there.`,
  "packet-queued": (f) =>
    `${f.by} still waits for the MAC address of ${f.next}, so the ${packetWords(f.what)} to ${f.dst} has to wait too.`,
  "packet-released": (f) =>
    `${f.by} now sends the waiting ${packetWords(f.what)} to ${f.dst}, out of its port ${f.port}.`,

  // IP
  "route-chosen": (f) => {
    if (f.direct) {
      return `${f.by} finds ${f.dst} in its own subnet ${f.network}/${f.prefix}: the packet goes straight there, out of its port ${f.port}.`;
    }
    return f.prefix === 0
      ? `${f.by} finds ${f.dst} in none of its subnets, so the packet goes to the gateway ${f.next}, out of its port ${f.port}.`
      : `${f.by} finds the route ${f.network}/${f.prefix} for ${f.dst}: the next router is ${f.next}, out of its port ${f.port}.`;
  },
  "packet-forwarded": (f) =>
    f.held
      ? `${f.by} lowers the TTL of the packet from ${f.src} to ${f.dst} to ${f.ttl}; it is to leave by port ${f.port}, but must wait.`
      : `${f.by} passes the packet from ${f.src} to ${f.dst} on, out of its port ${f.port}, with its TTL lowered to ${f.ttl}.`,
  "packet-dropped": (f) => {
    const which = f.src === "" ? "a packet" : `the packet from ${f.src} to ${f.dst}`;
    return `${f.by} drops ${which}: ${reason(f.reason)}.`;
  },
  "packet-fragmented": (f) =>
    `${f.by} cuts the packet to ${f.dst} into ${count(f.fragments, "fragment")}: the next link takes ${bytes(f.mtu)} at most.`,
  "packet-reassembled": (f) =>
    `${f.by} puts ${count(f.fragments, "fragment")} from ${f.src} together again: ${bytes(f.bytes)}.`,
  "icmp-sent": (f) => `${f.by} sends ${f.to} an ICMP message: ${icmpWords(f.type, f.code)}.`,
  "icmp-received": (f) => `${f.by} gets an ICMP message from ${f.from}: ${icmpWords(f.type, f.code)}.`,
  "path-mtu-learned": (f) =>
    `${f.by} learns that packets to ${f.to} may have ${bytes(f.mtu)} at most, and makes them smaller from now on.`,
  "ping-answered": (f) => `${f.from} answers ping ${grouped(f.sequence)} of ${f.by} after ${time(f.rtt)}.`,

  // UDP
  "datagram-delivered": (f) =>
    `${f.by} takes ${bytes(f.bytes)} from ${f.from}: UDP port ${f.port} tells which socket they are for.`,
  "datagram-refused": (f) =>
    `${f.by} gets a datagram from ${f.from} for UDP port ${f.port}, where no socket waits, and says so by ICMP.`,

  // DNS
  "dns-query-sent": (f) =>
    f.recursive
      ? `${f.by} asks ${f.to} to find the ${f.type} record of ${f.name} for it (RD set).`
      : `${f.by} asks ${f.to} what it knows about the ${f.type} record of ${f.name}.`,
  "dns-query-received": (f) =>
    f.recursive
      ? `${f.by} is asked by ${f.from} to find the ${f.type} record of ${f.name}, with all the walking that takes.`
      : `${f.by} is asked by ${f.from} for the ${f.type} record of ${f.name}, and answers from what it holds.`,
  "dns-answer-sent": (f) => {
    const whence = f.authoritative ? "from its own zone (AA set)" : f.cached ? "from its cache" : "with what it found";
    return `${f.by} answers ${f.to} ${whence}: ${answered(f)}.`;
  },
  "dns-referral-sent": (f) => {
    const ask = f.server === "" ? "its servers" : f.server;
    return `${f.by} does not hold ${f.name} itself and refers ${f.to} to ${ask}, responsible for ${zone(f.zone)}.`;
  },
  "dns-answer-received": (f) => {
    const kept = f.ttl > 0 ? ` Good for ${seconds(f.ttl)}.` : "";
    return `${f.by} gets ${f.authoritative ? "the responsible server's answer" : "an answer"} from ${f.from}: ${answered(f)}.${kept}`;
  },
  "dns-referral-received": (f) => {
    const where = f.address === "" ? "" : ` at ${f.address}`;
    const who = f.server === "" ? "another server" : `${f.server}${where}`;
    return `${f.by} learns from ${f.from} whom to ask next: ${who}, responsible for ${zone(f.zone)}.`;
  },
  "dns-cached": (f) => `${f.by} keeps in its cache for ${seconds(f.ttl)}: ${f.name} ${f.type} ${f.data}.`,
  "dns-negative-cached": (f) => {
    const what = f.rcode === "NXDOMAIN" ? `that ${f.name} does not exist` : `that ${f.name} has no ${f.type} record`;
    return `${f.by} remembers ${what} for ${seconds(f.ttl)} (negative cache).`;
  },
  "dns-cache-hit": (f) => {
    if (f.type === "NS")
      return `${f.by} still has in its cache who serves ${zone(f.name)}, and starts there: ${f.data}.`;
    return `${f.by} finds in its cache: ${f.name} ${f.type} ${f.data}, good for another ${seconds(f.ttl)}.`;
  },
  "dns-cname-followed": (f) => `${f.by} reads that ${f.name} is only an alias, and goes on with ${f.target}.`,
  "dns-timeout": (f) =>
    `${f.by} has waited in vain for ${f.to} to answer about ${f.name} (attempt ${grouped(f.attempt)}): UDP repeats nothing by itself.`,
  "dns-gave-up": (f) => `${f.by} gives up looking for ${f.name}: ${reason(f.reason)}.`,
  "dns-truncated": (f) =>
    `The answer of ${f.from} about ${f.name} was cut to fit one UDP datagram (TC set), so ${f.by} asks by TCP.`,
  "dns-answer-ignored": (f) =>
    `${f.by} does not believe the answer from ${f.from} about ${f.name}: ${reason(f.reason)}.`,
  "dns-server-useless": (f) =>
    `${f.by} gets no help about ${f.name} from ${f.server} and tries another: ${reason(f.reason)}.`,
  "name-resolved": (f) => `The resolver of ${f.by} hands ${f.process} what it asked for: ${f.name} is ${f.address}.`,
  "name-not-resolved": (f) =>
    `The resolver of ${f.by} tells ${f.process} that ${f.name} has no result: ${reason(f.reason)}.`,

  // TCP
  "socket-created": (f) =>
    `${f.by} makes a ${f.type === "stream" ? "TCP" : "UDP"} socket for ${f.from === "resolver" ? `the resolver, which works for ${f.process} and` : `${f.process}, which`} will call it by descriptor ${f.fd}.`,
  "port-chosen": (f) => `The protocol stack of ${f.by} picks port ${f.port} for its end of the connection.`,
  "tcp-state-changed": (f) =>
    `${f.by}: the connection with ${f.peer} goes from ${f.from} to ${f.to}: ${stateWords(f.to)}.`,
  "tcp-segment-sent": (f) => `${f.by} ${segmentGoes(f)}`,
  "tcp-segment-received": (f) =>
    f.len > 0
      ? `${f.by} gets ${f.flags} with ${bytes(f.len)} from ${f.from} at port ${f.local}.`
      : `${f.by} gets ${f.flags} from ${f.from} at port ${f.local}.`,
  "tcp-retransmission-timeout": (f) =>
    `${f.by} has had no ACK from ${f.to} for ${time(f.rto)} (timeout ${grouped(f.attempt)}): it takes the segment for lost.`,
  "tcp-fast-retransmit": (f) =>
    `${f.by} sends the missing segment to ${f.to} again at once: repeated ACKs say that later ones have arrived.`,
  "tcp-duplicate-ack": (f) =>
    `${f.by} sees the same ACK from ${f.from} again (number ${grouped(f.count)}): ${f.from} still waits for a missing segment.`,
  "tcp-out-of-order": (f) =>
    `${f.by} keeps a segment from ${f.from} that came too early: ${bytes(gap(f.seq, f.expected))} before it are missing.`,
  "tcp-window-closed": (f) => `${f.by} tells ${f.to} that its receive buffer is full (window 0): send no more for now.`,
  "tcp-window-opened": (f) => `${f.by} has room again and tells ${f.to} so: the window is ${bytes(f.window)}.`,
  "tcp-window-probed": (f) => `${f.by} asks ${f.to} whether there is room yet (window probe ${grouped(f.attempt)}).`,
  "tcp-segment-dropped": (f) => `${f.by} drops a segment from ${f.from}: ${reason(f.reason)}.`,
  "tcp-rtt-measured": (f) =>
    `${f.by} measures the round trip to ${f.to}: ${time(f.rtt)}. How long it waits for an ACK follows from it.`,
  "tcp-congestion-window": (f) =>
    `${f.by} lets ${bytes(f.cwnd)} be on the way to ${f.to} before an ACK: ${reason(f.reason)}.`,
  "data-delivered": (f) => `${f.by} has ${bytes(f.bytes)} from ${f.from} in order, ready for the application.`,
  "connection-refused": (f) => `${f.to} refuses ${f.by} the connection: nothing there listens on port ${f.port}.`,
  "connection-timed-out": (f) =>
    `${f.by} gives up on ${f.to} port ${f.port}: nothing came back, however often it tried.`,
  "connection-reset": (f) =>
    `${f.by}: the connection with ${f.peer} is broken off by RST, and what was on the way is gone.`,

  // HTTP
  "http-request-sent": (f) =>
    `${f.by} sends ${f.to} the request ${f.method} ${f.target} ${f.version} (${bytes(f.bytes)}).`,
  "http-request-received": (f) => `${f.by} has read the request of ${f.from}: ${f.method} ${f.target} ${f.version}.`,
  "http-response-sent": (f) => `${f.by} answers ${f.to} with status ${phrase(f)}: ${bytes(f.bytes)}, header and all.`,
  "http-response-received": (f) =>
    `${f.by} has the response of ${f.from}: status ${phrase(f)}, ${bytes(f.bytes)} with its header.`,

  // the learner's changes
  "fault-applied": (f) => `The change takes hold at ${f.by}: ${reason(f.fault)}.`,
  "record-changed": (f) =>
    `The records of ${f.by} are edited: ${f.name} ${f.type} is now ${f.data}, with a TTL of ${seconds(f.ttl)}.`,
  "record-removed": (f) => `The records of ${f.by} are edited: there is no ${f.type} record for ${f.name} any more.`,
};

/** What has come without the headers of its responses. */
function content(f: { readonly bytes: number; readonly images: number }): string {
  const images = f.images === 0 ? "" : `, with ${count(f.images, "image")}`;
  return `${bytes(f.bytes)} of content${images}`;
}

const others = (ports: number): string => (ports === 1 ? "its one other port" : `its ${grouped(ports)} other ports`);

const nth = (n: number): string => {
  const tens = n % 100 > 10 && n % 100 < 14;
  return `${grouped(n)}${tens ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
};

/** Sequence numbers count modulo 2^32. */
const gap = (seq: number, expected: number): number => (seq - expected) >>> 0;

function answered(f: {
  readonly name: string;
  readonly type: string;
  readonly rcode: string;
  readonly data: string;
}): string {
  if (f.rcode === "NXDOMAIN") return `there is no name ${f.name} (NXDOMAIN)`;
  if (f.rcode !== "NOERROR") return `${reason(f.rcode)} (${f.rcode})`;
  return f.data === "" ? `${f.name} has no ${f.type} record` : `${f.name} ${f.type} ${f.data}`;
}

const phrase = (f: { readonly status: number; readonly reason: string }): string => `${f.status} ${f.reason}`.trim();
