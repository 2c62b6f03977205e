/**
 * How a state fails. `StateFailure` is thrown while a state is executed, and is what Retry and Catch look at.
 * Error names: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export interface FailureDetails {
  /** Absent where a Fail state names no error. */
  error?: string | undefined;
  cause?: string | undefined;
  /** Another name under which Retry and Catch may match (`States.HeartbeatTimeout` is a `States.Timeout`). */
  alias?: string | undefined;
  /**
   * An expression failed: its history event says where. `location` is absent where no single field is to blame;
   * `asEntered` puts the event where the state was entered, though the state has published events since.
   */
  evaluation?: { location?: string | undefined; asEntered?: boolean } | undefined;
  /** Ends the execution: nothing catches or retries `States.Runtime`. */
  fatal?: boolean | undefined;
}

export class StateFailure {
  readonly details: FailureDetails;

  constructor(details: FailureDetails) {
    this.details = details;
  }
}

export const ERRORS = {
  dataLimit: "States.DataLimitExceeded",
  heartbeat: "States.HeartbeatTimeout",
  query: "States.QueryEvaluationError",
  runtime: "States.Runtime",
  taskFailed: "States.TaskFailed",
  threshold: "States.ExceedToleratedFailureThreshold",
  timeout: "States.Timeout",
} as const;

/** The text that stands before a cause which the interpreter itself gives. */
export function whileExecuting(stateName: string, enteredEventId: number): string {
  return `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). `;
}

/** Thrown by a field that cannot be evaluated; the state that evaluates it says where it stands. */
export class QueryFailure {
  readonly message: string;
  readonly location: string | undefined;

  constructor(message: string, location?: string) {
    this.message = message;
    this.location = location;
  }
}

/** Thrown where a JSONPath or an intrinsic function fails: `States.Runtime`. */
export class RuntimeFailure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}
