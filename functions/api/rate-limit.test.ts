import { beforeEach, describe, expect, test } from "vitest";
import { RetryableError } from "../../shared/contracts/errors.ts";
import { perMinute } from "../../shared/domain/access/rate-limit.ts";
import { createApiHarness, type ApiHarness } from "../../tests/support/api-harness.ts";
import { createMemoryRateLimiter } from "../../tests/support/memory-rate-limiter.ts";

const path = "/api/v1/agents";
let harness: ApiHarness;

beforeEach(async () => {
  harness = await createApiHarness();
  harness.services.rateLimiter = createMemoryRateLimiter(perMinute(3));
});

const statuses = async (as: string, count: number, to = path) => {
  const answers = [];
  for (let sent = 0; sent < count; sent += 1) answers.push((await harness.ask("GET", to, { as })).status);
  return answers;
};

describe("a caller over its limit", () => {
  test("is told so, and when to come back", async () => {
    const as = await harness.apiKey({ roles: ["owner"] });
    expect(await statuses(as, 3)).toEqual([200, 200, 200]);
    const refused = await harness.ask("GET", path, { as });
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ code: "rate-limited", title: "Too many requests" });
    expect(refused.headers.get("Retry-After")).toBe("20");
    expect(refused.headers.get("RateLimit-Remaining")).toBe("0");
    harness.clock.nowMs += 20_000;
    expect((await harness.ask("GET", path, { as })).status).toBe(200);
  });

  test("has no effect", async () => {
    await harness.publishSample();
    const as = await harness.apiKey({ roles: ["owner"] });
    await statuses(as, 3);
    const body = { workflow_id: "returns", input_data: { customer_message: "hello" } };
    expect((await harness.ask("POST", "/api/v1/workflows/execute", { as, body })).status).toBe(429);
    expect(harness.sent).toEqual([]);
  });

  test("does not stand in the way of others", async () => {
    const [one, two] = [
      await harness.apiKey({ roles: ["owner"] }),
      await harness.apiKey({ roles: ["owner"] }),
    ];
    expect((await statuses(one, 4)).at(-1)).toBe(429);
    expect(await statuses(two, 1)).toEqual([200]);
  });

  test("stays over it with another token", async () => {
    const token = (tenantId: string) => harness.token({ tenantId, subject: "mia", roles: ["owner"] });
    await statuses(await token("acme"), 3);
    harness.clock.nowMs += 1;
    expect(await statuses(await token("acme"), 1)).toEqual([429]);
    expect(await statuses(await token("globex"), 1)).toEqual([200]);
  });
});

describe("every answer says where the caller stands", () => {
  test.each([
    ["a good one", path, 200],
    ["a refusal", "/api/v1/nothing-here", 404],
  ])("%s", async (_name, to, status) => {
    const as = await harness.apiKey({ roles: ["owner"] });
    const answer = await harness.ask("GET", to, { as });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("RateLimit-Limit")).toBe("3");
    expect(answer.headers.get("RateLimit-Remaining")).toBe("2");
    expect(answer.headers.get("RateLimit-Reset")).toBe("20");
  });

  test("but one to somebody who is not known", async () => {
    const answer = await harness.ask("GET", path, { as: "hil_wrong" });
    expect([answer.status, answer.headers.get("RateLimit-Limit")]).toEqual([401, null]);
  });

  test("but the documentation, which is open to all", async () => {
    for (let sent = 0; sent < 5; sent += 1) {
      const { status, headers } = await harness.ask("GET", "/api/v1/docs", { as: null });
      expect([status, headers.get("RateLimit-Limit")]).toEqual([200, null]);
    }
  });
});

describe("a limiter that", () => {
  test("cannot be reached lets requests through, and is counted", async () => {
    harness.services.rateLimiter = { take: async () => Promise.reject(new RetryableError("no answer")) };
    const { status, headers } = await harness.ask("GET", path);
    expect([status, headers.get("RateLimit-Limit")]).toEqual([200, null]);
    expect(harness.counted).toEqual(["RateLimiterUnavailable"]);
    expect(harness.logged).toHaveLength(1);
  });

  test("is refused its table is an error that is seen", async () => {
    const refusal = Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    harness.services.rateLimiter = { take: async () => Promise.reject(refusal) };
    expect((await harness.ask("GET", path)).status).toBe(500);
    expect(harness.counted).toEqual([]);
  });
});

test("keeps no name of a caller: buckets are digests", async () => {
  const asked: string[] = [];
  const limiter = createMemoryRateLimiter(perMinute(3));
  harness.services.rateLimiter = {
    take(key, nowMs) {
      asked.push(key);
      return limiter.take(key, nowMs);
    },
  };
  const as = await harness.token({ subject: "mia@example.com", roles: ["owner"] });
  await harness.ask("GET", path, { as });
  expect(asked).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});
