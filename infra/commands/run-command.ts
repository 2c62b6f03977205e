import { InvalidConfigError } from "../config/read-config.ts";

/** A command cannot be done as it was given; the message says why, and what to do. */
export class RefusedCommandError extends Error {
  override readonly name = "RefusedCommandError";
}

/** Runs a command. What the user can mend is told in a sentence, everything else with its stack. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof RefusedCommandError || error instanceof InvalidConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
