/** Korean: what a packet that waits is called. */
const names: Readonly<Record<string, string>> = {
  "dns-query": "조회 메시지",
  "dns-response": "응답 메시지",
  datagram: "데이터그램",
  "icmp-message": "ICMP 메시지",
  packet: "패킷",
  SYN: "SYN",
  ACK: "ACK",
};

/** A segment that has no name of its own goes by its flags. */
export const packetWords = (what: string): string => names[what] ?? `${what} 세그먼트`;
