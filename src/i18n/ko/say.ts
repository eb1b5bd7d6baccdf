/** Korean: one sentence for each kind of fact, for a learner who steps through a URL's journey. */
import { josa } from "../../base/josa.ts";
import { grouped } from "../quantity.ts";
import type { Say } from "../say.ts";
import { calls, controls, noMore, program } from "./call.ts";
import { packetWords } from "./packet.ts";
import { bytes, seconds, time, zone } from "./quantity.ts";
import { reason } from "./reason.ts";
import { icmpWords, segmentGoes, stateWords } from "./segment.ts";

export const say: Say = {
  // programs and the calls that pass control
  "url-opened": (f) => `${f.by}의 ${josa(program(f.process), "이/가")} ${josa(f.url, "을/를")} 열라는 지시를 받습니다.`,
  "url-decoded": (f) => {
    const decodes = `${f.by}의 ${josa(program(f.process), "이/가")} URL을 해독합니다`;
    switch (f.path === "" ? "" : f.scheme) {
      case "file":
        return `${decodes}: file은 네트워크 없이 이 컴퓨터의 파일 ${josa(f.path, "을/를")} 여는 액세스 방법이므로, 아무에게도 묻지 않습니다.`;
      case "mailto":
        return `${decodes}: mailto는 메일을 보내는 액세스 방법이고, 받는 메일함은 ${f.host}의 ${f.path}입니다.`;
      case "news":
        return `${decodes}: news는 뉴스를 읽는 액세스 방법이고, 뉴스그룹은 ${f.path}입니다.`;
      default: {
        const parts = [`액세스 방법은 ${f.scheme}`];
        if (f.host !== "") parts.push(`상대는 ${f.host}${f.port > 0 ? ` 포트 ${f.port}` : ""}`);
        if (f.user !== "") parts.push(`사용자는 ${f.user}`);
        if (f.password !== "") parts.push(`패스워드는 ${f.password}`);
        if (f.path !== "") parts.push(`대상은 ${f.path}`);
        return `${decodes}: ${parts.join(", ")}입니다.`;
      }
    }
  },
  "call-made": (f) =>
    `${f.by}의 ${josa(calls(f), "이/가")}${f.op === "close" ? ` ${noMore(f)}` : ""} ${josa(f.call, "을/를")} 호출합니다: ${controls(f)}`,
  "call-returned": (f) => {
    const to = f.to === "application" ? program(f.process) : "리졸버";
    const from = f.from === "stack" ? "프로토콜 스택" : "리졸버";
    if (f.ok) {
      return `${f.by}의 ${josa(from, "이/가")} ${josa(f.op, "을/를")} 마치고 ${to}에 ${josa(f.result, "을/를")} 돌려줍니다.`;
    }
    const failure = f.result.split(" ").at(-1) ?? "";
    return `${f.by}에서 ${josa(f.op, "이/가")} 실패하여 ${to}에 ${josa(failure, "을/를")} 알립니다: ${reason(failure)}.`;
  },
  "page-loaded": (f) =>
    f.status < 400
      ? `${f.by}의 ${josa(program(f.process), "이/가")} ${f.url} 페이지를 모두 받았습니다: 스테이터스 ${f.status}, ${content(f)}입니다.`
      : `${f.by}의 ${josa(program(f.process), "이/가")} ${f.url}에 대한 오류 응답을 표시합니다: 스테이터스 ${f.status}, ${content(f)}입니다.`,
  "page-failed": (f) =>
    `${f.by}의 ${josa(program(f.process), "이/가")} ${f.url} 페이지를 표시하지 못합니다: ${reason(f.reason)}.`,
  "image-failed": (f) =>
    `${f.by}의 ${josa(program(f.process), "이/가")} 이미지 ${f.url} 없이 페이지를 표시합니다: ${reason(f.reason)}.`,
  "redirect-followed": (f) =>
    `응답이 다른 곳을 가리키므로 ${f.by}의 ${josa(program(f.process), "은/는")} ${f.from} 대신 ${josa(f.to, "으로/로")} 갑니다.`,

  // link and adapter
  "frame-lost": (f) =>
    f.reason === "cut"
      ? `${f.by}에서 ${josa(f.to, "으로/로")} 가는 프레임이 사라집니다: ${reason(f.reason)}.`
      : `${f.by}에서 ${josa(f.to, "으로/로")} 가던 프레임이 도중에 사라졌고, ${f.by}에는 아무도 알려 주지 않습니다.`,
  "frame-damaged": (f) =>
    `${josa(f.by, "이/가")} ${f.port}에서 프레임을 버립니다. FCS가 맞지 않아 도중에 비트가 바뀐 것을 알 수 있습니다.`,
  "frame-ignored": (f) => `${josa(f.by, "은/는")} ${f.port}에 온 프레임을 무시합니다: ${reason(f.reason)}.`,
  "mac-learned": (f) =>
    `${josa(f.by, "이/가")} MAC 테이블에 적습니다: ${josa(f.mac, "은/는")} 포트 ${f.port} 쪽에 있습니다.`,
  "frame-switched": (f) =>
    `${josa(f.by, "이/가")} MAC 테이블에서 ${josa(f.mac, "을/를")} 찾아 프레임을 포트 ${josa(f.port, "으로/로")}만 내보냅니다.`,
  "frame-flooded": (f) =>
    f.mac === "ff:ff:ff:ff:ff:ff"
      ? `${josa(f.by, "이/가")} 브로드캐스트를 나머지 포트 ${grouped(f.ports)}개로 모두 내보내어, 같은 링크의 모두에게 전합니다.`
      : `${josa(f.by, "은/는")} ${josa(f.mac, "이/가")} 어디 있는지 아직 몰라서 나머지 포트 ${grouped(f.ports)}개로 모두 내보냅니다.`,

  // ARP
  "arp-asked": (f) => {
    const again = f.attempt > 1 ? ` ${grouped(f.attempt)}번째로` : "";
    const whose = f.host === f.address ? "" : `(${f.host})`;
    return `${josa(f.by, "이/가")} 같은 링크의 모두에게${again} ARP로 묻습니다: ${f.address}${whose}의 MAC 주소는 무엇입니까? ${f.dst}에 보낼 ${josa(packetWords(f.what), "은/는")} 그동안 기다립니다.`;
  },
  "arp-answered": (f) => `${josa(f.by, "이/가")} ${f.to}에 답합니다: ${f.address}의 MAC 주소는 ${f.mac}입니다.`,
  "arp-learned": (f) =>
    `${josa(f.by, "이/가")} ARP 캐시에 적습니다: ${f.host === f.address ? f.address : `${f.host}(${f.address})`}의 MAC 주소는 ${f.mac}입니다.`,
  "arp-failed": (f) =>
    `${josa(f.by, "은/는")} ${f.address}에 대한 답을 받지 못했습니다. MAC 주소를 모르면 프레임을 보낼 수 없습니다.`,
  "packet-queued": (f) =>
    `${josa(f.by, "이/가")} ${f.next}의 MAC 주소를 아직 기다리므로, ${f.dst}에 보낼 ${packetWords(f.what)}도 기다려야 합니다.`,
  "packet-released": (f) =>
    `${josa(f.by, "이/가")} ${f.dst}에 보내려고 기다리던 ${josa(packetWords(f.what), "을/를")} 이제 포트 ${josa(f.port, "으로/로")} 내보냅니다.`,

  // IP
  "route-chosen": (f) => {
    if (f.direct) {
      return `${josa(f.dst, "은/는")} ${f.by} 자신의 서브넷 ${f.network}/${f.prefix}에 있으므로 포트 ${josa(f.port, "으로/로")} 직접 보내기로 합니다.`;
    }
    return f.prefix === 0
      ? `${josa(f.dst, "은/는")} ${f.by}의 어느 서브넷에도 없으므로 포트 ${f.port}에서 게이트웨이 ${josa(f.next, "으로/로")} 보내기로 합니다.`
      : `${f.by}의 경로 ${josa(`${f.network}/${f.prefix}`, "이/가")} ${f.dst}에 맞으므로 포트 ${f.port}에서 라우터 ${josa(f.next, "으로/로")} 보내기로 합니다.`;
  },
  "packet-forwarded": (f) =>
    f.held
      ? `${josa(f.by, "이/가")} ${f.src}에서 ${josa(f.dst, "으로/로")} 가는 패킷의 TTL을 ${josa(String(f.ttl), "으로/로")} 줄입니다. 포트 ${josa(f.port, "으로/로")} 내보내려면 먼저 기다려야 합니다.`
      : `${josa(f.by, "이/가")} ${f.src}에서 ${josa(f.dst, "으로/로")} 가는 패킷을 포트 ${josa(f.port, "으로/로")} 중계하고 TTL을 ${josa(String(f.ttl), "으로/로")} 줄입니다.`,
  "packet-dropped": (f) => {
    const which = f.src === "" ? "패킷을" : `${f.src}에서 ${josa(f.dst, "으로/로")} 가는 패킷을`;
    return `${josa(f.by, "이/가")} ${which} 버립니다: ${reason(f.reason)}.`;
  },
  "packet-fragmented": (f) =>
    `다음 링크는 ${bytes(f.mtu)}까지만 받으므로 ${josa(f.by, "이/가")} ${josa(f.dst, "으로/로")} 가는 패킷을 ${grouped(f.fragments)}개로 나눕니다.`,
  "packet-reassembled": (f) =>
    `${josa(f.by, "이/가")} ${f.src}에서 온 조각 ${grouped(f.fragments)}개를 다시 합칩니다: ${bytes(f.bytes)}입니다.`,
  "icmp-sent": (f) => `${josa(f.by, "이/가")} ${f.to}에 ICMP 메시지를 보냅니다: ${icmpWords(f.type, f.code)}`,
  "icmp-received": (f) =>
    `${josa(f.by, "이/가")} ${f.from}에서 온 ICMP 메시지를 받습니다: ${icmpWords(f.type, f.code)}`,
  "path-mtu-learned": (f) =>
    `${josa(f.by, "이/가")} ${f.to}까지는 패킷이 ${bytes(f.mtu)} 이하여야 함을 알고, 이제부터 더 작게 만듭니다.`,
  "ping-answered": (f) =>
    `${josa(f.from, "이/가")} ${f.by}의 ping ${grouped(f.sequence)}번에 ${time(f.rtt)} 만에 답했습니다.`,

  // UDP
  "datagram-delivered": (f) =>
    `${josa(f.by, "이/가")} ${f.from}에서 온 ${josa(bytes(f.bytes), "을/를")} 받습니다. 어느 소켓의 것인지는 UDP 포트 번호 ${josa(String(f.port), "으로/로")} 압니다.`,
  "datagram-refused": (f) =>
    `${f.from}의 데이터가 ${f.by}의 UDP 포트 ${f.port}에 왔지만 기다리는 소켓이 없어, ICMP로 알립니다.`,

  // DNS
  "dns-query-sent": (f) =>
    f.recursive
      ? `${josa(f.by, "이/가")} ${f.to}에 ${f.name}의 ${f.type} 레코드를 대신 찾아 달라고 요청합니다(RD=1).`
      : `${josa(f.by, "이/가")} ${f.to}에 ${f.name}의 ${f.type} 레코드에 대해 아는 것을 묻습니다.`,
  "dns-query-received": (f) =>
    f.recursive
      ? `${josa(f.by, "은/는")} ${f.name}의 ${f.type} 레코드를 끝까지 찾아 달라는 요청을 ${josa(f.from, "으로/로")}부터 받습니다.`
      : `${josa(f.by, "은/는")} ${f.name}의 ${f.type} 레코드를 묻는 조회를 ${josa(f.from, "으로/로")}부터 받고, 가진 정보로 답합니다.`,
  "dns-answer-sent": (f) => {
    const whence = f.authoritative ? "담당 DNS 서버로서(AA=1)" : f.cached ? "캐시에 있던 것으로" : "찾아낸 것으로";
    return `${josa(f.by, "이/가")} ${f.to}에 ${whence} 답합니다: ${answered(f)}`;
  },
  "dns-referral-sent": (f) => {
    const ask = f.server === "" ? "그 서버에" : `${f.server}에`;
    return `${josa(f.by, "은/는")} ${josa(f.name, "을/를")} 직접 갖고 있지 않으므로, ${zone(f.zone)} 담당 DNS 서버인 ${ask} 물으라고 ${f.to}에 알립니다.`;
  },
  "dns-answer-received": (f) => {
    const kept = f.ttl > 0 ? ` 유효기간은 ${seconds(f.ttl)}입니다.` : "";
    return `${josa(f.by, "이/가")} ${f.authoritative ? "담당 DNS 서버 " : ""}${josa(f.from, "으로/로")}부터 응답을 받습니다: ${answered(f)}${kept}`;
  },
  "dns-referral-received": (f) => {
    const where = f.address === "" ? "" : `(${f.address})`;
    const who = f.server === "" ? "다른 서버" : `${f.server}${where}`;
    return `${josa(f.by, "은/는")} ${josa(f.from, "으로/로")}부터 다음에 물어볼 곳을 알아냅니다: ${zone(f.zone)} 담당 DNS 서버 ${who}입니다.`;
  },
  "dns-cached": (f) =>
    `${josa(f.by, "이/가")} ${f.name} ${f.type} ${josa(f.data, "을/를")} ${seconds(f.ttl)} 동안 캐시에 저장합니다.`,
  "dns-negative-cached": (f) => {
    const what = f.rcode === "NXDOMAIN" ? `${josa(f.name, "이라는/라는")} 이름이` : `${f.name}의 ${f.type} 레코드가`;
    return `${josa(f.by, "은/는")} ${what} 없다는 것을 ${seconds(f.ttl)} 동안 기억합니다(네거티브 캐시).`;
  },
  "dns-cache-hit": (f) => {
    if (f.type === "NS") {
      return `${josa(f.by, "은/는")} ${josa(zone(f.name), "을/를")} 담당하는 서버를 캐시에서 찾아, 거기서부터 묻습니다: ${f.data}입니다.`;
    }
    return `${josa(f.by, "이/가")} 캐시에서 ${f.name} ${f.type} ${josa(f.data, "을/를")} 찾습니다. 유효기간은 ${seconds(f.ttl)} 남았습니다.`;
  },
  "dns-cname-followed": (f) =>
    `${josa(f.by, "은/는")} ${josa(f.name, "이/가")} 별명일 뿐임을 알고, ${josa(f.target, "으로/로")} 계속 찾습니다.`,
  "dns-timeout": (f) =>
    `${josa(f.by, "은/는")} ${f.name}에 대한 ${f.to}의 응답을 기다렸지만 오지 않았습니다(시도 ${grouped(f.attempt)}). UDP는 스스로 다시 보내지 않습니다.`,
  "dns-gave-up": (f) => `${josa(f.by, "이/가")} ${josa(f.name, "을/를")} 찾는 것을 포기합니다: ${reason(f.reason)}.`,
  "dns-truncated": (f) =>
    `${f.name}에 대한 ${f.from}의 응답이 UDP 하나에 다 들어가지 않아(TC=1), ${josa(f.by, "이/가")} TCP로 다시 묻습니다.`,
  "dns-answer-ignored": (f) =>
    `${josa(f.by, "은/는")} ${f.name}에 대한 ${f.from}의 응답을 믿지 않습니다: ${reason(f.reason)}.`,
  "dns-server-useless": (f) =>
    `${josa(f.by, "은/는")} ${josa(f.server, "으로/로")}부터 ${f.name}에 대한 답을 얻지 못해 다른 서버를 찾습니다: ${reason(f.reason)}.`,
  "name-resolved": (f) =>
    `${f.by}의 리졸버가 ${program(f.process)}에 결과를 돌려줍니다: ${f.name}의 IP 주소는 ${f.address}입니다.`,
  "name-not-resolved": (f) =>
    `${f.by}의 리졸버가 ${f.name}의 네임 리졸루션에 실패했다고 ${program(f.process)}에 알립니다: ${reason(f.reason)}.`,

  // TCP
  "socket-created": (f) =>
    `${josa(f.by, "이/가")} ${josa(f.from === "resolver" ? `${program(f.process)}의 리졸버` : program(f.process), "을/를")} 위해 ${f.type === "stream" ? "TCP" : "UDP"} 소켓을 만듭니다. 앞으로 디스크립터 ${josa(String(f.fd), "으로/로")} 부릅니다.`,
  "port-chosen": (f) => `${f.by}의 프로토콜 스택이 자기 쪽 포트 번호로 ${josa(String(f.port), "을/를")} 고릅니다.`,
  "tcp-state-changed": (f) =>
    `${f.by}에서 ${josa(f.peer, "과/와")}의 연결이 ${f.from}에서 ${josa(f.to, "으로/로")} 바뀝니다: ${stateWords(f.to)}`,
  "tcp-segment-sent": (f) => `${josa(f.by, "이/가")} ${segmentGoes(f)}`,
  "tcp-segment-received": (f) =>
    f.len > 0
      ? `${josa(f.by, "이/가")} 포트 ${f.local}에서 ${josa(f.from, "이/가")} 보낸 ${josa(f.flags, "과/와")} 데이터 ${josa(bytes(f.len), "을/를")} 받습니다.`
      : `${josa(f.by, "이/가")} 포트 ${f.local}에서 ${josa(f.from, "이/가")} 보낸 ${josa(f.flags, "을/를")} 받습니다.`,
  "tcp-retransmission-timeout": (f) =>
    `${josa(f.by, "은/는")} ${time(f.rto)} 동안 ${f.to}의 ACK를 받지 못해(타임아웃 ${grouped(f.attempt)}) 세그먼트가 사라졌다고 봅니다.`,
  "tcp-fast-retransmit": (f) =>
    `같은 ACK가 거듭 와서 뒤의 것은 도착했음을 알 수 있으므로, ${josa(f.by, "이/가")} 빠진 세그먼트를 ${f.to}에 바로 다시 보냅니다.`,
  "tcp-duplicate-ack": (f) =>
    `${josa(f.by, "이/가")} ${josa(f.from, "으로/로")}부터 같은 ACK를 또 받습니다(${grouped(f.count)}번째). ${josa(f.from, "은/는")} 빠진 세그먼트를 기다리고 있습니다.`,
  "tcp-out-of-order": (f) =>
    `${josa(f.by, "이/가")} ${f.from}에서 먼저 온 세그먼트를 보관합니다. 그 앞의 ${josa(bytes(gap(f.seq, f.expected)), "이/가")} 아직 없습니다.`,
  "tcp-window-closed": (f) =>
    `${josa(f.by, "이/가")} 소켓의 수신 버퍼가 가득 찼다고(윈도우 0) ${f.to}에 알립니다. 이제 송신을 멈추어야 합니다.`,
  "tcp-window-opened": (f) =>
    `${josa(f.by, "이/가")} 수신 버퍼에 여유가 생겼다고 ${f.to}에 알립니다: 윈도우는 ${bytes(f.window)}입니다.`,
  "tcp-window-probed": (f) =>
    `${josa(f.by, "이/가")} 수신 버퍼에 여유가 생겼는지 ${f.to}에 확인합니다(윈도우 프로브 ${grouped(f.attempt)}).`,
  "tcp-segment-dropped": (f) => `${josa(f.by, "이/가")} ${f.from}에서 온 세그먼트를 버립니다: ${reason(f.reason)}.`,
  "tcp-rtt-measured": (f) =>
    `${josa(f.by, "이/가")} ${f.to}까지의 왕복 시간을 잽니다: ${time(f.rtt)}입니다. ACK를 얼마나 기다릴지는 이 시간으로 정합니다.`,
  "tcp-congestion-window": (f) =>
    `${josa(f.by, "은/는")} ACK 없이 ${f.to}에 ${bytes(f.cwnd)}까지 보낼 수 있습니다: ${reason(f.reason)}.`,
  "data-delivered": (f) =>
    `${josa(f.by, "이/가")} ${f.from}에서 온 ${josa(bytes(f.bytes), "을/를")} 순서대로 갖추어, 애플리케이션에 넘길 수 있습니다.`,
  "connection-refused": (f) =>
    `${josa(f.to, "이/가")} ${f.by}의 접속을 거절합니다: 포트 ${f.port}에서 기다리는 소켓이 없습니다.`,
  "connection-timed-out": (f) =>
    `${josa(f.by, "이/가")} ${f.to} 포트 ${f.port}에 대한 시도를 포기합니다: 여러 번 보냈지만 응답이 없습니다.`,
  "connection-reset": (f) =>
    `${josa(f.by, "과/와")} ${f.peer} 사이의 연결이 RST로 끊어졌고, 전송 중이던 데이터는 사라졌습니다.`,

  // HTTP
  "http-request-sent": (f) =>
    `${josa(f.by, "이/가")} ${f.to}에 리퀘스트 메시지를 보냅니다: ${f.method} ${f.target} ${f.version}, ${bytes(f.bytes)}입니다.`,
  "http-request-received": (f) =>
    `${josa(f.by, "이/가")} ${f.from}의 리퀘스트 메시지를 읽었습니다: ${f.method} ${f.target} ${f.version}입니다.`,
  "http-response-sent": (f) =>
    `${josa(f.by, "이/가")} ${f.to}에 응답 메시지를 보냅니다: 스테이터스 ${phrase(f)}, 헤더까지 ${bytes(f.bytes)}입니다.`,
  "http-response-received": (f) =>
    `${josa(f.by, "이/가")} ${f.from}의 응답 메시지를 받았습니다: 스테이터스 ${phrase(f)}, 헤더까지 ${bytes(f.bytes)}입니다.`,

  // the learner's changes
  "fault-applied": (f) => `${f.by}에서 변경이 효과를 냅니다: ${reason(f.fault)}.`,
  "record-changed": (f) =>
    `${f.by}의 레코드를 고칩니다. 이제 ${f.name} ${f.type} 레코드는 ${f.data}입니다. TTL은 ${seconds(f.ttl)}입니다.`,
  "record-removed": (f) => `${f.by}의 레코드를 고칩니다. 이제 ${f.name}의 ${f.type} 레코드는 없습니다.`,
};

/** What has come without the headers of its responses. */
const content = (f: { readonly bytes: number; readonly images: number }): string =>
  f.images === 0 ? `본문 ${bytes(f.bytes)}` : `이미지 ${grouped(f.images)}개를 합한 본문 ${bytes(f.bytes)}`;

/** Sequence numbers count modulo 2^32. */
const gap = (seq: number, expected: number): number => (seq - expected) >>> 0;

function answered(f: {
  readonly name: string;
  readonly type: string;
  readonly rcode: string;
  readonly data: string;
}): string {
  if (f.rcode === "NXDOMAIN") return `${josa(f.name, "이라는/라는")} 이름은 없습니다(NXDOMAIN).`;
  if (f.rcode !== "NOERROR") return `${f.rcode}, ${reason(f.rcode)}.`;
  return f.data === "" ? `${f.name}에는 ${f.type} 레코드가 없습니다.` : `${f.name} ${f.type} ${f.data}입니다.`;
}

const phrase = (f: { readonly status: number; readonly reason: string }): string => `${f.status} ${f.reason}`.trim();
