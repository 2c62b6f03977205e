import type { SQSClient } from "@aws-sdk/client-sqs";
import { RetryableError } from "../../contracts/errors.ts";
import type { OutboxMessage, OutboxTopic } from "../../contracts/run.ts";
import type { CommandSender } from "../../domain/workflows/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { between } from "../../runtime/crash-points.ts";

/** SendMessageBatch takes at most ten. */
const batchSize = 10;

const limits = { timeoutMs: 5_000, attempts: 3 };

type Topic = OutboxTopic | "run.check";

/**
 * The outbox's queues and the queue of checks through the SDK, loaded at the first call. `send` rejects when any message
 * was not taken. `queueUrls` has one queue per topic, undefined where the function may not send.
 */
export function createCommandSender(config: {
  region: string;
  queueUrls: Partial<Record<Topic, string | undefined>>;
}): CommandSender {
  let loading: Promise<{ sdk: typeof import("@aws-sdk/client-sqs"); client: SQSClient }> | undefined;
  const sqs = () =>
    (loading ??= import("@aws-sdk/client-sqs").then((sdk) => ({
      sdk,
      client: new sdk.SQSClient(clientSettings({ region: config.region, ...limits })),
    })));

  function queueUrl(topic: Topic): string {
    const url = config.queueUrls[topic];
    if (url === undefined) throw new Error(`This function has no queue for ${topic}.`);
    return url;
  }

  async function sendBatch(topic: OutboxTopic, batch: OutboxMessage[]): Promise<void> {
    const { sdk, client } = await sqs();
    const Entries = batch.map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message.body),
    }));
    const sent = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl(topic), Entries }));
    const failed = sent.Failed?.[0];
    if (failed) throw new Error(`The queue of ${topic} refused a message: ${failed.Code}`);
  }

  async function sendCheck(body: object, DelaySeconds: number): Promise<void> {
    const { sdk, client } = await sqs();
    const message = { QueueUrl: queueUrl("run.check"), MessageBody: JSON.stringify(body), DelaySeconds };
    try {
      await client.send(new sdk.SendMessageCommand(message));
    } catch (cause) {
      throw new RetryableError("The queue of run checks does not take messages.", { cause });
    }
  }

  return {
    async send(messages) {
      for (const [topic, own] of Map.groupBy(messages, (message) => message.topic)) {
        for (let from = 0; from < own.length; from += batchSize) {
          await between("outbox-publish", () => sendBatch(topic, own.slice(from, from + batchSize)));
        }
      }
    },
    checkLater: (check, delaySeconds) => between("check-send", () => sendCheck(check, delaySeconds)),
  };
}
