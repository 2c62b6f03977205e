import { ConflictError, NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { OutboxMessage, RunMessage } from "../../contracts/run.ts";
import type { Database } from "../storage/ports.ts";
import { maySeeRun } from "./may-see-run.ts";
import { addToOutbox } from "./outbox.ts";
import type { CommandSender } from "./ports.ts";

/**
 * Stops a run in one transaction: its row and whatever was open in it end, its waits are cancelled, and a message stops
 * its execution. A run that is stopped already stays so.
 * @returns what has to be sent after the commit
 * @throws NotAllowedError, NotFoundError, ConflictError when the run has ended otherwise
 */
export async function stopRun(
  principal: Principal,
  runId: string,
  services: { database: Database; commands: CommandSender; nowMs: () => number; newId: () => string },
): Promise<OutboxMessage[]> {
  if (!principal.scopes.includes("executions:write"))
    throw new NotAllowedError("This credential stops no runs.");
  const { tenantId, subject } = principal;
  const atMs = services.nowMs();
  return services.database.tenant(tenantId, async (tx) => {
    const run = await tx.runs.get(runId);
    if (run === null || !maySeeRun(principal, run))
      throw new NotFoundError(`There is no execution ${runId}.`);
    const error = { name: "RunStopped", message: `Stopped by ${subject}.` };
    const stopped = await tx.runs.end(
      runId,
      { status: "stopped", decision: null, handover: null, error },
      atMs,
    );
    if (!stopped) {
      const status = (await tx.runs.get(runId))?.status ?? run.status;
      if (status === "stopped") return [];
      throw new ConflictError(`The execution has ended already (${status}).`, {
        details: { code: "already-ended" },
      });
    }
    await tx.waits.cancelOfRun(runId, atMs);
    for (const { nodePath, status } of await tx.nodes.list(runId)) {
      if (status === "running" || status === "waiting") await tx.nodes.fail(runId, nodePath, error, atMs);
    }
    const message: RunMessage = {
      id: services.newId(),
      tenantId,
      runId,
      topic: "run.stop",
      body: { tenantId, runId },
      createdAtMs: atMs,
    };
    await addToOutbox(tx, message, services);
    return [message];
  });
}
