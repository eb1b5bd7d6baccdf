/** Korean: what is wrong with a file that an author wrote, and how to mend it. The place is put in front by the caller. */
import { unreachable } from "../../base/assert.ts";
import type { FindingBody } from "../../lesson/finding.ts";
import type { ZoneFileProblem } from "../../wire/zone-file.ts";
import { grouped } from "../quantity.ts";
import { josa } from "./josa.ts";

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

export function finding(f: FindingBody): string {
  switch (f.kind) {
    case "yaml":
      return `YAML로 읽을 수 없습니다: ${f.text}`;
    case "unknown-key":
      return `${josa(quoted(f.key), "은/는")} 여기서 쓰지 않는 키입니다.${meant(f.suggestion) || " 지워야 합니다."}`;
    case "missing":
      return `키 ${josa(quoted(f.key), "이/가")} 없습니다. 추가해야 합니다.`;
    case "wrong-type":
      return `${quoted(f.path)}의 형이 다릅니다. ${josa(f.expected, "이/가")} 와야 합니다.`;
    case "wrong-value":
      return `${quoted(f.path)}의 값이 허용되지 않습니다. 쓸 수 있는 값: ${f.expected}`;
    case "zone-line":
      return `영역 정보${f.text === "" ? "" : `의 ${quoted(f.text)}`}: ${zoneProblems[f.problem] ?? `이유는 ${f.problem}입니다`}.`;
    case "unknown-device":
      return `이 월드에는 기기 ${josa(quoted(f.device), "이/가")} 없습니다.${meant(f.suggestion) || " devices에 추가해야 합니다."}`;
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
    case "beat-not-reached":
      return `장면 ${quoted(f.beat)}에 도달하지 않습니다. 앞 장면 다음에 until에 맞는 사실이 없습니다.`;
    case "heading-missing":
      return `${f.language} 본문에 제목 ${josa(quoted(f.heading), "이/가")} 없습니다. 추가해야 합니다.`;
    case "heading-extra":
      return `${f.language} 본문의 제목 ${josa(quoted(f.heading), "은/는")} 레슨에서 쓰지 않습니다. 지워야 합니다.`;
    case "placeholder-unknown":
      return `{${f.name}} 자리를 채울 값이 없습니다. let에 추가해야 합니다.`;
    case "unknown-fact":
      return `사실의 종류에 ${josa(quoted(f.fact), "은/는")} 없습니다.${meant(f.suggestion)}`;
    case "unknown-field":
      return `사실 ${f.fact}에 필드 ${josa(quoted(f.field), "은/는")} 없습니다.${meant(f.suggestion)}`;
    case "value-not-found":
      return `${quoted(f.name)}의 값을 이 실행에서 찾지 못합니다. 패턴과 경로를 확인해야 합니다.`;
    case "heading-twice":
      return `${f.language} 본문에 제목 ${josa(quoted(f.heading), "이/가")} 두 번 있습니다. 하나로 합쳐야 합니다.`;
    case "beat-twice":
      return `장면 ${josa(quoted(f.beat), "이/가")} 둘 있습니다. 하나의 id를 바꾸어야 합니다.`;
    case "unknown-beat":
      return `이 앞에는 장면 ${josa(quoted(f.beat), "이/가")} 없습니다.${meant(f.suggestion)}`;
    case "unknown-name":
      return `여기까지 ${quoted(f.name)}의 값을 주는 것이 없습니다.${meant(f.suggestion) || " let에 추가해야 합니다."}`;
    case "unknown-path":
      return `${josa(quoted(f.path), "이라는/라는")} 필드는 어느 헤더에도 없습니다.${meant(f.suggestion)}`;
    case "point-not-found":
      return `장면 ${quoted(f.beat)}의 단계에는 필드 ${josa(f.path, "이/가")} 있는 프레임이 없습니다. 있는 필드를 가리켜야 합니다.`;
    case "answer-not-offered":
      return `장면 ${quoted(f.beat)}의 답 ${josa(f.answer, "이/가")} 보기에 없습니다. 보기에 추가해야 합니다.`;
    case "run-does-not-end":
      return `${grouped(f.steps)}단계 뒤에도 실행이 끝나지 않습니다. until로 끝내거나 끝없이 되풀이되는 것을 지워야 합니다.`;
    default:
      return unreachable(f);
  }
}
