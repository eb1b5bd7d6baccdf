/** Korean: what is wrong with a file that an author wrote, and how to mend it. The place is put in front by the caller. */
import { unreachable } from "../../base/assert.ts";
import { josa } from "../../base/josa.ts";
import type { FindingBody } from "../../lesson/finding.ts";
import type { ChangeProblem } from "../../sim/change-problem.ts";
import type { ZoneFileProblem } from "../../wire/zone-file.ts";
import { grouped } from "../quantity.ts";
import { sayFact } from "../say.ts";
import { say } from "./say.ts";

const quoted = (text: string): string => `"${text}"`;
const meant = (suggestion: string | undefined): string =>
  suggestion === undefined ? "" : ` ${josa(quoted(suggestion), "을/를")} 쓰려고 했습니까?`;

const known = {
  "bad-address": "IPv4 주소가 아닙니다. 192.0.2.226 같이 써야 합니다",
  "bad-data": "데이터가 레코드의 타입에 맞지 않습니다",
  "bad-name": "도메인 이름이 아닙니다",
  "bad-number": "수가 아니거나 너무 큽니다",
  "bad-ttl": "TTL이 아닙니다. 초 단위의 수나 1h, 2d 같이 써야 합니다",
  "class-differs": "한 영역의 레코드는 모두 클래스가 같아야 합니다",
  "cname-and-other-data": "CNAME이 있는 이름에는 다른 레코드를 둘 수 없습니다",
  "missing-field": "데이터가 다 나오기 전에 레코드가 끝납니다",
  "no-origin": "상대 이름의 기준이 없습니다. 이름 끝에 점을 찍거나 $ORIGIN을 써야 합니다",
  "no-owner": "첫 레코드는 이름으로 시작해야 합니다",
  "no-ttl": "레코드에 TTL이 없습니다. $TTL을 써야 합니다",
  "outside-zone": "이 영역에 속하지 않는 이름입니다",
  "text-too-long": "텍스트 하나는 255바이트까지입니다",
  "too-many-fields": "레코드가 이 앞에서 이미 끝났습니다",
  "unclosed-parenthesis": "괄호를 닫지 않았습니다",
  "unclosed-quote": "따옴표를 닫지 않았습니다",
  "unknown-directive": "모르는 지시자입니다. $ORIGIN이나 $TTL을 써야 합니다",
  "unknown-type": "모르는 레코드 타입입니다",
  "unopened-parenthesis": "여는 괄호가 없습니다",
} satisfies Record<ZoneFileProblem["kind"], string>;
const zoneProblems: Readonly<Record<string, string>> = known;

const deviceRemedy = (known: readonly string[] = []): string =>
  known.length > 0 ? ` 있는 기기는 ${known.join(", ")}입니다.` : " devices에 추가해야 합니다.";

function changeProblem(p: ChangeProblem): string {
  switch (p.kind) {
    case "no-device":
      return `이 월드에는 기기 ${josa(quoted(p.device), "이/가")} 없습니다.`;
    case "no-link":
      return `이 월드에는 링크 ${josa(quoted(p.link), "이/가")} 없습니다.`;
    case "no-host":
      return `${josa(p.device, "은/는")} 스위치나 허브입니다. 호스트나 라우터를 써야 합니다.`;
    case "no-router":
      return `${josa(p.device, "은/는")} 라우터가 아닙니다. 라우터를 써야 합니다.`;
    case "no-process":
      return `${p.device}에는 프로그램 ${josa(quoted(p.process), "이/가")} 없습니다. 있는 프로그램을 써야 합니다.`;
    case "no-such-behaviour":
      return `${p.device}의 프로그램 ${josa(quoted(p.process), "은/는")} 그렇게 만들 수 없습니다. DNS 서버를 쓰거나, 웹 서버라면 silence만 써야 합니다.`;
    case "no-zone":
      return `${p.device}의 프로그램 ${josa(quoted(p.process), "은/는")} 영역 ${josa(p.zone, "을/를")} 맡고 있지 않습니다. 맡은 서버를 써야 합니다.`;
    case "outside-zone":
      return `이름 ${josa(p.name, "은/는")} 영역 ${p.zone}에 속하지 않습니다. 그 영역으로 끝나는 이름을 써야 합니다.`;
    case "zone-top":
      return `영역 ${josa(p.name, "은/는")} SOA 없이 있을 수도, 별명이 될 수도 없습니다. 다른 레코드를 바꾸어야 합니다.`;
    default:
      return unreachable(p);
  }
}

