import { describe, expect, test } from "vitest";
import {
  conversationId,
  createDeskFixture,
  failedRun,
  finished,
  handedOver,
  supportWorkflow,
  tenantId,
} from "../../../tests/support/desk-fixture.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import { checkConversation } from "./check-conversation.ts";
import { closeHandover } from "../queue/close-handover.ts";
import { claimHandover } from "../queue/claim-handover.ts";
import { postMessage } from "./post-message.ts";
import { sendOutbox } from "../workflows/outbox.ts";

const runId = `${conversationId}-e1-t1`;

describe("beginConversationTurn()", () => {
  test("accepts a run for everything that was written so far", async () => {
    const { write, begin, inTenant, current } = await createDeskFixture();
    await write("Hello.");
    await write("Where is my order?");
    expect(await begin()).toEqual({
      kind: "run",
      stateMachineArn: "arn:machine",
      runId,
      executionInput: { tenantId, runId, input: { plan: "gold" }, explicitRequest: false },
    });
    expect(await current()).toMatchObject({ status: "ai_processing", turn: 1, seenSeq: 2, runId });
    expect(await inTenant((tx) => tx.runs.get(runId))).toMatchObject({
      status: "running",
      conversationId,
      requestedBy: "john",
      input: { customer_message: "Hello.\nWhere is my order?", customer_id: "john", plan: "gold" },
    });
  });

  test("asks in the name of everybody whose words it works on", async () => {
    const { write, begin, inTenant, services, person, queue, run, end } = await createDeskFixture();
    await write("Hello.");
    const text = {
      sender: "customer",
      senderId: "john",
      text: "A refund, please.",
      isPrivate: false,
    } as const;
    const posted = { ...text, tenantId, conversationId, messageId: "m", postedBy: "sam" };
    await postMessage(posted, services);
    await begin();
    const requesters = (id: string) => inTenant(async (tx) => (await tx.runs.get(id))?.requesters);
    expect(await requesters(runId)).toEqual(["john", "sam"]);
    await run({}, handedOver());
    await end();
    await queue();
    await person("maria", { skills: ["general"] });
    const { handoverId } = (await inTenant((tx) => tx.handovers.ofTurn(conversationId, 1, 1)))!;
    await claimHandover({ tenantId, handoverId, humanAgentId: "maria", assignedBy: "maria" }, services);
    const back = { outcome: "back_to_ai", instruction: "Refund it.", instructedBy: "mia" } as const;
    await closeHandover({ tenantId, handoverId, humanAgentId: "maria", ...back, seenSeq: 9 }, services);
    await begin(1, 2);
    expect(await requesters(`${conversationId}-e1-t2`)).toEqual(["john", "mia", "sam"]);
  });

  test("begun again gives the same run, begun late none", async () => {
    const { write, begin, run, end, inTenant } = await createDeskFixture();
    await write("Hello");
    const first = await begin();
    await write("More");
    expect(await begin()).toEqual(first);
    expect(await begin(1, 2)).toEqual({ kind: "none" });
    expect(await begin(2, 1)).toEqual({ kind: "none" });
    await run({ write: "Hi" }, finished);
    await end();
    expect(await begin(1, 1)).toEqual({ kind: "none" });
    expect((await inTenant((tx) => tx.runs.list({}, 9, null))).items).toHaveLength(1);
  });

  test("goes on with the handover that its turn has ended with", async () => {
    const { queued, begin } = await createDeskFixture();
    await queued();
    expect(await begin(1, 1)).toEqual({ kind: "handover" });
    expect(await begin(1, 2)).toEqual({ kind: "none" });
  });

  test("hears a request for a person in what the turn brings, not again when it was handed back", async () => {
    const { queued, begin, services, person, inTenant } = await createDeskFixture();
    await person("maria");
    const handoverId = await queued();
    await claimHandover({ tenantId, handoverId, humanAgentId: "maria", assignedBy: "maria" }, services);
    const closing = {
      outcome: "back_to_ai",
      instruction: "Offer a voucher.",
      instructedBy: "maria",
      seenSeq: 9,
    } as const;
    await closeHandover({ tenantId, handoverId, humanAgentId: "maria", ...closing }, services);
    const again = await begin(1, 2);
    expect(again).toMatchObject({ kind: "run", executionInput: { explicitRequest: false } });
    const secondId = `${conversationId}-e1-t2`;
    expect((await inTenant((tx) => tx.runs.get(secondId)))?.input).toMatchObject({
      customer_message: "I want a person",
      instruction: "Offer a voucher.",
    });
    const standing = await begin(1, 2);
    expect(standing).toEqual(again);
  });

  test("says so when the customer asks for a person", async () => {
    const { write, begin } = await createDeskFixture();
    await write("I want A PERSON!");
    expect(await begin()).toMatchObject({ executionInput: { explicitRequest: true } });
  });

  test("gives a workflow with a closed input only what it names", async () => {
    const properties = { customer_message: { type: "string", maxLength: 10 } };
    const input = { type: "object", additionalProperties: false, properties };
    const { write, begin, inTenant } = await createDeskFixture({ ...supportWorkflow, input });
    await write("Hello");
    await begin();
    expect((await inTenant((tx) => tx.runs.get(runId)))?.input).toEqual({ customer_message: "Hello" });
  });

  test.each<[string, Partial<CompiledWorkflow>]>([
    ["the input is not what the workflow takes", { input: { type: "object", required: ["order_id"] } }],
    ["conditions read more than an execution is told", { inputReads: [["customer_message"]] }],
  ])("makes a run that has failed where %s, and a handover of it", async (_what, changes) => {
    const { write, begin, end, inTenant, handover } = await createDeskFixture({
      ...supportWorkflow,
      ...changes,
    });
    await write("x".repeat(9_000));
    expect(await begin()).toMatchObject({ kind: "run", runId });
    expect(await inTenant((tx) => tx.runs.get(runId))).toMatchObject({ status: "failed" });
    expect(await begin()).toMatchObject({ kind: "run", runId });
    expect(await end()).toEqual({ next: "handover" });
    expect(await handover()).toMatchObject({ reason: "on_error", requiredSkills: ["general"] });
  });
});

