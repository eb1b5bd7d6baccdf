/** For our own bugs only: what an author, a user or the network can cause is a Result, a fact or a state. */
export class BugError extends Error {
  override name = "BugError";
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** The end of a `switch` over a union: a new variant without a case does not compile. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable: ${JSON.stringify(value)}`);
}
