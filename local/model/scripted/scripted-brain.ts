import { wireToolName } from "../../../shared/runtime/model-provider/tool-names.ts";
import { estimateUsage } from "../estimate-usage.ts";
import type { Brain, ModelAnswer, ModelCall, Reply } from "../exchange.ts";
import type { LoadedScript } from "./load-script.ts";
import { matchesEntry, stepOf } from "./match-entry.ts";
import { describeProblem, type ScriptProblem, type UnusedEntry } from "./script-report.ts";
import type { ScriptEntry } from "./script-schema.ts";

export interface ScriptedBrain extends Brain {
  problems(): ScriptProblem[];
  unusedEntries(): UnusedEntry[];
}

/** Answers by a script. A call that it does not foresee gets an error that clients do not retry, and is recorded. */
export function createScriptedBrain(
  loaded: LoadedScript,
  onProblem: (problem: ScriptProblem) => void = () => {},
): ScriptedBrain {
  const { entries, order, models } = loaded.script;
  const remaining = entries.map((entry) => (entry.times === "any" ? Number.POSITIVE_INFINITY : entry.times));
  const problems: ScriptProblem[] = [];
  let callCount = 0;

  const find = (call: ModelCall): number => {
    for (const [index, entry] of entries.entries()) {
      if (remaining[index] === 0) continue;
      if (matchesEntry(entry.match, call)) return index;
      if (order === "strict" && entry.times !== "any") return -1;
    }
    return -1;
  };

  const drift = (call: ModelCall): Reply => {
    const isLeft = (index: number) => (remaining[index] ?? 0) > 0;
    const expected = entries.findIndex((_, index) => isLeft(index));
    const later = entries.findIndex((entry, index) => isLeft(index) && matchesEntry(entry.match, call));
    const kind = expected < 0 ? "exhausted" : later < 0 ? "unmatched" : "out-of-order";
    const problem = describeProblem(loaded, call, { kind, number: callCount, expected, later });
    problems.push(problem);
    onProblem(problem);
    const { message } = problem;
    return {
      kind: "error",
      status: 500,
      type: "script_drift",
      code: `script_${kind}`,
      message,
      permanent: true,
    };
  };

  return {
    models: models.map((id) => ({ id, description: "answers from a script; not a language model" })),
    problems: () => [...problems],
    unusedEntries: () =>
      entries.flatMap((entry, index) => {
        const left = remaining[index] ?? 0;
        if (left === 0 || entry.times === "any") return [];
        return [
          {
            entry: index + 1,
            name: entry.name ?? null,
            line: loaded.entryLines[index] ?? 0,
            remaining: left,
          },
        ];
      }),
    reply(call) {
      callCount++;
      const index = find(call);
      const entry = entries[index];
      if (entry === undefined) return { reply: drift(call), delayMs: 0 };
      remaining[index]! -= 1;
      return { reply: replyOf(entry, call), delayMs: entry.delay_ms };
    },
  };
}

function replyOf(entry: ScriptEntry, call: ModelCall): Reply {
  const { error, fault } = entry.answer;
  if (error !== undefined) {
    const { retry_after: retryAfter, code, ...rest } = error;
    return {
      kind: "error",
      ...rest,
      ...(code !== undefined && { code }),
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }
  const answer = answerOf(entry, call);
  return fault === undefined ? { kind: "answer", answer } : { kind: "fault", fault, answer };
}

function answerOf({ answer, usage }: ScriptEntry, call: ModelCall): ModelAnswer {
  const text = answer.json === undefined ? (answer.text ?? "") : JSON.stringify(answer.json);
  const toolCalls = (answer.tool_calls ?? []).map((toolCall, index) => ({
    id: toolCall.id ?? `call_${stepOf(call)}_${index}`,
    name: spelledAsOffered(toolCall.name, call),
    arguments: toolCall.raw_input ?? JSON.stringify(toolCall.input ?? {}),
  }));
  return {
    // What a broken answer would have said; its text only has to be long enough to break.
    text: answer.fault === undefined ? text : "This answer does not arrive as a whole.",
    toolCalls,
    finishReason: answer.finish_reason ?? (toolCalls.length > 0 ? "tool-calls" : "stop"),
    usage:
      usage === undefined
        ? estimateUsage(call, text, toolCalls)
        : {
            inputTokens: usage.input_tokens,
            outputTokens: usage.output_tokens,
            cachedInputTokens: usage.cached_input_tokens,
          },
  };
}

/** Scripts name tools by their own names; an unknown one goes out as it is, to see what the caller makes of it. */
function spelledAsOffered(name: string, call: ModelCall): string {
  const spelled = wireToolName(name);
  return call.tools.some((tool) => tool.name === spelled) ? spelled : name;
}
