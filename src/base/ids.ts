/** The names that tie a run together. Plain strings and numbers, so that a world stays plain data. */

/** A device's name in a world, as written in the world file: `client`, `router`. */
export type DeviceId = string;
/** A link's name: its two ports in the order of the world file, `client.eth0--lan.1`. */
export type LinkId = string;
/** Counts the frames of a run from 1, in the order in which they were put on a link. */
export type FrameId = number;
/** What survives switch, router and fragmenting: every frame that carries (a part of) one packet has the same. */
export type PacketId = number;
/** Counts a run's steps from 0. */
export type StepIndex = number;
