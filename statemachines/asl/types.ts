import type { Json, JsonObject } from "../../shared/contracts/json.ts";

/**
 * Amazon States Language, as the compiler writes it and the interpreter reads it.
 * Source: https://states-language.net and the AWS Step Functions developer guide.
 */
export type { Json, JsonObject };

export type QueryLanguage = "JSONata" | "JSONPath";

export interface StateMachine {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  Version?: string;
  TimeoutSeconds?: number;
  StartAt: string;
  States: Record<string, State>;
}

export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;
export type StateType = State["Type"];

interface StateBase {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  /** JSONata: template of the state's output. */
  Output?: Json;
  /** Variables assigned when the state is left. */
  Assign?: JsonObject;
  /** JSONPath only. */
  InputPath?: string | null;
  OutputPath?: string | null;
}

interface Transition {
  Next?: string;
  End?: boolean;
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: "FULL" | "NONE";
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: JsonObject;
  Output?: Json;
  ResultPath?: string | null;
}

interface Recovery {
  Retry?: Retrier[];
  Catch?: Catcher[];
}

interface ResultShaping {
  Parameters?: Json;
  ResultSelector?: Json;
  ResultPath?: string | null;
}

export interface TaskState extends StateBase, Transition, Recovery, ResultShaping {
  Type: "Task";
  Resource: string;
  Arguments?: Json;
  TimeoutSeconds?: number | string;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number | string;
  HeartbeatSecondsPath?: string;
  Credentials?: JsonObject;
}

export interface PassState extends StateBase, Transition, Pick<ResultShaping, "Parameters" | "ResultPath"> {
  Type: "Pass";
  Result?: Json;
}

export interface ChoiceRule {
  Condition?: string | boolean;
  Next: string;
  Comment?: string;
  Assign?: JsonObject;
  Output?: Json;
  /** JSONPath comparisons (`Variable`, `StringEquals`, `And` ...). */
  [comparison: string]: unknown;
}

export interface ChoiceState extends StateBase {
  Type: "Choice";
  Choices: ChoiceRule[];
  Default?: string;
}

export interface WaitState extends StateBase, Transition {
  Type: "Wait";
  Seconds?: number | string;
  Timestamp?: string;
  SecondsPath?: string;
  TimestampPath?: string;
}

export interface SucceedState extends StateBase {
  Type: "Succeed";
}

export interface FailState extends Omit<StateBase, "Output" | "Assign"> {
  Type: "Fail";
  Error?: string;
  Cause?: string;
  ErrorPath?: string;
  CausePath?: string;
}

export interface Branch {
  StartAt: string;
  States: Record<string, State>;
}

export interface ParallelState extends StateBase, Transition, Recovery, ResultShaping {
  Type: "Parallel";
  Arguments?: Json;
  Branches: Branch[];
}

export interface MapState extends StateBase, Transition, Recovery, ResultShaping {
  Type: "Map";
  Items?: Json;
  ItemsPath?: string;
  ItemSelector?: Json;
  ItemProcessor?: Branch & { ProcessorConfig?: JsonObject };
  Iterator?: Branch;
  MaxConcurrency?: number | string;
  MaxConcurrencyPath?: string;
  ToleratedFailureCount?: number | string;
  ToleratedFailurePercentage?: number | string;
  ItemBatcher?: JsonObject;
  ItemReader?: JsonObject;
  ResultWriter?: JsonObject;
  Label?: string;
}
