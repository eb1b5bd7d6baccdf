/**
 * Domain names as text, RFC 1035 sections 2.3 and 5.1: `www.lab.cyber.co.kr`, the root is `.`.
 * A dot or backslash inside a label is `\.` or `\\`, a byte that is no printable ASCII is `\DDD`.
 */

export type DomainName = string;

export const ROOT: DomainName = ".";
export const MAX_LABEL_BYTES = 63;
export const MAX_NAME_BYTES = 255;

/** The labels from the leaf up, each still escaped; the root has none. */
export function labelsOf(name: DomainName): readonly string[] {
  if (name === ROOT || name === "") return [];
  if (!name.includes("\\")) return (name.endsWith(".") ? name.slice(0, -1) : name).split(".");
  const labels: string[] = [];
  let label = "";
  for (let i = 0; i < name.length; i++) {
    if (name[i] === "\\") label += name[i]! + (name[++i] ?? "");
    else if (name[i] === ".") {
      labels.push(label);
      label = "";
    } else label += name[i];
  }
  if (label) labels.push(label);
  return labels;
}

export const joinLabels = (labels: readonly string[]): DomainName => (labels.length === 0 ? ROOT : labels.join("."));

/** `cyber.co.kr` for `lab.cyber.co.kr`; undefined for the root. */
export function parentOf(name: DomainName): DomainName | undefined {
  const labels = labelsOf(name);
  return labels.length === 0 ? undefined : joinLabels(labels.slice(1));
}

/** Lower case without a trailing dot: what names are compared by (RFC 4343). */
export function canonicalName(name: DomainName): DomainName {
  const lower = name.toLowerCase();
  if (lower === "") return ROOT;
  return lower.length > 1 && endsWithDot(lower) ? lower.slice(0, -1) : lower;
}

/** Whether the name ends with a dot that is none of a label's own bytes: then it is a whole name. */
export function endsWithDot(name: DomainName): boolean {
  return name.endsWith(".") && !isEscaped(name, name.length - 1);
}

/** Whether an odd number of backslashes stands before the character. */
function isEscaped(name: string, at: number): boolean {
  let slashes = 0;
  while (name[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

export const sameName = (a: DomainName, b: DomainName): boolean => canonicalName(a) === canonicalName(b);

/** Whether `name` is `zone` or below it. */
export function isWithin(name: DomainName, zone: DomainName): boolean {
  const z = canonicalName(zone);
  if (z === ROOT) return true;
  const n = canonicalName(name);
  return n === z || (n.endsWith(`.${z}`) && !isEscaped(n, n.length - z.length - 1));
}

/** The name and all above it, leaf first, root last. */
export function ancestry(name: DomainName): readonly DomainName[] {
  const labels = labelsOf(canonicalName(name));
  return Array.from({ length: labels.length + 1 }, (_, i) => joinLabels(labels.slice(i)));
}

/** `192.0.2.226` becomes `226.2.0.192.in-addr.arpa` (RFC 1035 section 3.5). */
export const reverseName = (address: string): DomainName => `${address.split(".").reverse().join(".")}.in-addr.arpa`;

/** A label's bytes. */
export function labelBytes(label: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < label.length; i++) {
    if (label[i] !== "\\") bytes.push(label.charCodeAt(i) & 0xff);
    else if (/^\d{3}/.test(label.slice(i + 1, i + 4))) {
      bytes.push(Number(label.slice(i + 1, i + 4)) & 0xff);
      i += 3;
    } else bytes.push(label.charCodeAt(++i) & 0xff);
  }
  return bytes;
}

export function labelText(bytes: Uint8Array): string {
  let label = "";
  for (const b of bytes) {
    if (b === 0x2e || b === 0x5c) label += `\\${String.fromCharCode(b)}`;
    else if (b > 0x20 && b < 0x7f) label += String.fromCharCode(b);
    else label += `\\${String(b).padStart(3, "0")}`;
  }
  return label;
}

/** Whether the name fits into a message: labels of 1 to 63 bytes, 255 in all, and no character that is no byte. */
export function isSendable(name: DomainName): boolean {
  if (/[^\x00-\x7f]/.test(name)) return false;
  const lengths = labelsOf(name).map((label) => labelBytes(label).length);
  return (
    lengths.every((n) => n >= 1 && n <= MAX_LABEL_BYTES) && lengths.reduce((sum, n) => sum + n + 1, 1) <= MAX_NAME_BYTES
  );
}
