import type { JsonObject } from "../../contracts/json.ts";
import type { Handover, Run } from "../../contracts/run.ts";
import type { RecordRunTask } from "../../contracts/task.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import type { Database, RunEnd, TenantTransaction } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { outputOf } from "./load-node.ts";
import { loadRun } from "./load-run.ts";
import { messageOf } from "./record-failure.ts";

type Outcome = RecordRunTask["outcome"];
interface LoadedRun {
  run: Run;
  workflow: CompiledWorkflow;
}

/** Records how a run ended: the last state of every machine, also from a catch-all. The first end stands. */
export async function recordRun(
  task: RecordRunTask,
  services: { database: Database; nowMs: () => number },
): Promise<Record<string, never>> {
  const atMs = services.nowMs();
  await services.database.tenant(task.tenantId, async (tx) => {
    const end = await endOf(tx, await loadRun(tx, task), task);
    await tx.runs.end(task.runId, end, atMs);
    await tx.waits.cancelOfRun(task.runId, atMs);
    if (end.error !== null) await failOpenNodes(tx, task.runId, end.error, atMs);
  });
  return {};
}

async function endOf(tx: TenantTransaction, loaded: LoadedRun, { outcome }: RecordRunTask): Promise<RunEnd> {
  if (outcome.kind === "finished")
    return { status: "completed", decision: "FINISH", handover: null, error: null };
  if (outcome.kind === "handover") {
    return {
      status: "completed",
      decision: "HANDOVER",
      handover: await handoverOf(tx, loaded, outcome),
      error: null,
    };
  }
  const status = outcome.error === "States.Timeout" ? "timeout" : "failed";
  return {
    status,
    decision: null,
    handover: null,
    error: { name: outcome.error, message: messageOf(outcome.cause) },
  };
}

async function handoverOf(
  tx: TenantTransaction,
  { run, workflow }: LoadedRun,
  outcome: Extract<Outcome, { kind: "handover" }>,
): Promise<Handover> {
  const results = new Map((await tx.nodes.list(run.runId)).map((result) => [result.nodePath, result]));
  const outputs = Object.fromEntries(
    Object.keys(workflow.nodes).map((id) => [id, outputOf(results.get(id))]),
  );
  const { renderValue } = await import("../templates/render-value.ts");
  const config = renderValue(
    sinkConfig(workflow, outcome.sink),
    buildScope(run.input, outputs),
  ) as JsonObject;
  return { reason: outcome.reason, node: outcome.node, sink: outcome.sink, config };
}

function sinkConfig(workflow: CompiledWorkflow, sink: string | null): JsonObject {
  const node = sink === null ? undefined : workflow.nodes[sink];
  return node?.type === "sink" ? node.config : {};
}

/** A node that was working when its run failed did not get to say so (its function timed out or died). */
async function failOpenNodes(
  tx: TenantTransaction,
  runId: string,
  error: { name: string; message: string },
  atMs: number,
): Promise<void> {
  for (const result of await tx.nodes.list(runId)) {
    if (result.status === "running" || result.status === "waiting")
      await tx.nodes.fail(runId, result.nodePath, error, atMs);
  }
}
