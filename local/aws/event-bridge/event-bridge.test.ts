import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import type { Topology } from "../../../shared/contracts/topology.ts";
import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startTestEndpoint, type TestEndpoint } from "../testing/test-endpoint.ts";
import { until } from "../testing/until.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";

const TOPOLOGY: Partial<Topology> = {
  buses: { hil: { archiveDays: 1 } },
  queues: { turns: { consumer: "idle", batchSize: 1, visibilityTimeoutSeconds: 30, maxReceives: 3 } },
  rules: {
    toQueue: {
      bus: "hil",
      pattern: { source: ["hil.api"], "detail-type": ["MessageAccepted"] },
      target: { queue: "turns" },
    },
    toFunction: { bus: "hil", pattern: { "detail-type": ["RunFinished"] }, target: { function: "notify" } },
  },
};

const ACCEPTED = {
  EventBusName: "hil",
  Source: "hil.api",
  DetailType: "MessageAccepted",
  Detail: '{"seq":1}',
};
const FINISHED = {
  EventBusName: "hil",
  Source: "hil.run",
  DetailType: "RunFinished",
  Detail: '{"run":"r1"}',
};

function receive(endpoint: TestEndpoint, queue: string) {
  return endpoint.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: endpoint.queueUrl(queue), MaxNumberOfMessages: 10 }),
  );
}

describe("PutEvents", () => {
  test("delivers to the queues of the rules that match, and to no other", async () => {
    const endpoint = await startTestEndpoint({
      paused: true,
      functions: { idle: () => null, notify: () => null },
      topology: TOPOLOGY,
      scheduler: new VirtualScheduler(Date.UTC(2026, 9, 1, 12)),
    });
    const answer = await endpoint.events.send(
      new PutEventsCommand({
        Entries: [
          { ...ACCEPTED, Resources: ["arn:one"] },
          { ...ACCEPTED, Source: "somebody.else" },
          { ...ACCEPTED, EventBusName: undefined },
          { ...ACCEPTED, EventBusName: "arn:aws:events:us-east-1:000000000000:event-bus/hil" },
        ],
      }),
    );
    expect(answer.FailedEntryCount).toBe(0);
    const { Messages } = await receive(endpoint, "turns");
    expect(Messages!.map(({ Body }) => JSON.parse(Body!) as Json)).toMatchObject([
      {
        version: "0",
        id: answer.Entries![0]!.EventId,
        source: "hil.api",
        "detail-type": "MessageAccepted",
        account: "000000000000",
        region: "us-east-1",
        time: "2026-10-01T12:00:00Z",
        resources: ["arn:one"],
        detail: { seq: 1 },
      },
      { id: answer.Entries![3]!.EventId },
    ]);
  });

  test("fails entries one by one", async () => {
    const endpoint = await startTestEndpoint({
      paused: true,
      functions: { idle: () => null, notify: () => null },
      topology: TOPOLOGY,
    });
    const answer = await endpoint.events.send(
      new PutEventsCommand({
        Entries: [
          ACCEPTED,
          { ...ACCEPTED, Detail: "[1]" },
          { ...ACCEPTED, Source: undefined },
          { ...ACCEPTED, EventBusName: "none" },
        ],
      }),
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." },
        {
          ErrorCode: "InvalidArgument",
          ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
        },
        { ErrorCode: "ResourceNotFoundException" },
      ],
    });
    await expect(endpoint.events.send(new PutEventsCommand({ Entries: [] }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("calls functions, again after a minute when they fail, and at last buries the event", async () => {
    const scheduler = new VirtualScheduler();
    const calls: { payload: Json; atMs: number }[] = [];
    const endpoint = await startTestEndpoint({
      scheduler,
      functions: {
        idle: () => null,
        notify: (payload) => {
          calls.push({ payload, atMs: scheduler.nowMs() });
          throw new Error("unreachable");
        },
      },
      topology: TOPOLOGY,
    });
    const startMs = scheduler.nowMs();
    await endpoint.events.send(new PutEventsCommand({ Entries: [FINISHED] }));
    scheduler.advance(0);
    await until(() => endpoint.logged.length === 1);
    for (const attempt of [2, 3]) {
      await until(() => {
        scheduler.advance(10_000);
        return calls.length === attempt;
      });
    }
    const buried = await until(async () => (await receive(endpoint, "toFunction-dlq")).Messages);
    expect(JSON.parse(buried[0]!.Body!)).toMatchObject({
      "detail-type": "RunFinished",
      detail: { run: "r1" },
    });
    expect(new Set(calls.map(({ payload }) => (payload as JsonObject)["id"])).size).toBe(1);
    expect(calls[1]!.atMs - startMs).toBeGreaterThanOrEqual(60_000);
    expect(calls[2]!.atMs - calls[1]!.atMs).toBeGreaterThanOrEqual(120_000);
  });

  test("delivers after a restart what it had accepted", async () => {
    const dataDir = temporaryDirectory();
    const first = await startTestEndpoint({
      dataDir,
      paused: true,
      functions: { idle: () => null, notify: () => null },
      topology: TOPOLOGY,
    });
    await first.events.send(new PutEventsCommand({ Entries: [FINISHED] }));
    await first.close();
    const details: unknown[] = [];
    await startTestEndpoint({
      dataDir,
      functions: {
        idle: () => null,
        notify: (payload) => {
          details.push((payload as JsonObject)["detail"]);
          return null;
        },
      },
      topology: TOPOLOGY,
    });
    await until(() => details.length > 0);
    expect(details).toEqual([{ run: "r1" }]);
  });
});
