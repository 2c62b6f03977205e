import type { AgentDefinition } from "../../contracts/agent.ts";
import type { Json } from "../../contracts/json.ts";
import type { LanguageModel, ModelRequest, ModelResponse, ModelToolCall } from "../../contracts/model.ts";
import type { RecordedStep, StepLog } from "../../contracts/step-log.ts";
import type { Tool, ToolCallContext } from "../../contracts/tool.ts";
import type { Timers } from "../tools/ports.ts";

/** What the suites of this folder share: a scripted model with a call log, a log in memory, tools that keep a record. */

export type ScriptedTurn = string | { text?: string; calls?: [name: string, input: Json][] } | Error;

export function response(overrides: Partial<ModelResponse> = {}): ModelResponse {
  return {
    text: "",
    toolCalls: [],
    finishReason: "stop",
    usage: { inputTokens: 100, cachedInputTokens: 10, outputTokens: 20 },
    provider: "test",
    model: "hil-offline",
    latencyMs: 5,
    costUsd: 0.001,
    ...overrides,
  };
}

export interface ScriptedModel extends LanguageModel {
  requests: ModelRequest[];
}

/** Answers the n-th turn of a conversation (by the assistant messages in it) with the n-th line of its script. */
export function scriptedModel(
  script: readonly (ScriptedTurn | ModelResponse)[],
  options: { nativeTools?: boolean } = {},
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    requests,
    capabilities: async () => ({ nativeTools: options.nativeTools ?? true }),
    async generate(request) {
      requests.push(structuredClone(request));
      const place = request.messages.filter(({ role }) => role === "assistant").length;
      return asResponse(script[place] ?? new Error(`the script has no turn ${place}`), place);
    },
    // oxlint-disable-next-line require-yield
    async *stream() {
      throw new Error("agents do not stream");
    },
  };
}

function asResponse(turn: ScriptedTurn | ModelResponse, place: number): ModelResponse {
  if (turn instanceof Error) throw turn;
  if (typeof turn === "string") return response({ text: turn });
  if ("usage" in turn) return turn;
  const toolCalls = (turn.calls ?? []).map(([name, input], index): ModelToolCall => ({
    id: `id_${place}_${index}`,
    name,
    input,
  }));
  return response({
    text: turn.text ?? "",
    toolCalls,
    finishReason: toolCalls.length > 0 ? "tool-calls" : "stop",
  });
}

export class MemoryStepLog implements StepLog {
  readonly steps: RecordedStep[] = [];

  async list(): Promise<RecordedStep[]> {
    return structuredClone(this.steps);
  }

  async record(step: RecordedStep): Promise<RecordedStep> {
    const standing = this.steps[step.stepNo] ?? structuredClone(step);
    this.steps[step.stepNo] = standing;
    return structuredClone(standing);
  }
}

export const noTimers: Timers = { after: () => () => {} };

/** A tool that notes every call and answers with `answer` (an Error is thrown). */
export function recordingTool(
  name: string,
  answer: (input: Json) => Json | Error,
  calls: { name: string; input: Json; context: ToolCallContext }[] = [],
): Tool {
  return {
    name,
    description: `${name} of the test`,
    effect: "write",
    requiresApproval: false,
    safe: false,
    timeoutMs: 1000,
    input: { type: "object" },
    async run(input, context) {
      calls.push({ name, input, context });
      const result = answer(input);
      if (result instanceof Error) throw result;
      return result;
    },
  };
}

export function agent(overrides: Partial<AgentDefinition> = {}): AgentDefinition {
  return {
    name: "test_agent",
    type: "reasoning",
    description: "for tests",
    capabilities: [],
    cost_tier: "low",
    model_profile: "balanced",
    temperature: 0,
    tools: [],
    max_iterations: 10,
    ...overrides,
  };
}
