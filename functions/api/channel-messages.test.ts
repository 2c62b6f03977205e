import { beforeEach, describe, expect, test } from "vitest";
import { ConflictError } from "../../shared/contracts/errors.ts";
import { perMinute } from "../../shared/domain/access/rate-limit.ts";
import { type Answer, type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import { createMemoryRateLimiter } from "../../tests/support/memory-rate-limiter.ts";
import {
  openChannel,
  senderOf,
  type SignedMessage,
  type TestChannel,
} from "../../tests/support/signed-sender.ts";

const path = "/api/v1/channels";
const hour = 3_600_000;
const hello = { customer_id: "cust_789", conversation_id: "ticket-1", text: "Hello" };

let harness: ApiHarness;
let channel: TestChannel;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  channel = await openChannel(harness);
});

/** Everything that is stored. */
const stored = () => JSON.stringify([...harness.database.tables().tenants, harness.database.tables().outbox]);
const messagesOf = async (conversationId: string) =>
  (await harness.ask("GET", `/api/v1/conversations/${conversationId}/messages`)).json.messages as {
    text: string;
  }[];
const summary = ({ status, json }: Answer) => [status, json.code];

describe("a signed message", () => {
  test("opens a conversation of the customer's, in the channel's kind, which the channel's workflow answers", async () => {
    const answer = await channel.send({ body: hello });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      seq: 1,
      conversation_id: expect.stringMatching(/^conv_[0-9a-f]{32}$/),
    });
    const { json } = await harness.ask("GET", `/api/v1/conversations/${answer.json.conversation_id}`);
    expect(json).toMatchObject({
      customer_id: "cust_789",
      channel: "web",
      workflow_id: "returns",
      episode: 1,
    });
    expect(harness.sent.map(({ topic }) => topic)).toEqual(["episode.start"]);
    expect(await messagesOf(answer.json.conversation_id)).toMatchObject([
      { message_id: answer.json.message_id, sender: "customer", sender_id: "cust_789", text: "Hello" },
    ]);
  });

  test("goes into the conversation of its id: the sender's own, or ours", async () => {
    const { json: first } = await channel.send({ body: hello });
    const second = await channel.send({ body: { ...hello, text: "Two" } });
    const third = await channel.send({
      body: { ...hello, text: "Three", conversation_id: first.conversation_id },
    });
    expect([second.json.conversation_id, third.json.conversation_id]).toEqual([
      first.conversation_id,
      first.conversation_id,
    ]);
    const texts = (await messagesOf(first.conversation_id)).map(({ text }) => text);
    expect(texts).toEqual(["Hello", "Two", "Three"]);
  });

  test("opens the conversation that another message opens at the same time", async () => {
    const { database } = harness.services;
    let isFirst = true;
    harness.services.database = {
      ...database,
      // A database that serves many lets two look for the same conversation before one of them makes it.
      tenant: (tenantId, work) =>
        database.tenant(tenantId, async (tx) => {
          const get = async (id: string) => (isFirst ? null : tx.conversations.get(id));
          const insert = async () => {
            isFirst = false;
            throw new ConflictError("It exists already.");
          };
          return work(isFirst ? { ...tx, conversations: { ...tx.conversations, get, insert } } : tx);
        }),
    };
    const answer = await channel.send({ body: hello });
    expect([answer.status, answer.json.seq]).toEqual([201, 1]);
    expect((await channel.send({ body: { ...hello, customer_id: "cust_2" } })).status).toBe(409);
  });

  test("without a conversation opens one of its own", async () => {
    const { conversation_id: _none, ...alone } = hello;
    const [one, two] = [await channel.send({ body: alone }), await channel.send({ body: alone })];
    expect(one.json.conversation_id).not.toBe(two.json.conversation_id);
  });

  test("may name another workflow", async () => {
    const answer = await channel.send({ body: { ...hello, workflow_id: "returns@1.0.0" } });
    const { json } = await harness.ask("GET", `/api/v1/conversations/${answer.json.conversation_id}`);
    expect(json.workflow_id).toBe("returns@1.0.0");
    const unknown = { ...hello, conversation_id: "ticket-2", workflow_id: "unknown" };
    expect((await channel.send({ body: unknown })).status).toBe(404);
  });

  test("says the same in two channels and stays apart", async () => {
    const other = await openChannel(harness, { kind: "mobile" });
    const [one, two] = [
      await channel.send({ id: "msg_a", body: hello }),
      await other.send({ id: "msg_a", body: hello }),
    ];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.json.conversation_id).not.toBe(two.json.conversation_id);
  });

  test("reaches no other customer's conversation, and no other tenant's", async () => {
    const { json: mine } = await channel.send({ body: hello });
    const as = { ...hello, customer_id: "cust_2" };
    expect((await channel.send({ body: as })).status).toBe(409);
    expect((await channel.send({ body: { ...as, conversation_id: mine.conversation_id } })).status).toBe(404);
    await harness.publishSample("rival");
    const owner = await harness.token({ tenantId: "rival", roles: ["owner"] });
    const rival = await openChannel(harness, {}, owner);
    const into = { ...hello, conversation_id: mine.conversation_id };
    expect((await rival.send({ body: into })).status).toBe(404);
    expect(await messagesOf(mine.conversation_id)).toHaveLength(1);
  });
});

