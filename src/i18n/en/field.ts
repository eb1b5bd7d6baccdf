/** English: what each header field is for, by its path without indexes. */
import { prefixed } from "../field-path.ts";

const ethernet = {
  dst: "Which adapter on this link the frame is for; switching hubs read it too.",
  src: "The adapter that put the frame on this link; switching hubs learn from it.",
  type: "What the frame carries: 0x0800 is IPv4, 0x0806 is ARP.",
};

const arp = {
  hw_type: "The kind of link address that is looked for: 1 is Ethernet.",
  proto_type: "The kind of address that is known: 0x0800 is IPv4.",
  hw_size: "How many bytes a link address has.",
  proto_size: "How many bytes a protocol address has.",
  opcode: "1 asks (request), 2 answers (reply).",
  src_hw_mac: "The sender's MAC address: in a reply, this is the answer.",
  src_proto_ipv4: "The sender's IP address.",
  dst_hw_mac: "The MAC address of the one meant; all zeros while it is still asked for.",
  dst_proto_ipv4: "The IP address whose owner is asked for, or answered to.",
};

const ip = {
  version: "The version of IP: 4.",
  hdr_len: "Length of the IP header in units of 4 bytes: tells where the data begins.",
  dscp: "How urgently routers should treat the packet; 0 is the usual.",
  ecn: "Lets routers mark the packet instead of dropping it when they are overloaded.",
  len: "Length of header and data; padding of the frame is not part of it.",
  id: "A number of the packet, the same in all its fragments.",
  flags: "What may be done, and has been done, about fragmenting.",
  "flags.rb": "Reserved, always 0.",
  "flags.df": "Don't Fragment: a router must not cut the packet, but drop it and say so.",
  "flags.mf": "More Fragments: this is not the last piece.",
  frag_offset: "Where this piece belongs in the original packet, in units of 8 bytes.",
  ttl: "Keeps it from circling for ever: each router takes 1 off, and drops it at 0.",
  proto: "Whom the packet's data is for: 1 is ICMP, 6 is TCP, 17 is UDP.",
  checksum: "Guards the IP header alone; every router checks it and makes it anew.",
  src: "The IP address of the sender; it stays the same all the way.",
  dst: "The IP address of the receiver; routers choose the way by it.",
  options: "Extras that are rarely used.",
};

const icmp = {
  type: "What this is: 8 and 0 ping and its answer, 3 unreachable, 11 time exceeded.",
  code: "The reason in more detail, for the type given.",
  checksum: "Guards the ICMP message.",
  ident: "Tells the pings of one program from those of another.",
  seq: "The number of the ping; for a packet too big, what the next link takes.",
};

const ports = {
  srcport: "The port of the sending socket: where an answer has to go.",
  dstport: "The port of the receiving socket: tells the stack whom the data is for.",
};

const udp = {
  ...ports,
  length: "Length of the UDP header and the data.",
  checksum: "Guards header, data and the IP addresses; 0 says that it was not computed.",
};

const tcp = {
  ...ports,
  seq: "The number of the first byte in this segment; SYN and FIN take one each.",
  ack: "The number of the byte that is expected next: all before it have arrived.",
  hdr_len: "Length of the TCP header with its options, in units of 4 bytes.",
  res: "Reserved, 0.",
  flags: "The control bits: what this segment is there for.",
  "flags.cwr": "The sender has slowed down after a sign of congestion.",
  "flags.ece": "Reports a sign of congestion back to the sender.",
  "flags.urg": "The urgent pointer counts; hardly used any more.",
  "flags.ack": "The acknowledgment number counts: in all but the first SYN and some RST.",
  "flags.push": "Hand the data to the application now, more will not follow at once.",
  "flags.reset": "Breaks the connection off, or refuses it.",
  "flags.syn": "Opens a direction of the connection: tells where its numbers start.",
  "flags.fin": "The sender has nothing more to send: closes its direction.",
  window_size_value: "How many more bytes this side can take, before the window scale is applied.",
  checksum: "Guards header, data and the IP addresses.",
  urgent_pointer: "Where urgent data ends, when URG is set.",
  options: "Extras, agreed on with SYN for the most part.",
  "options.kind": "Which option this is.",
  "options.len": "Length of the option in bytes, kind and length included.",
  "options.mss_val": "The longest piece of data (MSS) that this side takes in one segment.",
  "options.shift": "By how many bits the window is shifted left, so that it can exceed 65,535.",
  "options.sack_le": "SACK block: the first byte of a piece that has arrived out of order.",
  "options.sack_re": "SACK block: the first byte after that piece.",
  "options.tsval": "The sender's clock, by which round trips are measured.",
  "options.tsecr": "The other side's clock value, sent back.",
  "options.padding": "Zeros that fill the options up to a multiple of 4 bytes.",
};

