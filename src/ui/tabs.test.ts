import { expect, test } from "vitest";
import { languageWords } from "../i18n/language.ts";
import { languages } from "../i18n/words.ts";
import { paneNames } from "../view/pane.ts";
import { rowColumns, rowText } from "../view/text.ts";
import { tabRow } from "./tabs.ts";

const en = languageWords("en");
const row = (columns: number) => rowText(tabRow("packet", ["packet", "dns"], columns, en));

test("names give way to their numbers where there is no room, those that nobody sees first", () => {
  expect([120, 94, 56, 44, 34, 20].map(row)).toEqual([
    "1 Net  2 Ladder  3>Packet  4 Sockets  5 DNS  6 Subnet  7 Program  8 Buffers  9 HTTP  Tables  URL  Events",
    "1 Net 2 Ladder 3>Packet 4 Sockets 5 DNS 6 Subnet 7 Program 8 Buffers 9 HTTP Tables URL Events",
    "1 2 3>Packet 4 5 DNS 6 7 8 9 Tables URL Events",
    "1 2 3>Packet 4 5 DNS 6 7 8 9 . . .",
    "1 2 3>Packet 4 5 DNS 6 7 8 9 . . .",
    "",
  ]);
});

test.each(languages)("in %s never wider than there is room", (language) => {
  for (let columns = 0; columns <= 140; columns++) {
    for (const active of [...paneNames, "text"] as const) {
      expect(rowColumns(tabRow(active, ["net"], columns, languageWords(language)))).toBeLessThanOrEqual(columns);
    }
  }
});
