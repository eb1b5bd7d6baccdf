/** The paths of header fields without the indexes of list items: what the words for a field are filed under. */

/** `dns.answers.0.name` becomes `dns.answers.name`. */
export const withoutIndexes = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, "");

/** The same keys with `prefix.` in front, for records that stand in several places. */
export const prefixed = <P extends string, R extends Readonly<Record<string, string>>>(
  prefix: P,
  fields: R,
): { readonly [K in keyof R & string as `${P}.${K}`]: string } =>
  Object.fromEntries(Object.entries(fields).map(([name, words]) => [`${prefix}.${name}`, words])) as never;

/** What a field is for, by its path as the packet's description gives it; undefined for bytes that have no field. */
export const fieldWords = (
  words: { readonly field: Readonly<Record<string, string>> },
  path: string,
): string | undefined => words.field[withoutIndexes(path)];
