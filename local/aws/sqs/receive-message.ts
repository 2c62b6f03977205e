import type { JsonObject } from "../../../statemachines/asl/types.ts";
import type { Scheduler } from "../scheduler.ts";
import { md5, md5OfAttributes } from "./message-attributes.ts";
import type { Queues, ReceivedMessage } from "./queues.ts";
import { integerBetween, textList } from "./sqs-fields.ts";
import { systemAttributes } from "./sqs-event.ts";

const LONGEST_WAIT_SECONDS = 20;
const LONGEST_VISIBILITY_SECONDS = 43_200;

/** `ReceiveMessage` with long polling. @throws ServiceError */
export async function receiveMessage(
  { queues, scheduler }: { queues: Queues; scheduler: Scheduler },
  queue: string,
  input: JsonObject,
  signal: AbortSignal,
): Promise<JsonObject> {
  const limit = integerBetween(input, "MaxNumberOfMessages", { min: 1, max: 10, fallback: 1 });
  const waitSeconds = integerBetween(input, "WaitTimeSeconds", {
    min: 0,
    max: LONGEST_WAIT_SECONDS,
    fallback: 0,
  });
  const visibilitySeconds = integerBetween(input, "VisibilityTimeout", {
    min: 0,
    max: LONGEST_VISIBILITY_SECONDS,
    fallback: queues.behaviour(queue).visibilityTimeoutSeconds,
  });
  const wanted = [...textList(input, "AttributeNames"), ...textList(input, "MessageSystemAttributeNames")];
  const wantedAttributes = textList(input, "MessageAttributeNames");
  const deadlineMs = scheduler.nowMs() + waitSeconds * 1000;
  // Nothing is taken for a caller who has hung up: it would be hidden from the others for nothing.
  while (!signal.aborted) {
    const messages = queues.receive(queue, limit, visibilitySeconds);
    if (messages.length > 0)
      return { Messages: messages.map((message) => shape(message, wanted, wantedAttributes)) };
    if (scheduler.nowMs() >= deadlineMs) break;
    await arrival(queues, scheduler, queue, deadlineMs, signal);
  }
  return {};
}

/** Waits for a message to arrive or to become visible again, for the deadline, or for the caller to hang up. */
function arrival(
  queues: Queues,
  scheduler: Scheduler,
  queue: string,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const wakeAtMs = Math.min(deadlineMs, queues.nextVisibleAtMs(queue) ?? Infinity);
    const stopListening = queues.onArrival(queue, finish);
    const cancelTimer = scheduler.schedule(wakeAtMs - scheduler.nowMs(), finish);
    signal.addEventListener("abort", finish);
    function finish(): void {
      stopListening();
      cancelTimer();
      signal.removeEventListener("abort", finish);
      resolve();
    }
  });
}

function shape(message: ReceivedMessage, wanted: string[], wantedAttributes: string[]): JsonObject {
  const system = pick(systemAttributes(message), wanted);
  const own = pick(JSON.parse(message.attributes) as JsonObject, wantedAttributes);
  const attributesDigest = md5OfAttributes(own);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(attributesDigest === undefined
      ? {}
      : { MessageAttributes: own, MD5OfMessageAttributes: attributesDigest }),
  };
}

/** The named attributes; `All` and `.*` name all, `foo.*` those that start with `foo.`. */
function pick<T extends JsonObject[string]>(
  attributes: Record<string, T>,
  names: string[],
): Record<string, T> {
  const isWanted = (key: string) =>
    names.some(
      (name) =>
        name === "All" ||
        name === ".*" ||
        name === key ||
        (name.endsWith(".*") && key.startsWith(name.slice(0, -1))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => isWanted(key)));
}
