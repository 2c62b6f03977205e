import { NotFoundError } from "../../contracts/errors.ts";
import type { Run } from "../../contracts/run.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/**
 * A run and the workflow that it executes: what its task says (the alias of a deployed machine may lead to a revision
 * other than the one that was current when the run was accepted), else what its record says. The record is set right.
 * @throws NotFoundError also for a revision of another workflow
 */
export async function loadRun(
  tx: TenantTransaction,
  { runId, revision }: { runId: string; revision?: string | undefined },
): Promise<{ run: Run; workflow: CompiledWorkflow }> {
  const run = await tx.runs.get(runId);
  if (run === null) throw new NotFoundError(`There is no run ${runId}.`);
  const digest = revision ?? run.workflowDigest;
  const workflow = (await tx.workflows.getRevision(digest))?.workflow;
  if (workflow === undefined || workflow.name !== run.workflowName)
    throw new NotFoundError(
      `Workflow ${run.workflowName} has no revision ${digest}, which run ${runId} names.`,
    );
  if (digest === run.workflowDigest) return { run, workflow };
  await tx.runs.setRevision(runId, { version: workflow.version, digest });
  return { run: { ...run, workflowVersion: workflow.version, workflowDigest: digest }, workflow };
}
