import type { Conversation, Message } from "../../contracts/conversation.ts";
import { NotAllowedError } from "../../contracts/errors.ts";
import type { QueuedHandover } from "../../contracts/human-agent.ts";
import type { NewMessage } from "../conversations/accept-message.ts";
import { lockConversation } from "../conversations/lock-conversation.ts";
import { findPosted } from "../conversations/post-message.ts";
import { saveChanged } from "../conversations/save-changed.ts";
import { storeMessage } from "../conversations/store-message.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { lockAgent } from "./desk-transaction.ts";

export interface HumanReply {
  tenantId: string;
  conversationId: string;
  humanAgentId: string;
  messageId: string;
  text: string;
  /** A note for the people at the desk. Everybody there may write one; only the one who has it answers the customer. */
  isPrivate: boolean;
}

/**
 * Accepts what a person at the desk writes. The first answer that a customer gets is the handover's first response. Sent
 * again under its id, it is there once.
 * @throws NotFoundError; NotAllowedError when an answer comes from somebody who does not have the conversation
 */
export async function replyAsHuman(
  reply: HumanReply,
  services: { database: Database; nowMs: () => number },
): Promise<{ conversation: Conversation; message: Message }> {
  const { tenantId, conversationId, humanAgentId: senderId, messageId, text, isPrivate } = reply;
  const own = { sender: "human_agent", senderId, postedBy: null } as const;
  const written: NewMessage = { ...own, messageId, text, isPrivate };
  return services.database.tenant(tenantId, async (tx) => {
    const atMs = services.nowMs();
    const before = await lockConversation(tx, conversationId);
    const standing = await findPosted(tx, conversationId, written);
    if (standing !== null) return { conversation: before, message: standing };
    await react(tx, before, reply, atMs);
    const { conversation: after, message, change } = await storeMessage(tx, before, written, atMs);
    return { conversation: await saveChanged(tx, before, after, [change]), message };
  });
}

/** Notes that the person is at work, and on the handover if it is theirs. */
async function react(
  tx: TenantTransaction,
  { handoverId }: Conversation,
  { humanAgentId, isPrivate }: HumanReply,
  atMs: number,
): Promise<void> {
  const handover = handoverId === null ? null : await tx.handovers.lock(handoverId);
  const agent = await lockAgent(tx, humanAgentId);
  const isOwner = handover?.status === "assigned" && handover.assignedTo === humanAgentId;
  if (!isOwner && !isPrivate) throw notAssigned(handover);
  if (handover !== null && isOwner) await tx.handovers.save(reacted(handover, isPrivate, atMs));
  await tx.humanAgents.save({ ...agent, lastActiveAtMs: atMs });
}

function reacted(handover: QueuedHandover, isPrivate: boolean, atMs: number): QueuedHandover {
  const { reactedAtMs, firstResponseAtMs } = handover;
  return {
    ...handover,
    reactedAtMs: reactedAtMs ?? atMs,
    firstResponseAtMs: isPrivate ? firstResponseAtMs : (firstResponseAtMs ?? atMs),
  };
}

function notAssigned(handover: QueuedHandover | null): NotAllowedError {
  return new NotAllowedError("This conversation is not assigned to you.", {
    details: { code: "not-assigned", assigned_to: handover?.assignedTo ?? "nobody" },
  });
}
