import { describe, expect, test } from "vitest";
import { currentDrill, currentQuestion } from "../lesson/session.ts";
import { loadedLesson, played } from "../lesson/testing/lessons.ts";
import { replaced, richFiles } from "../lesson/testing/rich.ts";
import { lengthOf } from "../sim/timeline.ts";
import { progressOf } from "./lesson-progress.ts";
import { smallLesson } from "./testing/lesson.ts";
import { type Story, storyOf } from "./testing/story.ts";

const rich = played(loadedLesson(richFiles()));
const small = smallLesson();
const fork = ({ lesson }: Story) => lesson.lesson.session.fork;

describe("a task", () => {
  test("stands at its beat with its actions numbered, and the keys go to it", () => {
    const at = storyOf(rich, "again");
    expect(at.context).toBe("task");
    const [head] = at.text.split("\n");
    expect(head).toMatch(/^ Rich +Task {2}Beat 3\/5/);
    expect(at.text).toContain(
      [
        " Once more.",
        "",
        " Task",
        " Have the name answered from the cache.",
        " > 1 Open it again.",
        "   2 client: open http://www.lab.glasscom.com/",
        "   3 wait 2h",
        "   4 nearest: flush cache",
        "   - hint  - show me",
        " Tab goes to the panes, Esc leaves the task for later.",
      ].join("\n"),
    );
  });

  test("shows the end of what was done, and one goes through it in both directions", () => {
    const did = storyOf(rich, "again").press("2");
    const { timeline, since } = fork(did)!;
    expect(did.lesson.stage.at).toBe(lengthOf(timeline) - 1);
    expect(did.text).toContain(" So far: client: open http://www.lab.glasscom.com/\n Not yet.");
    expect(did.text).toContain("-> <- . , go through what happened.");
    const back = did.press("left", "left", ",");
    expect(back.lesson.stage.at).toBeGreaterThan(since);
    expect(back.lesson.stage.at).toBeLessThan(did.lesson.stage.at);
    expect(back.press("end").lesson.stage.at).toBe(did.lesson.stage.at);
    expect(back.press("right", "right", "right", "right").lesson.stage.at).toBeGreaterThan(back.lesson.stage.at);
  });

  test("reached says so, leads back to its place in the lesson, and stays done", () => {
    const before = storyOf(rich, "again");
    const done = before.press("1");
    const { moment } = fork(done)!;
    expect(done.lesson.stage.at).toBe(moment);
    expect(done.text).toContain(
      " Done.\n No query left the nearest server.\n" +
        " The panes show the moment when it was reached. -> shows what came after.\n > - Back to the lesson",
    );
    const after = done.press("right");
    expect(after.lesson.stage.at).toBeGreaterThan(moment!);
    expect(after.text).not.toContain("The panes show the moment");
    expect(progressOf(before.state, done.state)).toEqual({
      slug: "rich",
      beat: "again",
      answer: "right",
      done: false,
    });
    const left = done.press("enter");
    expect([fork(left), left.lesson.stage.at, left.context]).toEqual([undefined, before.lesson.stage.at, "stage"]);
    expect(left.text).toContain(" Done.\n 0: do it once more.");
    expect(left.press("0").context).toBe("task");
    expect(left.press("right").text).toContain("Beat 4/5");
  });

  test("reached in a way that was not meant gets the reason for it", () => {
    const late = storyOf(rich, "again").press("3", "1");
    expect(late.text).toContain(" x The goal is reached, but not as it was asked for.\n A query left all the same.");
    expect(progressOf(storyOf(rich, "again").state, late.state)).toBeUndefined();
  });

  test("takes back what was done last, one thing after the other", () => {
    const two = storyOf(rich, "again").press("2", "3");
    expect(two.text).toContain("So far: client: open http://www.lab.glasscom.com/ | wait 2h");
    const one = two.press("u");
    expect(fork(one)?.actions).toEqual(["other"]);
    const none = one.press("u");
    expect(fork(none)?.actions).toEqual([]);
    expect(none.text).not.toContain("So far");
    expect(none.press("u").state).toBe(none.state);
  });

  test("gives its hints, and its solution to who asks for it", () => {
    const hinted = storyOf(rich, "again").press("h");
    expect(hinted.text).toContain(" Hint 1 of 1\n It was looked up already.");
    expect(hinted.text).not.toContain("- hint");
    const shown = hinted.press("s");
    expect(shown.text).toContain(" So far: Open it again.\n This is one way to do it.\n No query left");
    expect(progressOf(hinted.state, shown.state)).toMatchObject({ answer: "shown" });
    // It can be done all the same.
    expect(progressOf(shown.state, shown.press("u", "1").state)).toMatchObject({ answer: "right" });
  });

  test("is left by Esc, which keeps the place in the lesson", () => {
    const before = storyOf(rich, "again");
    const left = before.press("2", "escape");
    expect([fork(left), left.lesson.stage.at, left.context]).toEqual([undefined, before.lesson.stage.at, "task"]);
    expect(left.press("escape").context).toBe("stage");
  });

  test("lets one look through the panes, and come back", () => {
    const looking = storyOf(rich, "again").press("2", "tab");
    expect(looking.context).toBe("stage");
    expect(looking.text).toContain(" Esc or 0 goes back to the task.");
    expect(looking.press("escape").context).toBe("task");
    expect(fork(looking.press("escape"))).toBeDefined();
  });
});

