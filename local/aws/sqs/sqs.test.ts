import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import type { QueueSpec } from "../../../shared/contracts/topology.ts";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startTestEndpoint, type TestEndpoint, type TestFunction } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";

const QUEUE: QueueSpec = { consumer: "consume", batchSize: 5, visibilityTimeoutSeconds: 30, maxReceives: 3 };

/** Without `resume` no consumer takes messages away, so the API can be tried on the queue itself. */
function startQueue(options: Parameters<typeof startTestEndpoint>[0] = {}) {
  return startTestEndpoint({
    paused: true,
    functions: { consume: () => null },
    topology: { queues: { work: QUEUE } },
    ...options,
  });
}

function startConsumer(consume: TestFunction, options: Parameters<typeof startTestEndpoint>[0] = {}) {
  return startTestEndpoint({ functions: { consume }, topology: { queues: { work: QUEUE } }, ...options });
}

async function send(endpoint: TestEndpoint, ...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    await endpoint.sqs.send(
      new SendMessageCommand({ QueueUrl: endpoint.queueUrl("work"), MessageBody: body }),
    );
  }
}

async function counts(endpoint: TestEndpoint, queue: string): Promise<string> {
  const { Attributes } = await endpoint.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: endpoint.queueUrl(queue), AttributeNames: ["All"] }),
  );
  return `${Attributes?.["ApproximateNumberOfMessages"]}+${Attributes?.["ApproximateNumberOfMessagesNotVisible"]}`;
}

function recordsOf(
  payload: unknown,
): { body: string; messageId: string; attributes: Record<string, string> }[] {
  return (payload as { Records: { body: string; messageId: string; attributes: Record<string, string> }[] })
    .Records;
}

describe("the queue API", () => {
  test("sends, receives with attributes, and deletes", async () => {
    const endpoint = await startQueue();
    const QueueUrl = endpoint.queueUrl("work");
    const sent = await endpoint.sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "grüße",
        MessageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
      }),
    );
    const received = await endpoint.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
    const message = received.Messages![0]!;
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "grüße",
      Attributes: { ApproximateReceiveCount: "1" },
      MessageAttributes: { kind: { StringValue: "greeting" } },
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    await endpoint.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    expect(await counts(endpoint, "work")).toBe("0+0");
  });

  test("hides a received message for its visibility timeout", async () => {
    const scheduler = new VirtualScheduler();
    const endpoint = await startQueue({ scheduler });
    const QueueUrl = endpoint.queueUrl("work");
    await send(endpoint, "a");
    const receive = () => endpoint.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const first = await receive();
    expect(await counts(endpoint, "work")).toBe("0+1");
    scheduler.advance(29_999);
    expect((await receive()).Messages).toBeUndefined();
    scheduler.advance(1);
    const second = await receive();
    expect(second.Messages).toHaveLength(1);
    await endpoint.sqs.send(
      new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first.Messages![0]!.ReceiptHandle }),
    );
    expect(await counts(endpoint, "work")).toBe("0+1");
  });

  test("changes visibility, and refuses to for a message that is not in flight", async () => {
    const endpoint = await startQueue();
    const QueueUrl = endpoint.queueUrl("work");
    await send(endpoint, "a");
    const { Messages } = await endpoint.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    const change = new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: Messages![0]!.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    await endpoint.sqs.send(change);
    expect(await counts(endpoint, "work")).toBe("1+0");
    await expect(endpoint.sqs.send(change)).rejects.toMatchObject({ name: "MessageNotInflight" });
  });

  test("waits for a message when asked to poll", async () => {
    const endpoint = await startQueue();
    const QueueUrl = endpoint.queueUrl("work");
    const polling = endpoint.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await send(endpoint, "late");
    expect((await polling).Messages).toMatchObject([{ Body: "late" }]);
  });

  test("sends a batch and reports what is wrong entry by entry", async () => {
    const endpoint = await startQueue();
    const QueueUrl = endpoint.queueUrl("work");
    const answer = await endpoint.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "a" },
          { Id: "bad", MessageBody: "b", DelaySeconds: 901 },
        ],
      }),
    );
    expect(answer.Successful).toMatchObject([{ Id: "good" }]);
    expect(answer.Failed).toMatchObject([
      { Id: "bad", SenderFault: true, Code: "InvalidParameterValueException" },
    ]);
    expect(await counts(endpoint, "work")).toBe("1+0");
    const { Messages } = await endpoint.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await endpoint.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [{ Id: "1", ReceiptHandle: Messages![0]!.ReceiptHandle }],
      }),
    );
    expect(await counts(endpoint, "work")).toBe("0+0");
  });

  test("gives its own errors", async () => {
    const endpoint = await startQueue();
    const QueueUrl = endpoint.queueUrl("work");
    const { sqs } = endpoint;
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "none" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl: endpoint.queueUrl("none"), MessageBody: "a" })),
    ).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    await expect(
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" })),
    ).rejects.toMatchObject({
      name: "ReceiptHandleIsInvalid",
    });
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a".repeat(1024 * 1024 + 1) })),
    ).rejects.toThrow(/shorter than 1048576 bytes/);
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] }))).rejects.toThrow(
      /at least one entry/,
    );
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([
      endpoint.queueUrl("work"),
      endpoint.queueUrl("work-dlq"),
    ]);
  });
});