describe("a message that is sent again", () => {
  const { conversation_id: _none, ...alone } = hello;

  test.each([hello, alone])("is there once and gets the same answer: %j", async (body) => {
    const first = await channel.send({ id: "msg_a", body });
    const again = await channel.send({ id: "msg_a", body, laterMs: 1_000 });
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    harness.clock.nowMs += 25 * hour;
    const late = await channel.send({ id: "msg_a", body });
    expect([late.status, late.json]).toEqual([201, first.json]);
    expect(await messagesOf(first.json.conversation_id)).toHaveLength(1);
    expect(harness.sent).toHaveLength(1);
  });

  test("with another text is refused", async () => {
    const { json: first } = await channel.send({ id: "msg_a", body: hello });
    const other = { id: "msg_a", body: { ...hello, text: "Something else" } };
    expect(summary(await channel.send(other))).toEqual([422, "idempotency-key-reused"]);
    harness.clock.nowMs += 25 * hour;
    expect(summary(await channel.send(other))).toEqual([409, "message-id-taken"]);
    expect(await messagesOf(first.conversation_id)).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5])("finds what stands when its process died at commit %i", async (last) => {
    let commits = 0;
    harness.database.onCommit(() => {
      commits += 1;
      if (commits >= last) throw new Error("killed");
    });
    await channel.send({ id: "msg_a", body: alone });
    expect(commits).toBeGreaterThanOrEqual(last);
    harness.database.onCommit(null);
    harness.clock.nowMs += 31_000;
    const again = await channel.send({ id: "msg_a", body: alone });
    expect(again.status).toBe(201);
    expect(await messagesOf(again.json.conversation_id)).toHaveLength(1);
    expect((await harness.ask("GET", "/api/v1/conversations")).json.conversations).toHaveLength(1);
    expect(harness.database.tables().outbox).toHaveLength(1);
  });
});

