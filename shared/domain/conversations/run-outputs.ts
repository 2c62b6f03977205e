import type { Json, JsonObject } from "../../contracts/json.ts";
import type { NodeResult, Run } from "../../contracts/run.ts";
import type { CompiledSinkNode, CompiledWorkflow } from "../../contracts/workflow.ts";
import { buildScope } from "../templates/build-scope.ts";
import { outputOf } from "../workflows/load-node.ts";

/** A run that has ended, with what its nodes came to. */
export interface EndedRun {
  run: Run;
  workflow: CompiledWorkflow;
  results: readonly NodeResult[];
}

/** Results that count, latest first. */
export function completedResults({ results }: EndedRun): NodeResult[] {
  const completed = results.filter(({ status }) => status === "completed");
  return completed.sort((a, b) => (b.completedAtMs ?? 0) - (a.completedAtMs ?? 0));
}

export function sinksOf({ workflow }: EndedRun, action: CompiledSinkNode["action"]): CompiledSinkNode[] {
  return Object.values(workflow.nodes).filter(
    (node) => node.type === "sink" && node.action === action,
  ) as CompiledSinkNode[];
}

/** What a sink's templates see. */
export function scopeOf({ run, workflow, results }: EndedRun): JsonObject {
  const byId = new Map(results.map((result) => [result.nodePath, result]));
  const outputs = Object.keys(workflow.nodes).map((id) => [id, outputOf(byId.get(id))]);
  return buildScope(run.input, Object.fromEntries(outputs) as { [nodeId: string]: Json });
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
