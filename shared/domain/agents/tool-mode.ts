import type { RecordedStep } from "../../contracts/step-log.ts";

/**
 * How recorded steps spoke of tools, natively or in text; null before the first tool call. What was recorded keeps its
 * meaning, whatever the model can do by now.
 */
export function wasNative(recorded: readonly RecordedStep[]): boolean | null {
  const firstTool = recorded.findIndex(({ step }) => step.kind === "tool");
  const before = recorded[firstTool - 1]?.step;
  return before?.kind === "model" ? before.response.toolCalls.length > 0 : null;
}
