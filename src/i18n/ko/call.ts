/** Korean: the calls with which control passes between application, resolver and protocol stack. */
import { josa } from "../../base/josa.ts";

type Made = { readonly from: string; readonly to: string; readonly process: string; readonly op: string };

const purposes: Readonly<Record<string, string>> = {
  gethostbyname: "이름의 IP 주소를 찾습니다.",
  socket: "소켓을 만듭니다.",
  setsockopt: "소켓의 옵션을 정합니다.",
  bind: "소켓에 IP 주소와 포트 번호를 붙입니다.",
  listen: "소켓이 접속을 받을 수 있게 합니다.",
  accept: "다음에 접속하는 클라이언트를 넘겨줍니다.",
  connect: "상대측 소켓에 접속합니다.",
  write: "데이터를 보냅니다.",
  read: "도착한 데이터를 넘겨주거나, 없으면 기다립니다.",
  sendto: "데이터그램 하나를 보냅니다.",
  recvfrom: "다음 데이터그램을 넘겨주거나, 없으면 기다립니다.",
  shutdown: "소켓의 송신을 끝냅니다.",
  close: "연결을 끊고 소켓을 말소합니다.",
  ping: "ICMP 에코 요청을 보냅니다.",
  sleep: "나중에 깨웁니다.",
};

/** The program that runs as this process. */
export const program = (process: string): string => (process === "browser" ? "브라우저" : process);

/** Why somebody closes. */
export const noMore = (f: Made): string =>
  f.from === "application" ? "상대와 더 주고받을 것이 없어" : "소켓이 더 필요 없어";

/** Who calls. */
export const calls = (f: Made): string => (f.from === "application" ? program(f.process) : "리졸버");

const purposeOf = ({ op, from }: Made): string | undefined =>
  op === "close" && from === "resolver" ? "소켓을 말소합니다." : purposes[op];

/** Who has control now, and what for: a sentence of its own. */
export const controls = (f: Made): string => {
  const called = f.to === "stack" ? "프로토콜 스택" : "리졸버";
  return `이제 ${josa(called, "이/가")} ${purposeOf(f) ?? `${josa(f.op, "을/를")} 맡습니다.`}`;
};
