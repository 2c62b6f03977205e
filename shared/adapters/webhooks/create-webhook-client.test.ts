import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startWebhookReceiver, type WebhookReceiver } from "../../../tests/support/webhook-receiver.ts";
import { RetryableError } from "../../contracts/errors.ts";
import { createEgress } from "../../runtime/egress/create-egress.ts";
import { EgressRefusedError } from "../../runtime/egress/egress-refused-error.ts";
import { createWebhookClient, webhookBounds } from "./create-webhook-client.ts";

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
beforeEach(() => receiver.answer(204));
afterAll(() => receiver.close());

const clientTo = (origins: string[], bounds = webhookBounds) =>
  createWebhookClient(createEgress({ origins }).within(bounds));
const request = (url: string) => ({ url, headers: { "webhook-id": "delivery_1" }, body: '{"a":"é"}' });

describe("createWebhookClient()", () => {
  test("posts a body with its headers, and says what was answered", async () => {
    receiver.answer(429, { "retry-after": "7" });
    const answer = await clientTo([receiver.origin]).post(request(`${receiver.origin}/in?a=b`));
    expect(answer).toEqual({ status: 429, retryAfter: "7" });
    expect(receiver.received.at(-1)).toMatchObject({
      path: "/in?a=b",
      body: '{"a":"é"}',
      headers: { "webhook-id": "delivery_1", "user-agent": "hil-notifications" },
    });
  });

  test("follows no redirect", async () => {
    receiver.answer(307, { location: `${receiver.origin}/elsewhere` });
    const before = receiver.received.length;
    const answer = await clientTo([receiver.origin]).post(request(`${receiver.origin}/in`));
    expect([answer.status, receiver.received.length - before]).toEqual([307, 1]);
  });

  test("posts nothing to an address inside", async () => {
    const before = receiver.received.length;
    await expect(clientTo([]).post(request(`${receiver.origin}/in`))).rejects.toBeInstanceOf(
      EgressRefusedError,
    );
    expect(receiver.received).toHaveLength(before);
  });

  test.each([
    ["nobody listens", "http://127.0.0.1:9", webhookBounds],
    ["there is no answer in time", "", { ...webhookBounds, timeoutMs: 0 }],
  ])("says without the path that %s", async (_, origin, bounds) => {
    const to = origin || receiver.origin;
    const failure = await clientTo([to], bounds)
      .post(request(`${to}/secret-path`))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RetryableError);
    expect(String(failure)).not.toContain("secret-path");
  });
});
