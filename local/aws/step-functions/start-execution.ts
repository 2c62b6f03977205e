import type { Executions, RunnableMachine } from "./executions.ts";
import { executionArn } from "../identity.ts";
import { checkName } from "./names.ts";
import { executionAlreadyExists, invalidExecutionInput } from "./step-functions-errors.ts";

/** Largest input and output of an execution or a task, in UTF-8. */
export const DATA_LIMIT_BYTES = 262_144;

export interface StartExecutionRequest {
  stateMachineArn: string;
  name: string;
  /** JSON text. */
  input: string;
}

export interface StartedExecution {
  /** Row id in the journal. */
  id: number;
  arn: string;
  startedAtMs: number;
  /** Takes the first step of an execution that is new; does nothing for one that was running already. */
  begin(): void;
}

/**
 * Starts an execution. The same name with the same input while it runs gives the running one, as the service has it.
 * @throws ServiceError InvalidName, InvalidExecutionInput, ExecutionAlreadyExists
 */
export function startExecution(
  executions: Executions,
  machine: RunnableMachine,
  { name, input }: StartExecutionRequest,
): StartedExecution {
  checkName(name);
  checkInput(input);
  const arn = executionArn(machine.arn, name);
  const existing = executions.store.rows.find(arn);
  if (existing !== undefined) {
    if (existing.status !== "RUNNING" || existing.input !== input) throw executionAlreadyExists(arn);
    return { id: existing.id, arn, startedAtMs: existing.startedAtMs, begin: () => undefined };
  }
  const execution = executions.create(machine, name, input);
  return {
    id: execution.id,
    arn,
    startedAtMs: execution.facts.startedAtMs,
    begin: () => executions.begin(execution),
  };
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > DATA_LIMIT_BYTES) {
    throw invalidExecutionInput(`Input is longer than ${DATA_LIMIT_BYTES} bytes`);
  }
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidExecutionInput(error instanceof Error ? error.message : "Invalid execution input.");
  }
}
