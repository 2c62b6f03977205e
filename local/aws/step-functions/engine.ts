import type { Json, StateMachine } from "../../../statemachines/asl/types.ts";
import type {
  Effect,
  ExecutionFacts,
  ExecutionStatus,
  HistoryEvent,
  StepEnvironment,
  StepEvent,
} from "../../../statemachines/interpreter/types.ts";

/** A compiled state machine and an execution's state: only the engine looks inside. */
export type CompiledMachine = object;
export type ExecutionState = object;

export interface Outcome {
  status: Exclude<ExecutionStatus, "RUNNING">;
  output?: Json;
  error?: string;
  cause?: string;
}

/** What one event changed; the parts of the state as JSON text, so that only what changed is written. */
export interface Advance {
  state: ExecutionState;
  history: readonly HistoryEvent[];
  effects: readonly Effect[];
  /** The state without its frames. */
  root: string;
  changedFrames: readonly { frameId: string; body: string }[];
  deletedFrames: readonly string[];
  /** Set when the execution has ended. */
  outcome?: Outcome;
}

/** A finding of ValidateStateMachineDefinition. */
export interface DefinitionDiagnostic {
  severity: "ERROR" | "WARNING";
  code: string;
  message: string;
  /** JSON pointer into the definition. */
  location?: string;
}

/** What the service needs of the interpreter. */
export interface Engine {
  validate(definition: Json): DefinitionDiagnostic[];
  /** @throws Error when the definition cannot be run */
  compile(definition: StateMachine): CompiledMachine;
  /**
   * Takes the state over; there is none before the `start` event. Gives a promise when the step has to evaluate
   * expressions that cannot be evaluated at once.
   */
  advance(
    machine: CompiledMachine,
    state: ExecutionState | undefined,
    facts: ExecutionFacts,
    event: StepEvent,
    environment: StepEnvironment,
  ): Advance | Promise<Advance>;
  /** Puts a state together again from what `advance` gave out. */
  restore(root: string, frames: readonly { frameId: string; body: string }[]): ExecutionState;
}
