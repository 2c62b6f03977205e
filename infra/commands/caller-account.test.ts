import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { dev } from "../config/dev.ts";
import { refuseOtherAccount } from "./caller-account.ts";

describe("refuseOtherAccount()", () => {
  let server: Server;
  let account = "";
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(String(request.headers["x-amz-target"]));
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ Arn: `arn:aws:events:eu-west-1:${account}:event-bus/default` }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  afterAll(() => server.close());
  afterEach(() => vi.unstubAllEnvs());

  function signIn(): void {
    const { port } = server.address() as AddressInfo;
    vi.stubEnv("AWS_ENDPOINT_URL_EVENTBRIDGE", `http://127.0.0.1:${port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  }

  test("lets the configured account pass", async () => {
    signIn();
    account = dev.account;
    await expect(refuseOtherAccount(dev)).resolves.toBeUndefined();
    expect(asked).toContain("AWSEvents.DescribeEventBus");
  });

  test("refuses another account by its number", async () => {
    signIn();
    account = "999999999999";
    const refusal =
      "The credentials are account 999999999999's; infra/config/dev.ts says account 111111111111.";
    await expect(refuseOtherAccount(dev)).rejects.toThrow(refusal);
  });

  test("refuses when there are no credentials", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    vi.stubEnv("AWS_PROFILE", undefined);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials");
    vi.stubEnv("AWS_CONFIG_FILE", "/nowhere/config");
    await expect(refuseOtherAccount(dev)).rejects.toThrow("There are no AWS credentials");
  });
});
