/** Names with a meaning of their own in lesson files, apart from the schemas: the screen knows them too. */

/** The panes that a lesson can put on stage. */
export const stagePanes = [
  "net",
  "ladder",
  "packet",
  "sockets",
  "dns",
  "subnet",
  "program",
  "buffers",
  "http",
  "tables",
  "url",
  "events",
] as const;
export type StagePane = (typeof stagePanes)[number];

/** Those of them that show one machine at a time, so that a lesson can say which. */
export const hostPanes = [
  "packet",
  "sockets",
  "dns",
  "subnet",
  "program",
  "buffers",
  "http",
  "tables",
  "url",
] as const satisfies readonly StagePane[];
export type HostPane = (typeof hostPanes)[number];

/** The page after the last beat; no beat may be called so. */
export const SUMMARY = "summary";
/** Sections of the words that are no beats either: what the lesson leaves out, and how to see it for real. */
export const EXTRAS = ["simplified", "see"] as const;
/** The section of the words that gives the runs names to be shown. */
export const RUN_NAMES = "runs";
/** The run that beats are about unless they name another. */
export const MAIN_RUN = "main";
