import { beforeEach, expect, test } from "vitest";
import { type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import { employ, handOver, openConversation, take } from "../../tests/support/sample-desk.ts";

const path = "/api/v1/conversations";
let harness: ApiHarness;
/** A key of somebody at the desk: what is kept is the person, not the key. */
let key: string;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  key = await harness.apiKey({ roles: ["operator", "human_agent"], owner: "sam" });
});

const stored = () => harness.database.tables().tenants.get("acme")!;

test("who opens a conversation and writes in a customer's name is kept, and the customer where they do it themselves", async () => {
  const body = { workflow_id: "returns", customer_id: "cust_789", message: { text: "Hello." } };
  const opened = (await harness.ask("POST", path, { as: key, body })).json;
  const customer = await harness.token({ roles: ["consumer"], subject: "cust_789" });
  await harness.ask("POST", `${path}/${opened.conversation_id}/messages`, {
    as: customer,
    body: { text: "It is me." },
  });
  expect(stored().conversations).toMatchObject([{ customerId: "cust_789", openedBy: "sam" }]);
  expect(stored().messages.map(({ senderId, postedBy }) => [senderId, postedBy])).toEqual([
    ["cust_789", "sam"],
    ["cust_789", "cust_789"],
  ]);
});

test.each([
  ["Offer a voucher.", "sam"],
  [undefined, null],
])("who writes the instruction %s is kept: %s", async (instruction, instructedBy) => {
  const id = await openConversation(harness, "cust_789");
  const handoverId = await handOver(harness, id);
  await take(harness, handoverId, await employ(harness, `api-key:${key.split("_")[1]}`));
  const body = { seen_seq: 1, ...(instruction !== undefined && { instruction }) };
  const back = await harness.ask("POST", `/api/v1/handovers/${handoverId}/back-to-ai`, { as: key, body });
  expect(back.status).toBe(200);
  expect(stored().conversations).toMatchObject([{ instruction: instruction ?? null, instructedBy }]);
});

test("a run that is started over the API is asked for by a person, also with a key", async () => {
  const body = { workflow_id: "returns", input_data: { customer_message: "hello" } };
  expect((await harness.ask("POST", "/api/v1/workflows/execute", { as: key, body })).status).toBe(202);
  expect(stored().runs).toMatchObject([{ requestedBy: `api-key:${key.split("_")[1]}`, requesters: ["sam"] }]);
});
