/** Korean: what is wrong with a text that should be a URL, and how to mend it. */
import { unreachable } from "../../base/assert.ts";
import { josa } from "../../base/josa.ts";
import type { UrlProblem } from "../../wire/url.ts";
import { grouped } from "../quantity.ts";

const EXAMPLE = "http://www.lab.glasscom.com/";

export function urlProblem(p: UrlProblem): string {
  switch (p.kind) {
    case "empty":
      return `URL이 없습니다. ${EXAMPLE} 같은 URL을 쓰면 됩니다.`;
    case "too-long":
      return `URL이 ${grouped(p.length)}자입니다. ${grouped(p.limit)}자까지만 쓸 수 있습니다.`;
    case "space-or-control":
      return `${p.offset + 1}번째 문자가 공백이나 제어 문자입니다. ${josa(`%${hex(p.code)}`, "으로/로")} 써야 합니다.`;
    case "missing-scheme":
      return `액세스 방법이 없습니다. ${EXAMPLE} 같이 맨 앞에 써야 합니다.`;
    case "bad-scheme":
      return `${josa(`"${p.text}"`, "은/는")} 여기서 모르는 액세스 방법입니다. http, https, ftp, file, mailto, news 중에서 써야 합니다.`;
    case "missing-slashes":
      return `${p.scheme}: 다음에는 ${p.scheme}://www.example.com/ 같이 //와 서버의 이름이 와야 합니다.`;
    case "missing-host":
      return "서버의 이름이 없습니다. // 다음에 이름이나 IP 주소를 써야 합니다.";
    case "bad-host":
      return `${josa(`"${p.text}"`, "은/는")} 호스트 이름이 될 수 없습니다. 영문자, 숫자, 하이픈을 쓰고 점 하나로 구분해야 합니다.`;
    case "non-ascii-host":
      return `"${p.text}"에는 DNS가 그대로 나르지 못하는 문자가 있습니다. xn--으로 시작하는 형식으로 써야 합니다.`;
    case "ipv6-host":
      return `${josa(`"${p.text}"`, "은/는")} IPv6 주소입니다. IPv4만 시뮬레이션하므로 이름이나 192.0.2.226 같은 주소를 써야 합니다.`;
    case "bad-address":
      return `${josa(`"${p.text}"`, "은/는")} IPv4 주소가 아닙니다. 0부터 255까지의 수 네 개를, 앞에 0을 붙이지 않고 써야 합니다.`;
    case "host-too-long":
      return `호스트 이름이 ${p.length}자입니다. DNS에서는 ${p.limit}자까지입니다.`;
    case "label-too-long":
      return `호스트 이름의 한 부분이 ${p.length}자입니다. 점과 점 사이는 ${p.limit}자까지입니다.`;
    case "bad-port":
      return `${josa(`"${p.text}"`, "은/는")} 포트 번호가 아닙니다. 1부터 65535까지의 수를 쓰거나 생략해야 합니다.`;
    case "bad-mailbox":
      return `${josa(`"${p.text}"`, "은/는")} 메일 주소가 아닙니다. mailto:tone@cyber.co.kr 같이 써야 합니다.`;
    case "bad-group":
      return `${josa(`"${p.text}"`, "은/는")} 뉴스그룹이 아닙니다. news:comp.protocols.tcp-ip 같이 써야 합니다.`;
    default:
      return unreachable(p);
  }
}

const hex = (code: number): string => code.toString(16).toUpperCase().padStart(2, "0");
