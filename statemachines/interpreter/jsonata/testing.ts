import type { Json } from "../../asl/types.ts";
import { EvaluationMemo, PendingEvaluation } from "./pending.ts";
import type { EvaluationScope } from "./scope.ts";
import type { Expression } from "./expression.ts";

/** A scope for tests: fixed clock and ids, no randomness. */
export function scopeFor(
  input: Json,
  variables: Record<string, Json> = {},
  memo: EvaluationMemo = new EvaluationMemo(),
): EvaluationScope {
  return {
    states: { input, context: () => ({ Execution: { Name: "e" } }) },
    nowMs: Date.UTC(2026, 10, 22, 12, 0, 0, 123),
    random: () => 0.25,
    uuid: () => "00000000-0000-4000-8000-000000000001",
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variables: () => variables,
    await: (run) => memo.await(run),
  };
}

/** Evaluates to the end, asking stock jsonata as often as the expression needs it. */
export async function evaluateFully(
  expression: Expression,
  input: Json,
  variables: Record<string, Json> = {},
) {
  const memo = new EvaluationMemo();
  const scope = scopeFor(input, variables, memo);
  for (;;) {
    memo.rewind();
    try {
      return expression.evaluate(scope);
    } catch (error) {
      if (!(error instanceof PendingEvaluation)) throw error;
      await memo.record(error);
    }
  }
}
