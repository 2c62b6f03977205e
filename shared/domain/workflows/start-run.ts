import { NotFoundError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Run } from "../../contracts/run.ts";
import type { ExecutionInput } from "../../contracts/task.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import type { Database } from "../storage/ports.ts";
import { asksForPerson } from "./explicit-request.ts";
import { loadRun } from "./load-node.ts";
import type { StateMachines } from "./ports.ts";
import { selectFields } from "./select-fields.ts";

/** Hands an accepted run to Step Functions. Done twice, it changes nothing: the run's id is the execution's name. */
export async function startRun(
  message: { tenantId: string; runId: string },
  services: { database: Database; stateMachines: StateMachines; nowMs: () => number },
): Promise<void> {
  const { database, stateMachines, nowMs } = services;
  const { run, workflow } = await database.tenant(message.tenantId, (tx) => loadRun(tx, message.runId));
  if (run.status !== "queued") return;
  const machine = { workflowName: run.workflowName, digest: run.workflowDigest };
  try {
    await stateMachines.start(machine, run.runId, executionInput(run, workflow));
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await stateMachines.publish(workflow, run.workflowDigest);
    await stateMachines.start(machine, run.runId, executionInput(run, workflow));
  }
  await database.tenant(run.tenantId, (tx) => tx.runs.markStarted(run.runId, nowMs()));
}

function executionInput(run: Run, workflow: CompiledWorkflow): ExecutionInput {
  return {
    tenantId: run.tenantId,
    runId: run.runId,
    input: selectFields(run.input, workflow.inputReads, "the run's input") as JsonObject,
    explicitRequest: asksForPerson(run.input, workflow.triggers),
  };
}
