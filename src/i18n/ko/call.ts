/** Korean: the calls with which control passes between application, resolver and protocol stack. */
import { josa } from "./josa.ts";

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
  read: "도착한 데이터를 넘겨줍니다.",
  sendto: "데이터그램 하나를 보냅니다.",
  recvfrom: "다음 데이터그램을 넘겨줍니다.",
  shutdown: "소켓의 송신을 끝냅니다.",
  close: "연결을 끊고 소켓을 말소합니다.",
  ping: "ICMP 에코 요청을 보냅니다.",
  sleep: "나중에 깨웁니다.",
};

/** Who calls. */
export const calls = (f: Made): string => (f.from === "application" ? f.process : "리졸버");

/** Who has control now, and what for: a sentence of its own. */
export const controls = (f: Made): string => {
  const called = f.to === "stack" ? "프로토콜 스택" : "리졸버";
  return `이제 ${josa(called, "이/가")} ${purposes[f.op] ?? `${josa(f.op, "을/를")} 맡습니다.`}`;
};
