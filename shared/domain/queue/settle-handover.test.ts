import { expect, test } from "vitest";
import type { Json } from "../../contracts/json.ts";
import { createApiHarness } from "../../../tests/support/api-harness.ts";
import { employ, handOver, openConversation, take } from "../../../tests/support/sample-desk.ts";
import { closeHandover } from "./close-handover.ts";
import { settleHandover } from "./settle-handover.ts";

async function assigned() {
  const harness = await createApiHarness();
  await harness.publishSample();
  const handoverId = await handOver(harness, await openConversation(harness, "cust_789"));
  const alice = await employ(harness, "alice");
  await take(harness, handoverId, alice);
  const settled: { taskToken: string; output: Json }[] = [];
  const settleTask = async (taskToken: string, output: Json) => {
    settled.push({ taskToken, output });
    return "settled" as const;
  };
  const handover = { tenantId: "acme", handoverId };
  const settle = () =>
    settleHandover(handover, { database: harness.database, stateMachines: { settleTask } });
  return { harness, alice, handover, settled, settle };
}

test("tells every state machine that waits or has waited what came of it", async () => {
  const { harness, alice, handover, settled, settle } = await assigned();
  await harness.database.tenant("acme", (tx) => tx.handovers.keepTaskToken(handover.handoverId, "newer"));
  const closing = {
    outcome: "back_to_ai",
    instruction: "Go on.",
    instructedBy: "alice",
    seenSeq: 1,
  } as const;
  await closeHandover({ ...handover, ...closing, humanAgentId: alice.humanAgentId }, harness.services);
  await settle();
  expect(settled.map(({ output }) => output)).toEqual([{ outcome: "back_to_ai" }, { outcome: "back_to_ai" }]);
  expect(settled.at(-1)?.taskToken).toBe("newer");
});

test("tells nobody anything while a person has it", async () => {
  const { settled, settle } = await assigned();
  await settle();
  expect(settled).toEqual([]);
});
