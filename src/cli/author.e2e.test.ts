import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTui } from "../ui/terminal/testing/tui.ts";
import { builtProgram, type Ran, run } from "./testing/built.ts";

const home = mkdtempSync(join(tmpdir(), "net-tutor-author-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const here = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Ran => run(args, { cwd: home, env });
const path = (...parts: readonly string[]): string => join(home, ...parts);

let made: Ran;
beforeAll(() => {
  made = here(["new", "mine"]);
});

let copies = 0;
/** A lesson of its own for a test. */
function copy(edit: Readonly<Record<string, (text: string) => string>> = {}): string {
  const name = `copy-${++copies}`;
  cpSync(path("mine"), path(name), { recursive: true });
  for (const [file, change] of Object.entries(edit)) {
    writeFileSync(path(name, file), change(readFileSync(path(name, file), "utf8")));
  }
  return name;
}

const swap =
  (from: string, to: string) =>
  (text: string): string => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  };

describe("new", () => {
  test("says what it wrote and how to go on, and nothing is missing", () => {
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toMatchInlineSnapshot(`
      "mine/lesson.yaml written.
      mine/world.yaml written.
      mine/en.md written.
      mine/ko.md written.
      mine/lesson.schema.json written.
      mine/world.schema.json written.
      mine/snapshots written.
      Now change what is in mine, and see it with: net-tutor run mine --watch
      "
    `);
    expect(readdirSync(path("mine")).toSorted()).toEqual([
      "en.md",
      "ko.md",
      "lesson.schema.json",
      "lesson.yaml",
      "snapshots",
      "world.schema.json",
      "world.yaml",
    ]);
  });

  test("makes a lesson that passes check and test at once, in both languages", () => {
    expect(here(["check", "mine"])).toMatchObject({ code: 0, out: "1 lesson, no mistakes.\n", err: "" });
    expect(here(["test", "mine"])).toMatchObject({ code: 0, out: "1 lesson, all as in its snapshots.\n", err: "" });
    expect(here(["check", "mine", "--lang", "ko"]).out).toBe("레슨 1개에 잘못이 없습니다.\n");
    expect(here(["test", "mine", "--lang", "ko"]).out).toBe("레슨 1개가 모두 스냅숏과 같습니다.\n");
  });

  test("writes the schemas that an editor finds by the first line", () => {
    expect(readFileSync(path("mine", "lesson.yaml"), "utf8")).toMatch(
      /^# yaml-language-server: \$schema=lesson\.schema/,
    );
    expect(readFileSync(path("mine", "lesson.schema.json"), "utf8")).toBe(here(["schema", "lesson"]).out);
    expect(readFileSync(path("mine", "world.schema.json"), "utf8")).toBe(here(["schema", "world"]).out);
  });

  test("takes the lesson's name from the folder's, and an empty folder", () => {
    mkdirSync(path("Two words"));
    const { code, out } = here(["new", "Two words"]);
    expect(code).toBe(0);
    expect(out).toContain('net-tutor run "Two words" --watch');
    expect(readFileSync(path("Two words", "lesson.yaml"), "utf8")).toContain("\nslug: two-words\n");
  });

  test("touches nothing that is there", () => {
    mkdirSync(path("full"));
    writeFileSync(path("full", "letter.txt"), "Dear Sir");
    expect(here(["new", "full"])).toMatchObject({
      code: 2,
      out: "",
      err: "net-tutor: full exists and is not empty. Choose a new folder.\n",
    });
    expect(readdirSync(path("full"))).toEqual(["letter.txt"]);
    expect(here(["new", "full/letter.txt", "--lang", "ko"])).toMatchObject({
      code: 1,
      err: "net-tutor: full/letter.txt를 쓸 수 없습니다(EEXIST). 다른 폴더를 골라야 합니다.\n",
    });
  });
});

describe("check", () => {
  const broken = {
    "lesson.yaml": swap("by: client }\n    show: [ladder, sockets]", "by: clint }\n    show: [ladder, sockets]"),
    "en.md": swap("### hint 1\nThe URL", "### hnt 1\nThe URL"),
  };

  test("prints all mistakes by file, line and column, each with its remedy, and how many there are", () => {
    const folder = copy(broken);
    const ran = here(["check", folder]);
    expect(ran).toMatchObject({ code: 1, err: "" });
    expect(ran.out.replaceAll(folder, "F")).toMatchInlineSnapshot(`
      "F/en.md:13:1: The en text has the heading "### hnt 1", which the lesson does not use. Did you mean "### hint 1"?
      F/lesson.yaml:24:39: There is no device "clint" in this world. Did you mean "client"?
      2 mistakes.
      "
    `);
    expect(here(["check", folder, "--lang", "ko"]).out.replaceAll(folder, "F")).toMatchInlineSnapshot(`
      "F/en.md:13:1: en 본문의 제목 "### hnt 1"은 레슨에서 쓰지 않습니다. "### hint 1"을 쓰려고 했습니까?
      F/lesson.yaml:24:39: 이 월드에는 기기 "clint"가 없습니다. "client"를 쓰려고 했습니까?
      잘못이 2개 있습니다.
      "
    `);
  });

  test("gives them as data with --json", () => {
    const folder = copy(broken);
    const findings: unknown = JSON.parse(here(["check", folder, "--json"]).out);
    expect(findings).toContainEqual({
      file: `${folder}/lesson.yaml`,
      line: expect.any(Number),
      column: expect.any(Number),
      kind: "unknown-device",
      device: "clint",
      suggestion: "client",
      severity: "error",
      message: 'There is no device "clint" in this world. Did you mean "client"?',
    });
  });

  test("says in one line that a folder is no lesson, or not there", () => {
    mkdirSync(path("empty"), { recursive: true });
    expect(here(["check", "empty"])).toMatchObject({
      code: 2,
      out: "",
      err: "net-tutor: empty holds no lesson.yaml. Give a lesson's folder.\n",
    });
    expect(here(["check", "gone"])).toMatchObject({
      code: 2,
      err: "net-tutor: gone cannot be read (ENOENT). Check the path and its permissions.\n",
    });
  });
});

describe("test", () => {
  const changed = { "en.md": swap("The page is there", "The page has come") };

  test("prints what differs from the snapshots", () => {
    const folder = copy({ "snapshots/transcript.txt": swap("== answer\n", "== reply\n") });
    const ran = here(["test", folder]);
    expect(ran).toMatchObject({ code: 1, err: "" });
    expect(ran.out.replaceAll(folder, "F")).toMatchInlineSnapshot(`
      "F/snapshots/transcript.txt differs from its snapshot: read the difference, then write it with -u.
        @@ -21,7 +21,7 @@
           19 0.006 006    <18 dns named application gets sendto = 85 | call-returned process=named from=stack to=application op=sendto result=85 ok=true
           20 0.007 008    <18 lan frame 8 at 2 | frame-switched mac=02:00:c0:a8:00:0a port=1 | sent 9/4 1->client Standard query response 0xe667 A www.school.example A 192.168.0.80 NS ns.school.example A 192.168.0.53
           21 0.008 010    <20 client frame 9 at eth0 | datagram-delivered from=dns port=40146 bytes=85
        -== reply
        +== answer
           22 0.008 010    <21 client browser resolver gets read = 85 | call-returned process=browser from=stack to=resolver op=read result=85 ok=true | dns-answer-received from=dns name=www.school.example type=A rcode=NOERROR data=192.168.0.80 authoritative=true ttl=300 | name-resolved process=browser name=www.school.example address=192.168.0.80
           23 0.008 010    <22 client browser resolver calls close(3) | call-made process=browser from=resolver to=stack op=close call=close(3)
           24 0.008 010    <22 client browser application gets gethostbyname = 192.168.0.80 | call-returned process=browser from=resolver to=application op=gethostbyname result=192.168.0.80 ok=true
      1 thing is not as it should be.
      "
    `);
  });

  test("takes what differs for right with -u, and says what it wrote", () => {
    const folder = copy(changed);
    const ran = here(["test", folder]);
    expect(ran).toMatchObject({ code: 1, err: "" });
    expect(ran.out).toContain("\n  - The page is there");
    expect(ran.out).toContain("\n  + The page has come");
    const updated = here(["test", folder, "-u"]);
    expect(updated.code).toBe(0);
    expect(updated.out.replaceAll(folder, "F")).toMatchInlineSnapshot(`
      "F/snapshots/120x40.en.txt written.
      F/snapshots/80x24.en.txt written.
      F/snapshots/plain.en.txt written.
      1 lesson, all as in its snapshots.
      "
    `);
    expect(here(["test", folder]).code).toBe(0);
  });
});

describe("run", () => {
  test("plays a lesson of one's own line by line, from any beat", () => {
    const ran = run(["run", "mine", "--plain", "--beat", "page"], { cwd: home, input: "q\n" });
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("The page is there: status 200.");
    expect(here(["run", "mine", "--plain", "--beat", "pgae"])).toMatchObject({
      code: 2,
      err: 'net-tutor: There is no beat "pgae" in this lesson. It has: query, answer, page, summary.\n',
    });
  });

  test("prints what is wrong with it as check does", () => {
    const folder = copy({ "lesson.yaml": swap("host: client, open", "host: clint, open") });
    const { code, out, err } = here(["run", folder, "--plain"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^copy-\d+\/lesson\.yaml:\d+:\d+: There is no device "clint".*\n1 mistake\.\n$/);
    expect(here(["run", "gone"])).toMatchObject({ code: 2, err: expect.stringContaining("gone holds no lesson.yaml") });
    expect(here(["run", "mine", "--watch", "--plain"])).toMatchObject({
      code: 2,
      err: "net-tutor: --watch needs the full screen. Leave out --plain, or run it again after each change.\n",
    });
  });

  test("remembers where one was, unless a lesson of ours has that name", () => {
    const NET_TUTOR_HOME = path("learner");
    const go = (folder: string, input: string): string =>
      run(["run", folder, "--plain"], { cwd: home, input, env: { NET_TUTOR_HOME } }).out;
    go("mine", "\nq\n");
    expect(go("mine", "q\n")).toContain("Beat 2/3");
    const ours = copy({ "lesson.yaml": swap("slug: mine", "slug: journey") });
    go(ours, "\nq\n");
    expect(go(ours, "q\n")).toContain("Beat 1/3");
  });

  test.skipIf(process.platform === "win32")(
    "--watch shows each saved version at the same beat, and what is wrong with one",
    async () => {
      const folder = copy();
      const file = path(folder, "en.md");
      const text = readFileSync(file, "utf8");
      using tui = openTui({
        file: process.execPath,
        args: [builtProgram, "run", path(folder), "--watch", "--beat", "page"],
        columns: 80,
        rows: 24,
        env: { NET_TUTOR_HOME: path("author") },
      });
      await tui.until("The page is there");
      writeFileSync(file, text.replace("The page is there", "The page has come"));
      await tui.until("The page has come");
      expect(tui.screen()).toContain("Beat 3/3");
      // As editors do it: a new file in the old one's place.
      writeFileSync(`${file}~`, text.replace("## summary", "## sumary").replace("### do stop", "### do sto"));
      renameSync(`${file}~`, file);
      await tui.until(/And[\s│]+\d+[\s│]+more[\s│]+mistakes?\./);
      writeFileSync(file, text.replace("The page is there", "At last it is there"));
      await tui.until("At last it is there");
      tui.press("q");
      expect((await tui.exited).code).toBe(0);
      expect(existsSync(path("author", "progress.jsonl"))).toBe(false);
    },
  );
});

describe("trace and shot", () => {
  test("take a lesson by its name or its folder", () => {
    const ours = here(["trace", "journey"]);
    expect(ours).toMatchObject({ code: 0, err: "" });
    expect(ours.out).toContain("http://www.lab.cyber.co.kr/dir1/file1.html");
    expect(here(["trace", "mine", "--point", "client"]).out).toContain("A www.school.example");
    expect(here(["shot", "mine", "--at", "page"]).out).toContain("The page is there: status 200.");
  });

  test("say what is wrong with it, and that a lesson fixes its own world", () => {
    const folder = copy({ "lesson.yaml": swap("host: client, open", "host: clint, open") });
    for (const command of ["trace", "shot"]) {
      expect(here([command, folder])).toMatchObject({ code: 1, err: expect.stringContaining('no device "clint"') });
      expect(here([command, "mine", "--seed", "2"])).toMatchObject({
        code: 2,
        err: "net-tutor: --world, --profile, --http and --seed are fixed by a lesson. Leave them out, or open a URL.\n",
      });
      expect(here([command, "./gone"])).toMatchObject({
        code: 2,
        err: "net-tutor: ./gone holds no lesson.yaml. Give a lesson's folder.\n",
      });
    }
  });
});
