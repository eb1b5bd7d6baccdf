/** Korean: what each header field is for, by its path without indexes. */
import { prefixed } from "../field-path.ts";

const ethernet = {
  dst: "이 링크에서 프레임을 받을 LAN 어댑터입니다. 스위칭 허브도 읽습니다.",
  src: "이 링크에 프레임을 보낸 LAN 어댑터입니다. 스위칭 허브가 보고 학습합니다.",
  type: "프레임에 든 것입니다: 0x0800은 IPv4, 0x0806은 ARP입니다.",
};

const arp = {
  hw_type: "찾는 링크 주소의 종류입니다: 1은 이더넷입니다.",
  proto_type: "알고 있는 주소의 종류입니다: 0x0800은 IPv4입니다.",
  hw_size: "링크 주소의 길이(바이트)입니다.",
  proto_size: "프로토콜 주소의 길이(바이트)입니다.",
  opcode: "1은 요청, 2는 응답입니다.",
  src_hw_mac: "보낸 쪽의 MAC 주소입니다. 응답에서는 이것이 답입니다.",
  src_proto_ipv4: "보낸 쪽의 IP 주소입니다.",
  dst_hw_mac: "상대의 MAC 주소입니다. 아직 묻는 중이면 모두 0입니다.",
  dst_proto_ipv4: "누구의 주소인지 묻는, 또는 답을 받을 IP 주소입니다.",
};

const ip = {
  version: "IP의 버전으로, 4입니다.",
  hdr_len: "4바이트 단위의 IP 헤더 길이입니다. 데이터가 시작하는 곳을 알 수 있습니다.",
  dscp: "라우터가 패킷을 얼마나 우선할지 나타냅니다. 보통 0입니다.",
  ecn: "라우터가 혼잡할 때 패킷을 버리는 대신 표시하는 곳입니다.",
  len: "헤더와 데이터를 합한 길이입니다. 프레임의 패딩은 들어가지 않습니다.",
  id: "패킷의 번호이며, 나뉜 조각은 모두 같은 번호를 갖습니다.",
  flags: "패킷을 나누어도 되는지, 나누었는지 나타냅니다.",
  "flags.rb": "예약된 비트로, 항상 0입니다.",
  "flags.df": "Don't Fragment: 라우터는 패킷을 나누지 말고, 버린 뒤 알려야 합니다.",
  "flags.mf": "More Fragments: 마지막 조각이 아닙니다.",
  frag_offset: "이 조각이 원래 패킷의 어디인지 8바이트 단위로 나타냅니다.",
  ttl: "영원히 돌지 않게 하는 수입니다. 라우터마다 1씩 줄이고, 0이 되면 버립니다.",
  proto: "데이터를 받을 프로토콜입니다: 1은 ICMP, 6은 TCP, 17은 UDP입니다.",
  checksum: "IP 헤더만 지킵니다. 라우터마다 확인하고 새로 계산합니다.",
  src: "보낸 쪽의 IP 주소입니다. 끝까지 바뀌지 않습니다.",
  dst: "받을 쪽의 IP 주소입니다. 라우터는 이것을 보고 길을 정합니다.",
  options: "거의 쓰이지 않는 부가 정보입니다.",
};

const icmp = {
  type: "종류입니다: 8과 0은 ping과 그 답, 3은 도달 불가, 11은 시간 초과입니다.",
  code: "종류에 따른 자세한 이유입니다.",
  checksum: "ICMP 메시지를 지킵니다.",
  ident: "한 프로그램의 ping을 다른 프로그램의 것과 구별합니다.",
  seq: "ping의 번호입니다. 패킷이 너무 크다고 알릴 때는 다음 링크의 최대 크기입니다.",
};

const ports = {
  srcport: "보낸 소켓의 포트 번호입니다. 응답은 이리로 갑니다.",
  dstport: "받을 소켓의 포트 번호입니다. 이것으로 누구의 데이터인지 압니다.",
};

const udp = {
  ...ports,
  length: "UDP 헤더와 데이터의 길이입니다.",
  checksum: "헤더와 데이터, IP 주소를 지킵니다. 0이면 계산하지 않은 것입니다.",
};

