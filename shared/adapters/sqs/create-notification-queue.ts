import type { SQSClient } from "@aws-sdk/client-sqs";
import { RetryableError } from "../../contracts/errors.ts";
import type { NotificationQueue } from "../../domain/notifications/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { between } from "../../runtime/crash-points.ts";
import { lazy } from "../../runtime/lazy.ts";

/** SendMessageBatch takes at most ten. */
const batchSize = 10;
const limits = { timeoutMs: 5_000, attempts: 3 };

type Messages = Parameters<NotificationQueue["send"]>[0];

/** The queue `notifications` through the SDK, loaded at the first call. */
export function createNotificationQueue(config: { region: string; queueUrl: string }): NotificationQueue {
  const loaded = lazy(async () => {
    const sdk = await import("@aws-sdk/client-sqs");
    const client: SQSClient = new sdk.SQSClient(clientSettings({ region: config.region, ...limits }));
    return { sdk, client };
  });

  async function sendBatch(batch: Messages): Promise<void> {
    const { sdk, client } = await loaded();
    const Entries = batch.map(({ message, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      DelaySeconds: delaySeconds,
    }));
    const sent = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: config.queueUrl, Entries }));
    const failed = sent.Failed?.[0];
    if (failed) throw new Error(`The queue refused a message: ${failed.Code}`);
  }

  return {
    async send(messages) {
      try {
        for (let from = 0; from < messages.length; from += batchSize)
          await between("check-send", () => sendBatch(messages.slice(from, from + batchSize)));
      } catch (cause) {
        throw new RetryableError("The queue of notifications does not take messages.", { cause });
      }
    },
  };
}
