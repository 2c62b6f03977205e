import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject } from "../http/fields.ts";
import { queueArn, type Identity } from "../identity.ts";
import { md5 } from "./message-attributes.ts";
import type { ReceivedMessage } from "./queues.ts";

/** The event Lambda gives a function that is fed from a queue. */
export function sqsEvent(
  identity: Identity,
  queue: string,
  messages: readonly ReceivedMessage[],
): JsonObject {
  const eventSourceARN = queueArn(identity, queue);
  const records = messages.map((message) => ({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: lambdaAttributes(JSON.parse(message.attributes) as JsonObject),
    md5OfBody: md5(message.body),
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: identity.region,
  }));
  return { Records: records };
}

/** What SQS itself knows of a received message; all values are strings. */
export function systemAttributes(message: ReceivedMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAtMs),
    SenderId: "local",
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
  };
}

/** Lambda writes attribute keys in lower camel case, SQS in upper. */
function lambdaAttributes(attributes: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!isObject(attribute)) continue;
    const renamed = Object.entries(attribute).map(([key, value]) => [
      key[0]!.toLowerCase() + key.slice(1),
      value,
    ]);
    result[name] = Object.fromEntries(renamed) as JsonObject;
  }
  return result;
}

/**
 * The messages a batch answer reports as failed. An answer that cannot be read fails the whole batch, as Lambda has it:
 * a list that is no list, an entry without an id, an id that is not of this batch.
 */
export function failedMessageIds(answer: Json, messageIds: readonly string[]): Set<string> {
  const none = new Set<string>();
  if (!isObject(answer)) return none;
  const failures = answer["batchItemFailures"] ?? [];
  if (!Array.isArray(failures)) return new Set(messageIds);
  const failed = failures.map((failure) => (isObject(failure) ? failure["itemIdentifier"] : undefined));
  if (failed.some((id) => typeof id !== "string" || !messageIds.includes(id))) return new Set(messageIds);
  return new Set(failed as string[]);
}
