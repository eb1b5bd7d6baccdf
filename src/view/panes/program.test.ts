import { describe, expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { buildWorld } from "../../sim/build.ts";
import { runTimeline, type Timeline } from "../../sim/timeline.ts";
import type { Step } from "../../sim/world.ts";
import type { ScriptStep } from "../../stack/programs/script.ts";
import { freshPane } from "../pane.ts";
import { programModel } from "../select/program.ts";
import { renderPane } from "../stage.ts";
import { cable, drawn, journey, slowReader } from "../testing/runs.ts";
import { rowColumns, rowText } from "../text.ts";

const run = journey({ url: "http://www.lab.cyber.co.kr/dir1/file1.html" });

const at = (timeline: Timeline, fits: (input: Step["entry"]["input"], step: Step) => boolean): number =>
  timeline.steps.find((step) => fits(step.entry.input, step))!.index;

const calls = (op: string, caller = "application", timeline = run): number =>
  at(timeline, (i) => i.kind === "app-calls" && i.device === "client" && i.caller === caller && i.call.op === op);
const returns = (op: string, caller = "application", timeline = run): number =>
  at(timeline, (i) => i.kind === "call-returns" && i.device === "client" && i.caller === caller && i.result.op === op);

const draw = (step: number, columns = 72, rows = 16, state = freshPane, words = en, timeline = run): string =>
  drawn(renderPane("program", timeline, step, { columns, rows }, state, words));

test("what was written and read stays in its variable when the response is there", () => {
  const got = at(run, (_, { facts }) => facts.some((f) => f.kind === "http-response-received" && f.by === "client"));
  const [response] = run.steps[got]!.facts.flatMap((f) => (f.kind === "http-response-received" ? [f.bytes] : []));
  for (const step of [got, got + 1]) {
    const { variables } = programModel(run, step, "client");
    const value = (name: string) => variables.find((v) => v.name === name)?.value;
    expect([value("length"), value("buffer")]).toEqual([
      { kind: "bytes", bytes: 96 },
      { kind: "bytes", bytes: response },
    ]);
  }
});

describe("control on the client, from line to line", () => {
  test("the application calls the resolver", () => {
    expect(draw(calls("gethostbyname"))).toMatchInlineSnapshot(`
      "
      > 1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
        5  n = read(sd, buffer, size)
        6  close(sd)
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
        v  application     gethostbyname: waits for the resolver
      > v  resolver        gethostbyname("www.lab.cyber.co.kr")
           socket library  only passes calls on
           protocol stack  in the OS: does the work
           LAN driver      in the OS: hands frames over
           LAN adapter     hardware: frames out and in


      "
    `);
  });

  test("the resolver has the protocol stack send its query, and a frame goes out", () => {
    expect(draw(calls("write", "resolver"))).toMatchInlineSnapshot(`
      "
      > 1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
        5  n = read(sd, buffer, size)
        6  close(sd)
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
           application     gethostbyname: waits for the resolver
        v  resolver        a part of the socket library
        v  socket library  only passes calls on
      > v  protocol stack  write(3, data, 37)
        v  LAN driver      in the OS: hands frames over
        v  LAN adapter     sends Who has 10.11.12.53? Tell 10.11.12.13


      "
    `);
  });

  test("the name's address comes back up to the application, which is at its next line", () => {
    expect(draw(returns("gethostbyname"), 72, 20)).toMatchInlineSnapshot(`
      "
      < 1  ip = gethostbyname("www.lab.cyber.co.kr")  = 192.0.2.226
      > 2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
        5  n = read(sd, buffer, size)
        6  close(sd)
       Variables
      * ip      = 192.0.2.226
        sd      = not known yet
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
        buffer  = not known yet
       Control
      > ^  application     gethostbyname: 192.0.2.226
        ^  resolver        a part of the socket library
           socket library  only passes calls on
           protocol stack  in the OS: does the work
           LAN driver      in the OS: hands frames over
           LAN adapter     hardware: frames out and in

      "
    `);
  });

  test("the descriptor that socket returned is a variable now", () => {
    expect(draw(returns("socket"))).toMatchInlineSnapshot(`
      "
        1  ip = gethostbyname("www.lab.cyber.co.kr")
      < 2  sd = socket(AF_INET, SOCK_STREAM, 0)       = 3
      > 3  connect(sd, ip, 80)
        4  write(sd, request, length)
        5  n = read(sd, buffer, size)
        6  close(sd)
        ip      = 192.0.2.226
      * sd      = 3
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
      > ^  application     socket: 3
           resolver        a part of the socket library
        ^  socket library  only passes calls on
        ^  protocol stack  in the OS: does the work
           LAN driver      in the OS: hands frames over
           LAN adapter     hardware: frames out and in
      "
    `);
  });

  test("while other machines work, the program waits, and it is said for what", () => {
    const asked = at(run, (i, s) => i.kind === "frame-arrives" && i.device === "root" && s.sent.length > 0);
    expect(draw(asked)).toMatchInlineSnapshot(`
      "
      > 1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
        5  n = read(sd, buffer, size)
        6  close(sd)
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
           application     gethostbyname: waits for the resolver
           resolver        read(3): waits for a datagram from 10.11.12.53:53
           socket library  only passes calls on
           protocol stack  nobody runs here: it waits for a frame
           LAN driver      in the OS: hands frames over
           LAN adapter     hardware: frames out and in


      "
    `);
  });

  test("a frame that comes up is answered by the stack alone", () => {
    const synAck = at(
      run,
      (i, s) =>
        i.kind === "frame-arrives" &&
        i.device === "client" &&
        s.facts.some((f) => f.kind === "tcp-state-changed" && f.to === "ESTABLISHED"),
    );
    expect(draw(synAck)).toMatchInlineSnapshot(`
      "
        1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
      > 3  connect(sd, ip, 80)
        4  write(sd, request, length)
        5  n = read(sd, buffer, size)
        6  close(sd)
        ip      = 192.0.2.226
        sd      = 3
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
           application     makes the calls
           resolver        a part of the socket library
           socket library  only passes calls on
      > ^v protocol stack  80 -> 49152 [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0~
        ^v LAN driver      in the OS: hands frames over
        ^v LAN adapter     sends 49152 -> 80 [ACK] Seq=1 Ack=1 Win=65535 Len=0
      "
    `);
  });

  test("read waits for data, and then says how much has come", () => {
    expect(draw(calls("read"), 100, 20)).toMatchInlineSnapshot(`
      "
        1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
      > 5  n = read(sd, buffer, size)
        6  close(sd)
       Variables
        ip      = 192.0.2.226
        sd      = 3
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96 bytes
        buffer  = 0 bytes
       Control
        v  application     read(3): waits for data from 192.0.2.226:80
           resolver        a part of the socket library
        v  socket library  only passes calls on
      > v  protocol stack  read(3, buffer, 65536)
           LAN driver      in the OS: hands frames over
           LAN adapter     hardware: frames out and in

      "
    `);
    expect(draw(returns("read"), 72, 20, freshPane, ko)).toMatchInlineSnapshot(`
      "
        1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
      > 5  n = read(sd, buffer, size)                 = 1460
        6  close(sd)
       변수
        ip      = 192.0.2.226
        sd      = 3
        request = GET /dir1/file1.html HTTP/1.1
        length  = 96바이트
      * buffer  = 1,460바이트
       제어
      > ^  애플리케이션     read: 1460
           리졸버           소켓 라이브러리의 일부
        ^  소켓 라이브러리  호출을 넘겨줄 뿐
        ^  프로토콜 스택    OS 안에서 일을 맡음
           LAN 드라이버     OS 안에서 프레임을 건넴
           LAN 어댑터       하드웨어: 프레임의 출입구

      "
    `);
  });

  test("in a small pane one row tells of control, and the running line is in sight", () => {
    expect(draw(calls("connect"), 48, 5)).toMatchInlineSnapshot(`
      "
       application -> [protocol stack] -> LAN adapter
        1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
      > 3  connect(sd, ip, 80)
        4  write(sd, request, length)
      "
    `);
    expect(
      draw(
        at(run, (i) => i.kind === "frame-arrives" && i.device === "root"),
        48,
        5,
      ),
    ).toMatchInlineSnapshot(`
      "
       gethostbyname: waits for the resolver
      > 1  ip = gethostbyname("www.lab.cyber.co.kr")
        2  sd = socket(AF_INET, SOCK_STREAM, 0)
        3  connect(sd, ip, 80)
        4  write(sd, request, length)
      "
    `);
  });
});

test("a server has no lines; its processes and what they wait for are shown", () => {
  const last = run.steps.length - 1;
  expect(draw(last, 64, 12, { ...freshPane, host: "nearest" })).toMatchInlineSnapshot(`
    "
     Processes
      named (100)
        recvfrom(3): waits for a datagram from anybody
        accept(4): waits for a client at 0.0.0.0:53
     Control
         application     makes the calls
         resolver        a part of the socket library
         socket library  only passes calls on
         protocol stack  nobody runs here: it waits for a frame
         LAN driver      in the OS: hands frames over
         LAN adapter     hardware: frames out and in

    "
  `);
  const serving = at(run, (i) => i.kind === "app-calls" && i.device === "web-lab-cyber" && i.call.op === "read");
  expect(draw(serving, 64, 13, { ...freshPane, host: "web-lab-cyber" })).toMatchInlineSnapshot(`
    "
     Processes
      httpd (100)
        accept(3): waits for a client at 0.0.0.0:80
        read(4): waits for data from 10.11.12.13:49152
     Control
      v  application     makes the calls
         resolver        a part of the socket library
      v  socket library  only passes calls on
    > v  protocol stack  read(4, buffer, 65536)
         LAN driver      in the OS: hands frames over
         LAN adapter     hardware: frames out and in


    "
  `);
});

test("a program that was given an address looks nothing up", () => {
  const small = cable();
  const model = programModel(small, calls("connect", "application", small));
  expect(model.source.map(({ text, running }) => `${running ? ">" : " "}${text}`)).toEqual([
    " sd = socket(AF_INET, SOCK_STREAM, 0)",
    ">connect(sd, ip, 80)",
    " write(sd, request, length)",
    " n = read(sd, buffer, size)",
    " close(sd)",
  ]);
  expect(model.variables.map(({ name, value }) => [name, value])).toEqual([
    ["ip", { kind: "text", text: "192.0.2.80" }],
    ["sd", { kind: "text", text: "3" }],
    ["request", { kind: "text", text: "GET / HTTP/1.0" }],
    ["length", { kind: "bytes", bytes: 72 }],
    ["buffer", { kind: "unknown" }],
  ]);
});

test("a write without room and a pause are waits, too", () => {
  const slow = slowReader();
  const writing = at(slow, (i) => i.kind === "app-calls" && i.device === "web" && i.call.op === "write");
  expect(programModel(slow, writing, "web").processes[0]?.waits).toEqual([
    { caller: "application", op: "accept", fd: 3, socket: 1, for: { kind: "client", local: "0.0.0.0:80" } },
    { caller: "application", op: "write", fd: 4, socket: 2, for: { kind: "room", bytes: 4041 } },
  ]);
  const pause = calls("sleep", "application", slow);
  expect(programModel(slow, pause, "client").processes[0]?.waits).toEqual([
    { caller: "application", op: "sleep", for: { kind: "time" } },
  ]);
  expect(draw(pause, 64, 6, freshPane, ko, slow)).toMatchInlineSnapshot(`
    "
     애플리케이션 -> 소켓 라이브러리 -> [프로토콜 스택]
      3  connect(sd, ip, 80)
      4  write(sd, request, length)
    > 5  sleep(0.02)
      6  n = read(sd, buffer, size)
      7  close(sd)
    "
  `);
});

test("a program of one's own has the names that it gave its descriptors as variables", () => {
  const port = (address: string) => ({ eth0: { address, prefix: 24 } });
  const mine: ScriptStep[] = [
    { op: "socket", as: "control" },
    { op: "socket", as: "bell", type: "dgram" },
    { op: "connect", on: "control", to: "192.0.2.2", port: 7 },
  ];
  const theirs: ScriptStep[] = [
    { op: "socket", as: "door" },
    { op: "bind", on: "door", port: 7 },
    { op: "listen", on: "door" },
    { op: "accept", on: "door", as: "guest" },
    { op: "read", on: "guest" },
  ];
  const host = (address: string, steps: readonly ScriptStep[]) =>
    ({ kind: "host", ports: port(address), programs: { mine: { run: "script", steps } } }) as const;
  const world = buildWorld(
    {
      devices: { here: host("192.0.2.1", mine), there: host("192.0.2.2", theirs) },
      links: [
        {
          between: [
            { device: "here", port: "eth0" },
            { device: "there", port: "eth0" },
          ],
          delay: 1000,
          rate: 1e9,
        },
      ],
    },
    { profile: "textbook", seed: 1 },
  );
  const own = runTimeline(world, { limit: 200 });
  const read = at(own, (i) => i.kind === "app-calls" && i.device === "there" && i.call.op === "read");
  expect(draw(read, 64, 17, freshPane, en, own)).toMatchInlineSnapshot(`
    "
      1  door = socket(AF_INET, SOCK_STREAM, 0)
      2  bind(door, 0.0.0.0:7)
      3  listen(door, 128)
      4  guest = accept(door)
    > 5  read(guest, buffer, 65536)
     Variables
      door   = 3
      guest  = 4
      buffer = 0 bytes
     Control
      v  application     read(4): waits for data from 192.0.2.1:491~
         resolver        a part of the socket library
      v  socket library  only passes calls on
    > v  protocol stack  read(4, buffer, 65536)
         LAN driver      in the OS: hands frames over
         LAN adapter     hardware: frames out and in

    "
  `);
  const { source, variables } = programModel(own, own.steps.length - 1, "here");
  expect(source.map(({ socket }) => socket)).toEqual([1, 2, 1]);
  expect(variables.map(({ name, value, socket }) => [name, value, socket])).toEqual([
    ["control", { kind: "text", text: "3" }, 1],
    ["bell", { kind: "text", text: "4" }, 2],
  ]);
});

test("a line names itself, its socket and its host, and the step that came to it", () => {
  const step = returns("socket");
  const view = renderPane("program", run, step + 5, { columns: 72, rows: 24 }, { ...freshPane, cursor: 2 }, en);
  expect(rowText(view.rows[2]!).trim()).toBe("> 3  connect(sd, ip, 80)");
  expect(view.things).toEqual(["line:client:browser:3", "socket:client:2", "device:client"]);
  const connecting = renderPane(
    "program",
    run,
    calls("connect"),
    { columns: 72, rows: 24 },
    { ...freshPane, cursor: 2 },
    en,
  );
  expect(connecting.things?.[0]).toBe("line:client:browser:3");
  expect(connecting.explain).toEqual(["connect", "socket-library"]);
  expect(connecting.because).toBe(step);
  expect(connecting.cursorRow).toBe(2);
  expect(connecting.hosts?.slice(0, 3)).toEqual(["client", "nearest", "root"]);
});

test("a socket selected elsewhere marks the lines and the variable that are about it", () => {
  const step = calls("write");
  const view = renderPane("program", run, step, { columns: 72, rows: 24 }, freshPane, en, step - 1, [
    "socket:client:2",
  ]);
  expect(view.marked?.map((row) => rowText(view.rows[row]!).trim())).toEqual([
    "2  sd = socket(AF_INET, SOCK_STREAM, 0)",
    "3  connect(sd, ip, 80)",
    "> 4  write(sd, request, length)",
    "5  n = read(sd, buffer, size)",
    "6  close(sd)",
    "sd      = 3",
  ]);
});

test.each([en, ko])("every size is filled exactly in $language", (words) => {
  const steps = [-1, calls("gethostbyname"), returns("socket"), calls("write"), returns("read"), run.steps.length - 1];
  for (const step of steps) {
    for (const host of [null, "nearest", "web-lab-cyber", "router"]) {
      for (const columns of [40, 58, 76, 118, 200]) {
        for (const rows of [4, 9, 15, 16, 24, 50]) {
          const view = renderPane("program", run, step, { columns, rows }, { ...freshPane, host }, words);
          expect(view.rows.length).toBe(rows);
          expect(view.rows.every((row) => rowColumns(row) === columns)).toBe(true);
        }
      }
    }
  }
});