describe("what is not signed as it should be", () => {
  const text = JSON.stringify(hello);

  async function isRefused(send: () => Promise<Answer>, status = 401): Promise<Answer> {
    const before = stored();
    const answer = await send();
    expect([answer.status, stored(), harness.sent]).toEqual([status, before, []]);
    return answer;
  }

  test.each<[string, Partial<SignedMessage>]>([
    ["no signature", { headers: { "webhook-signature": "" } }],
    ["a signature of something else", { headers: { "webhook-signature": `v1,${"A".repeat(43)}=` } }],
    ["another id", { headers: { "webhook-id": "msg_b" } }],
    ["another timestamp", { headers: { "webhook-timestamp": "1772366401" } }],
    ["an old timestamp", { laterMs: -301_000 }],
    ["a timestamp to come", { laterMs: 301_000 }],
    ["a point in its id", { id: "msg.a" }],
    ["an empty id", { headers: { "webhook-id": "" } }],
    ["the body written anew", { sentBody: JSON.stringify(hello, null, 1) }],
    ["other escapes in the body", { sentBody: text.replace("Hello", "\\u0048ello") }],
    ["a byte-order mark before the body", { sentBody: `\uFEFF${text}` }],
    ["a space after the body", { sentBody: `${text} ` }],
    ["another customer in the body", { sentBody: text.replace("cust_789", "cust_780") }],
    ["no body", { sentBody: "" }],
  ])("is refused and leaves nothing: %s", async (_name, change) => {
    await isRefused(() => channel.send({ body: hello, ...change }));
  });

  test("is refused with the secret of another channel of the same tenant", async () => {
    const other = await openChannel(harness);
    await isRefused(() => senderOf(harness, channel.channelId, other.secret)({ body: hello }));
  });

  test("is refused with a credential instead of a signature", async () => {
    const at = `${path}/${channel.channelId}/messages`;
    for (const as of [await harness.token({ roles: ["owner"] }), await harness.apiKey({ roles: ["owner"] })])
      await isRefused(() => harness.ask("POST", at, { as, body: hello }));
  });

  test("is told the same of a wrong signature and of a channel that is not there", async () => {
    const forged = { body: hello, headers: { "webhook-signature": "v1,AAAA" } };
    const wrong = await isRefused(() => channel.send(forged));
    for (const channelId of [`chn_${"0".repeat(32)}`, "chn_1", "..%2f..%2fhealth", "'%20or%201=1--"]) {
      const none = await isRefused(() => senderOf(harness, channelId, channel.secret)({ body: hello }));
      expect({ ...none.json, instance: "" }).toEqual({ ...wrong.json, instance: "" });
    }
  });

  test("asks no database where one can see that", async () => {
    harness.database.setUnavailable(true);
    const unsigned = { body: hello, headers: { "webhook-signature": "" } };
    expect((await channel.send(unsigned)).status).toBe(401);
    expect((await senderOf(harness, "chn_1", channel.secret)({ body: hello })).status).toBe(401);
    expect((await channel.send({ body: hello })).status).toBe(503);
  });

  test("is no UTF-8 at all", async () => {
    const raw = new Uint8Array([0x22, 0xff, 0x22]);
    await isRefused(
      () => harness.ask("POST", `${path}/${channel.channelId}/messages`, { as: null, raw }),
      400,
    );
  });

  test("opens no other way in", async () => {
    for (const method of ["GET", "PUT", "PATCH", "DELETE"])
      await isRefused(() => harness.ask(method, `${path}/${channel.channelId}/messages`, { as: null }));
    await isRefused(() =>
      harness.ask("POST", `${path}/${channel.channelId}/messages/`, { as: null, body: hello }),
    );
    await isRefused(() => harness.ask("POST", `${path}/${channel.channelId}`, { as: null, body: hello }));
  });

  test("signed, does not fit: leaves nothing and may be sent again, mended", async () => {
    const wrong = { ...hello, text: "", tenant_id: "rival", role: "owner" };
    const answer = await isRefused(() => channel.send({ id: "msg_a", body: wrong }), 422);
    const pointers = answer.json.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.toSorted()).toEqual(["#/role", "#/tenant_id", "#/text"]);
    await isRefused(() => channel.send({ body: "{" }), 400);
    expect((await channel.send({ id: "msg_a", body: hello })).status).toBe(201);
  });
});

describe("a channel over its limit", () => {
  const forged = { body: hello, headers: { "webhook-signature": "v1,AAAA" } };

  beforeEach(() => {
    harness.services.rateLimiter = createMemoryRateLimiter(perMinute(3));
  });

  const statuses = async (message: SignedMessage, count: number) => {
    const answers = [];
    for (let sent = 0; sent < count; sent += 1) answers.push((await channel.send(message)).status);
    return answers;
  };

  test("is told when to come back, and others are not", async () => {
    const other = await openChannel(harness);
    expect(await statuses({ body: hello }, 3)).toEqual([201, 201, 201]);
    const refused = await channel.send({ body: hello });
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "20"]);
    expect((await other.send({ body: hello })).status).toBe(201);
    harness.clock.nowMs += 20_000;
    expect((await channel.send({ body: hello })).status).toBe(201);
  });

  test("slows who guesses, and takes nothing from who holds the secret", async () => {
    expect(await statuses(forged, 5)).toEqual([401, 401, 401, 429, 429]);
    expect(await statuses({ body: hello }, 3)).toEqual([201, 201, 201]);
  });
});
