import type { Json, JsonObject, State, StateMachine } from "../../asl/types.ts";

/** What TestState is asked. Field names and texts are the API's: API_TestState in the Step Functions API reference. */
export interface TestStateRequest {
  /** A state, or a machine of which `stateName` is to be tested. */
  definition: State | StateMachine;
  stateName?: string;
  input?: Json;
  roleArn?: string;
  variables?: JsonObject;
  /** Replaces parts of the context object. */
  context?: JsonObject;
  inspectionLevel?: "INFO" | "DEBUG" | "TRACE";
  mock?: {
    /** The result's JSON text. */
    result?: string;
    errorOutput?: { error?: string; cause?: string };
    fieldValidationMode?: "STRICT" | "PRESENT" | "NONE";
  };
  stateConfiguration?: {
    retrierRetryCount?: number;
    errorCausedByState?: string;
    mapIterationFailureCount?: number;
    mapItemReaderData?: string;
  };
}

export interface TestStateResponse {
  status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  /** JSON text. */
  output?: string;
  error?: string;
  cause?: string;
  nextState?: string;
  inspectionData?: InspectionData;
}

/** What happened to the data, as JSON texts; absent on level INFO. */
export interface InspectionData {
  input?: string;
  afterArguments?: string;
  result?: string;
  variables?: string;
  maxConcurrency?: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
  errorDetails?: { catchIndex?: number; retryIndex?: number; retryBackoffIntervalSeconds?: number };
}

/** The request is refused; `name` is the API's error. */
export class TestStateRefused extends Error {
  override readonly name: "ValidationException" | "InvalidDefinition";

  constructor(name: TestStateRefused["name"], message: string) {
    super(message);
    this.name = name;
  }
}
