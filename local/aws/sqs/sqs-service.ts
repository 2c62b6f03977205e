import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { ServiceError } from "../http/service-error.ts";
import type { JsonService, Operation } from "../http/json-service.ts";
import { queueArn, type Identity } from "../identity.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Queues } from "./queues.ts";
import { receiveMessage } from "./receive-message.ts";
import { sendMessage, sendMessageBatch } from "./send-message.ts";
import { accessDenied, invalidParameter, invalidReceipt, queueDoesNotExist } from "./sqs-errors.ts";
import { queueNameOf, sqsNeeds } from "./sqs-needs.ts";
import { batchEntries, integerBetween, requireText, textList } from "./sqs-fields.ts";

export interface SqsServiceOptions {
  identity: Identity;
  queues: Queues;
  scheduler: Scheduler;
  /** Address of this endpoint, which queue URLs start with. */
  url: () => string;
}

/** Amazon SQS for the queues of the topology (JSON 1.0; creating queues is the topology's business). */
export function createSqsService(options: SqsServiceOptions): JsonService {
  const { queues } = options;
  const withQueue =
    (
      run: (queue: string, input: JsonObject, signal: AbortSignal) => JsonObject | Promise<JsonObject>,
    ): Operation =>
    (input, { signal }) =>
      run(queueOf(queues, input), input, signal);
  return {
    targetPrefix: "AmazonSQS",
    contentType: "application/x-amz-json-1.0",
    errorNamespace: "com.amazonaws.sqs#",
    bodyLimitBytes: 8 * 1024 * 1024,
    operations: {
      SendMessage: withQueue((queue, input) => sendMessage(queues, queue, input)),
      SendMessageBatch: withQueue((queue, input) => sendMessageBatch(queues, queue, input)),
      ReceiveMessage: withQueue((queue, input, signal) => receiveMessage(options, queue, input, signal)),
      DeleteMessage: withQueue((queue, input) => deleteMessage(queues, queue, input)),
      DeleteMessageBatch: withQueue((queue, input) =>
        eachEntry(input, (entry) => deleteMessage(queues, queue, entry)),
      ),
      ChangeMessageVisibility: withQueue((queue, input) => changeVisibility(queues, queue, input)),
      ChangeMessageVisibilityBatch: withQueue((queue, input) =>
        eachEntry(input, (entry) => changeVisibility(queues, queue, entry)),
      ),
      GetQueueAttributes: withQueue((queue, input) => queueAttributes(options, queue, input)),
      GetQueueUrl: (input) => getQueueUrl(options, input),
      ListQueues: (input) => listQueues(options, input),
    },
    needs: (operation, input) => sqsNeeds(options.identity, operation, input),
    accessDenied,
  };
}

/** @returns the URL callers address a queue by */
export function queueUrl(options: { identity: Identity; url(): string }, queue: string): string {
  return `${options.url()}/${options.identity.accountId}/${queue}`;
}

/** The queue named by a `QueueUrl`: its last path segment, because the port may have changed since. */
function queueOf(queues: Queues, input: JsonObject): string {
  return findQueue(queues, requireText(input, "QueueUrl"));
}

/** @throws ServiceError QueueDoesNotExist */
export function findQueue(queues: Queues, url: string): string {
  const name = queueNameOf(url);
  if (!queues.has(name)) throw queueDoesNotExist();
  return name;
}

function deleteMessage(queues: Queues, queue: string, input: JsonObject): JsonObject {
  const handle = requireText(input, "ReceiptHandle");
  if (queues.delete(queue, handle) === "invalid") throw invalidReceipt(handle);
  return {};
}

function changeVisibility(queues: Queues, queue: string, input: JsonObject): JsonObject {
  const handle = requireText(input, "ReceiptHandle");
  if (input["VisibilityTimeout"] === undefined) requireText(input, "VisibilityTimeout");
  const seconds = integerBetween(input, "VisibilityTimeout", { min: 0, max: 43_200, fallback: 0 });
  const result = queues.changeVisibility(queue, handle, seconds);
  if (result === "invalid") throw invalidReceipt(handle);
  if (result === "not-in-flight") {
    throw new ServiceError({ code: "MessageNotInflight", message: "The message is not in flight." });
  }
  return {};
}

function eachEntry(input: JsonObject, run: (entry: JsonObject) => JsonObject): JsonObject {
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const { id, entry } of batchEntries(input)) {
    try {
      run(entry);
      successful.push({ Id: id });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function getQueueUrl(options: SqsServiceOptions, input: JsonObject): JsonObject {
  const name = requireText(input, "QueueName");
  if (!options.queues.has(name)) throw queueDoesNotExist();
  return { QueueUrl: queueUrl(options, name) };
}

function listQueues(options: SqsServiceOptions, input: JsonObject): JsonObject {
  const prefix = input["QueueNamePrefix"] ?? "";
  if (typeof prefix !== "string") throw invalidParameter("QueueNamePrefix has to be a string.");
  const names = options.queues.names().filter((name) => name.startsWith(prefix));
  return { QueueUrls: names.map((name) => queueUrl(options, name)) };
}

function queueAttributes(
  { identity, queues }: SqsServiceOptions,
  queue: string,
  input: JsonObject,
): JsonObject {
  const { visible, inFlight, delayed } = queues.count(queue);
  const { visibilityTimeoutSeconds, redrive } = queues.behaviour(queue);
  const all: Record<string, string> = {
    QueueArn: queueArn(identity, queue),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    DelaySeconds: "0",
    ReceiveMessageWaitTimeSeconds: "0",
  };
  if (redrive !== undefined) {
    all["RedrivePolicy"] = JSON.stringify({
      deadLetterTargetArn: queueArn(identity, redrive.deadLetterQueue),
      maxReceiveCount: redrive.maxReceives,
    });
  }
  const wanted = textList(input, "AttributeNames");
  const chosen = Object.entries(all).filter(([name]) => wanted.includes("All") || wanted.includes(name));
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
}
