import { setTimeout as sleep } from "node:timers/promises";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { ApiProblem } from "../api-client.ts";
import { SmokeError } from "./smoke-error.ts";
import { pollMs, type SmokePlan } from "./smoke-plan.ts";

/**
 * A customer asks for a person, who takes the conversation, answers and resolves it. The person is the key itself, with a
 * skill that no other handover asks for. @throws SmokeError
 */
export async function converse(plan: SmokePlan, subject: string): Promise<void> {
  const startedAt = performance.now();
  const tell = (seen: string) => plan.report(seen, performance.now() - startedAt);
  await joinDesk(plan, subject);
  try {
    const { conversation_id: id } = await plan.client.post<ConversationView>("/conversations", {
      workflow_id: "smoke_test",
      customer_id: plan.conversationId,
      message: { text: "Let me speak to human, please" },
    });
    const active = await untilWithPerson(plan, id);
    tell(`conversation ${id} was handed over, and a person has it`);
    const handover = `/handovers/${active.handover_id}`;
    await plan.client.post(`${handover}/reply`, { text: "This is a person. All is well." });
    const { last_seq } = await plan.client.get<ConversationView>(`/conversations/${id}`);
    await plan.client.post(`${handover}/resolve`, { seen_seq: last_seq });
    await until(plan, id, ({ status }) => status === "resolved");
    tell(`conversation ${id} was answered and is resolved`);
  } catch (error) {
    if (error instanceof ApiProblem) throw new SmokeError(`The conversation was refused: ${error.message}`);
    throw error;
  } finally {
    await plan.client.post("/human-agents/me/status", { status: "offline" }).catch(() => undefined);
  }
}

async function joinDesk({ client, conversationId }: SmokePlan, subject: string): Promise<void> {
  const email = `${conversationId}@example.com`;
  const person = { subject, name: "Smoke test", email, skills: ["smoke_test"] };
  try {
    await client.post("/human-agents", person).catch((error: unknown) => {
      if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
    });
    await client.post("/human-agents/me/status", { status: "online" });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const needed =
      "It needs the roles operator (to join the desk) and human_agent (to work there), or owner.";
    throw new SmokeError(`This key may not work at the desk: ${error.message}. ${needed}`);
  }
}

/** Assigned by the desk, or claimed where its people do that. */
function untilWithPerson(plan: SmokePlan, id: string): Promise<ConversationView> {
  return until(plan, id, async ({ status, handover_id }) => {
    if (status === "pending_human") await claim(plan, handover_id);
    return status === "human_active";
  });
}

async function claim({ client }: SmokePlan, handoverId: string | null): Promise<void> {
  await client.post(`/handovers/${handoverId}/claim`, {}).catch((error: unknown) => {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
  });
}

async function until(
  { client, timeoutMs }: SmokePlan,
  id: string,
  isReached: (conversation: ConversationView) => boolean | Promise<boolean>,
): Promise<ConversationView> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const conversation = await client.get<ConversationView>(`/conversations/${id}`);
    if (await isReached(conversation)) return conversation;
    if (performance.now() > giveUpAt) {
      const seconds = Math.round(timeoutMs / 1000);
      const advice =
        "Look at its execution of the state machine conversation, and at the dead-letter queues.";
      throw new SmokeError(`Conversation ${id} is ${conversation.status} after ${seconds} s. ${advice}`);
    }
    await sleep(pollMs);
  }
}
