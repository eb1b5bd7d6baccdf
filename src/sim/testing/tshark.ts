/** What Wireshark thinks of a capture: tshark's expert information and its verdicts on checksums, frame by frame. */
import { spawnSync } from "node:child_process";

export type Verdict = {
  readonly frame: number;
  readonly summary: string;
  /** One for each piece of expert information. */
  readonly expert: readonly { readonly severity: number; readonly group: number; readonly message: string }[];
  /** Protocols whose checksum is bad. */
  readonly badChecksums: readonly string[];
};

/** `epan/proto.h`: severities and groups of expert information. */
export const WARN = 0x600000;
export const ERROR = 0x800000;
export const GROUP_SEQUENCE = 0x2000000;
const GROUP_CHECKSUM = 0x1000000;

export const hasTshark = (): boolean => spawnSync("tshark", ["-v"]).status === 0;

const CHECKSUMS = ["ip", "tcp", "udp", "icmp"] as const;
const BAD = "0";

/**
 * Only the frames that there is something to say about. `joins`: segments and fragments are put together, which makes
 * no sense of a capture that has each of them several times. Throws when tshark cannot read the file.
 */
export function judge(file: string, joins: boolean): readonly Verdict[] {
  const fields = [
    "frame.number",
    "frame.protocols",
    "_ws.col.Info",
    "_ws.expert.severity",
    "_ws.expert.group",
    "_ws.expert.message",
    ...CHECKSUMS.map((p) => `${p}.checksum.status`),
  ];
  const checks = ["ip", "tcp", "udp"].flatMap((p) => ["-o", `${p}.check_checksum:TRUE`]);
  const joining = ["tcp.desegment_tcp_streams", "ip.defragment"].flatMap((o) => [
    "-o",
    `${o}:${joins ? "TRUE" : "FALSE"}`,
  ]);
  const shown = fields.flatMap((f) => ["-e", f]);
  const { status, stdout, stderr } = spawnSync(
    "tshark",
    ["-n", "-r", file, ...checks, ...joining, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|", ...shown],
    { encoding: "utf8", maxBuffer: 1 << 30 },
  );
  if (status !== 0) throw new Error(`tshark: ${stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [frame = "", protocols = "", summary = "", severities = "", groups = "", messages = "", ...statuses] =
        line.split("\t");
      const group = groups.split("|");
      const message = messages.split("|");
      const expert = severities
        .split("|")
        .filter((text) => text !== "")
        .map((text, i) => ({ severity: Number(text), group: Number(group[i]), message: message[i] ?? "" }));
      // Of the packet that an ICMP error quotes only the beginning is there: its own checksum cannot be right.
      const isQuote = protocols.includes("icmp:ip");
      const judged = CHECKSUMS.filter((p) => !isQuote || p === "ip" || p === "icmp");
      const badChecksums = judged.filter((p) => statuses[CHECKSUMS.indexOf(p)]?.split("|")[0] === BAD);
      const own = expert.filter((e) => !(isQuote && e.group === GROUP_CHECKSUM));
      return { frame: Number(frame), summary, expert: own, badChecksums };
    })
    .filter((v) => v.expert.length > 0 || v.badChecksums.length > 0);
}