const tcp = {
  ...ports,
  seq: "이 세그먼트에 든 첫 바이트의 번호입니다. SYN과 FIN도 번호를 하나씩 씁니다.",
  ack: "다음에 받을 바이트의 번호입니다. 그 앞은 모두 받았다는 뜻입니다.",
  hdr_len: "옵션을 포함한 TCP 헤더의 길이를 4바이트 단위로 나타냅니다.",
  res: "예약된 비트로, 0입니다.",
  flags: "이 세그먼트의 역할을 나타내는 컨트롤 비트입니다.",
  "flags.cwr": "혼잡하다는 신호를 받고 송신 속도를 줄였습니다.",
  "flags.ece": "혼잡하다는 신호를 보낸 쪽에 되돌려 알립니다.",
  "flags.urg": "긴급 포인터가 유효합니다. 지금은 거의 쓰지 않습니다.",
  "flags.ack": "ACK 번호가 유효합니다. 첫 SYN과 일부 RST 말고는 모두 1입니다.",
  "flags.push": "이어지는 데이터가 없으니 애플리케이션에 바로 넘기라는 뜻입니다.",
  "flags.reset": "연결을 강제로 끊거나 거절합니다.",
  "flags.syn": "한 방향의 연결을 열고, 시퀀스 번호가 어디서 시작하는지 알립니다.",
  "flags.fin": "더 보낼 것이 없어 이 방향의 연결을 끊습니다.",
  window_size_value: "앞으로 받을 수 있는 바이트 수입니다(윈도우 스케일을 적용하기 전의 값입니다).",
  checksum: "헤더와 데이터, IP 주소를 지킵니다.",
  urgent_pointer: "URG가 1일 때 긴급 데이터가 끝나는 곳입니다.",
  options: "주로 SYN에서 주고받는 부가 정보입니다.",
  "options.kind": "옵션의 종류입니다.",
  "options.len": "종류와 길이를 포함한 옵션의 바이트 수입니다.",
  "options.mss_val": "이쪽이 세그먼트 하나로 받을 수 있는 데이터의 최대 길이(MSS)입니다.",
  "options.shift": "윈도우를 이만큼 왼쪽으로 시프트하여 65,535를 넘길 수 있게 합니다.",
  "options.sack_le": "SACK 블록: 순서를 벗어나 도착한 부분의 첫 바이트입니다.",
  "options.sack_re": "SACK 블록: 그 부분 바로 다음 바이트입니다.",
  "options.tsval": "보낸 쪽의 시계로, 왕복 시간을 재는 데 씁니다.",
  "options.tsecr": "상대의 시계 값을 그대로 돌려보낸 것입니다.",
  "options.padding": "옵션을 4바이트의 배수로 맞추는 0입니다.",
};

const question = {
  name: "묻는 이름입니다.",
  type: "묻는 레코드의 타입입니다: A, MX, NS 등이 있습니다.",
  class: "클래스입니다. IN은 인터넷입니다.",
};

const record = {
  name: "이 리소스 레코드가 설명하는 이름입니다.",
  type: "어떤 데이터가 들어 있는지 나타냅니다.",
  class: "클래스입니다. IN은 인터넷입니다.",
  ttl: "유효기간입니다. 캐시에 몇 초 동안 두어도 되는지 나타냅니다.",
  len: "데이터의 길이(바이트)입니다.",
  data: "레코드의 내용입니다.",
  "data.address": "이름에 대응하는 IPv4 주소입니다.",
  "data.target": "레코드가 가리키는 이름입니다.",
  "data.preference": "어느 메일 서버에 먼저 보낼지 나타냅니다. 가장 작은 것이 먼저입니다.",
  "data.exchange": "메일을 받는 서버의 이름입니다.",
  "data.mname": "영역의 첫 번째 DNS 서버입니다.",
  "data.rname": "책임자의 메일 주소이며, @ 대신 점을 씁니다.",
  "data.serial": "영역 정보의 버전 번호입니다.",
  "data.refresh": "보조 서버가 새 버전을 확인하는 간격입니다.",
  "data.retry": "확인에 실패했을 때 다시 시도하는 간격입니다.",
  "data.expire": "확인하지 못한 채 이만큼 지나면 보조 서버는 응답을 멈춥니다.",
  "data.minimum": "이름이 없다는 응답을 캐시에 둘 수 있는 시간입니다.",
};

const opt = {
  udp_payload_size: "보낸 쪽이 받을 수 있는 데이터그램의 크기이며, 클래스 자리를 씁니다.",
  ext_rcode: "헤더의 4비트에 다 들어가지 않는 응답 코드의 위쪽 8비트입니다.",
  edns0_version: "확장의 버전입니다. 0입니다.",
  do: "DNSSEC OK: 서명이 있으면 함께 보내 달라는 뜻입니다.",
  z: "예약된 비트로, 0입니다.",
};

const dns = {
  id: "응답이 어느 조회의 것인지 나타냅니다.",
  flags: "메시지의 종류와 처리 결과를 나타냅니다.",
  "flags.response": "QR: 0은 조회, 1은 응답입니다.",
  "flags.opcode": "할 일을 나타냅니다. 0은 보통의 조회입니다.",
  "flags.authoritative": "AA: 응답한 서버가 담당 DNS 서버이며, 캐시에서 나온 것이 아닙니다.",
  "flags.truncated": "TC: 다 들어가지 않아 잘렸으니 TCP로 다시 물어야 합니다.",
  "flags.recdesired": "RD: 끝까지 대신 찾아 달라는 뜻입니다.",
  "flags.recavail": "RA: 이 서버는 끝까지 대신 찾아 줍니다.",
  "flags.z": "예약된 비트이며, 지금은 일부를 DNSSEC이 씁니다.",
  "flags.rcode": "처리 결과입니다: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED가 있습니다.",
  qd: "뒤에 오는 질문의 수입니다.",
  an: "질문에 답하는 레코드의 수입니다.",
  ns: "담당 DNS 서버를 알리는 레코드의 수입니다.",
  ar: "도움이 되도록 덧붙인 레코드의 수입니다.",
  queries: "질문입니다.",
  answers: "질문에 답하는 리소스 레코드입니다.",
  authorities: "영역을 담당하는 DNS 서버입니다. 답이 없을 때는 SOA가 옵니다.",
  additionals: "다음 질문을 덜어 주는 레코드로, 담당 DNS 서버의 IP 주소 등입니다.",
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
  "dns.tcp.length": "뒤에 오는 DNS 메시지의 길이입니다. TCP는 메시지의 경계를 모릅니다.",
};
