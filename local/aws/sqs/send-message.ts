import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject } from "../http/fields.ts";
import { ServiceError } from "../http/service-error.ts";
import { md5, md5OfAttributes } from "./message-attributes.ts";
import type { Queues } from "./queues.ts";
import { batchError, invalidParameter, missingParameter } from "./sqs-errors.ts";
import { batchEntries, integerBetween, requireText } from "./sqs-fields.ts";

/** Body and attributes of one message, and of a whole batch. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024;

/** What XML 1.0 cannot hold, which SQS refuses to this day. */
// oxlint-disable-next-line no-control-regex -- these control characters are exactly what is looked for
const UNSENDABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

interface Message {
  body: string;
  attributes: JsonObject;
  delaySeconds: number;
}

/** `SendMessage`. @throws ServiceError */
export function sendMessage(queues: Queues, queue: string, input: JsonObject): JsonObject {
  return store(queues, queue, readMessage(input));
}

/** `SendMessageBatch`: what is wrong with one entry fails that entry only. @throws ServiceError */
export function sendMessageBatch(queues: Queues, queue: string, input: JsonObject): JsonObject {
  const entries = batchEntries(input);
  const size = entries.reduce((sum, { entry }) => sum + messageSize(entry), 0);
  if (size > MESSAGE_LIMIT_BYTES) {
    const message = `Batch requests cannot be longer than ${MESSAGE_LIMIT_BYTES} bytes. You have sent ${size} bytes.`;
    throw batchError("BatchRequestTooLong", message);
  }
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const { id, entry } of entries) {
    try {
      successful.push({ Id: id, ...store(queues, queue, readMessage(entry)) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function store(queues: Queues, queue: string, { body, attributes, delaySeconds }: Message): JsonObject {
  const messageId = queues.send(queue, body, JSON.stringify(attributes), delaySeconds);
  const attributesDigest = md5OfAttributes(attributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(body),
    ...(attributesDigest === undefined ? {} : { MD5OfMessageAttributes: attributesDigest }),
  };
}

function readMessage(input: JsonObject): Message {
  const body = requireText(input, "MessageBody");
  if (body === "") throw missingParameter("MessageBody");
  if (UNSENDABLE.test(body)) {
    throw new ServiceError({
      code: "InvalidMessageContents",
      message: "The message contains characters outside the allowed set.",
    });
  }
  if (messageSize(input) > MESSAGE_LIMIT_BYTES) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${MESSAGE_LIMIT_BYTES} bytes.`,
    );
  }
  const attributes = input["MessageAttributes"] ?? {};
  if (!isObject(attributes)) throw invalidParameter("MessageAttributes has to be an object.");
  return {
    body,
    attributes,
    delaySeconds: integerBetween(input, "DelaySeconds", { min: 0, max: 900, fallback: 0 }),
  };
}

function messageSize(input: JsonObject): number {
  const body = typeof input["MessageBody"] === "string" ? Buffer.byteLength(input["MessageBody"]) : 0;
  const attributes = input["MessageAttributes"] ?? undefined;
  return body + (attributes === undefined ? 0 : Buffer.byteLength(JSON.stringify(attributes)));
}
