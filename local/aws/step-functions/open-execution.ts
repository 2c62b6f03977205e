import type { ExecutionFacts, StepEvent } from "../../../statemachines/interpreter/types.ts";
import type { CompiledMachine, ExecutionState } from "./engine.ts";
import type { PendingTask } from "./pending-task.ts";

/** A running execution as the service holds it in memory; the journal has the same. */
export interface OpenExecution {
  /** Row id in the journal. */
  readonly id: number;
  readonly facts: ExecutionFacts;
  /** Its input as it was given: JSON text. */
  readonly input: string;
  readonly machine: CompiledMachine;
  /** None before the first step. */
  state: ExecutionState | undefined;
  readonly tasks: Map<string, PendingTask>;
  /** Due times by timer id. */
  readonly timers: Map<string, number>;
  lastEventId: number;
  /** Events that wait for the step under way. */
  readonly waiting: PostedEvent[];
  isStepping: boolean;
}

export interface PostedEvent {
  event: StepEvent;
  /** Told, inside the transaction, whether the event was applied: one that nobody waits for any more is not. */
  done(applied: boolean): void;
}
