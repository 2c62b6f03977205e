import type { Json, JsonObject, StateMachine, StateType } from "../asl/types.ts";
import type { Execution } from "./execution.ts";
import type { FieldScope } from "./field-scope.ts";
import type { MapFields } from "./states/map-fields.ts";
import type { FanFrame, StateFrame } from "./types.ts";

/** A definition with its expressions and paths compiled. It holds no state: any number of executions share it. */
export interface CompiledMachine {
  definition: StateMachine;
  timeoutSeconds: number | undefined;
  /** All lists of states, the machine's own first; frames name theirs by its place here. */
  branches: CompiledBranch[];
  /** All names that some state assigns: no other variable can exist. */
  variableNames: ReadonlySet<string>;
}

export interface CompiledBranch {
  startAt: string;
  states: ReadonlyMap<string, CompiledState>;
}

/** What a state does between its entry and its exit. `run` is also how a retry begins again. */
export interface CompiledState {
  name: string;
  type: StateType;
  enteredEvent: string;
  exitedEvent: string;
  retriers: CompiledRetrier[];
  catchers: CompiledCatcher[];
  run(execution: Execution, frame: StateFrame): void;
  /** For a Parallel or Map whose branches have all ended. */
  joined?(execution: Execution, frame: StateFrame, results: Json[], fan: FanFrame): void;
  /** For a Task. */
  task?: TaskReactions;
  /** For a Wait whose time has come. */
  elapsed?(execution: Execution, frame: StateFrame): void;
  /** For a Map: its own fields. */
  map?: MapFields;
  /** For a Map: starts the next iteration after one has ended. */
  iterate?(execution: Execution, fanId: string, previousEventId: number): void;
}

export interface TaskReactions {
  submitted(execution: Execution, frame: StateFrame, output: Json): void;
  succeeded(execution: Execution, frame: StateFrame, output: Json): void;
  failed(execution: Execution, frame: StateFrame, error: string, cause: string): void;
  timedOut(execution: Execution, frame: StateFrame, byHeartbeat: boolean): void;
}

export interface CompiledRetrier {
  errors: ReadonlySet<string>;
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number;
  fullJitter: boolean;
}

export interface CompiledCatcher {
  errors: ReadonlySet<string>;
  next: string;
  /** What the state gives when its error is caught. */
  complete(scope: FieldScope): Completion;
}

/** A state's output and the variables it assigns. */
export interface Completion {
  output: Json;
  assigned?: JsonObject | undefined;
}
