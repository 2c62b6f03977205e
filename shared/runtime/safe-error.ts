import { HilError } from "../contracts/errors.ts";

const longestMessage = 500;

/**
 * What may be told of an error outside the process: a state machine's history keeps it. Only errors of ours carry a
 * message that was written to be seen; anything else is named and nothing more.
 */
export function safeError(error: unknown): { name: string; message: string } {
  if (error instanceof HilError) return { name: error.name, message: error.message.slice(0, longestMessage) };
  const name = error instanceof Error ? error.name : "Error";
  return { name, message: "Unexpected error; the log of this function has the details." };
}
