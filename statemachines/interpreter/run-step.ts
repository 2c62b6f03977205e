import { PendingEvaluation } from "./jsonata/pending.ts";
import type { CompiledMachine } from "./machine.ts";
import { beginStep } from "./step.ts";
import type { ExecutionFacts, InterpreterState, StepEnvironment, StepEvent, StepResult } from "./types.ts";

/**
 * `step` for machines with any expressions. What cannot be evaluated synchronously is awaited, and the transition that
 * met it is made again, with the same random numbers and ids; transitions before it are not. Without such expressions
 * nothing is awaited but this function itself.
 */
export async function runStep(
  machine: CompiledMachine,
  state: InterpreterState | undefined,
  event: StepEvent,
  facts: ExecutionFacts,
  environment: StepEnvironment,
): Promise<StepResult> {
  const execution = beginStep(machine, state, event, facts, environment);
  while (execution.hasWork()) {
    try {
      execution.advance();
    } catch (error) {
      if (!(error instanceof PendingEvaluation)) throw error;
      await execution.memo.record(error);
    }
  }
  return execution.result();
}
