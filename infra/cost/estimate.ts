import type { Topology } from "../../shared/contracts/topology.ts";
import { defaultProfileModels } from "../../shared/domain/llm/profile-models.ts";
import type { CompiledWorkflow } from "../../shared/contracts/workflow.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import type { Assumptions } from "./assumptions.ts";
import type { WayShares } from "./expected-visits.ts";
import { infrastructureUses } from "./infrastructure.ts";
import { inventoryOf } from "./inventory.ts";
import { bill, type Line } from "./line.ts";
import { idleLoad, monthlyLoad, type MonthlyLoad } from "./load.ts";
import { composioLine, modelLines, type ProfileModels } from "./models.ts";
import { regionalPrices } from "./regional-prices.ts";
import { type AgentUse, workflowLoad, type WorkflowLoad } from "./workflow-load.ts";

export interface EstimateRequest {
  config: EnvironmentConfig;
  topology: Topology;
  workflow: CompiledWorkflow;
  conversationsPerDay: number;
  assumptions: Assumptions;
  /** Whether AWS's always-free allowances count. */
  freeAllowances: boolean;
  choices?: WayShares["choices"];
  /** Agents per conversation instead of the workflow's own. */
  mix?: readonly AgentUse[];
}

export interface Estimate {
  idle: Line[];
  loaded: Line[];
  load: MonthlyLoad;
  perRun: WorkflowLoad;
  /** What the reader must know beside the figures. */
  notes: string[];
}

/** A month of an environment: idle, and under the given load. Pure: the same request gives the same bill. */
export function estimate(request: EstimateRequest): Estimate {
  const { topology, workflow, conversationsPerDay, assumptions, choices = {}, mix = null } = request;
  const perRun = workflowLoad(workflow, assumptions, choices);
  const load = monthlyLoad(conversationsPerDay, perRun, topology, assumptions, mix);
  const lines = (month: MonthlyLoad) => linesOf(request, month);
  // With the same agents, so that both columns have the same lines.
  const idle = { ...idleLoad(), agents: load.agents.map((agent) => ({ ...agent, perRun: 0 })) };
  return {
    idle: lines(idle),
    loaded: lines(load),
    load,
    perRun,
    notes: notesOn(request, perRun, load),
  };
}

function linesOf(request: EstimateRequest, month: MonthlyLoad): Line[] {
  const { config, topology, assumptions, freeAllowances } = request;
  const { region } = regionalPrices(config.region);
  const uses = infrastructureUses(inventoryOf(config, topology), month, assumptions);
  return [
    ...bill(uses, { region, freeAllowances }),
    ...modelLines(month.agents, modelsOf(config), assumptions),
    composioLine(month.agents, month.toolNodes, assumptions),
  ];
}

function modelsOf({ models }: EnvironmentConfig): ProfileModels {
  const { fast, balanced, powerful } = defaultProfileModels[models.provider];
  return {
    fast: models.fast ?? fast,
    balanced: models.balanced ?? balanced,
    powerful: models.powerful ?? powerful,
  };
}

function notesOn(request: EstimateRequest, { handovers }: WorkflowLoad, load: MonthlyLoad): string[] {
  const { assumptions, topology, config } = request;
  const { region, codeAgents } = config;
  const { assumption } = regionalPrices(region);
  const notes = assumption === null ? [] : [assumption];
  if (handovers < assumptions.handoverShare - 0.001)
    notes.push(
      `The workflow hands over at most ${(handovers * 100).toFixed(1)} % of its runs under these assumptions.`,
    );
  if (codeAgents === null && load.agents.some(({ type, perRun }) => type === "code" && perRun > 0))
    notes.push(
      "Code agents are not enabled in this environment: their sandbox and its endpoints are not in the sum.",
    );
  const uncalled = Object.keys(topology.functions).filter((name) => !Object.hasOwn(load.functions, name));
  if (uncalled.length > 0) notes.push(`Not called in this estimate: ${uncalled.join(", ")}.`);
  return notes;
}
