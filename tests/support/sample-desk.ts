import type { Conversation } from "../../shared/contracts/conversation.ts";
import type { HumanAgent } from "../../shared/contracts/human-agent.ts";
import type { Database, TenantTransaction } from "../../shared/domain/storage/ports.ts";
import { claimHandover } from "../../shared/domain/queue/claim-handover.ts";
import { type ApiHarnessOn, taskTokenCanary } from "./api-harness.ts";
import { handoverRow, humanAgentRow } from "./desk-rows.ts";

type Harness = ApiHarnessOn<Database>;
const tenantId = "acme";

/** Opens a conversation over the API, with a first message. */
export async function openConversation(harness: Harness, customerId: string): Promise<string> {
  const body = {
    workflow_id: "returns",
    customer_id: customerId,
    message: { text: "I want to return order #12345" },
  };
  const answer = await harness.ask("POST", "/api/v1/conversations", { body });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return answer.json.conversation_id as string;
}

/** What `end-turn` and `queue-handover` write when a turn ends with a handover. */
export async function handOver(harness: Harness, conversationId: string): Promise<string> {
  const handoverId = harness.services.newId();
  const atMs = harness.clock.nowMs;
  const handover = handoverRow({
    handoverId,
    tenantId,
    conversationId,
    context: {
      summary: "A return.",
      intent: "return_request",
      confidence: 0.9,
      tried: [{ step: "classify", outcome: "return_request" }],
      failed: [],
      collected: { order_id: "12345" },
      suggestedReply: null,
    },
    requiredSkills: ["general"],
    version: 1,
    queuedAtMs: atMs,
  });
  await harness.database.tenant(tenantId, async (tx) => {
    await tx.handovers.insert(handover);
    await tx.handovers.keepTaskToken(handoverId, taskTokenCanary);
    await change(tx, conversationId, { ...aTurn(conversationId), status: "pending_human", handoverId });
  });
  return handoverId;
}

/** The conversation has come to its end. */
export async function closeConversation(harness: Harness, conversationId: string): Promise<void> {
  const closed = { ...aTurn(conversationId), status: "resolved", closedAtMs: harness.clock.nowMs } as const;
  await harness.database.tenant(tenantId, (tx) => change(tx, conversationId, closed));
}

/** Somebody at the desk who is online, with the subject of a credential. */
export async function employ(harness: Harness, subject: string): Promise<HumanAgent> {
  const agent = humanAgentRow({
    humanAgentId: `person_${harness.services.newId()}`,
    tenantId,
    subject,
    name: subject,
    email: `${harness.services.sha256Hex(subject).slice(0, 8)}@example.com`,
    skills: ["general"],
    maxCapacity: 100,
    lastActiveAtMs: harness.clock.nowMs,
  });
  return harness.database.tenant(tenantId, async (tx) => {
    const standing = await tx.humanAgents.getBySubject(subject);
    if (standing === null) await tx.humanAgents.insert(agent);
    return standing ?? agent;
  });
}

export async function take(
  harness: Harness,
  handoverId: string,
  { humanAgentId }: HumanAgent,
): Promise<void> {
  await claimHandover({ tenantId, handoverId, humanAgentId, assignedBy: humanAgentId }, harness.services);
}

/** The AI has had its turn. */
function aTurn(conversationId: string): Pick<Conversation, "turn" | "runId" | "seenSeq"> {
  return { turn: 1, runId: `${conversationId}-e1-t1`, seenSeq: 1 };
}

async function change(
  tx: TenantTransaction,
  conversationId: string,
  changes: Partial<Conversation>,
): Promise<void> {
  const conversation = await tx.conversations.lock(conversationId);
  if (conversation === null) throw new Error("There is no such conversation.");
  await tx.conversations.save({ ...conversation, ...changes });
}
