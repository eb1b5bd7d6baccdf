/** What somebody else got wrong: one clear line and an exit code. Anything else that is thrown is a mistake of ours. */
export class Failure extends Error {
  override name = "Failure";
  constructor(
    message: string,
    /** 1: the thing asked for failed. 2: wrong usage, or no terminal. */
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}

/** `ENOENT`, `ENOSPC`, … or the message of what was thrown. */
export const causeOf = (error: unknown): string =>
  error instanceof Error
    ? "code" in error && typeof error.code === "string"
      ? error.code
      : error.message
    : String(error);
