import { NotFoundError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Run } from "../../contracts/run.ts";
import type { ExecutionInput } from "../../contracts/task.ts";
import type { CompiledWorkflow, ReadPath } from "../../contracts/workflow.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { asksForPerson } from "./explicit-request.ts";
import { loadRun } from "./load-run.ts";
import { machineOf } from "./machine-of.ts";
import type { StateMachines } from "./ports.ts";
import { selectFields } from "./select-fields.ts";

/** The revisions that a deployed machine's alias may lead to: two, and those of releases that were rolled back between. */
const liveRevisions = 5;

/** Hands an accepted run to Step Functions. Done twice, it changes nothing: the run's id is the execution's name. */
export async function startRun(
  message: { tenantId: string; runId: string },
  services: { database: Database; stateMachines: StateMachines; nowMs: () => number },
): Promise<void> {
  const { database, stateMachines, nowMs } = services;
  const startable = await database.tenant(message.tenantId, (tx) => loadStartable(tx, message));
  const { run, workflow } = startable;
  if (run.status !== "queued") return;
  const input = executionInput(startable);
  try {
    await stateMachines.start(machineOf(run), run.runId, input);
  } catch (error) {
    if (!(error instanceof NotFoundError) || run.deployed) throw error;
    await stateMachines.publish(workflow, run.workflowDigest);
    await stateMachines.start(machineOf(run), run.runId, input);
  }
  await database.tenant(run.tenantId, (tx) => tx.runs.markStarted(run.runId, nowMs()));
}

export interface Startable {
  run: Run;
  workflow: CompiledWorkflow;
  /** What the conditions of any revision read that may execute. */
  inputReads: ReadPath[];
}

/** A run with what its execution's input is made of. @throws NotFoundError */
export async function loadStartable(tx: TenantTransaction, { runId }: { runId: string }): Promise<Startable> {
  const { run, workflow } = await loadRun(tx, { runId });
  const others = run.deployed ? await tx.workflows.listDeployed(run.workflowName, liveRevisions) : [];
  const inputReads = [workflow, ...others.map((revision) => revision.workflow)].flatMap(
    (each) => each.inputReads,
  );
  return { run, workflow, inputReads };
}

/** What an execution is told: ids, what conditions read, and nothing else of the input. */
export function executionInput({ run, workflow, inputReads }: Startable): ExecutionInput {
  return {
    tenantId: run.tenantId,
    runId: run.runId,
    input: selectFields(run.input, inputReads, "the run's input") as JsonObject,
    explicitRequest: asksForPerson(run.input, workflow.triggers),
  };
}
