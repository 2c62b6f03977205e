import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { Run } from "../../contracts/run.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/**
 * The run, which does not end before this transaction does: whoever ends it cancels its waits, so that what is asked for it
 * is asked before that or not at all.
 * @throws NotFoundError, ConflictError when it has ended
 */
export async function holdOpenRun(tx: TenantTransaction, runId: string): Promise<Run> {
  const run = await tx.runs.hold(runId);
  if (run === null) throw new NotFoundError(`There is no run ${runId}.`);
  if (run.status === "running" || run.status === "queued") return run;
  throw new ConflictError(`Run ${runId} has ended (${run.status}): it asks for nothing any more.`);
}
