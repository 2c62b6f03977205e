import { RetryableError } from "../../contracts/errors.ts";
import type { OutboxTopic } from "../../contracts/run.ts";
import type { CommandSender } from "../../domain/workflows/ports.ts";
import { between } from "../../runtime/crash-points.ts";
import type { QueueSender } from "./create-queue-sender.ts";

type Topic = OutboxTopic | "run.check";

/** The outbox's queues, one per topic, and the queue of runs' checks; undefined where the function may not send. */
export function createCommandSender(
  queues: QueueSender,
  queueUrls: Partial<Record<Topic, string | undefined>>,
): CommandSender {
  function queueUrl(topic: Topic): string {
    const url = queueUrls[topic];
    if (url === undefined) throw new Error(`This function has no queue for ${topic}.`);
    return url;
  }

  return {
    async send(messages) {
      for (const [topic, own] of Map.groupBy(messages, (message) => message.topic))
        await between("outbox-publish", () => queues.send(queueUrl(topic), own));
    },
    async checkLater(body, delaySeconds) {
      try {
        await between("check-send", () => queues.send(queueUrl("run.check"), [{ body, delaySeconds }]));
      } catch (cause) {
        throw new RetryableError("The queue of run checks does not take messages.", { cause });
      }
    },
  };
}
