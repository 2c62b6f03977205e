import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { lazy } from "../../runtime/lazy.ts";

/** SendMessageBatch takes at most ten. */
const batchSize = 10;
/** SQS delays no longer. */
const longestDelaySeconds = 900;
const limits = { timeoutMs: 5_000, attempts: 3 };

export interface QueuedBody {
  body: object;
  /** Cut to what a queue can delay; none unless told. */
  delaySeconds?: number;
}

export interface QueueSender {
  /** Resolves when the queue has taken all of them. */
  send(queueUrl: string, messages: readonly QueuedBody[]): Promise<void>;
}

/** SQS through its SDK, which is loaded at the first call: one client for all queues of a process. */
export function createQueueSender({ region }: { region: string }): QueueSender {
  const loaded = lazy(async () => {
    const sdk = await import("@aws-sdk/client-sqs");
    return { sdk, client: new sdk.SQSClient(clientSettings({ region, ...limits })) };
  });

  async function sendBatch(queueUrl: string, batch: readonly QueuedBody[]): Promise<void> {
    const { sdk, client } = await loaded();
    const Entries = batch.map(({ body, delaySeconds = 0 }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(body),
      DelaySeconds: Math.min(Math.max(Math.ceil(delaySeconds), 0), longestDelaySeconds),
    }));
    const sent = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const failed = sent.Failed?.[0];
    if (failed) throw new Error(`The queue ${queueUrl} refused a message: ${failed.Code}`);
  }

  return {
    async send(queueUrl, messages) {
      for (let from = 0; from < messages.length; from += batchSize)
        await sendBatch(queueUrl, messages.slice(from, from + batchSize));
    },
  };
}
