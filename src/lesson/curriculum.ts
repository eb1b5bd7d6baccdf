/** The points that lessons make, by their ids: a beat's `covers` names them. */

/** How many points each group has: URL, HTTP, addresses, DNS, sockets, TCP and the packet. */
const groups = { U: 4, H: 10, A: 8, D: 14, S: 12, T: 7 } as const;

/** `U1` to `T7`. */
export const curriculumPoints: readonly string[] = Object.entries(groups).flatMap(([group, count]) =>
  Array.from({ length: count }, (_, i) => `${group}${i + 1}`),
);