describe("a what-if", () => {
  test("is offered in a line, listed by w, and told beside the lesson's own run", () => {
    const at = storyOf(rich, "asked");
    expect(at.text).toContain(" w  what if: Nobody answers. | The record has changed.");
    const list = at.press("w");
    expect(list.text).toContain("│> Nobody answers.");
    expect(list.press("w").state.dialog).toBeNull();
    const there = list.press("enter");
    expect(there.text.split("\n")[0]).toContain("What if");
    expect(there.text).toMatch(/^ What if: Nobody answers\.\n what if: You, or the lesson, changed the world\./m);
    expect(there.text).toMatch(/^ as it was: /m);
    expect(there.text).toContain("Esc goes back to the lesson.");
    expect(there.text).toMatch(/Ladder {2}what if/);
    expect(there.text).toMatch(/Ladder {2}as it was/);
  });

  test("goes event by event, and Esc comes back to where one was", () => {
    const at = storyOf(rich, "asked");
    const there = at.press("w", "down", "enter");
    expect(fork(there)?.id).toBe("late");
    const on = there.press("right", "right");
    expect(on.lesson.stage.at).toBeGreaterThan(there.lesson.stage.at);
    expect(on.press("left").lesson.stage.at).toBeLessThan(on.lesson.stage.at);
    const back = on.press("escape");
    expect([fork(back), back.lesson.stage.at]).toEqual([undefined, at.lesson.stage.at]);
    // What is open on the stage is closed first.
    expect(fork(on.press("z", "escape"))).toBeDefined();
    expect(fork(on.press("z", "escape", "escape"))).toBeUndefined();
  });

  test("has the ladder in front, and after it the beat has its own pane there again", () => {
    const turned = played(loadedLesson(richFiles(replaced("show: [ladder, dns]", "show: [dns, ladder]"))));
    const at = storyOf(turned, "asked");
    const there = at.press("w", "enter");
    const front = [at, there, there.press("escape")].map(({ lesson }) => lesson.stage.active);
    expect(front).toEqual(["dns", "ladder", "dns"]);
  });

  test("is not there where the lesson offers none", () => {
    expect(storyOf(rich, "loaded").press("w").text).toContain("No change is offered here.");
    expect(storyOf(rich, "loaded").text).not.toContain("what if");
  });
});

test("two runs stand side by side, told apart, at the same time", () => {
  const at = storyOf(rich, "both");
  expect(at.text).toMatch(/Ladder {2}lossy/);
  expect(at.text).toMatch(/Ladder {2}main run/);
  expect(at.text).toMatch(/^ +lossy +\d+\/\d+ /m);
});

describe("a drill", () => {
  const answer = ({ lesson }: Story): string => {
    const ask = currentQuestion(lesson.lesson.played, lesson.lesson.session)!.ask;
    return ask.kind === "value" ? String(ask.answer) : "";
  };
  const drill = ({ lesson }: Story) => currentDrill(lesson.lesson.played, lesson.lesson.session)!;

  test("asks again with other values, and says in the end how many were right", () => {
    const first = storyOf(rich, "subnet");
    expect(first.text).toContain(" Question 1 of 3\n In which network is 10.");
    const right = first.type(answer(first)).press("enter");
    expect(right.text).toContain(" That is right.\n The mask keeps the network's bits.\n > - Next question");
    const second = right.press("enter");
    expect(second.text).toContain("Question 2 of 3");
    expect(answer(second)).not.toBe(answer(first));
    const third = second.press("down", "enter", "enter");
    expect(third.text).toContain("Question 3 of 3");
    const end = third.type(answer(third)).press("enter");
    expect(end.text).toContain(" 2 of 3 right.\n > - Once more, with other values");
    const again = end.press("enter");
    expect(drill(again)).toMatchObject({ round: 0, right: 0 });
    expect(answer(again)).not.toBe(answer(first));
    expect(end.press("right").text).toContain("All of it.");
  });

  test("meets a known mistake with its reason", () => {
    const first = storyOf(rich, "subnet");
    const ask = currentQuestion(first.lesson.lesson.played, first.lesson.lesson.session)!.ask;
    const broadcast = ask.kind === "value" ? String(ask.wrong.broadcast) : "";
    expect(first.type(broadcast).press("enter").text).toContain(
      ` x ${broadcast}: That is not it.\n That is everybody's address.`,
    );
  });
});

test("not to know is a choice in every question, met with the right answer and its reason", () => {
  const asked = storyOf(small, "who-first");
  expect(asked.text).toContain("   2 The root\n   3 I don't know\n   - hint");
  expect(asked.press("3").text).toContain(" The answer is:\n The nearest DNS server");
  expect(storyOf(small, "which-name").press("down", "enter").text).toContain("The answer is www.lab.glasscom.com.");
});

