import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createChangeCounter } from "../../shared/adapters/dynamodb/create-change-counter.ts";
import { RetryableError } from "../../shared/contracts/errors.ts";
import { type LoopbackAws, startLoopbackAws } from "../support/loopback-aws.ts";
import { testChangeCounter } from "./change-counter.testsuite.ts";

const region = "us-east-1";
let aws: LoopbackAws;

beforeAll(async () => {
  aws = await startLoopbackAws();
});
afterAll(() => aws.close());

/** The machine may be busy; how long a caller would wait is not what is tested. */
const open = (tableName = "changes") => createChangeCounter({ region, tableName, timeoutMs: 30_000 });

describe("the counter of changes on DynamoDB", () => {
  testChangeCounter(() => [open(), open()]);

  test("cannot be asked while the table cannot be reached", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(open().bump("t", [])).rejects.toThrow(RetryableError);
    await expect(open().read("t")).rejects.toThrow(RetryableError);
  });

  test("does not take a refusal for an outage", async () => {
    const error: unknown = await open("others")
      .bump("t", ["conv_1"])
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "ResourceNotFoundException" });
  });
});