describe("a queue's consumer", () => {
  test("gets the messages as Lambda gives them", async () => {
    const events: JsonObject[] = [];
    const endpoint = await startConsumer((payload) => {
      events.push(payload as JsonObject);
      return {};
    });
    await send(endpoint, "hello");
    await until(async () => (await counts(endpoint, "work")) === "0+0");
    expect(events).toMatchObject([
      {
        Records: [
          {
            body: "hello",
            eventSource: "aws:sqs",
            eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:work",
            awsRegion: "us-east-1",
            md5OfBody: "5d41402abc4b2a76b9719d911017c592",
            attributes: { ApproximateReceiveCount: "1", SentTimestamp: expect.stringMatching(/^\d{13}$/) },
          },
        ],
      },
    ]);
  });

  test("keeps only the messages it reports as failed, and buries them after the last receive", async () => {
    const scheduler = new VirtualScheduler();
    const seen: string[] = [];
    const endpoint = await startConsumer(
      (payload) => {
        const records = recordsOf(payload);
        seen.push(
          ...records.map(({ body, attributes }) => `${body} ${attributes["ApproximateReceiveCount"]}`),
        );
        const failed = records.filter(({ body }) => body === "poison");
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      { scheduler },
    );
    await send(endpoint, "fine", "poison");
    await until(async () => (await counts(endpoint, "work")) === "0+1");
    for (const receives of [2, 3]) {
      scheduler.advance(30_000);
      await until(() => seen.includes(`poison ${receives}`));
    }
    scheduler.advance(30_000);
    await until(async () => (await counts(endpoint, "work-dlq")) === "1+0");
    expect(seen.toSorted()).toEqual(["fine 1", "poison 1", "poison 2", "poison 3"]);
  });

  test("fails the whole batch when it throws or names an unknown message", async () => {
    const scheduler = new VirtualScheduler();
    let answer: TestFunction = () => {
      throw new TypeError("broken");
    };
    let calls = 0;
    const endpoint = await startConsumer(
      (payload, context) => {
        calls += 1;
        return answer(payload, context);
      },
      { scheduler },
    );
    await send(endpoint, "a");
    await until(() => calls === 1 && endpoint.logged.length === 1);
    expect(endpoint.logged).toEqual(["consume failed: TypeError: broken"]);
    expect(await counts(endpoint, "work")).toBe("0+1");
    answer = () => ({ batchItemFailures: [{ itemIdentifier: "somebody else's" }] });
    scheduler.advance(30_000);
    await until(() => calls === 2);
    expect(await counts(endpoint, "work")).toBe("0+1");
  });

  test("gets again at once what it was working on when the process ended", async () => {
    const dataDir = temporaryDirectory();
    let isStuck = false;
    const first = await startConsumer(
      () => {
        isStuck = true;
        return new Promise(() => undefined);
      },
      { dataDir },
    );
    await send(first, "survivor");
    await until(() => isStuck);
    await first.close();
    const received: string[] = [];
    await startConsumer(
      (payload) => {
        received.push(
          ...recordsOf(payload).map(
            ({ body, attributes }) => `${body} ${attributes["ApproximateReceiveCount"]}`,
          ),
        );
        return {};
      },
      { dataDir },
    );
    await until(() => received.length > 0);
    expect(received).toEqual(["survivor 2"]);
  });

  test("loses no message to hosts that die again and again", async () => {
    const dataDir = temporaryDirectory();
    const sender = await startQueue({ dataDir });
    await send(sender, "survivor");
    await sender.close();
    for (let death = 0; death < 2 * QUEUE.maxReceives; death += 1) {
      let isStuck = false;
      const host = await startConsumer(
        () => {
          isStuck = true;
          return new Promise(() => undefined);
        },
        { dataDir },
      );
      await until(() => isStuck);
      await host.close();
    }
    const bodies: string[] = [];
    const last = await startConsumer(
      (payload) => {
        bodies.push(...recordsOf(payload).map(({ body }) => body));
        return {};
      },
      { dataDir },
    );
    await until(async () => (await counts(last, "work")) === "0+0");
    expect(bodies).toEqual(["survivor"]);
    expect(await counts(last, "work-dlq")).toBe("0+0");
  });

  test("works through a backlog in batches, nothing twice", async () => {
    const bodies: string[] = [];
    const sizes: number[] = [];
    const endpoint = await startConsumer(
      (payload) => {
        sizes.push(recordsOf(payload).length);
        bodies.push(...recordsOf(payload).map(({ body }) => body));
        return {};
      },
      { paused: true },
    );
    const expected = Array.from({ length: 60 }, (_, number) => `m${number}`);
    for (let start = 0; start < 60; start += 10) {
      const Entries = expected.slice(start, start + 10).map((body) => ({ Id: body, MessageBody: body }));
      await endpoint.sqs.send(new SendMessageBatchCommand({ QueueUrl: endpoint.queueUrl("work"), Entries }));
    }
    endpoint.resume();
    await until(async () => (await counts(endpoint, "work")) === "0+0");
    expect(bodies.toSorted()).toEqual(expected.toSorted());
    expect(Math.max(...sizes)).toBe(5);
  });
});
