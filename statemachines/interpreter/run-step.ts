import type { Execution } from "./execution.ts";
import { PendingEvaluation } from "./jsonata/pending.ts";
import type { CompiledMachine } from "./machine.ts";
import { beginStep } from "./step.ts";
import type { ExecutionFacts, InterpreterState, StepEnvironment, StepEvent, StepResult } from "./types.ts";

/**
 * `step` for machines with any expressions. What cannot be evaluated synchronously is awaited, and the transition that
 * met it is made again, with the same random numbers and ids; transitions before it are not. Without such expressions
 * the result is there at once, and no promise is made.
 *
 * States that lead in a circle and wait for nothing would never come to an end: once a step has made more than
 * `maxEvents` events it stops where it is, and what becomes of such an execution is the host's to say.
 */
export function runStep(
  machine: CompiledMachine,
  state: InterpreterState | undefined,
  event: StepEvent,
  facts: ExecutionFacts,
  environment: StepEnvironment,
  maxEvents = Number.POSITIVE_INFINITY,
): StepResult | Promise<StepResult> {
  return proceed(beginStep(machine, state, event, facts, environment), maxEvents);
}

function proceed(execution: Execution, maxEvents: number): StepResult | Promise<StepResult> {
  try {
    while (execution.hasWork() && execution.history.length <= maxEvents) execution.advance();
  } catch (error) {
    if (!(error instanceof PendingEvaluation)) throw error;
    return execution.memo.record(error).then(() => proceed(execution, maxEvents));
  }
  return execution.result();
}
