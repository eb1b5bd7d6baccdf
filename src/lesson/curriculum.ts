/** The points that lessons make, by their ids: a beat's `covers` names them. What each is, `i18n` says. */

/** URL, HTTP, addresses, DNS, sockets, TCP and the packet. */
export const curriculumPoints = [
  ...(["U1", "U2", "U3", "U4"] as const),
  ...(["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10"] as const),
  ...(["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"] as const),
  ...(["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D12", "D13", "D14"] as const),
  ...(["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12"] as const),
  ...(["T1", "T2", "T3", "T4", "T5", "T6", "T7"] as const),
] as const;

export type CurriculumPoint = (typeof curriculumPoints)[number];