export function finding(f: FindingBody): string {
  switch (f.kind) {
    case "yaml":
      return `YAML로 읽을 수 없습니다: ${f.text}`;
    case "yaml-unclosed":
      return `YAML로 읽을 수 없습니다. 여기서 연 ${f.mark} 괄호를 닫지 않았습니다.`;
    case "unknown-key":
      return `${josa(quoted(f.key), "은/는")} 여기서 쓰지 않는 키입니다.${meant(f.suggestion) || " 지워야 합니다."}`;
    case "missing":
      return `키 ${josa(quoted(f.key), "이/가")} 없습니다. 추가해야 합니다.`;
    case "wrong-type":
      return `${quoted(f.path)}의 형이 다릅니다. ${josa(f.expected, "이/가")} 와야 합니다.`;
    case "wrong-value":
      return `${quoted(f.path)}의 값이 허용되지 않습니다. ${f.example ? "쓸 수 있는 값의 예" : "쓸 수 있는 값"}: ${f.expected}`;
    case "unit-missing":
      return `${quoted(f.path)}에 단위가 없습니다. ${f.example} 같이 단위를 붙여 써야 합니다.`;
    case "quoted":
      return `${josa(quoted(f.path), "이/가")} 따옴표 때문에 텍스트가 되었습니다. 따옴표 없이 ${josa(f.text, "이라고/라고")} 써야 합니다.`;
    case "unquoted":
      return `${josa(quoted(f.path), "은/는")} 텍스트여야 합니다. 따옴표를 붙여 ${josa(quoted(f.text), "이라고/라고")} 써야 합니다.`;
    case "no-expression":
      return `${quoted(f.path)}에는 식이 와야 합니다. ${f.example} 같이 쓰거나 실행에서 얻는 식을 써야 합니다.`;
    case "no-pattern":
      return `${quoted(f.path)}에는 패턴이 와야 합니다. ${f.example} 같이 써야 합니다.`;
    case "zone-line":
      return `영역 정보${f.text === "" ? "" : `의 ${quoted(f.text)}`}: ${zoneProblems[f.problem] ?? `이유는 ${f.problem}입니다`}.`;
    case "unknown-device":
      return `이 월드에는 기기 ${josa(quoted(f.device), "이/가")} 없습니다.${meant(f.suggestion) || deviceRemedy(f.known)}`;
    case "unknown-port":
      return `기기 ${quoted(f.device)}에 포트 ${josa(quoted(f.port), "이/가")} 없습니다. ports에 추가해야 합니다.`;
    case "port-used-twice":
      return `포트 ${josa(`${f.device}.${f.port}`, "은/는")} 이미 다른 링크에 쓰였습니다. 다른 포트를 써야 합니다.`;
    case "address-used-twice":
      return `주소 ${josa(f.address, "은/는")} 이미 ${f.device}의 것입니다. 다른 주소를 주어야 합니다.`;
    case "gateway-off-subnet":
      return `게이트웨이 ${josa(f.gateway, "이/가")} ${f.device}의 서브넷 안에 없습니다. 서브넷 안의 라우터 주소를 써야 합니다.`;
    case "unknown-world":
      return `월드 ${josa(quoted(f.world), "이/가")} 레슨의 폴더에도 내장된 것에도 없습니다.`;
    case "missing-file":
      return `파일 ${josa(f.file, "이/가")} 없습니다. 추가해야 합니다.`;
    case "unreadable":
      return `파일을 읽을 수 없습니다(${f.why}). 권한을 확인해야 합니다.`;
    case "no-regular-file":
      return "일반 파일이 아닙니다. 텍스트 파일을 두어야 합니다.";
    case "leads-out":
      return "이 링크는 레슨 폴더 밖을 가리킵니다. 파일 자체를 두어야 합니다.";
    case "no-text":
      return "UTF-8 텍스트가 아닙니다. UTF-8로 저장해야 합니다.";
    case "beat-not-reached":
      return `장면 ${quoted(f.beat)}에 도달하지 않습니다. 앞 장면 다음에 until에 맞는 것이 없습니다.${f.reason ? ` 그 실행에서 잘못된 일: ${sayFact({ say }, f.reason)}` : ""}`;
    case "heading-missing":
      return `${f.language} 본문에 제목 ${josa(quoted(f.heading), "이/가")} 없습니다. 추가해야 합니다.`;
    case "heading-extra":
      return `${f.language} 본문의 제목 ${josa(quoted(f.heading), "은/는")} 레슨에서 쓰지 않습니다.${meant(f.suggestion) || " 지워야 합니다."}`;
    case "heading-misspelt":
      return `${josa(quoted(f.heading), "은/는")} 제목으로 쓸 수 없습니다. ${josa(quoted(f.suggestion), "이라고/라고")} 써야 합니다.`;
    case "heading-too-deep":
      return `${josa(quoted(f.heading), "은/는")} #이 셋보다 많습니다. **굵은 글씨**나 레슨에서 쓰는 제목으로 써야 합니다.`;
    case "title-twice":
      return `${josa(quoted(f.heading), "은/는")} 두 번째 제목입니다. 제목은 하나뿐이므로 **굵은 글씨**로 써야 합니다.`;
    case "placeholder-unknown":
      return `{${f.name}} 자리를 채울 값이 없습니다.${f.suggestion === undefined ? " let에 추가해야 합니다." : meant(`{${f.suggestion}}`)}`;
    case "placeholder-early":
      return `{${f.name}} 자리는 장면 ${quoted(f.beat)}부터 채워집니다. 그 뒤에 쓰거나 let을 이 앞으로 옮겨야 합니다.`;
    case "particle-unknown":
      return f.known.length === 0
        ? `조사 |${josa(f.particle, "은/는")} 한국어 본문에만 쓸 수 있습니다. 지워야 합니다.`
        : `${josa(quoted(f.particle), "은/는")} 앞말에 따라 바뀌는 조사가 아닙니다. ${f.known.join(", ")} 중 하나를 써야 합니다.`;
    case "mark-alone":
      return `표시 ${josa(quoted(f.mark), "이/가")} 그대로 보입니다. 닫거나 지우고, 그대로 보여야 하면 앞에 \\를 붙여야 합니다.`;
    case "html":
      return `여기서는 HTML을 쓰지 않으므로 ${josa(quoted(f.tag), "이/가")} 그대로 보입니다. *강조*, **굵게**, \`코드\`로 써야 합니다.`;
    case "unknown-fact":
      return `사실의 종류에 ${josa(quoted(f.fact), "은/는")} 없습니다.${meant(f.suggestion)}`;
    case "unknown-field":
      return `사실 ${f.fact}에 필드 ${josa(quoted(f.field), "은/는")} 없습니다.${meant(f.suggestion)}`;
    case "value-not-found":
      return `${quoted(f.name)}의 값을 이 실행에서 찾지 못합니다. 패턴과 경로를 확인해야 합니다.`;
    case "heading-twice":
      return `${f.language} 본문에 제목 ${josa(quoted(f.heading), "이/가")} 두 번 있습니다. 하나로 합쳐야 합니다.`;
    case "unknown-term":
      return `용어집에 다른 용어 ${josa(quoted(f.term), "은/는")} 없습니다.${meant(f.suggestion)}`;
    case "field-twice":
      return `${josa(quoted(f.field), "은/는")} 이미 용어 ${josa(quoted(f.term), "이/가")} 설명합니다. 한쪽에만 두어야 합니다.`;
    case "term-unwritten":
      return `용어 ${quoted(f.term)}의 제목에 ${f.language} 용어가 없습니다. id 뒤에 써야 합니다.`;
    case "text-missing":
      return `용어 ${quoted(f.term)}의 설명이 없습니다. ${f.language} 문장을 한두 개 써야 합니다.`;
    case "text-too-long":
      return `용어 ${quoted(f.term)}의 설명이 ${f.words}단어입니다. ${f.most}단어까지만 쓰거나 용어를 둘로 나누어야 합니다.`;
    case "beat-twice":
      return `장면 ${josa(quoted(f.beat), "이/가")} 둘 있습니다. 하나의 id를 바꾸어야 합니다.`;
    case "unknown-beat":
      return `이 앞에는 장면 ${josa(quoted(f.beat), "이/가")} 없습니다.${meant(f.suggestion)}`;
    case "unknown-name":
      return `여기까지 ${quoted(f.name)}의 값을 주는 것이 없습니다.${meant(f.suggestion) || " let에 추가해야 합니다."}`;
    case "unknown-path":
      return `${josa(quoted(f.path), "이라는/라는")} 필드는 어느 헤더에도 없습니다.${meant(f.suggestion)}`;
    case "point-not-found":
      return `장면 ${quoted(f.beat)}의 단계에는 필드 ${josa(f.path, "이/가")} 있는 프레임이 없습니다.${meant(f.suggestion) || " 있는 필드를 가리켜야 합니다."}`;
    case "arguments-unfit":
      return `함수 ${josa(f.call, "은/는")} 인수를 ${f.takes.length}개 받는데(${f.takes.join(", ")}) 여기에는 ${f.given}개가 있습니다. 수를 맞추어야 합니다.`;
    case "answer-not-offered":
      return `장면 ${quoted(f.beat)}의 답 ${josa(f.answer, "이/가")} 보기에 없습니다. 보기에 추가해야 합니다.`;
    case "run-does-not-end":
      return `${grouped(f.steps)}단계 뒤에도 실행이 끝나지 않습니다. until로 끝내거나 끝없이 되풀이되는 것을 지워야 합니다.`;
    case "unknown-run":
      return `실행 ${josa(quoted(f.run), "이/가")} 없습니다.${meant(f.suggestion) || " runs에 추가해야 합니다."}`;
    case "beside-itself":
      return `실행 ${josa(quoted(f.run), "을/를")} 자기 자신과 나란히 둘 수 없습니다. beside에 다른 실행을 써야 합니다.`;
    case "beat-goes-back":
      return `장면 ${josa(quoted(f.beat), "은/는")} 실행 ${josa(quoted(f.run), "을/를")} 앞 시각으로 되돌립니다. ${josa(quoted(f.until), "은/는")} 처음부터 찾기 때문입니다. until을 더 나중 일로 좁히거나, 일부러 그렇게 했다면 run: ${f.until}, beside: ${josa(f.run, "으로/로")} 써야 합니다.`;
    case "run-off-stage":
      return `장면 ${josa(quoted(f.beat), "은/는")} 보여 주지 않는 실행 ${josa(quoted(f.run), "을/를")} 기다립니다. run이나 beside에 써야 합니다.`;
    case "unknown-link":
      return `이 월드에는 링크 ${josa(quoted(f.link), "이/가")} 없습니다.${meant(f.suggestion) || " client.eth0 같이 한쪽 끝의 포트를 써야 합니다."}`;
    case "change-unfit":
      return changeProblem(f.problem);
    case "how-many-unclear":
      return "어느 프레임을 몇 개나 뜻하는지 알 수 없습니다. nth, first, percent 중에서 하나만 써야 합니다.";
    case "program-unclear":
      return f.programs.length > 0
        ? `${f.device}의 어느 프로그램인지 알 수 없습니다. host와 함께 program에 ${f.programs.join(", ")} 중 하나를 써야 합니다.`
        : `${f.device}에는 여기에 맞는 프로그램이 없습니다. 다른 기기를 써야 합니다.`;
    case "unknown-zone":
      return `${f.device}에는 영역 ${josa(quoted(f.zone), "을/를")} 맡은 프로그램이 없습니다.${meant(f.suggestion) || ` 맡은 영역은 ${f.zones.join(", ")}입니다.`}`;
    case "nobody-does":
      return `기기 ${f.device}에는 이 일을 할 ${josa(f.program, "이/가")} 없습니다. 다른 기기를 쓰거나 programs에 추가해야 합니다.`;
    case "asks-twice":
      return `장면 ${quoted(f.beat)}에 ${josa(f.keys.join(", "), "이/가")} 함께 있습니다. 하나만 남기고 나머지는 다른 장면에 두어야 합니다.`;
    case "unknown-action":
      return `과제가 허용하는 행동에 ${josa(quoted(f.action), "이/가")} 없습니다.${meant(f.suggestion) || " allow에 추가해야 합니다."}`;
    case "dead-link":
      return `용어집에 ${josa(quoted(f.term), "이/가")} 없습니다.${meant(f.suggestion) || " 링크를 지우거나 용어를 추가해야 합니다."}`;
    case "too-large":
      return `파일이 너무 큽니다. ${grouped(f.bytes)}바이트인데 ${grouped(f.limit)}바이트까지입니다.`;
    case "solution-fails":
      return `장면 ${quoted(f.beat)}의 과제는 solution대로 해도 목표에 이르지 않습니다. ${f.alone.length > 0 ? `${f.alone.join(" 또는 ")} 하나만으로는 이릅니다.` : "어느 행동 하나로도 이르지 않습니다. solution이나 goal을 고쳐야 합니다."}`;
    case "task-does-itself":
      return `장면 ${quoted(f.beat)}의 과제는 아무것도 하지 않아도 목표에 이릅니다. 해야만 이룰 수 있는 목표를 써야 합니다.`;
    case "what-if-changes-nothing":
      return `장면 ${quoted(f.beat)}의 what-if ${josa(quoted(f.id), "은/는")} 뒤에 일어나는 일을 바꾸지 않습니다. 더 앞에 두거나 다른 것을 바꾸어야 합니다.`;
    case "fault-never-strikes":
      return `실행 ${quoted(f.run)}에는 이 장애에 맞는 프레임이 없습니다. 거기서 보내는 프레임을 골라야 합니다.`;
    case "choices-alike":
      return `장면 ${quoted(f.beat)}의 보기 ${f.keys.join(", ")}의 값이 같습니다. 하나를 바꾸어야 합니다.`;
    case "wrong-is-right":
      return `장면 ${quoted(f.beat)}의 오답 ${josa(quoted(f.key), "이/가")} 정답으로 판정됩니다. 지우거나 값을 바꾸어야 합니다.`;
    case "drill-fails":
      return `장면 ${quoted(f.beat)}에서 뽑은 값으로는 정답이 보기 가운데 꼭 하나인 질문이 나오지 않습니다. draw나 보기를 바꾸어야 합니다.`;
    case "words-too-many":
      return `${quoted(f.heading)}의 낱말이 ${f.words}개로 ${f.most}개를 넘습니다. 줄이거나 둘로 나누어야 합니다.`;
    case "rows-too-many":
      return `${josa(quoted(f.heading), "은/는")} 78칸으로 ${f.rows}줄이 되어 ${f.most}줄을 넘습니다. 줄이거나 둘로 나누어야 합니다.`;
    case "line-too-wide":
      return `${quoted(f.heading)}의 한 줄이 ${f.columns}칸으로 ${f.most}칸을 넘습니다. 줄여야 합니다.`;
    case "point-not-shown":
      return `${josa(f.point, "을/를")} 보여 주는 일이 이 장면까지 일어나지 않았고 무대에도 없습니다. ${f.needs.join(", ")} 중 하나가 필요합니다.`;
    case "pick-unfit":
      return f.pick === "host"
        ? `장면 ${quoted(f.beat)}의 정답은 ${f.answer}인데 기기가 아닙니다. 기기만 고를 수 있습니다.`
        : `장면 ${quoted(f.beat)}의 정답은 ${f.answer}인데 프레임의 필드가 아닙니다. { value: tcp.flags.syn } 같이 써야 합니다.`;
    case "no-cable":
      return `기기 ${f.device}에 케이블이 없습니다. links에서 포트를 이어야 합니다.`;
    case "alone-in-subnet":
      return `${f.device}.${f.port}의 케이블에는 같은 서브넷(${f.address})의 기기가 없습니다. 주소나 케이블을 바꾸어야 합니다.`;
    case "gateway-not-linked":
      return `${f.device}에서 게이트웨이 ${josa(f.gateway, "으로/로")} 가는 케이블이 없습니다. 스위치로 잇거나 다른 게이트웨이를 써야 합니다.`;
    case "nobody-has-address":
      return `${josa(f.device, "이/가")} 쓰는 주소 ${josa(f.address, "을/를")} 가진 기기가 없습니다. 어느 기기에 주거나 다른 주소를 써야 합니다.`;
    case "zone-without-server":
      return `영역 ${josa(f.zone, "은/는")} ${f.server}에 맡겨졌지만 거기서 대답하는 기기가 없습니다. 서버나 그 주소를 추가해야 합니다.`;
    case "bare-number":
      return "name" in f
        ? `${josa(quoted(f.text), "은/는")} 장면 ${quoted(f.beat)}에서 실행 결과로 얻는 값인데 직접 썼습니다. {${f.name}}라고 써야 합니다.`
        : `${josa(quoted(f.text), "은/는")} 실행 결과에 있는 값인데 직접 썼습니다. let: { NAME: ${f.expression} }처럼 이름을 주고 그 이름을 써야 합니다.`;
    case "let-unused":
      return `{${f.name}}의 값을 쓰는 곳이 없습니다. 글이나 식에서 쓰거나 지워야 합니다.`;
    default:
      return unreachable(f);
  }
}
