import type { Json } from "../../../../statemachines/asl/types.ts";
import { optionalString, requireString } from "../../http/fields.ts";
import type { Operation } from "../../http/json-service.ts";
import type { Executions } from "../executions.ts";
import type { OpenExecution } from "../open-execution.ts";
import { DATA_LIMIT_BYTES } from "../start-execution.ts";
import { invalidOutput, invalidToken, taskDoesNotExist, taskTimedOut } from "../step-functions-errors.ts";

/** Tokens are UUIDs that the service has made; anything else cannot be one. */
const TOKEN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat: the first settling call wins, the others are told. */
export function taskOperations(executions: Executions): Record<string, Operation> {
  return {
    SendTaskSuccess(input) {
      const token = requireString(input, "taskToken", 2048);
      const output = parseOutput(requireString(input, "output"));
      const { execution, taskId } = findTask(executions, token);
      executions.settleTask(execution, { kind: "task-succeeded", taskId, output });
      return {};
    },
    SendTaskFailure(input) {
      const token = requireString(input, "taskToken", 2048);
      const error = optionalString(input, "error", 256) ?? "";
      const cause = optionalString(input, "cause", 32_768) ?? "";
      const { execution, taskId } = findTask(executions, token);
      executions.settleTask(execution, { kind: "task-failed", taskId, error, cause });
      return {};
    },
    SendTaskHeartbeat(input) {
      const { execution, taskId } = findTask(executions, requireString(input, "taskToken", 2048));
      executions.settleTask(execution, { kind: "task-heartbeat", taskId });
      return {};
    },
  };
}

/** @throws ServiceError InvalidToken, TaskDoesNotExist (never issued), TaskTimedOut (no longer waited for) */
function findTask(executions: Executions, token: string): { execution: OpenExecution; taskId: string } {
  if (!TOKEN.test(token)) throw invalidToken("Invalid token");
  const found = executions.findToken(token);
  if (found === undefined) throw taskDoesNotExist();
  if (found.execution === undefined || found.task === undefined) throw taskTimedOut();
  return { execution: found.execution, taskId: found.task.effect.taskId };
}

function parseOutput(text: string): Json {
  if (Buffer.byteLength(text) > DATA_LIMIT_BYTES) {
    throw invalidOutput(`Output is longer than ${DATA_LIMIT_BYTES} bytes`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw invalidOutput(error instanceof Error ? error.message : "Invalid output");
  }
}
