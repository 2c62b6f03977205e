import { beforeEach, describe, expect, test } from "vitest";
import type { ConversationEventView, MessageView } from "../../shared/contracts/api/conversations.ts";
import { postMessage } from "../../shared/domain/conversations/post-message.ts";
import { type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import {
  closeConversation,
  employ,
  handOver,
  openConversation,
  take,
} from "../../tests/support/sample-desk.ts";

const path = "/api/v1/conversations";
let harness: ApiHarness;
let customer: string;

beforeEach(async () => {
  harness = await createApiHarness();
  await harness.publishSample();
  customer = await harness.token({ roles: ["consumer"], subject: "cust_789" });
});

const say = (id: string, body: object, as = customer) =>
  harness.ask("POST", `${path}/${id}/messages`, { as, body });
const messages = async (id: string, as?: string): Promise<MessageView[]> =>
  (await harness.ask("GET", `${path}/${id}/messages`, { ...(as !== undefined && { as }) })).json.messages;

/** The events of a stream that ends at once. */
async function events(id: string, { as, last }: { as?: string; last?: string } = {}) {
  const { text } = await harness.ask("GET", `${path}/${id}/events?wait_seconds=0`, {
    ...(as !== undefined && { as }),
    ...(last !== undefined && { headers: { "Last-Event-ID": last } }),
  });
  return [...text.matchAll(/^id: (\d+)\nevent: (\S+)\ndata: (.*)$/gm)].map(([, revision, type, data]) => ({
    revision: Number(revision),
    type,
    data: (JSON.parse(data!) as ConversationEventView).data,
  }));
}

describe("a message", () => {
  test("begins an episode, which is announced with ids alone, and checked", async () => {
    const id = await openConversation(harness, "cust_789");
    expect(harness.sent).toMatchObject([
      { topic: "episode.start", conversationId: id, body: { episode: 1 } },
    ]);
    expect(JSON.stringify(harness.sent)).not.toContain("12345");
    expect(harness.conversationChecks).toMatchObject([{ check: { conversationId: id, handover: null } }]);
  });

  test("is there once under the sender's id for it", async () => {
    const id = await openConversation(harness, "cust_789");
    const [first, again] = [
      await say(id, { id: "a", text: "Hello?" }),
      await say(id, { id: "a", text: "Hello?" }),
    ];
    expect([first.status, again.status, again.json.seq]).toEqual([201, 201, first.json.seq]);
    expect((await messages(id)).map(({ text }) => text)).toEqual(["I want to return order #12345", "Hello?"]);
  });

  test("with another text under the same id is refused", async () => {
    const id = await openConversation(harness, "cust_789");
    await say(id, { id: "a", text: "Hello?" });
    expect(await say(id, { id: "a", text: "Bye." })).toMatchObject({
      status: 409,
      json: { code: "message-id-taken" },
    });
  });

  test("of the same id from somebody else is another message", async () => {
    const id = await openConversation(harness, "cust_789");
    const operator = await harness.token({ roles: ["operator"] });
    await say(id, { id: "a", text: "Hello?" });
    expect((await say(id, { id: "a", text: "Bye." }, operator)).status).toBe(201);
  });

  test("to a closed conversation begins another episode", async () => {
    const id = await openConversation(harness, "cust_789");
    await closeConversation(harness, id);
    await say(id, { text: "One more thing." });
    expect((await harness.ask("GET", `${path}/${id}`)).json).toMatchObject({ status: "new", episode: 2 });
  });
});

describe("a customer", () => {
  test("opens their own conversation, and nobody else's", async () => {
    const body = { workflow_id: "returns", message: { text: "Hello" } };
    const opened = await harness.ask("POST", path, { as: customer, body });
    expect(opened.json).toMatchObject({ customer_id: "cust_789", status: "new", simple_status: "active" });
    const other = await harness.ask("POST", path, { as: customer, body: { ...body, customer_id: "cust_1" } });
    expect(other.status).toBe(403);
  });

  test("neither finds nor lists other customers' conversations", async () => {
    const [own, other] = [
      await openConversation(harness, "cust_789"),
      await openConversation(harness, "cust_1"),
    ];
    for (const suffix of ["", "/messages", "/events?wait_seconds=0", "/history"])
      expect((await harness.ask("GET", `${path}/${other}${suffix}`, { as: customer })).status).toBe(404);
    expect((await say(other, { text: "Hello" })).status).toBe(404);
    const list = await harness.ask("GET", `${path}?customer_id=cust_1`, { as: customer });
    expect(list.json.conversations.map((each: { conversation_id: string }) => each.conversation_id)).toEqual([
      own,
    ]);
  });

  test("does not see notes, nor what happens at the desk", async () => {
    const id = await openConversation(harness, "cust_789");
    const handoverId = await handOver(harness, id);
    const alice = await employ(harness, "alice");
    await take(harness, handoverId, alice);
    const as = await harness.token({ roles: ["human_agent"], subject: "alice" });
    const desk = `/api/v1/handovers/${handoverId}`;
    await harness.ask("POST", `${desk}/note`, { as, body: { text: "Between us." } });
    await harness.ask("POST", `${desk}/reply`, { as, body: { text: "For you." } });
    expect((await messages(id)).map(({ text }) => text)).toContain("Between us.");
    expect((await messages(id, customer)).map(({ text }) => text)).not.toContain("Between us.");
    const seen = await events(id, { as: customer });
    expect(seen.map(({ type }) => type)).not.toContain("handover.assigned");
    expect(JSON.stringify(seen)).not.toContain("Between us.");
    expect(JSON.stringify(seen)).toContain("For you.");
  });

  test("sees what was said before and after 250 notes, page by page and in the stream", async () => {
    const id = await openConversation(harness, "cust_789");
    const note = {
      sender: "human_agent",
      senderId: "alice",
      postedBy: null,
      text: "A note.",
      isPrivate: true,
    } as const;
    for (let number = 1; number <= 250; number += 1)
      await postMessage(
        { tenantId: "acme", conversationId: id, messageId: `note ${number}`, ...note },
        harness.services,
      );
    await say(id, { text: "Still there?" });
    const paged: MessageView[] = [];
    for (let after = 0; ;) {
      const query = `?limit=100&after=${after}`;
      const answer = await harness.ask("GET", `${path}/${id}/messages${query}`, { as: customer });
      const page = answer.json.messages as MessageView[];
      paged.push(...page);
      if (page.length < 100) break;
      after = page.at(-1)!.seq;
    }
    expect(paged.map(({ seq, text }) => [seq, text])).toEqual([
      [1, "I want to return order #12345"],
      [252, "Still there?"],
    ]);
    expect(JSON.stringify(await events(id, { as: customer }))).toContain("Still there?");
    const history = await harness.ask("GET", `${path}/${id}/history?limit=100`, { as: customer });
    expect(history.json.events.map(({ revision }: ConversationEventView) => revision)).toEqual([1, 2, 253]);
  });

  test("says how satisfied they are after the end, once", async () => {
    const id = await openConversation(harness, "cust_789");
    const rate = (score: number) =>
      harness.ask("POST", `${path}/${id}/satisfaction`, { as: customer, body: { score } });
    expect(await rate(5)).toMatchObject({ status: 409, json: { code: "not-closed" } });
    await closeConversation(harness, id);
    expect(await rate(5)).toMatchObject({ status: 200, json: { satisfaction: 5 } });
    expect(await rate(5)).toMatchObject({ status: 200, json: { satisfaction: 5 } });
    expect(await rate(1)).toMatchObject({ status: 409, json: { code: "already-given" } });
  });
});

describe("a stream", () => {
  test("tells everything in order, messages with their text", async () => {
    const id = await openConversation(harness, "cust_789");
    const told = await events(id);
    expect(told.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(told[1]).toMatchObject({
      type: "message.created",
      data: { message: { text: "I want to return order #12345" } },
    });
  });

  test("goes on after the last event that was seen", async () => {
    const id = await openConversation(harness, "cust_789");
    await say(id, { text: "Hello?" });
    expect((await events(id, { last: "2" })).map(({ revision }) => revision)).toEqual([3]);
    expect(await events(id, { last: "3" })).toEqual([]);
    expect(await events(id, { last: "something else" })).toHaveLength(3);
  });

  test("brings what happens while it is open", async () => {
    const id = await openConversation(harness, "cust_789");
    let asked = false;
    harness.hooks.onSleep = async () => {
      if (!asked) await say(id, { text: "Hello?" });
      asked = true;
    };
    const { text, headers } = await harness.ask("GET", `${path}/${id}/events?wait_seconds=3`);
    expect(headers.get("Content-Type")).toMatch(/^text\/event-stream/);
    expect(text).toContain("Hello?");
  });
});

describe("the desk", () => {
  async function waiting() {
    const id = await openConversation(harness, "cust_789");
    return { id, desk: `/api/v1/handovers/${await handOver(harness, id)}` };
  }
  const alice = async () => {
    await employ(harness, "alice");
    return harness.token({ roles: ["human_agent"], subject: "alice" });
  };

  test("gives a handover to one person", async () => {
    const { desk } = await waiting();
    const as = await alice();
    await employ(harness, "bob");
    const bob = await harness.token({ roles: ["human_agent"], subject: "bob" });
    expect((await harness.ask("POST", `${desk}/claim`, { as, body: {} })).json.status).toBe("assigned");
    expect((await harness.ask("POST", `${desk}/claim`, { as, body: {} })).status).toBe(200);
    const second = await harness.ask("POST", `${desk}/claim`, { as: bob, body: {} });
    expect(second).toMatchObject({ status: 409, json: { code: "already-assigned" } });
  });

  test("refuses to close what the customer has written to since", async () => {
    const { id, desk } = await waiting();
    const as = await alice();
    await harness.ask("POST", `${desk}/claim`, { as, body: {} });
    await say(id, { text: "Wait!" });
    const early = await harness.ask("POST", `${desk}/resolve`, { as, body: { seen_seq: 1 } });
    expect(early).toMatchObject({ status: 409, json: { code: "unread-messages" } });
    const late = await harness.ask("POST", `${desk}/resolve`, { as, body: { seen_seq: 2 } });
    expect(late.json).toMatchObject({ status: "resolved", assignments: [{ end: "resolved" }] });
    expect(harness.sent.map(({ topic }) => topic)).toContain("handover.settle");
  });

  test("lets no one answer but who has the handover", async () => {
    const { desk } = await waiting();
    const as = await alice();
    const reply = () => harness.ask("POST", `${desk}/reply`, { as, body: { text: "Hello" } });
    expect(await reply()).toMatchObject({ status: 403, json: { code: "not-assigned" } });
    await harness.ask("POST", `${desk}/claim`, { as, body: {} });
    expect((await reply()).json).toMatchObject({ sender: "human_agent", is_private: false });
  });

  test("refuses hours that overlap, and time zones that are none", async () => {
    const settings = (await harness.ask("GET", "/api/v1/desk/settings")).json;
    const overlapping = [
      { from_minute: 540, to_minute: 700 },
      { from_minute: 600, to_minute: 1020 },
    ];
    for (const wrong of [{ time_zone: "Mars/Olympus" }, { weekly: [overlapping, [], [], [], [], [], []] }]) {
      const answer = await harness.ask("PUT", "/api/v1/desk/settings", { body: { ...settings, ...wrong } });
      expect(answer.status).toBe(422);
    }
    const same = await harness.ask("PUT", "/api/v1/desk/settings", { body: settings });
    expect(same.json).toEqual(settings);
  });

  test("keeps a person's capacity above what they have", async () => {
    const [first, second] = [await waiting(), await waiting()];
    const as = await alice();
    for (const { desk } of [first, second]) await harness.ask("POST", `${desk}/claim`, { as, body: {} });
    const me = (await harness.ask("GET", "/api/v1/human-agents/me", { as })).json;
    expect(me.current_load).toBe(2);
    const answer = await harness.ask("PATCH", `/api/v1/human-agents/${me.human_agent_id}`, {
      body: { max_capacity: 1 },
    });
    expect(answer).toMatchObject({ status: 409, json: { code: "over-capacity" } });
  });
});
