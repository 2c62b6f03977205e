import type { JsonService } from "../http/json-service.ts";
import type { Identity } from "../identity.ts";
import { eventNeeds, putEvents, type PutEventsOptions } from "./put-events.ts";

/** Amazon EventBridge for the buses and rules of the topology. */
export function createEventBridgeService(identity: Identity, options: PutEventsOptions): JsonService {
  return {
    targetPrefix: "AWSEvents",
    contentType: "application/x-amz-json-1.1",
    errorNamespace: "",
    bodyLimitBytes: 2 * 1024 * 1024,
    operations: { PutEvents: (input) => putEvents(options, input) },
    needs: (_, input) => eventNeeds(identity, input),
  };
}
