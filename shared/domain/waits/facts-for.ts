import type { Fact, Precondition } from "../../contracts/approval.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { Wait } from "../../contracts/wait.ts";
import { contractOf, nodeIdOf } from "../approvals/contract-of.ts";
import { type FactCaller, type FactSources, fetchFacts } from "../approvals/preconditions.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { buildScope } from "../templates/build-scope.ts";
import { loadRun } from "../workflows/load-run.ts";

/** What has to be fetched, and for whom. */
export interface FactRequest {
  checks: Precondition[];
  scope: JsonObject;
  caller: FactCaller;
}

/** The preconditions of a wait with what their inputs are made of; `callArguments` are those that would be used. */
export async function preconditionsOf(
  tx: TenantTransaction,
  wait: Wait,
  callArguments: Json | undefined,
): Promise<{ checks: Precondition[]; request: FactRequest }> {
  const { run, workflow } = await loadRun(tx, wait);
  const node = workflow.nodes[nodeIdOf(wait.nodePath)];
  const checks = (node === undefined ? null : contractOf(node))?.stillTrue ?? [];
  const { tenantId, runId, nodePath } = wait;
  const scope = factScope(run.input, wait.evidence, callArguments);
  return { checks, request: { checks, scope, caller: { tenantId, runId, nodePath } } };
}

/** What the inputs of preconditions may name. */
export function factScope(
  input: JsonObject,
  upstream: { [nodeId: string]: Json },
  callArguments: Json | undefined,
): JsonObject {
  const scope = buildScope(input, upstream);
  return callArguments === undefined ? scope : { ...scope, arguments: callArguments };
}

export function factsFor(
  { checks, scope, caller }: FactRequest,
  sources: FactSources,
  options: { strict: boolean },
): Promise<Fact[]> {
  return fetchFacts(checks, scope, caller, sources, options);
}
