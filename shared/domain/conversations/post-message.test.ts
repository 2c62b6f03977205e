import { describe, expect, test } from "vitest";
import {
  conversationId,
  createDeskFixture,
  finished,
  tenantId,
} from "../../../tests/support/desk-fixture.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../contracts/errors.ts";
import { createConversation } from "./create-conversation.ts";
import { postMessage } from "./post-message.ts";

const request = {
  tenantId,
  conversationId,
  customerId: "john",
  openedBy: "john",
  channel: "web",
  workflowId: "support",
  metadata: {},
} as const;

describe("createConversation()", () => {
  test("creates it once", async () => {
    const { services, events, current } = await createDeskFixture();
    expect(await createConversation({ ...request, channel: "api" }, services)).toEqual(await current());
    expect(await current()).toMatchObject({ channel: "web", status: "new", episode: 0, revision: 1 });
    expect(await events()).toMatchObject([{ type: "conversation.created", revision: 1 }]);
  });

  test("refuses another customer's id and a workflow that is not there", async () => {
    const { services } = await createDeskFixture();
    await expect(createConversation({ ...request, customerId: "eve" }, services)).rejects.toThrow(
      ConflictError,
    );
    const lost = { ...request, conversationId: "other", workflowId: "none" };
    await expect(createConversation(lost, services)).rejects.toThrow(NotFoundError);
  });
});

describe("postMessage()", () => {
  test("begins an episode with the first message, in one transaction with the message that starts it", async () => {
    const { services, write, outbox, events, checks, clock, messages } = await createDeskFixture();
    const { conversation, message, messages: toSend } = await write("Hello", "m1");
    expect(conversation).toMatchObject({
      status: "new",
      episode: 1,
      lastSeq: 1,
      lastCustomerSeq: 1,
      revision: 2,
    });
    expect(await messages()).toEqual([message]);
    expect(toSend).toEqual(outbox());
    expect(toSend).toMatchObject([
      { topic: "episode.start", runId: null, conversationId, body: { tenantId, conversationId, episode: 1 } },
    ]);
    expect(checks).toEqual([
      { check: { tenantId, conversationId, handover: null }, atMs: clock.nowMs + 60_000 },
    ]);
    expect((await events()).at(-1)).toMatchObject({
      revision: 2,
      type: "message.created",
      data: { message_id: "m1", seq: 1, sender: "customer" },
    });
    expect(
      JSON.stringify(
        await services.database.tenant(tenantId, (tx) => tx.conversationEvents.list(conversationId, 0, 9)),
      ),
    ).not.toContain("Hello");
  });

  test("adds nothing when it is posted again under its id, and refuses another message under it", async () => {
    const { write, messages, current, outbox } = await createDeskFixture();
    const first = await write("Hello", "m1");
    const again = await write("Hello", "m1");
    expect(again).toEqual({ conversation: first.conversation, message: first.message, messages: [] });
    await expect(write("Something else", "m1")).rejects.toThrow(ConflictError);
    expect(await messages()).toHaveLength(1);
    expect(outbox()).toHaveLength(1);
    expect(await current()).toEqual(first.conversation);
  });

  test("keeps a message in order while a turn is at work, and starts nothing", async () => {
    const { write, begin, current, outbox, messages } = await createDeskFixture();
    await write("One");
    await begin();
    await write("Two");
    expect(outbox()).toHaveLength(1);
    expect(await current()).toMatchObject({ status: "ai_processing", lastCustomerSeq: 2, seenSeq: 1 });
    expect((await messages()).map(({ seq, text }) => [seq, text])).toEqual([
      [1, "One"],
      [2, "Two"],
    ]);
  });

  test("begins the next episode of a conversation that was finished, once for two messages", async () => {
    const { write, begin, run, end, current, outbox, events } = await createDeskFixture();
    await write("One");
    await begin();
    await run({ write: "Done." }, finished);
    await end();
    await write("Two");
    await write("Three");
    expect(await current()).toMatchObject({
      status: "new",
      episode: 2,
      turn: 0,
      closedAtMs: null,
      runId: null,
    });
    expect(outbox().map(({ body }) => body["episode"])).toEqual([1, 2]);
    expect(await events()).toContainEqual(
      expect.objectContaining({ type: "status.changed", data: { from: "finished", to: "new", episode: 2 } }),
    );
  });

  test("does not begin an episode for a note, nor in a conversation that is not there", async () => {
    const { services, outbox, current } = await createDeskFixture();
    const note = {
      messageId: "n",
      sender: "system",
      senderId: null,
      postedBy: null,
      text: "Imported",
      isPrivate: true,
    } as const;
    await postMessage({ tenantId, conversationId, ...note }, services);
    expect(outbox()).toEqual([]);
    expect(await current()).toMatchObject({ episode: 0, lastSeq: 1, lastCustomerSeq: 0 });
    const nowhere = postMessage({ tenantId, conversationId: "nowhere", ...note }, services);
    await expect(nowhere).rejects.toThrow(NotFoundError);
  });

  test("does not let a message take the place of the AI's answer", async () => {
    const { write } = await createDeskFixture();
    await expect(write("Hello", `${conversationId}-e1-t1`)).rejects.toThrow(InvalidInputError);
  });

  test("leaves nothing behind when the check cannot be asked for", async () => {
    const { services, current, messages } = await createDeskFixture();
    const before = await current();
    const checks = { checkAt: () => Promise.reject(new Error("throttled")) };
    const message = {
      messageId: "m",
      sender: "customer",
      senderId: "john",
      postedBy: "john",
      text: "x",
      isPrivate: false,
    } as const;
    const posted = postMessage({ tenantId, conversationId, ...message }, { ...services, checks });
    await expect(posted).rejects.toThrow("throttled");
    expect(await current()).toEqual(before);
    expect(await messages()).toEqual([]);
  });
});
