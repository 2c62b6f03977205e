import { RetryableError } from "../../contracts/errors.ts";
import type { ConversationChecks } from "../../domain/conversations/ports.ts";
import { between } from "../../runtime/crash-points.ts";
import type { QueueSender } from "./create-queue-sender.ts";

/**
 * The queue of conversations' checks. One that is due later than the queue can delay comes before its time, and is given
 * to a state machine that waits.
 */
export function createConversationChecks(
  queues: QueueSender,
  { queueUrl, nowMs }: { queueUrl: string; nowMs: () => number },
): ConversationChecks {
  return {
    async checkAt(check, atMs) {
      const message = { body: { ...check, atMs }, delaySeconds: (atMs - nowMs()) / 1000 };
      try {
        await between("check-send", () => queues.send(queueUrl, [message]));
      } catch (cause) {
        throw new RetryableError("The queue of conversation checks does not take messages.", { cause });
      }
    },
  };
}
