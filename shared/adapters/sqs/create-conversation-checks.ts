import type { SQSClient } from "@aws-sdk/client-sqs";
import { RetryableError } from "../../contracts/errors.ts";
import type { ConversationChecks } from "../../domain/conversations/ports.ts";
import { clientSettings } from "../../runtime/aws/client-settings.ts";
import { between } from "../../runtime/crash-points.ts";

/** SQS delays no longer; a check that comes before its time is given to a state machine that waits. */
const longestSeconds = 900;
const limits = { timeoutMs: 5_000, attempts: 3 };

/** The queue of conversations' checks through the SDK, loaded at the first call. */
export function createConversationChecks(config: {
  region: string;
  queueUrl: string;
  nowMs: () => number;
}): ConversationChecks {
  let loading: Promise<{ sdk: typeof import("@aws-sdk/client-sqs"); client: SQSClient }> | undefined;
  const sqs = () =>
    (loading ??= import("@aws-sdk/client-sqs").then((sdk) => ({
      sdk,
      client: new sdk.SQSClient(clientSettings({ region: config.region, ...limits })),
    })));

  async function send(body: object, delaySeconds: number): Promise<void> {
    const { sdk, client } = await sqs();
    const DelaySeconds = Math.min(Math.max(delaySeconds, 0), longestSeconds);
    const message = { QueueUrl: config.queueUrl, MessageBody: JSON.stringify(body), DelaySeconds };
    try {
      await client.send(new sdk.SendMessageCommand(message));
    } catch (cause) {
      throw new RetryableError("The queue of conversation checks does not take messages.", { cause });
    }
  }

  return {
    checkAt: (check, atMs) =>
      between("check-send", () => send({ ...check, atMs }, Math.ceil((atMs - config.nowMs()) / 1000))),
  };
}
