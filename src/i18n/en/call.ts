/** English: the calls with which control passes between application, resolver and protocol stack. */
type Made = { readonly from: string; readonly to: string; readonly process: string; readonly op: string };

const purposes: Readonly<Record<string, string>> = {
  gethostbyname: "find the address of the name",
  socket: "make a socket",
  setsockopt: "set an option of the socket",
  bind: "give the socket its address and port",
  listen: "let clients connect to the socket",
  accept: "hand over the next client that connects",
  connect: "connect the socket to the other side",
  write: "send the data",
  read: "hand over what has arrived, or wait for it",
  sendto: "send one datagram",
  recvfrom: "hand over the next datagram, or wait for it",
  shutdown: "send no more on the socket",
  close: "disconnect and delete the socket",
  ping: "send an ICMP echo request",
  sleep: "wake it later",
};

/** Who calls. */
export const calls = (f: Made): string => (f.from === "application" ? f.process : "The resolver");

/** Who has control now, and what for. */
export const controls = (f: Made): string => `the ${f.to === "stack" ? "protocol stack" : f.to} is to ${purposeOf(f)}`;

const purposeOf = ({ op, from }: Made): string =>
  op === "close" && from === "resolver" ? "delete the socket" : (purposes[op] ?? op);

/** Why somebody closes. */
export const noMore = (f: Made): string =>
  f.from === "application" ? "needs nothing more from the other side" : "needs the socket no more";
