import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { workflowCompiler } from "../../shared/services/workflow-compiler.ts";
import type { CompiledWorkflow } from "../../shared/contracts/workflow.ts";
import { readConfig } from "../config/read-config.ts";
import { topology } from "../topology.ts";
import { type Assumptions, assume } from "./assumptions.ts";
import { type Estimate, estimate, type EstimateRequest } from "./estimate.ts";

/** The workflow that ships, compiled from its source. */
export function shippedWorkflow(): CompiledWorkflow {
  const file = fileURLToPath(new URL("../../statemachines/workflows/customer_support.yaml", import.meta.url));
  const { workflow } = workflowCompiler().compile(readFileSync(file, "utf8"), "customer_support.yaml");
  if (workflow === undefined) throw new Error("the workflow that ships does not compile");
  return workflow;
}

export function estimateOf(
  environment: string,
  conversationsPerDay: number,
  changes: Partial<EstimateRequest> & { given?: Partial<Assumptions> } = {},
): Estimate {
  const { given = {}, ...request } = changes;
  return estimate({
    config: readConfig(environment),
    topology,
    workflow: shippedWorkflow(),
    conversationsPerDay,
    assumptions: assume(given),
    freeAllowances: true,
    ...request,
  });
}
