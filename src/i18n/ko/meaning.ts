/** Korean: what a field's value says, and what is wrong with bytes that are no packet. */
import { unreachable } from "../../base/assert.ts";
import { josa } from "../../base/josa.ts";
import type { Meaning, Problem } from "../../wire/codec.ts";
import type { HttpProblem, LineKind } from "../../wire/http.ts";
import { bytes, seconds } from "./quantity.ts";

const hex = (n: number): string => `0x${n.toString(16).padStart(4, "0")}`;

/** The names of values that are plain words; protocol names, types and codes stand for themselves. */
const named: Readonly<Record<string, string>> = {
  Ethernet: "이더넷",
  request: "요청",
  reply: "응답",
  "echo reply": "에코 응답",
  "echo request": "에코 요청",
  "destination unreachable": "도달 불가",
  "time exceeded": "시간 초과",
  net: "네트워크",
  host: "호스트",
  protocol: "프로토콜",
  port: "포트",
  "fragmentation needed": "나누어야 함",
  "end of list": "옵션의 끝",
  "no-operation": "자리 맞춤(NOP)",
  "maximum segment size": "최대 세그먼트 크기(MSS)",
  "window scale": "윈도우 스케일",
  "SACK permitted": "SACK 허용",
  timestamps: "타임스탬프",
};

export function meaning(m: Meaning): string {
  switch (m.kind) {
    case "named":
      return named[m.name] ?? m.name;
    case "bytes":
      return bytes(m.bytes);
    case "seconds":
      return seconds(m.seconds);
    case "set":
      return "1, 켜짐";
    case "not-set":
      return "0, 꺼짐";
    case "broadcast-address":
      return "브로드캐스트: 이 링크의 모두";
    case "unknown-yet":
      return "아직 모름";
    case "unused":
      return "쓰지 않음";
    case "port":
      return m.service;
    case "ephemeral-port":
      return "프로토콜 스택이 고른 번호";
    case "name-pointer":
      return `메시지의 ${m.to}번째 바이트를 가리킴`;
    case "checksum-good":
      return "맞음";
    case "checksum-bad":
      return `틀림: ${hex(m.should)}이어야 함`;
    case "checksum-unused":
      return "계산하지 않음";
    case "relative":
      return `상대값 ${m.value}`;
    default:
      return unreachable(m);
  }
}

export function problem(p: Problem): string {
  const where = `${p.path}, 비트 ${p.bit}`;
  const value = p.value === undefined ? "" : ` ${p.value}`;
  switch (p.kind) {
    case "truncated":
      return `${where}: 필드가 끝나기 전에 바이트가 끝납니다.`;
    case "bad-length":
      return `${where}: ${josa(`길이${value}`, "이/가")} 실제와 맞지 않습니다.`;
    case "bad-value":
      return `${where}: ${josa(`값${value}`, "은/는")} 허용되지 않습니다.`;
    case "bad-pointer":
      return `${where}: ${josa(`포인터${value}`, "이/가")} 앞쪽을 가리키지 않습니다.`;
    case "bad-label":
      return `${where}: ${josa(`라벨의 길이${value}`, "이/가")} 63을 넘습니다.`;
    case "too-long":
      return `${where}: 이름의 ${josa(`길이${value}`, "이/가")} 255바이트를 넘습니다.`;
    default:
      return unreachable(p.kind);
  }
}

const lines: Readonly<Record<LineKind, string>> = {
  "start-line": "첫 번째 행이",
  header: "헤더 필드가",
  "chunk-size": "청크 크기의 행이",
  "chunk-end": "청크 끝의 행이",
  trailer: "트레일러 필드가",
};

export function httpProblem(p: HttpProblem): string {
  switch (p.kind) {
    case "bad-request-line":
      return "리퀘스트 라인이 메소드, 공백, URI, 공백, 버전의 순서가 아닙니다.";
    case "bad-status-line":
      return "스테이터스 라인이 버전, 공백, 숫자 세 자리, 공백, 문구의 순서가 아닙니다.";
    case "bad-version":
      return `버전 ${josa(p.version, "은/는")} 여기서 쓰지 않습니다.`;
    case "header-without-colon":
      return "헤더 필드의 이름 뒤에 콜론이 없습니다.";
    case "bad-header-name":
      return `헤더 필드 이름 ${JSON.stringify(p.name)}에 쓸 수 없는 문자가 있습니다.`;
    case "bad-header-value":
      return `헤더 필드 ${p.name}의 값에 쓸 수 없는 문자가 있습니다.`;
    case "obs-fold":
      return "헤더 필드가 다음 행으로 이어지는데, 지금은 허용되지 않습니다.";
    case "bare-lf":
      return "행이 CR 없이 LF로 끝납니다.";
    case "missing-host":
      return "HTTP/1.1의 리퀘스트 메시지에는 Host 필드가 있어야 합니다.";
    case "two-hosts":
      return "Host 필드가 둘 이상 있습니다.";
    case "bad-content-length":
      return `Content-Length의 값 ${josa(JSON.stringify(p.value), "은/는")} 수가 아닙니다.`;
    case "bad-transfer-encoding":
      return `Transfer-Encoding의 값 ${josa(JSON.stringify(p.value), "을/를")} 알 수 없습니다.`;
    case "both-framings":
      return "Content-Length와 Transfer-Encoding이 함께 있어 서로 모순됩니다.";
    case "line-too-long":
      return `${lines[p.line]} ${josa(bytes(p.limit), "을/를")} 넘습니다.`;
    case "head-too-long":
      return `메시지 헤더가 ${josa(bytes(p.limit), "을/를")} 넘습니다.`;
    case "bad-chunk":
      return "청크가 16진수의 크기로 시작하지 않거나 제자리에서 끝나지 않습니다.";
    case "closed-early":
      return "메시지가 다 오기 전에 연결이 끊어졌습니다.";
    default:
      return unreachable(p);
  }
}
