import type { AgentType } from "../../shared/contracts/agent.ts";
import type { ModelProfile } from "../../shared/contracts/model.ts";
import { priceOf } from "../../shared/domain/llm/prices.ts";
import type { Assumptions } from "./assumptions.ts";
import type { Line } from "./line.ts";
import { composioPlans } from "./price-table.ts";
import type { AgentUse } from "./workflow-load.ts";

/** Which model of the provider a profile means. */
export type ProfileModels = Readonly<Record<ModelProfile, string>>;

interface Calls {
  count: number;
  inputTokens: number;
  outputTokens: number;
}

/** Model calls of one agent of a type, and the tokens of each. */
function callsOf(type: AgentType, assumptions: Assumptions): Calls {
  const byType = {
    simple: ["simpleModelCalls", "simpleInputTokens", "simpleOutputTokens"],
    reasoning: ["reasoningModelCalls", "reasoningInputTokens", "reasoningOutputTokens"],
    code: ["codeModelCalls", "codeInputTokens", "codeOutputTokens"],
  } as const;
  const [count, inputTokens, outputTokens] = byType[type];
  return {
    count: assumptions[count],
    inputTokens: assumptions[inputTokens],
    outputTokens: assumptions[outputTokens],
  };
}

export function modelCallsOf(agents: readonly AgentUse[], assumptions: Assumptions): number {
  return agents.reduce((total, { type, perRun }) => total + perRun * callsOf(type, assumptions).count, 0);
}

/** A line for each agent type and model. @throws Error when the price list has no price for a model */
export function modelLines(
  agents: readonly AgentUse[],
  models: ProfileModels,
  assumptions: Assumptions,
): Line[] {
  return agents.map(({ type, profile, perRun }) => {
    const model = models[profile];
    const calls = callsOf(type, assumptions);
    const unitUsd = callUsd(model, calls);
    const quantity = perRun * calls.count;
    const item = `${type} agents on ${model}`;
    return {
      service: "Models",
      item,
      quantity,
      freeQuantity: 0,
      unit: "call",
      unitUsd,
      usd: quantity * unitUsd,
    };
  });
}

function callUsd(model: string, { inputTokens, outputTokens }: Calls): number {
  const price = priceOf(model);
  if (price === null) throw new Error(`shared/domain/llm/prices.ts has no price for the model ${model}.`);
  const long = price.longContext;
  const { input, output } = long !== undefined && inputTokens > long.overInputTokens ? long : price;
  return (inputTokens * input + outputTokens * output) / 1e6;
}

/** Tool calls through Composio, on the plan that is cheapest for so many. */
export function composioLine(agents: readonly AgentUse[], toolNodes: number, assumptions: Assumptions): Line {
  const perAgent = { simple: 0, reasoning: assumptions.reasoningToolCalls, code: assumptions.codeToolCalls };
  const quantity = agents.reduce((total, { type, perRun }) => total + perRun * perAgent[type], toolNodes);
  const [best] = composioPlans.plans
    .flatMap(({ name, monthlyUsd, calls, usdPerThousandMore }) => {
      const more = Math.max(0, quantity - calls) / 1000;
      if (more > 0 && usdPerThousandMore === null) return [];
      return [{ name, usd: monthlyUsd + more * (usdPerThousandMore ?? 0) }];
    })
    .toSorted((a, b) => a.usd - b.usd);
  if (best === undefined) throw new Error("No plan of Composio takes so many calls.");
  const item = `tool calls on the plan "${best.name}"`;
  const unitUsd = quantity === 0 ? 0 : best.usd / quantity;
  return { service: "Composio", item, quantity, freeQuantity: 0, unit: "call", unitUsd, usd: best.usd };
}
