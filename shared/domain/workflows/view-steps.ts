import type { AgentStepView } from "../../contracts/api/executions.ts";
import type { ModelResponse } from "../../contracts/model.ts";
import type { RecordedStep } from "../../contracts/step-log.ts";

/** One step of an agent's reasoning chain, as people see it. */
export function viewStep({ stepNo, startedAtMs, step }: RecordedStep): AgentStepView {
  const common = { step: stepNo, started_at: new Date(startedAtMs).toISOString() };
  if (step.kind === "model") {
    const { provider, model, text, toolCalls, costUsd, latencyMs } = step.response;
    return {
      kind: "model",
      ...common,
      provider,
      model,
      text,
      tool_calls: toolCalls.map(({ name, input }) => ({ name, input })),
      tokens: tokensOfCalls([step.response]),
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

export function tokensOf(steps: RecordedStep[]): { input: number; cached_input: number; output: number } {
  return tokensOfCalls(modelCalls(steps));
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

function tokensOfCalls(calls: ModelResponse[]): { input: number; cached_input: number; output: number } {
  const sum = (count: (call: ModelResponse) => number) =>
    calls.reduce((total, call) => total + count(call), 0);
  return {
    input: sum(({ usage }) => usage.inputTokens),
    cached_input: sum(({ usage }) => usage.cachedInputTokens),
    output: sum(({ usage }) => usage.outputTokens),
  };
}
