import type { ExecutionFacts } from "../../../statemachines/interpreter/types.ts";
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
  state: ExecutionState;
  readonly tasks: Map<string, PendingTask>;
  readonly timers: Map<string, number>;
  lastEventId: number;
}
