import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { putEvents, type PutEventsOptions } from "../../event-bridge/put-events.ts";
import { isObject } from "../../http/fields.ts";
import { ServiceError } from "../../http/service-error.ts";
import type { OpenExecution } from "../open-execution.ts";
import { awsFailure, TaskFailure } from "../task-failure.ts";
import type { Integration } from "./integration.ts";

/** `events:putEvents`: details may be objects; one failed entry fails the task, though the others are published. */
export function eventsPutEvents(options: PutEventsOptions): Integration {
  return async ({ arguments: given, execution, requestId }) => {
    const args = isObject(given) ? given : {};
    const entries = Array.isArray(args["Entries"]) ? args["Entries"].map(withDetailText) : [];
    const result = publish({ ...options, resources: originOf(execution) }, { Entries: entries }, requestId);
    if (result["FailedEntryCount"] === 0) return { Entries: result["Entries"]!, FailedEntryCount: 0 };
    throw new TaskFailure("EventBridge.FailedEntry", JSON.stringify(result));
  };
}

function publish(options: PutEventsOptions, input: JsonObject, requestId: string): JsonObject {
  try {
    return putEvents(options, input);
  } catch (error) {
    if (error instanceof ServiceError) throw awsFailure("EventBridge", "AmazonEventBridge", error, requestId);
    throw error;
  }
}

function withDetailText(entry: Json): Json {
  if (!isObject(entry) || entry["Detail"] === undefined || typeof entry["Detail"] === "string") return entry;
  return { ...entry, Detail: JSON.stringify(entry["Detail"]) };
}

function originOf({ facts }: OpenExecution): string[] {
  return [facts.stateMachineArn, facts.executionArn];
}
