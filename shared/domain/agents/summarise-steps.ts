import type { ModelResponse } from "../../contracts/model.ts";
import type { AgentStep, RecordedStep } from "../../contracts/step-log.ts";
import { totalCostUsd } from "../llm/cost-usd.ts";
import type { ModelCallRecord, StepSummary, ThoughtStep, ToolCallRecord } from "./agent-outcome.ts";
import { observationOf } from "./observation.ts";
import { parseReactTurn } from "./react-text.ts";
import { emptyTurn } from "./tool-conversation.ts";
import { wasNative } from "./tool-mode.ts";

type ToolStep = Extract<AgentStep, { kind: "tool" }>;

/** Chain, calls, tokens and costs from recorded steps, also of a node that failed: traces need nothing else. */
export function summariseSteps(steps: readonly RecordedStep[]): StepSummary {
  const modelCalls = steps.flatMap(modelCallOf);
  const toolCalls = steps.flatMap(toolCallOf);
  return {
    chain: chainOf(steps),
    iterations: modelCalls.length,
    modelCalls,
    toolCalls,
    usage: {
      inputTokens: sum(modelCalls.map(({ usage }) => usage.inputTokens)),
      cachedInputTokens: sum(modelCalls.map(({ usage }) => usage.cachedInputTokens)),
      outputTokens: sum(modelCalls.map(({ usage }) => usage.outputTokens)),
    },
    costUsd: totalCostUsd(modelCalls.map(({ costUsd }) => costUsd)),
    consecutiveErrors: toolCalls.length - 1 - toolCalls.findLastIndex(({ outcome }) => outcome.ok),
  };
}

function chainOf(steps: readonly RecordedStep[]): ThoughtStep[] {
  const chain: ThoughtStep[] = [];
  const isNative = wasNative(steps);
  let isAnswered = false;
  for (const [index, { step }] of steps.entries()) {
    if (step.kind !== "model") continue;
    const acted = toolStepsAfter(steps, index);
    if (acted.length === 0) {
      // After an answer comes its repair, which is a document and not a turn.
      chain.push(withoutAction(step.response, isAnswered || isNative));
      isAnswered ||= parseReactTurn(step.response.text).kind === "final";
    }
    const thought = thoughtOf(step.response);
    for (const [place, tool] of acted.entries()) {
      chain.push({
        // A turn's thought stands with the first of its actions.
        thought: place === 0 ? thought : "",
        action: tool.call.name,
        actionInput: tool.call.input,
        observation: observationOf(tool.outcome),
      });
    }
  }
  return chain;
}

function toolStepsAfter(steps: readonly RecordedStep[], index: number): ToolStep[] {
  const acted: ToolStep[] = [];
  for (const { step } of steps.slice(index + 1)) {
    if (step.kind !== "tool") break;
    acted.push(step);
  }
  return acted;
}

/** In the textual form the thought is a section of the text; natively it is all of it. */
function thoughtOf(response: ModelResponse): string {
  return response.toolCalls.length > 0 ? response.text.trim() : parseReactTurn(response.text).thought;
}

/** A final answer, a turn that could not be read, or calls that were not made before the run stopped. */
function withoutAction(response: ModelResponse, isNative: boolean | null): ThoughtStep {
  const text = response.text.trim();
  // Before the first tool call only the labels tell.
  const isTextual = isNative === null ? hasLabels(text) : !isNative;
  const turn = isTextual ? parseReactTurn(text) : null;
  const told = turn?.kind === "malformed" ? turn.told : emptyTurn;
  const isMalformed = turn?.kind === "malformed" || (text === "" && response.toolCalls.length === 0);
  const [pending] = response.toolCalls;
  return {
    thought:
      turn?.kind === "final" ? [turn.thought, turn.answer].filter((part) => part !== "").join("\n") : text,
    action: pending?.name ?? (turn?.kind === "action" ? turn.action : null),
    actionInput: pending?.input ?? (turn?.kind === "action" ? turn.input : null),
    observation: isMalformed ? told : null,
  };
}

function hasLabels(text: string): boolean {
  return /^\W{0,8}(thought|action|final answer)\W{0,3}:/im.test(text);
}

function modelCallOf({ stepNo, startedAtMs, step }: RecordedStep): ModelCallRecord[] {
  if (step.kind !== "model") return [];
  const { provider, model, usage, costUsd, latencyMs } = step.response;
  return [{ stepNo, startedAtMs, provider, model, usage, costUsd, latencyMs }];
}

function toolCallOf({ stepNo, startedAtMs, step }: RecordedStep): ToolCallRecord[] {
  if (step.kind !== "tool") return [];
  const { call, outcome, durationMs } = step;
  return [{ stepNo, startedAtMs, name: call.name, input: call.input, durationMs, outcome }];
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
