/** Korean: what a TCP segment, a TCP state and an ICMP message say. */
import { josa } from "../../base/josa.ts";
import type { FactOf } from "../../stack/fact.ts";
import { grouped } from "../quantity.ts";
import type { Flight } from "../words.ts";
import { bytes } from "./quantity.ts";

const states: Readonly<Record<string, string>> = {
  LISTEN: "접속을 기다립니다.",
  "SYN-SENT": "SYN에 대한 응답을 기다립니다.",
  "SYN-RECEIVED": "SYN에 SYN, ACK로 답했습니다.",
  ESTABLISHED: "연결이 이루어져 양쪽에서 송수신할 수 있습니다.",
  "FIN-WAIT-1": "먼저 연결 끊기를 시작하여, FIN에 대한 ACK를 기다립니다.",
  "FIN-WAIT-2": "FIN에 대한 ACK를 받았고, 상대의 FIN을 기다립니다.",
  "CLOSE-WAIT": "상대는 연결 끊기를 시작했지만, 이쪽 애플리케이션은 아직 close를 부르지 않았습니다.",
  CLOSING: "양쪽이 동시에 연결 끊기를 시작했습니다.",
  "LAST-ACK": "이쪽도 연결 끊기에 들어가, FIN에 대한 ACK만 남았습니다.",
  "TIME-WAIT": "모두 끝났지만, 마지막 ACK가 사라졌을 수 있으므로 잠시 기다립니다.",
  CLOSED: "연결이 없어졌습니다.",
};

export const stateWords = (state: string): string => states[state] ?? `${state} 상태입니다.`;

/** What follows the sender's name. */
export function segmentGoes(f: FactOf<"tcp-segment-sent">): string {
  const flags = f.flags.split(", ");
  const has = (flag: string): boolean => flags.includes(flag);
  const again = f.retransmission ? "다시 " : "";
  if (has("RST"))
    return `${again}${josa(f.to, "과/와")}의 연결을 끊습니다: 포트 ${f.remote}에 ${josa(f.flags, "을/를")} 보냅니다.`;
  if (has("SYN") && has("ACK")) {
    return `${f.to}의 접속을 받아들이고 자기 쪽 방향도 ${again}요청합니다: ${josa(f.flags, "을/를")} 보냅니다.`;
  }
  if (has("SYN")) {
    return `${f.to}에 ${again}접속을 요청합니다: 포트 ${f.local}에서 포트 ${josa(String(f.remote), "으로/로")} ${josa(f.flags, "을/를")} 보냅니다.`;
  }
  if (has("FIN") && f.len > 0) {
    return `${f.to}에 ${f.flags} 플래그를 켜서 마지막 ${josa(bytes(f.len), "을/를")} ${again}보내고, 더 보낼 것이 없다고 알립니다.`;
  }
  if (has("FIN")) return `${f.to}에 더 보낼 것이 없다고 ${again}알립니다: ${josa(f.flags, "을/를")} 보냅니다.`;
  if (f.len > 0) return `${f.to}에 ${f.flags} 플래그를 켜서 데이터 ${josa(bytes(f.len), "을/를")} ${again}보냅니다.`;
  return `${f.to}에 어디까지 받았는지 ${again}알립니다: ${josa(f.flags, "을/를")} 보냅니다.`;
}

export const flight = ({ by, to, sizes }: Flight): string => {
  const sum = bytes(sizes.reduce((all, size) => all + size, 0));
  const each = sizes.length <= 4 ? `(${sizes.map(grouped).join(" + ")})` : "";
  return `${josa(by, "이/가")} ${to}에 데이터를 세그먼트 ${grouped(sizes.length)}개로 나누어 보냅니다: 모두 ${sum}입니다${each}.`;
};

const unreachable: readonly string[] = ["네트워크", "호스트", "프로토콜", "포트"];

/** A sentence of its own. */
export function icmpWords(type: number, code: number): string {
  switch (type) {
    case 0:
      return "ping에 대한 답인 에코 응답입니다.";
    case 3:
      if (code === 4) return "패킷이 다음 링크에는 너무 크지만 나누지 말라고 되어 있습니다.";
      return `${unreachable[code] ?? "상대"}에 도달할 수 없습니다.`;
    case 8:
      return "ping의 에코 요청입니다.";
    case 11:
      return code === 1 ? "조각이 너무 오래 모이지 않았습니다." : "패킷의 TTL이 0이 되어 시간을 초과했습니다.";
    default:
      return `타입 ${type}, 코드 ${code}입니다.`;
  }
}
