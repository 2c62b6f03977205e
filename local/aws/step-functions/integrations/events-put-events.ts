import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { eventNeeds, putEvents, type PutEventsOptions } from "../../event-bridge/put-events.ts";
import { isObject } from "../../http/fields.ts";
import { ServiceError } from "../../http/service-error.ts";
import type { Identity } from "../../identity.ts";
import type { OpenExecution } from "../open-execution.ts";
import { awsFailure, TaskFailure } from "../task-failure.ts";
import type { Integration } from "./integration.ts";

/** `events:putEvents`: details may be objects; one failed entry fails the task, though the others are published. */
export function eventsPutEvents(identity: Identity, options: PutEventsOptions): Integration {
  return async ({ arguments: given, execution, requestId, demand }) => {
    const args = isObject(given) ? given : {};
    const entries = Array.isArray(args["Entries"]) ? args["Entries"].map(withDetailText) : [];
    const input = { Entries: entries };
    const result = withAwsErrors(requestId, () => {
      demand(eventNeeds(identity, input));
      return putEvents({ ...options, resources: originOf(execution) }, input);
    });
    if (result["FailedEntryCount"] === 0) return { Entries: result["Entries"]!, FailedEntryCount: 0 };
    throw new TaskFailure("EventBridge.FailedEntry", JSON.stringify(result));
  };
}

function withAwsErrors(requestId: string, run: () => JsonObject): JsonObject {
  try {
    return run();
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
