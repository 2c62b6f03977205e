import { DeleteItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createRateLimiter } from "../../shared/adapters/dynamodb/create-rate-limiter.ts";
import { RetryableError } from "../../shared/contracts/errors.ts";
import { perMinute, type RateLimit, type RateLimiter } from "../../shared/domain/access/rate-limit.ts";
import { type LoopbackAws, startLoopbackAws } from "../support/loopback-aws.ts";
import { testRateLimiter } from "./rate-limiter.testsuite.ts";

const tableName = "rate-limits";
const startMs = Date.parse("2026-03-01T12:00:00Z");
const region = "us-east-1";
let aws: LoopbackAws;

beforeAll(async () => {
  aws = await startLoopbackAws();
});
afterAll(() => aws.close());

function limiterOf(limit: RateLimit, options: { tableName?: string } = {}): RateLimiter {
  // The machine may be busy; how long a caller would wait is not what is tested.
  return createRateLimiter({ region, tableName, limit, timeoutMs: 30_000, ...options });
}

describe("the rate limiter on DynamoDB", () => {
  let opened = 0;
  testRateLimiter({
    propertyRuns: 20,
    async open(limit, processes) {
      const prefix = `open-${(opened += 1)}`;
      return Array.from({ length: processes }, () => {
        const limiter = limiterOf(limit);
        return { take: (key, nowMs) => limiter.take(`${prefix}-${key}`, nowMs) };
      });
    },
  });

  function client(): DynamoDBClient {
    const made = new DynamoDBClient({ region });
    onTestFinished(() => made.destroy());
    return made;
  }

  const item = (key: string) => ({ TableName: tableName, Key: { bucket_id: { S: key } } });

  test("lets items go some time after their bucket is full again", async () => {
    await limiterOf(perMinute(100)).take("expiring", startMs);
    const { Item } = await client().send(new GetItemCommand(item("expiring")));
    expect(Item).toEqual({
      bucket_id: { S: "expiring" },
      full_at: { N: String((startMs + 600) * 1000) },
      expires_at: { N: String(startMs / 1000 + 60 + 300) },
    });
  });

  test("begins anew with a bucket that was removed", async () => {
    const limiter = limiterOf(perMinute(2));
    await limiter.take("removed", startMs);
    await client().send(new DeleteItemCommand(item("removed")));
    expect(await limiter.take("removed", startMs)).toMatchObject({ allowed: true, remaining: 1 });
  });

  test("refuses a flood without asking the table again", async () => {
    const limiter = limiterOf(perMinute(1));
    await limiter.take("flood", startMs);
    expect(await limiter.take("flood", startMs + 1)).toMatchObject({ allowed: false });
    await client().send(new DeleteItemCommand(item("flood")));
    expect(await limiter.take("flood", startMs + 2)).toMatchObject({ allowed: false });
  });

  test("cannot know while the table cannot be reached", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(limiterOf(perMinute(1)).take("key", startMs)).rejects.toThrow(RetryableError);
  });

  test("does not take a refusal for an outage", async () => {
    const elsewhere = limiterOf(perMinute(1), { tableName: "others" });
    const error: unknown = await elsewhere.take("key", startMs).catch((caught: unknown) => caught);
    expect(error).not.toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ name: "ResourceNotFoundException" });
  });
});
