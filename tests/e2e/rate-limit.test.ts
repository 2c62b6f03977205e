import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";

const host = new HostProcess();
let client: Client;

beforeAll(async () => {
  client = new Client(await host.start({ HIL_REQUESTS_PER_MINUTE: "2" }));
});
afterAll(() => host.dispose());

test("a key has its requests a minute, and is told when there is room again", async () => {
  const answers = [];
  for (let sent = 0; sent < 6; sent += 1) answers.push(await client.get("/agents"));
  const [first] = answers;
  expect(first?.status).toBe(200);
  expect(first?.headers.get("ratelimit-limit")).toBe("2");
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body).toMatchObject({ code: "rate-limited", status: 429 });
  const retryAfter = Number(refused[0]?.headers.get("retry-after"));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(30);
});

test("what needs no credential is not counted", async () => {
  for (let sent = 0; sent < 5; sent += 1) {
    expect((await client.request("GET", "/health")).status).toBe(200);
  }
});
