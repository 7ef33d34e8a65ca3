// Errors of our own, and errors in words.

/** Why nothing came of a request for a server; the user has been told. */
export class NoServerError extends Error {}

/** Why a request has no answer: the server ended meanwhile; the user has been told. */
export class ServerEndedError extends Error {
  constructor() {
    super("The connector server ended before it was done");
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
