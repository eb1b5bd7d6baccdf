import { expect, test } from "vitest";
import { leadingPane, sandboxPanes, sandboxStageAt } from "./sandbox-panes.ts";
import { freshStage, onStage } from "./stage-state.ts";
import { runOf } from "./testing/runs.ts";

const run = runOf("http://www.lab.glasscom.com/");
const nothingSeen = { page: 10, text: { total: 1, visible: 1, top: 0 } };
const event = (kind: string): number =>
  run.events.find((at) => run.timeline.steps[at]!.facts.some((fact) => fact.kind === kind))!;

test("a run without frames shows the URL and the program first", () => {
  const mail = runOf("mailto:tone@glasscom.com");
  for (const at of [-1, ...mail.events]) {
    expect(sandboxPanes(mail, at).slice(0, 2).toSorted()).toEqual(["program", "url"]);
  }
});

test("the URL or the program leads until somebody speaks, the ladder from then on", () => {
  const leads = [-1, ...run.events].map((at) => leadingPane(run.timeline, at));
  expect(leads[0]).toBe("url");
  const first = leads.indexOf("ladder");
  expect(first).toBeGreaterThan(1);
  expect(leads.slice(0, first)).not.toContain("ladder");
  expect(new Set(leads.slice(first))).toEqual(new Set(["ladder"]));
});

test("beside ladder and packet stands what the event is about", () => {
  expect(sandboxPanes(run, event("http-request-sent")).slice(0, 3)).toEqual(["ladder", "packet", "http"]);
  expect(sandboxPanes(run, event("dns-referral-received")).slice(0, 3)).toEqual(["ladder", "packet", "dns"]);
});

test("what the learner goes to stays in front", () => {
  const stage = freshStage(-1, "url");
  const late = run.events.at(-1)!;
  expect(sandboxStageAt(run, stage, late).active).toBe("ladder");
  for (const action of [{ kind: "pane", to: 4 }, { kind: "zoom" }, { kind: "pin" }] as const) {
    const chosen = onStage(stage, action, nothingSeen)!;
    expect(sandboxStageAt(run, chosen, late).active).toBe(chosen.active);
  }
});
