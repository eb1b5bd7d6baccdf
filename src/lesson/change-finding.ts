/** A change that means nothing in its world, as a finding at its line. */
import { assert, unreachable } from "../base/assert.ts";
import type { ChangeFileProblem } from "./change-file.ts";
import { faultFields } from "./change-file.ts";
import type { Finding, FindingBody } from "./finding.ts";
import type { LocatedYaml } from "./located-yaml.ts";
import { misspeltTest, suggestPath } from "./packet-path.ts";
import { suggest } from "./suggest.ts";

/** `path` is where the change stands in the file; `devices` are those of the world, for suggestions. */
export function changeFinding(
  problem: ChangeFileProblem,
  file: string,
  yaml: LocatedYaml,
  path: readonly PropertyKey[],
  devices: readonly string[],
): Finding {
  const place = yaml.placeOf([...path, ...problem.path], problem.kind === "path");
  return { file, ...place, ...bodyOf(problem, devices) };
}

function bodyOf(problem: ChangeFileProblem, devices: readonly string[]): FindingBody {
  switch (problem.kind) {
    case "unfit":
      if (problem.problem.kind === "no-device") {
        const { device } = problem.problem;
        const suggestion = suggest(device, devices);
        return { kind: "unknown-device", device, ...(suggestion ? { suggestion } : { known: devices }) };
      }
      return { kind: "change-unfit", problem: problem.problem };
    case "link": {
      const suggestion = suggest(problem.link, problem.known);
      return { kind: "unknown-link", link: problem.link, ...(suggestion && { suggestion }) };
    }
    case "how-many":
      return { kind: "how-many-unclear" };
    case "no-place":
      return { kind: "missing", key: "link" };
    case "path": {
      const suggestion = suggest(problem.field, faultFields) ?? suggestPath(problem.field);
      return { kind: "unknown-path", path: problem.field, ...(suggestion && { suggestion }) };
    }
    case "test": {
      const body = misspeltTest(problem.field, problem.test);
      assert(body, "the test is misspelt");
      return { ...body, path: problem.path.join(".") };
    }
    case "zone": {
      const { device, zone, zones } = problem;
      const suggestion = suggest(zone, zones);
      return { kind: "unknown-zone", device, zone, zones, ...(suggestion && { suggestion }) };
    }
    case "program":
      return { kind: "program-unclear", device: problem.device, programs: problem.programs };
    case "record":
      return { kind: "zone-line", problem: problem.problem, text: problem.text };
    default:
      return unreachable(problem);
  }
}