describe("endConversationTurn()", () => {
  test("stores the reply and finishes the conversation", async () => {
    const { write, begin, run, end, current, messages, events } = await createDeskFixture();
    await write("Hello");
    await begin();
    await run({ classify: { text: "not this" }, write: { response: "Your order is on its way." } }, finished);
    expect(await end()).toEqual({ next: "finished" });
    expect(await current()).toMatchObject({ status: "finished", lastSeq: 2, lastCustomerSeq: 1 });
    expect((await messages())[1]).toMatchObject({
      messageId: runId,
      seq: 2,
      sender: "agent",
      senderId: runId,
      text: "Your order is on its way.",
    });
    const revisions = (await events()).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    expect((await current())?.revision).toBe(revisions.length);
  });

  test("adds nothing when it is asked twice", async () => {
    const { write, begin, run, end, current, messages } = await createDeskFixture();
    await write("Hello");
    await begin();
    await run({ write: "Hi" }, finished);
    await end();
    const after = await current();
    expect(await end()).toEqual({ next: "finished" });
    expect(await current()).toEqual(after);
    expect(await messages()).toHaveLength(2);
  });

  test("takes another turn for what came meanwhile, which sees it and nothing else", async () => {
    const { write, begin, run, end, current, inTenant } = await createDeskFixture();
    await write("One");
    await begin();
    await write("Two");
    await run({ write: "Hi" }, finished);
    expect(await end()).toEqual({ next: "again" });
    expect(await end()).toEqual({ next: "again" });
    expect(await begin(1, 2)).toMatchObject({ runId: `${conversationId}-e1-t2` });
    expect(await end(1, 1)).toEqual({ next: "again" });
    expect((await inTenant((tx) => tx.runs.get(`${conversationId}-e1-t2`)))?.input).toMatchObject({
      customer_message: "Two",
    });
    await run({ write: "Hi again" }, finished, 1, 2);
    expect(await end(1, 2)).toEqual({ next: "finished" });
    expect(await current()).toMatchObject({ status: "finished", turn: 2 });
  });

  test("hands over with what the workflow asks for and what the person needs to know", async () => {
    const { write, begin, run, end, handover, current, inTenant } = await createDeskFixture();
    await write("I want to return it");
    await begin();
    await inTenant(async (tx) => {
      const look = {
        runId,
        nodePath: "look_up",
        nodeType: "tool",
        status: "running",
        startedAtMs: 1,
      } as const;
      await tx.nodes.begin(look);
      await tx.nodes.fail(runId, "look_up", { name: "ToolFailedError", message: "no such order" }, 2);
    });
    const config = { required_skills: "['returns',  \"billing\"]\n", priority: "urgent" };
    const outputs = {
      classify: { intent: "return_request", confidence: 0.4, order_id: 12345 },
      write: { response: "Shall I return it?", order_id: 12346 },
    };
    await run(outputs, handedOver(config));
    expect(await end()).toEqual({ next: "handover" });
    expect(await end()).toEqual({ next: "handover" });
    const made = await handover();
    expect(made).toMatchObject({
      reason: "explicit_request",
      requiredSkills: ["returns", "billing"],
      priority: 3,
      status: "queued",
      episode: 1,
      turn: 1,
      runId,
      context: {
        intent: "return_request",
        confidence: 0.4,
        collected: { order_id: 12346 },
        suggestedReply: "Shall I return it?",
        failed: [{ step: "look_up", error: "ToolFailedError: no such order" }],
      },
    });
    expect(made.context.tried.map(({ step }) => step)).toEqual(["classify", "write"]);
    expect(made.context.summary).toContain("I want to return it");
    expect(await current()).toMatchObject({ status: "handover", handoverId: made.handoverId, lastSeq: 1 });
  });

  test("hands over a run that failed, to the people that the workflow names", async () => {
    const { write, begin, run, end, handover, messages } = await createDeskFixture();
    await write("Hello");
    await begin();
    await run({ classify: { intent: "billing" }, write: "half an answer" }, failedRun);
    expect(await end()).toEqual({ next: "handover" });
    expect(await handover()).toMatchObject({ reason: "on_error", requiredSkills: ["billing"], priority: 2 });
    expect(await messages()).toHaveLength(1);
  });

  test("hands over a run whose execution ended without a word", async () => {
    const { write, begin, end, handover, inTenant } = await createDeskFixture();
    await write("Hello");
    await begin();
    expect(await end()).toEqual({ next: "handover" });
    expect(await inTenant((tx) => tx.runs.get(runId))).toMatchObject({ error: { name: "RunNotRecorded" } });
    expect(await handover()).toMatchObject({ reason: "on_error" });
  });

  test("notes which execution began it", async () => {
    const { write, begin, run, end, current } = await createDeskFixture();
    await write("Hello");
    await begin(1, 1, { turn: 1, attempt: 3 });
    expect((await current())!.execution).toEqual({ turn: 1, attempt: 3 });
    // Begun twice, it is the first one's; one that does not say which it is changes nothing.
    await begin(1, 1, { turn: 1, attempt: 4 });
    expect((await current())!.execution).toEqual({ turn: 1, attempt: 3 });
    await write("And another thing.");
    await run({}, finished);
    await end();
    await begin(1, 2);
    expect(await current()).toMatchObject({ turn: 2, execution: { turn: 1, attempt: 3 } });
  });

  test("ends nothing while the run's execution goes on, whatever became of its start", async () => {
    const { write, begin, run, end, executions, current, inTenant } = await createDeskFixture();
    await write("Hello");
    await begin();
    const before = await current();
    executions.set(runId, { status: "running" });
    expect(await end()).toEqual({ next: "running" });
    expect(await inTenant((tx) => tx.runs.get(runId))).toMatchObject({
      status: "running",
      completedAtMs: null,
    });
    expect(await current()).toEqual(before);
    await run({ write: "Here it is." }, finished);
    expect(await end()).toEqual({ next: "finished" });
  });

  test("waits for an execution that Step Functions does not know yet, and not for ever", async () => {
    const { write, begin, end, executions, clock, handover } = await createDeskFixture();
    await write("Hello");
    await begin();
    executions.set(runId, { status: "unknown" });
    expect(await end()).toEqual({ next: "running" });
    clock.nowMs += 6 * 60_000;
    expect(await end()).toEqual({ next: "handover" });
    expect(await handover()).toMatchObject({ reason: "on_error" });
  });
});

describe("checkConversation()", () => {
  test("sends what its process did not live to send, once", async () => {
    const { write, services, sent } = await createDeskFixture();
    const { messages } = await write("Hello");
    const check = { tenantId, conversationId, handover: null };
    await checkConversation(check, services);
    expect(sent).toEqual(messages);
    await checkConversation(check, services);
    expect(sent).toHaveLength(1);
  });

  test("sends nothing that was sent", async () => {
    const { write, services, sent } = await createDeskFixture();
    await sendOutbox((await write("Hello")).messages, services);
    await checkConversation({ tenantId, conversationId, handover: null }, services);
    expect(sent).toHaveLength(1);
  });
});
