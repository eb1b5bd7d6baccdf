/** A lesson with one question of each kind, for the tests of this folder. */
import { readFileSync } from "node:fs";
import { assert } from "../../base/assert.ts";
import { loadLesson } from "../../lesson/load.ts";
import { type PlayedLesson, playLesson } from "../../lesson/play.ts";

const world = new URL("../../../lessons/worlds/internet.yaml", import.meta.url);

const plan = `
slug: small
world: internet
profile: textbook
seed: 1
acts:
  - { at: 0ms, host: client, open: "http://www.lab.glasscom.com/" }
beats:
  - id: typed
    until: { fact: url-opened }
    show: [ladder]
  - id: who-first
    until: { fact: dns-query-sent, by: client }
    show: [packet, ladder]
    let: { qname: { last: { fact: dns-query-sent, by: client }, take: name } }
    ask: { choice: [nearest, root], answer: { last: { fact: dns-query-sent, by: client }, take: to } }
  - id: which-name
    show: [dns, packet]
    ask:
      value: name
      answer: { last: { fact: dns-query-sent, by: client }, take: name }
      wrong: { host: { value: client } }
  - id: who-next
    until: { fact: dns-query-sent, by: nearest }
    show: [ladder, dns]
    ask: { pick: host, answer: { last: { fact: dns-query-sent, by: nearest }, take: to } }
`;

const en = `# A small lesson

For tests.

## typed
Somebody typed a **URL**. What happens on the network before the first letter of the page is on the screen is what this lesson walks through, one packet after the other.

## who-first
The client asks for \`{qname}\`.

| who | asks |
|---|---|
| client | nearest |

### ask
Whom does it ask?

### choice nearest
The nearest DNS server

### choice root
The root

### wrong root
It does not even know where the root is.

### hint 1
It is in the TCP/IP settings.

### hint 2
Look at \`10.11.12.53\`.

## which-name
It asks for one name.

### ask
For which?

### wrong host
That is the host itself.

## who-next
The nearest server starts at the top.

### ask
Whom does the nearest server ask?

## summary
That was it.
`;

const ko = `# 작은 레슨

테스트용입니다.

## typed
누군가 **URL**을 입력했습니다. 페이지의 첫 글자가 화면에 나타나기 전에 네트워크에서 일어나는 일을 패킷 하나하나 따라가 봅니다.

## who-first
클라이언트가 \`{qname}\`을 묻습니다.

| 누가 | 누구에게 |
|---|---|
| client | nearest |

### ask
누구에게 묻습니까?

### choice nearest
가장 가까운 DNS 서버

### choice root
루트

### wrong root
루트가 어디 있는지도 모릅니다.

### hint 1
TCP/IP 설정에 있습니다.

### hint 2
\`10.11.12.53\`을 보십시오.

## which-name
이름 하나를 묻습니다.

### ask
어느 이름입니까?

### wrong host
호스트 자신의 이름입니다.

## who-next
가장 가까운 서버는 맨 위에서 시작합니다.

### ask
가장 가까운 서버는 누구에게 묻습니까?

## summary
이것으로 끝입니다.
`;

export function smallLesson(): PlayedLesson {
  const loaded = loadLesson({
    lesson: { file: "lesson.yaml", text: plan },
    texts: { en: { file: "en.md", text: en }, ko: { file: "ko.md", text: ko } },
    world: () => ({ file: "internet.yaml", text: readFileSync(world, "utf8") }),
  });
  assert(loaded.ok, JSON.stringify(loaded));
  const played = playLesson(loaded.value);
  assert(played.ok, JSON.stringify(played));
  return played.value;
}
