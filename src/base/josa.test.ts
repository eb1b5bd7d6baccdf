import { describe, expect, test } from "vitest";
import { endingOf, josa, particleOf, particles } from "./josa.ts";

describe("a particle fits the sound before it", () => {
  test.each([
    ["소켓", "은/는", "소켓은"],
    ["리졸버", "은/는", "리졸버는"],
    ["프로토콜 스택", "이/가", "프로토콜 스택이"],
    ["서버", "을/를", "서버를"],
    ["포트", "과/와", "포트와"],
    ["서브넷", "과/와", "서브넷과"],
    ["라우터", "으로/로", "라우터로"],
    ["서브넷", "으로/로", "서브넷으로"],
    ["메일", "으로/로", "메일로"],
    ["client", "이/가", "client가"],
    ["web", "이/가", "web이"],
    ["www.lab.glasscom.com", "은/는", "www.lab.glasscom.com은"],
    ["www.naver.com", "이라는/라는", "www.naver.com이라는"],
    ["10.11.12.1", "으로/로", "10.11.12.1로"],
    ["10.11.12.10", "으로/로", "10.11.12.10으로"],
    ["192.0.2.226", "을/를", "192.0.2.226을"],
    ["SYN", "을/를", "SYN을"],
    ["ACK", "을/를", "ACK를"],
    ['"com"', "은/는", '"com"은'],
    ["connect(3, 192.0.2.226:80)", "을/를", "connect(3, 192.0.2.226:80)을"],
  ] as const)("%s with %s is %s", (word, particle, expected) => {
    expect(josa(word, particle)).toBe(expected);
  });
});

describe("how a word ends when it is read aloud", () => {
  test.each([
    // 영 일 이 삼 사 오 육 칠 팔 구
    ["consonant", ["0", "3", "6", "10", "80", "255.0.0.0", "eth0", "1,000"]],
    ["rieul", ["1", "7", "8", "web1", "49152-7"]],
    ["vowel", ["2", "4", "5", "9", "10.0.0.0/24", "ns2"]],
    // 클라이언트 서버 루트 라우터 니어리스트 허브 스위치 네이버 캐시 게이트웨이
    ["vowel", ["client", "server", "root", "router", "nearest", "hub", "switch", "naver", "cache", "gateway"]],
    // 웹 랩 컴 넷 도메인 맵 스택 북 네임
    ["consonant", ["web", "lab", "com", "glasscom", "net", "domain", "map", "stack", "facebook", "name"]],
    // 메일 테이블 파일 널 유알엘
    ["rieul", ["mail", "table", "file", "NULL", "URL", "local", "google"]],
    // 케이알, 에스, 피, 더블유더블유더블유, 엔엑스도메인, 신, 핀, 알에스티
    ["rieul", ["kr", "co.kr", "HTTP/R"]],
    ["vowel", ["DNS", "IP", "www", "RST", "TTL/x", "02:00:0a:0b:0c:0d", "ff:ff:ff:ff:ff:ff"]],
    ["consonant", ["NXDOMAIN", "SYN", "FIN", "LISTEN"]],
    ["vowel", ["", "/", "/dir/"]],
  ] as const)("%s: %j", (ending, words) => {
    expect(words.map((w) => [w, endingOf(w)])).toEqual(words.map((w) => [w, ending]));
  });
});

test("either form names the particle, and the particle alone is what follows the word", () => {
  expect([particles.을, particles.를, particles.로, particles.에서]).toEqual(["을/를", "을/를", "으로/로", undefined]);
  expect([particleOf("80", "으로/로"), particleOf("10.11.12.1", "을/를")]).toEqual(["으로", "을"]);
});
