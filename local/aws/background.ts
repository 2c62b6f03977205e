import { JournalFailedError } from "./journal/journal.ts";

/**
 * Runs work that nobody waits for. A failure of the journal was reported by the journal itself; anything else is logged,
 * because a rejection that nobody handles would take the whole host down.
 */
export function runInBackground(log: (message: string) => void, work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    if (error instanceof JournalFailedError) return;
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
}
