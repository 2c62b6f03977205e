import type { Execution } from "./execution.ts";
import { PendingEvaluation } from "./jsonata/pending.ts";
import type { CompiledMachine } from "./machine.ts";
import { beginStep } from "./step.ts";
import type { ExecutionFacts, InterpreterState, StepEnvironment, StepEvent, StepResult } from "./types.ts";

/**
 * `step` for machines with any expressions. What cannot be evaluated synchronously is awaited, and the transition that
 * met it is made again, with the same random numbers and ids; transitions before it are not. Without such expressions
 * the result is there at once, and no promise is made.
 */
export function runStep(
  machine: CompiledMachine,
  state: InterpreterState | undefined,
  event: StepEvent,
  facts: ExecutionFacts,
  environment: StepEnvironment,
): StepResult | Promise<StepResult> {
  return proceed(beginStep(machine, state, event, facts, environment));
}

function proceed(execution: Execution): StepResult | Promise<StepResult> {
  try {
    while (execution.hasWork()) execution.advance();
  } catch (error) {
    if (!(error instanceof PendingEvaluation)) throw error;
    return execution.memo.record(error).then(() => proceed(execution));
  }
  return execution.result();
}
