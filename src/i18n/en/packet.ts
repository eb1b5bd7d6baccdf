/** English: what a packet that waits is called. */
const names: Readonly<Record<string, string>> = {
  "dns-query": "DNS query",
  "dns-response": "DNS answer",
  datagram: "datagram",
  "icmp-message": "ICMP message",
  packet: "packet",
  SYN: "SYN",
  ACK: "ACK",
};

/** Without an article; a segment that has no name of its own goes by its flags. */
export const packetWords = (what: string): string => names[what] ?? `segment (${what})`;
