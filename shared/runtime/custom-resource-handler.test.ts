import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { FatalError } from "../contracts/errors.ts";
import { customResourceHandler } from "./custom-resource-handler.ts";

interface Put {
  method: string | undefined;
  headers: IncomingMessage["headers"];
  answer: Record<string, unknown>;
}

/** Where CloudFormation's answers go; it says 200, or what is in `statuses` first. */
async function startAnswers(statuses: number[] = []) {
  const puts: Put[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = JSON.parse(Buffer.concat(chunks).toString()) as Put["answer"];
      puts.push({ method: request.method, headers: request.headers, answer });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=abc`,
    puts,
  };
}

const ids = {
  StackId: "arn:aws:cloudformation:eu-central-1:123456789012:stack/hil-dev-functions/guid",
  RequestId: "c0ffee",
  LogicalResourceId: "releasestep",
};
const event = {
  RequestType: "Create",
  ResponseURL: "",
  ResourceType: "Custom::Release",
  ServiceToken: "arn:aws:lambda:eu-central-1:123456789012:function:hil-dev-release:live",
  ResourceProperties: { ServiceToken: "…", ServiceTimeout: "900", tenantId: "main" },
  ...ids,
};

const properties = z.object({ tenantId: z.string() });
type Properties = z.infer<typeof properties>;
const apply = vi.fn<(properties: Properties, old: Properties | null) => Promise<void>>();
const handler = customResourceHandler({ physicalId: "release", properties, timeoutMs: 60_000, apply });

beforeEach(() => void apply.mockReset().mockResolvedValue());

describe("customResourceHandler()", () => {
  test("answers a creation with the ids it came with", async () => {
    const { url, puts } = await startAnswers();
    await handler({ ...event, ResponseURL: url });
    const answer = { Status: "SUCCESS", Reason: "Done.", PhysicalResourceId: "release", ...ids };
    expect(puts).toMatchObject([{ method: "PUT", answer }]);
    expect(apply.mock.calls).toEqual([[{ tenantId: "main" }, null]]);
  });

  test("sends no content type, for which the URL is not signed", async () => {
    const { url, puts } = await startAnswers();
    await handler({ ...event, ResponseURL: url });
    expect(puts[0]?.headers).not.toHaveProperty("content-type");
    expect(Number(puts[0]?.headers["content-length"])).toBeGreaterThan(0);
  });

  test("keeps its physical id on an update, and tells what stood before", async () => {
    const { url, puts } = await startAnswers();
    const update = {
      RequestType: "Update",
      PhysicalResourceId: "earlier",
      OldResourceProperties: { tenantId: "old" },
    };
    await handler({ ...event, ...update, ResponseURL: url });
    expect(puts[0]?.answer["PhysicalResourceId"]).toBe("earlier");
    expect(apply.mock.calls[0]?.[1]).toEqual({ tenantId: "old" });
  });

  test("does nothing for a deletion", async () => {
    const { url, puts } = await startAnswers();
    await handler({ ...event, RequestType: "Delete", PhysicalResourceId: "release", ResponseURL: url });
    expect(puts).toMatchObject([{ answer: { Status: "SUCCESS" } }]);
    expect(apply).not.toHaveBeenCalled();
  });

  test("says why it failed, when that was written to be seen", async () => {
    const { url, puts } = await startAnswers();
    apply.mockRejectedValue(new FatalError("Migration 0009 failed: no space"));
    await handler({ ...event, ResponseURL: url });
    expect(puts[0]?.answer).toMatchObject({
      Status: "FAILED",
      Reason: "FatalError: Migration 0009 failed: no space",
    });
  });

  test("tells nothing of an error that is not ours", async () => {
    const { url, puts } = await startAnswers();
    apply.mockRejectedValue(new Error("postgres://master:secret@host"));
    await handler({ ...event, ResponseURL: url });
    expect(puts[0]?.answer["Status"]).toBe("FAILED");
    expect(JSON.stringify(puts)).not.toContain("secret");
  });

  test("names the property that cannot be used", async () => {
    const { url, puts } = await startAnswers();
    await handler({ ...event, ResourceProperties: {}, ResponseURL: url });
    expect(puts[0]?.answer).toMatchObject({ Status: "FAILED", Reason: expect.stringContaining("tenantId") });
  });

  test("answers although its work never ends", async () => {
    const { url, puts } = await startAnswers();
    const endless = {
      physicalId: "release",
      properties,
      timeoutMs: 1,
      apply: () => new Promise<void>(() => {}),
    };
    await customResourceHandler(endless)({ ...event, ResponseURL: url });
    expect(puts[0]?.answer).toMatchObject({
      Status: "FAILED",
      Reason: expect.stringContaining("longer than"),
    });
  });

  test("answers again when it was not heard, and gives up so that Lambda tries once more", async () => {
    const heardLate = await startAnswers([500]);
    await handler({ ...event, ResponseURL: heardLate.url });
    expect(heardLate.puts).toHaveLength(2);
    const deaf = await startAnswers([503, 503, 503]);
    await expect(handler({ ...event, ResponseURL: deaf.url })).rejects.toThrow(/did not take the answer/);
  });
});
