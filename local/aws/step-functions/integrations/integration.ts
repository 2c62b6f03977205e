import type { Json } from "../../../../statemachines/asl/types.ts";
import type { AccessDenied } from "../../iam/authorizer.ts";
import type { Need } from "../../iam/evaluate.ts";
import type { OpenExecution } from "../open-execution.ts";

/** Asks whether the state machine's role may. @throws ServiceError when it may not */
export type Demand = (needs: readonly Need[], denied?: AccessDenied) => void;

export interface IntegrationCall {
  arguments: Json;
  /** The execution that the task belongs to. */
  execution: OpenExecution;
  requestId: string;
  demand: Demand;
}

/** Does a task's work in the world and returns its result. @throws TaskFailure */
export type Integration = (call: IntegrationCall) => Promise<Json>;
