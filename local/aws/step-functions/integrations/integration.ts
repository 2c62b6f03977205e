import type { Json } from "../../../../statemachines/asl/types.ts";
import type { OpenExecution } from "../open-execution.ts";

export interface IntegrationCall {
  arguments: Json;
  /** The execution that the task belongs to. */
  execution: OpenExecution;
  requestId: string;
}

/** Does a task's work in the world and returns its result. @throws TaskFailure */
export type Integration = (call: IntegrationCall) => Promise<Json>;
