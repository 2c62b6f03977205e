import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, onTestFinished, test } from "vitest";
import { TABLE_TOPOLOGY } from "../testing/table-topology.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { startTestEndpoint } from "../testing/test-endpoint.ts";
import { VirtualScheduler } from "../testing/virtual-scheduler.ts";

const nowMs = Date.parse("2026-03-01T12:00:00Z");

function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

async function start(options: Parameters<typeof startTestEndpoint>[0] = {}) {
  const endpoint = await startTestEndpoint({ topology: TABLE_TOPOLOGY, ...options });
  return { endpoint, client: clientOf(endpoint.url) };
}

const counter = (name: string) => ({ TableName: "counters", Key: { name: { S: name } } });

describe("the tables of the topology", () => {
  test("are there when the endpoint answers", async () => {
    const { client } = await start();
    const { TableNames } = await client.send(new ListTablesCommand({}));
    expect(TableNames).toEqual(["counters", "lines"]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "lines" }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      KeySchema: [
        { AttributeName: "page", KeyType: "HASH" },
        { AttributeName: "line", KeyType: "RANGE" },
      ],
    });
  });

  test("keep what was written over a restart", async () => {
    const dataDir = temporaryDirectory();
    const first = await start({ dataDir });
    await first.client.send(
      new PutItemCommand({ TableName: "counters", Item: { name: { S: "a" }, n: { N: "1" } } }),
    );
    await first.endpoint.close();
    const { client } = await start({ dataDir });
    const { Item } = await client.send(new GetItemCommand(counter("a")));
    expect(Item).toEqual({ name: { S: "a" }, n: { N: "1" } });
  });

  test("lose the items whose time is up when the host starts again", async () => {
    const dataDir = temporaryDirectory();
    const first = await start({ dataDir, scheduler: new VirtualScheduler(nowMs) });
    for (const [name, seconds] of [
      ["past", -1],
      ["future", 1],
    ] as const) {
      const expires_at = { N: String(nowMs / 1000 + seconds) };
      await first.client.send(
        new PutItemCommand({ TableName: "counters", Item: { name: { S: name }, expires_at } }),
      );
    }
    await first.endpoint.close();
    const { client } = await start({ dataDir, scheduler: new VirtualScheduler(nowMs) });
    expect(await client.send(new GetItemCommand(counter("past")))).not.toHaveProperty("Item");
    expect(await client.send(new GetItemCommand(counter("future")))).toHaveProperty("Item");
  });

  test("that are not in it do not exist", async () => {
    const { client } = await start();
    const unknown = client.send(new GetItemCommand({ TableName: "others", Key: { name: { S: "a" } } }));
    await expect(unknown).rejects.toThrow(expect.objectContaining({ name: "ResourceNotFoundException" }));
  });
});

test("finds the items of one partition in order", async () => {
  const { client } = await start();
  for (const [page, line] of [
    ["p", "2"],
    ["q", "1"],
    ["p", "1"],
  ] as const) {
    await client.send(
      new PutItemCommand({ TableName: "lines", Item: { page: { S: page }, line: { S: line } } }),
    );
  }
  const { Items } = await client.send(
    new QueryCommand({
      TableName: "lines",
      KeyConditionExpression: "page = :page",
      ExpressionAttributeValues: { ":page": { S: "p" } },
    }),
  );
  expect(Items?.map(({ line }) => line?.S)).toEqual(["1", "2"]);
});

describe("an update under a condition", () => {
  const takeOne = (returning: "ALL_OLD" | "NONE") =>
    new UpdateItemCommand({
      ...counter("tickets"),
      UpdateExpression: "SET #left = #left - :one",
      ConditionExpression: "#left > :zero",
      ExpressionAttributeNames: { "#left": "left" },
      ExpressionAttributeValues: { ":one": { N: "1" }, ":zero": { N: "0" } },
      ReturnValuesOnConditionCheckFailure: returning,
    });

  test("is atomic: of many at once exactly as many succeed as it allows", async () => {
    const { client } = await start();
    await client.send(
      new PutItemCommand({ TableName: "counters", Item: { name: { S: "tickets" }, left: { N: "30" } } }),
    );
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => client.send(takeOne("NONE"))));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(30);
  });

  test("that fails names the item as it is, when asked to", async () => {
    const { client } = await start();
    await client.send(
      new PutItemCommand({ TableName: "counters", Item: { name: { S: "tickets" }, left: { N: "0" } } }),
    );
    const refusal = await client.send(takeOne("ALL_OLD")).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refusal).toMatchObject({ Item: { name: { S: "tickets" }, left: { N: "0" } } });
    const silent = await client.send(takeOne("NONE")).catch((error: unknown) => error);
    expect((silent as ConditionalCheckFailedException).Item).toBeUndefined();
  });
});

describe("kill -9", () => {
  const hostFile = new URL("../testing/table-host.ts", import.meta.url);

  async function startHost(dataDir: string): Promise<{ process: ChildProcess; client: DynamoDBClient }> {
    const child = fork(hostFile, [dataDir]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [url] = (await once(child, "message")) as [string];
    return { process: child, client: clientOf(url) };
  }

  test("loses nothing that was acknowledged", async () => {
    const dataDir = temporaryDirectory();
    const acknowledged: string[] = [];
    let written = 0;
    for (const round of [1, 2, 3]) {
      const host = await startHost(dataDir);
      const writer = async () => {
        for (;;) {
          const name = `item-${(written += 1)}`;
          await host.client.send(new PutItemCommand({ TableName: "counters", Item: { name: { S: name } } }));
          acknowledged.push(name);
          if (acknowledged.length === round * 100) host.process.kill("SIGKILL");
        }
      };
      await Promise.allSettled([writer(), writer(), writer(), writer()]);
    }
    const { client } = await startHost(dataDir);
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    for (const name of acknowledged) {
      expect(await client.send(new GetItemCommand(counter(name)))).toHaveProperty("Item");
    }
  });
});
