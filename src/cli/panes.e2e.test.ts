import { describe, expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { openTui, type Tui } from "../ui/terminal/testing/tui.ts";
import { expectClosed } from "../ui/testing/frames.ts";
import { type PaneName, paneNames } from "../view/pane.ts";
import { builtProgram } from "./testing/built.ts";

const PAGE = "http://www.lab.cyber.co.kr/dir1/file1.html";
/** A lone ESC is told from a sequence by waiting; the Escape of the kitty protocol needs no waiting. */
const ESCAPE = "\x1b[27u";

/** What each pane must have on it when the page has just arrived, whatever the language and however it is folded. */
const telling: Readonly<Record<PaneName, RegExp>> = {
  net: /\[lan\].*[┬─=].*client/,
  ladder: /0\.192 739 .*ACK=3157/,
  packet: /\[Ethernet 14 \[IP 20 \[>TCP 20/,
  sockets: /ESTABLISHED .*:49152 +192\.0\.2\.226:80/,
  dns: /ns1\.lab\.cyber\.co\.kr +A +1,800 .*198\.51\.100\.21/,
  subnet: /10\.11\.12\.13[\s\S]*1{8}\.?1{8}\.?1{8}\.?0{8}/,
  program: /1 +ip = gethostbyname\("www\.lab\.cyber\.co\.kr"\)/,
  buffers: /client .*Send-Q 0\/65536[\s\S]*SND\.UNA/,
  http: /HTTP\/1\.1 200 OK +3,156/,
  tables: /10\.11\.12\.53 +02:00:0a:0b:0c:35/,
  url: /1─── {3}2──────────────────3─────4─────────/,
  events: />\d\d +0\.192 739 /,
};

/** The keys that lead to each pane, in an order in which Tab comes to those without a digit. */
const keysTo: readonly (readonly [key: string, pane: PaneName])[] = paneNames.map((name, i) => [
  i < 9 ? String(i + 1) : "tab",
  name,
]);

/** `12-20/64` in the lower border of a pane that has the whole stage. */
const position = (tui: Tui): string | undefined => / (\d+-\d+\/\d+) ─┘$/m.exec(tui.screen())?.[1];
const isZoomed = (tui: Tui): boolean => tui.rows()[1]!.startsWith("┌>");

describe.each(languages)("in %s", (language) => {
  const words = languageWords(language);
  const { pane } = words.ui;
  const event = language === "ko" ? "이벤트" : "event";

  test.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])(
    "at %ix%i every pane is come to, filled, zoomed, scrolled and left",
    { timeout: 60_000 },
    async (columns, rows) => {
      using tui = openTui({
        file: process.execPath,
        args: [builtProgram, "open", PAGE, "--lang", language],
        columns,
        rows,
      });
      const whole = () => expectClosed(tui.rows(), columns, tui.screen());
      await tui.until(new RegExp(`${event} 0/[1-9]`));
      tui.send("c");
      await tui.until(words.ui.run.forward);
      tui.send("http response received 200");
      tui.press("enter");
      const there = new RegExp(`${event} [1-9]\\d*/`);
      await tui.until((t) => there.test(t.screen()) && !t.screen().includes(words.ui.run.forward));
      const scrolled: PaneName[] = [];
      for (const [key, name] of keysTo) {
        tui.press(key);
        await tui.until((t) => t.screen().includes(`>${pane[name]}`) && /┌>/.test(t.screen()));
        // The frame of the active pane has its name, with its digit where others stand beside it.
        expect(tui.screen()).toMatch(new RegExp(`┌>(?:\\d )?${pane[name]} `));
        expect(tui.screen(), name).toMatch(telling[name]);
        whole();

        tui.press("z");
        await tui.until(isZoomed);
        expect(tui.rows()[1]).toMatch(new RegExp(`^┌>${pane[name]} `));
        expect(tui.screen(), name).toMatch(telling[name]);
        whole();

        const before = position(tui);
        tui.press("up");
        await tui.until((t) => t.rows().some((row) => row.startsWith(">")));
        whole();
        if (before !== undefined) {
          for (let n = 0; n < 12; n++) tui.press("pageup");
          await tui.until((t) => position(t)?.startsWith("1-") === true);
          const top = position(tui);
          tui.press("pagedown", "pagedown");
          await tui.until((t) => position(t) !== top);
          whole();
          scrolled.push(name);
        }
        tui.press("z");
        await tui.until((t) => !isZoomed(t));
        whole();
        tui.send(ESCAPE);
      }
      expect(scrolled).toEqual(
        expect.arrayContaining(["packet", "http", "events"].slice(rows < 40 ? 0 : 1, rows < 60 ? 3 : 2)),
      );
      tui.press("q");
      expect((await tui.exited).code).toBe(0);
    },
  );
});
