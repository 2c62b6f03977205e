import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { optionalString, requireString } from "../../http/fields.ts";
import type { Operation } from "../../http/json-service.ts";
import type { Executions } from "../executions.ts";
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
      return settle(executions, token, (taskId) => ({ kind: "task-succeeded", taskId, output }));
    },
    SendTaskFailure(input) {
      const token = requireString(input, "taskToken", 2048);
      const error = optionalString(input, "error", 256) ?? "";
      const cause = optionalString(input, "cause", 32_768) ?? "";
      return settle(executions, token, (taskId) => ({ kind: "task-failed", taskId, error, cause }));
    },
    SendTaskHeartbeat(input) {
      const token = requireString(input, "taskToken", 2048);
      return settle(executions, token, (taskId) => ({ kind: "task-heartbeat", taskId }));
    },
  };
}

/** @throws ServiceError InvalidToken, TaskDoesNotExist (never issued), TaskTimedOut (no longer waited for) */
async function settle(
  executions: Executions,
  token: string,
  eventFor: (taskId: string) => Parameters<Executions["settleTask"]>[1],
): Promise<JsonObject> {
  if (!TOKEN.test(token)) throw invalidToken("Invalid token");
  const found = executions.findToken(token);
  if (found === undefined) throw taskDoesNotExist();
  if (found.execution === undefined) throw taskTimedOut();
  if (!(await executions.settleTask(found.execution, eventFor(found.taskId)))) throw taskTimedOut();
  return {};
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