test("x in the text asks the glossary for the terms that it links to", () => {
  expect(storyOf(rich, "asked").press("0", "x").effects).toEqual([{ kind: "load-glossary", keys: ["root"] }]);
  expect(storyOf(rich, "loaded").press("0", "x").text).toContain("There is no entry for this.");
});

test("the summary tells what is simplified, and how to see it for oneself", () => {
  expect(storyOf(rich, "summary").text).toContain(
    ">All of it.\n\n Simplified here\n There is one root server.\n\n See it for yourself\n dig +trace\n",
  );
});

test("that a lesson does not speak the language is said once", () => {
  const first = storyOf(rich, "asked", "ko");
  expect(first.text).toContain(" 이 레슨은 영어로만 되어 있습니다.");
  expect(first.press("right").text).not.toContain("영어로만");
  expect(storyOf(rich, "asked").text).not.toContain("told in");
  expect(storyOf(rich, "loaded").press("L").text).toContain("영어로만");
  expect(storyOf(small, "typed", "ko").text).not.toContain("영어로만");
});

test("a lesson that spells its actions itself is shown with that spelling", () => {
  const bare = played(loadedLesson(richFiles((yaml) => yaml, replaced("### do again\nOpen it again.\n", ""))));
  expect(storyOf(bare, "again").text).toContain(" > 1 client: open http://www.lab.cyber.co.kr/");
});

describe("the panes of a beat", () => {
  test("the first one comes to the front where the beat shows others than the one before, unless another is pinned", () => {
    const next = storyOf(small, "typed").press("right");
    expect(next.lesson.stage.active).toBe("packet");
    const pinned = storyOf(small, "typed").press("p", "right");
    expect(pinned.lesson.stage.active).toBe("ladder");
  });

  test("a machine that it names stands in its pane until the next one names none, and the learner may choose another", () => {
    const named = replaced("show: [ladder, dns]", "show: [{ sockets: web-lab-cyber }, dns]");
    const later = replaced("    covers: [T1]", "    covers: [T1]\n    show: [sockets, ladder]");
    const lesson = played(loadedLesson(richFiles((yaml) => later(named(yaml)))));
    const at = storyOf(lesson, "asked");
    expect(at.lesson.stage.panes.sockets.host).toBe("web-lab-cyber");
    expect(at.press("right").lesson.stage.panes.sockets.host).toBeNull();
    const other = at.press("t");
    expect(other.lesson.stage.panes.sockets.host).not.toBe("web-lab-cyber");
    expect(other.press("right").lesson.stage.panes.sockets.host).toBe(other.lesson.stage.panes.sockets.host);
  });

  test("Tab goes through them before the others", () => {
    const look = storyOf(small, "who-first").press("escape", "tab");
    expect(look.lesson.stage.active).toBe("ladder");
    expect(look.press("tab").lesson.stage.active).toBe("net");
  });

  test("Tab from a question for a host goes to where hosts are", () => {
    const at = storyOf(small, "who-next");
    expect(at.press("tab").lesson.stage.active).toBe("ladder");
    const dns = storyOf(small, "which-name").press("right", "tab");
    expect(dns.lesson.stage.active).toBe("ladder");
    expect(dns.lesson.lesson.keys).toBe("panes");
  });

  test("Tab from a question for a field goes to the packet, where one is chosen with Enter", () => {
    const asks = played(
      loadedLesson(
        richFiles(
          replaced(
            "    what-if:\n      silent-root",
            "    ask: { pick: field, answer: { value: udp.dstport } }\n    what-if:\n      silent-root",
          ),
          replaced("### what-if silent-root", "### ask\nWhich port is the server's?\n### what-if silent-root"),
        ),
      ),
    );
    const packet = storyOf(asks, "asked").press("tab");
    expect(packet.lesson.stage.active).toBe("packet");
    const answered = packet.press("up", "enter", "down", "down", "enter");
    expect(answered.text).toContain("That is right.");
    expect(packet.press("tab").lesson.stage.active).not.toBe("packet");
  });
});

test("where an answer is typed the arrows go on and back until something is typed", () => {
  const at = storyOf(small, "which-name");
  expect(at.press("right").lesson.lesson.session.beat).toBe(3);
  expect(at.press("left").lesson.lesson.session.beat).toBe(1);
  const typed = at.type("ab").press("left", "x");
  expect(typed.lesson.lesson.field.text).toBe("axb");
  expect(typed.lesson.lesson.session.beat).toBe(2);
});

test("what was folded at one beat is not folded at the next: each begins as its author meant it", () => {
  const folds = (story: Story) => Object.values(story.lesson.stage.panes).flatMap(({ toggled }) => toggled);
  const [first, second] = small.beats;
  const tried = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((pane) =>
    storyOf(small, first!.id).press("escape", pane, "down", "enter"),
  );
  const folded = tried.find((story) => folds(story).length > 0 && story.lesson.lesson.session.beat === 0);
  expect(folded).toBeDefined();
  expect(folds(folded!.press("right"))).toEqual(folds(storyOf(small, second!.id)));
});