const question = {
  name: "The name that is asked about.",
  type: "The type of record that is asked for: A, MX, NS ...",
  class: "The class: IN, the Internet.",
};

const record = {
  name: "The name that this record is about.",
  type: "What kind of data the record holds.",
  class: "The class: IN, the Internet.",
  ttl: "How many seconds the record may be kept in a cache.",
  len: "Length of the data in bytes.",
  data: "What the record says.",
  "data.address": "The IPv4 address of the name.",
  "data.target": "The name that the record points to.",
  "data.preference": "Which mail host is tried first: the lowest number.",
  "data.exchange": "The host that takes the mail.",
  "data.mname": "The zone's first name server.",
  "data.rname": "The mailbox of the one responsible, with a dot for the @.",
  "data.serial": "The zone's version number.",
  "data.refresh": "How often secondary servers look for a newer version.",
  "data.retry": "How soon they try again when that failed.",
  "data.expire": "After how long without success they stop answering.",
  "data.minimum": "How long 'no such name' may be kept in a cache.",
};

const opt = {
  udp_payload_size: "How long a datagram the sender can take: the class is used for it here.",
  ext_rcode: "The upper 8 bits of a response code that does not fit the 4 of the header.",
  edns0_version: "The version of the extension: 0.",
  do: "DNSSEC OK: send signatures along when there are any.",
  z: "Reserved, 0.",
};

const dns = {
  id: "Ties the answer to its query.",
  flags: "What kind of message this is, and how it went.",
  "flags.response": "QR: 0 is a query, 1 a response.",
  "flags.opcode": "What is to be done: 0 is an ordinary query.",
  "flags.authoritative": "AA: the answering server holds the zone itself, nothing came from a cache.",
  "flags.truncated": "TC: the answer was cut to fit; ask again by TCP.",
  "flags.recdesired": "RD: please do the whole walk for me.",
  "flags.recavail": "RA: this server does the whole walk for others.",
  "flags.z": "Reserved; today one bit each for DNSSEC.",
  "flags.rcode": "How it went: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.",
  qd: "How many questions follow.",
  an: "How many records answer the question.",
  ns: "How many records name responsible servers.",
  ar: "How many records come along as a help.",
  queries: "The question.",
  answers: "The records that answer it.",
  authorities: "The servers responsible for the zone, or its SOA when there is no answer.",
  additionals: "Records that save the next question, such as the addresses of those servers.",
};

export const field = {
  ...prefixed("eth", ethernet),
  ...prefixed("arp", arp),
  ...prefixed("ip", ip),
  ...prefixed("icmp", icmp),
  ...prefixed("udp", udp),
  ...prefixed("tcp", tcp),
  ...prefixed("dns", dns),
  ...prefixed("dns.queries", question),
  ...prefixed("dns.answers", record),
  ...prefixed("dns.authorities", record),
  ...prefixed("dns.additionals", { ...record, ...opt }),
  "dns.tcp.length": "Length of the DNS message that follows: TCP knows no messages, only bytes.",
};
