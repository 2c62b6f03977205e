import { type Channel, type Conversation, firstExecution } from "../../contracts/conversation.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Database } from "../storage/ports.ts";
import { findRevision } from "../workflows/accept-run.ts";

export interface NewConversation {
  tenantId: string;
  /** 128-bit random. */
  conversationId: string;
  customerId: string;
  /** Person who asks for it. */
  openedBy: string;
  channel: Channel;
  /** `name`, or `name@version`. */
  workflowId: string;
  metadata: JsonObject;
}

/**
 * Creates a conversation; nothing runs before its first message. Created again with the same id and customer, the one that
 * stands is the answer.
 * @throws NotFoundError without such a workflow; ConflictError when the id is another customer's
 */
export async function createConversation(
  request: NewConversation,
  services: { database: Database; nowMs: () => number },
): Promise<Conversation> {
  return services.database.tenant(request.tenantId, async (tx) => {
    const standing = await tx.conversations.get(request.conversationId);
    if (standing !== null) return asSame(standing, request);
    await findRevision(tx, request.workflowId);
    const conversation = fresh(request, services.nowMs());
    await tx.conversations.insert(conversation);
    await tx.conversationEvents.add({
      conversationId: conversation.conversationId,
      revision: 1,
      type: "conversation.created",
      data: { channel: conversation.channel, workflow_id: conversation.workflowId },
      atMs: conversation.createdAtMs,
    });
    return conversation;
  });
}

function asSame(standing: Conversation, { customerId }: NewConversation): Conversation {
  if (standing.customerId === customerId) return standing;
  throw new ConflictError("A conversation with this id exists.");
}

function fresh(request: NewConversation, atMs: number): Conversation {
  return {
    ...request,
    status: "new",
    episode: 0,
    turn: 0,
    lastSeq: 0,
    lastCustomerSeq: 0,
    seenSeq: 0,
    runId: null,
    execution: firstExecution,
    handoverId: null,
    instruction: null,
    instructedBy: null,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    closedAtMs: null,
    satisfaction: null,
    nextLookAtMs: null,
    revision: 1,
  };
}
