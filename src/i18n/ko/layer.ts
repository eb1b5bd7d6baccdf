/** Korean: the layers of a frame, who puts each on and who reads it. */
import type { Protocol } from "../../wire/packet.ts";
import type { LayerWords } from "../en/layer.ts";

export const layer: Readonly<Record<Protocol, LayerWords>> = {
  eth: {
    name: "MAC 헤더(이더넷 II)",
    adds: "링크마다, 그 링크에 프레임을 보내는 쪽이 새로 붙입니다.",
    reads: "이 링크의 LAN 어댑터와 스위칭 허브가 읽습니다.",
  },
  arp: {
    name: "ARP 메시지",
    adds: "MAC 주소를 찾는 프로토콜 스택이 만듭니다.",
    reads: "이 링크의 호스트와 라우터가 읽고, 라우터는 중계하지 않습니다.",
  },
  ip: {
    name: "IP 헤더",
    adds: "보내는 쪽의 프로토콜 스택이 붙입니다.",
    reads: "도중의 모든 라우터와 받는 쪽의 프로토콜 스택이 읽습니다.",
  },
  icmp: {
    name: "ICMP 메시지",
    adds: "알릴 것이 있는 호스트나 라우터의 프로토콜 스택이 만듭니다.",
    reads: "받는 쪽의 프로토콜 스택이 읽습니다.",
  },
  udp: {
    name: "UDP 헤더",
    adds: "보내는 쪽의 프로토콜 스택이 붙입니다.",
    reads: "받는 쪽의 프로토콜 스택이 읽고, 라우터는 보지 않습니다.",
  },
  tcp: {
    name: "TCP 헤더",
    adds: "보내는 쪽의 프로토콜 스택이 붙입니다.",
    reads: "받는 쪽의 프로토콜 스택이 읽고, 라우터는 보지 않습니다.",
  },
  dns: {
    name: "DNS 메시지",
    adds: "리졸버나 DNS 서버가 만듭니다.",
    reads: "상대측 DNS 서버나 리졸버가 읽습니다.",
  },
  http: {
    name: "HTTP 메시지",
    adds: "브라우저나 웹 서버가 만듭니다.",
    reads: "상대측 애플리케이션이 읽습니다.",
  },
  data: {
    name: "데이터",
    adds: "애플리케이션이 프로토콜 스택에 넘깁니다.",
    reads: "상대측 애플리케이션이 읽습니다.",
  },
  padding: {
    name: "패딩",
    adds: "LAN 어댑터가 붙입니다. 프레임은 FCS 앞까지 60바이트 이상이어야 합니다.",
    reads: "아무도 읽지 않습니다.",
  },
};

/** The frame check sequence: beside the frame's bytes in captures, so no layer of its own. */
export const fcs: LayerWords = {
  name: "FCS",
  adds: "보내는 LAN 어댑터가 끝에 붙입니다.",
  reads: "링크 반대쪽의 LAN 어댑터나 스위칭 허브가 확인합니다.",
};
