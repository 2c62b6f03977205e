import { expect, test } from "vitest";
import { conversationId, createDeskFixture, tenantId } from "../../../tests/support/desk-fixture.ts";

test("a new conversation has no messages, no turns and no owner", async () => {
  const { current, clock } = await createDeskFixture();
  expect(await current()).toEqual({
    conversationId,
    tenantId,
    customerId: "john",
    openedBy: "john",
    channel: "web",
    workflowId: "support",
    status: "new",
    episode: 0,
    turn: 0,
    lastSeq: 0,
    lastCustomerSeq: 0,
    seenSeq: 0,
    runId: null,
    execution: { turn: 1, attempt: 1 },
    handoverId: null,
    instruction: null,
    instructedBy: null,
    metadata: { plan: "gold" },
    createdAtMs: clock.nowMs,
    updatedAtMs: clock.nowMs,
    closedAtMs: null,
    satisfaction: null,
    nextLookAtMs: null,
    revision: 1,
  });
});
