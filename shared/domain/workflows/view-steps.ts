import type { AgentStepView } from "../../contracts/api/executions.ts";
import type { ModelResponse, ModelUsage } from "../../contracts/model.ts";
import type { RecordedStep } from "../../contracts/step-log.ts";
import type { ThoughtStep } from "../agents/agent-outcome.ts";

/** One step of an agent's reasoning chain, as people see it. */
export function viewStep({ stepNo, startedAtMs, step }: RecordedStep): AgentStepView {
  const common = { step: stepNo, started_at: new Date(startedAtMs).toISOString() };
  if (step.kind === "model") {
    const { provider, model, text, toolCalls, usage, costUsd, latencyMs } = step.response;
    return {
      kind: "model",
      ...common,
      provider,
      model,
      text,
      tool_calls: toolCalls.map(({ name, input }) => ({ name, input })),
      tokens: viewUsage(usage),
      cost_usd: costUsd,
      duration_ms: latencyMs,
    };
  }
  const { call, outcome, durationMs } = step;
  const told = outcome.ok
    ? { output: outcome.output }
    : { error: { name: outcome.error, message: outcome.message } };
  return {
    kind: "tool",
    ...common,
    tool: call.name,
    input: call.input,
    success: outcome.ok,
    ...told,
    duration_ms: durationMs,
  };
}

/** One link of a reasoning chain, as people see it. */
export function viewThought({ thought, action, actionInput, observation }: ThoughtStep) {
  return { thought, action, action_input: actionInput, observation };
}

export function viewUsage({ inputTokens, cachedInputTokens, outputTokens }: ModelUsage) {
  return { input: inputTokens, cached_input: cachedInputTokens, output: outputTokens };
}

/** Sum of the calls whose price is known, without the noise of binary fractions. */
export function costOf(steps: RecordedStep[]): number {
  const sum = modelCalls(steps).reduce((total, { costUsd }) => total + (costUsd ?? 0), 0);
  return Number(sum.toFixed(10));
}

export function unpricedCalls(steps: RecordedStep[]): number {
  return modelCalls(steps).filter(({ costUsd }) => costUsd === null).length;
}

function modelCalls(steps: RecordedStep[]): ModelResponse[] {
  return steps.flatMap(({ step }) => (step.kind === "model" ? [step.response] : []));
}
