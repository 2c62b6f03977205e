import type { SQSClient } from "@aws-sdk/client-sqs";
import type { OutboxMessage, OutboxTopic } from "../../contracts/run.ts";
import type { CommandSender } from "../../domain/workflows/ports.ts";
import { between } from "../../runtime/crash-points.ts";

/** SendMessageBatch takes at most ten. */
const batchSize = 10;

/**
 * The outbox's queues through the SDK, loaded at the first call. Rejects when any message was not taken.
 * `queueUrls` has one queue per topic.
 */
export function createCommandSender(config: {
  region: string;
  queueUrls: Record<OutboxTopic, string>;
}): CommandSender {
  let loading: Promise<{ sdk: typeof import("@aws-sdk/client-sqs"); client: SQSClient }> | undefined;
  const sqs = () =>
    (loading ??= import("@aws-sdk/client-sqs").then((sdk) => ({
      sdk,
      client: new sdk.SQSClient({ region: config.region }),
    })));

  async function sendBatch(topic: OutboxTopic, batch: OutboxMessage[]): Promise<void> {
    const { sdk, client } = await sqs();
    const Entries = batch.map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message.body),
    }));
    const sent = await client.send(
      new sdk.SendMessageBatchCommand({ QueueUrl: config.queueUrls[topic], Entries }),
    );
    const failed = sent.Failed?.[0];
    if (failed) throw new Error(`The queue of ${topic} refused a message: ${failed.Code}`);
  }

  return {
    async send(messages) {
      for (const [topic, own] of Map.groupBy(messages, (message) => message.topic)) {
        for (let from = 0; from < own.length; from += batchSize) {
          await between("outbox-publish", () => sendBatch(topic, own.slice(from, from + batchSize)));
        }
      }
    },
  };
}
