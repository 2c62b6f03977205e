import type { ChannelRecord } from "../../contracts/channel.ts";
import type { Conversation } from "../../contracts/conversation.ts";
import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { Sha256Hex } from "../access/ports.ts";
import type { Announcing } from "../conversations/announce.ts";
import { createConversation } from "../conversations/create-conversation.ts";
import { postMessage } from "../conversations/post-message.ts";
import type { Database } from "../storage/ports.ts";

/** A message whose signature has been verified. */
export interface ChannelMessage {
  /** The sender's id of this message; sent again under it, it is there once. */
  webhookId: string;
  customerId: string;
  /** The person who was shown the secret that signed it. */
  postedBy: string;
  /** The sender's own id of the conversation, or ours; null opens one for this message. */
  conversationId: string | null;
  text: string;
  /** For a new conversation, instead of the channel's. */
  workflowId: string | null;
}

type Services = { database: Database; sha256Hex: Sha256Hex } & Announcing;

const ourId = /^conv_[0-9a-f]{32}$/;

/**
 * Accepts a customer's message that their system has posted, as one that the customer had posted. Ids follow from the
 * sender's, so that whatever is sent again, also after a crash in between, finds what stands.
 * @throws NotFoundError; ConflictError when the conversation is another customer's, or the message's id another message's
 */
export async function receiveMessage(
  channel: ChannelRecord,
  message: ChannelMessage,
  services: Services,
): ReturnType<typeof postMessage> {
  const { tenantId } = channel;
  const { conversationId } = await conversationFor(channel, message, services);
  return postMessage(
    {
      tenantId,
      conversationId,
      messageId: idOf("msg", channel, ["message", message.webhookId], services),
      sender: "customer",
      senderId: message.customerId,
      postedBy: message.postedBy,
      text: message.text,
      isPrivate: false,
    },
    services,
  );
}

async function conversationFor(
  channel: ChannelRecord,
  { webhookId, customerId, postedBy, conversationId, workflowId }: ChannelMessage,
  services: Services,
): Promise<Pick<Conversation, "conversationId">> {
  if (conversationId !== null && ourId.test(conversationId))
    return findTheirs(channel, conversationId, customerId, services);
  const named = conversationId === null ? ["opened by", webhookId] : ["conversation", conversationId];
  const order = {
    tenantId: channel.tenantId,
    conversationId: idOf("conv", channel, named, services),
    customerId,
    openedBy: postedBy,
    channel: channel.kind,
    workflowId: workflowId ?? channel.workflowId,
    metadata: {},
  };
  return createConversation(order, services).catch((error: unknown) => {
    // Another first message of this conversation came at the same time; unless it is another customer's, it is there now.
    if (error instanceof ConflictError) return createConversation(order, services);
    throw error;
  });
}

/** @throws NotFoundError also for another customer's */
async function findTheirs(
  { tenantId }: ChannelRecord,
  conversationId: string,
  customerId: string,
  { database }: Services,
): Promise<Conversation> {
  const standing = await database.tenant(tenantId, (tx) => tx.conversations.get(conversationId));
  if (standing?.customerId === customerId) return standing;
  throw new NotFoundError("There is no such conversation.");
}

function idOf(
  prefix: "conv" | "msg",
  { tenantId, channelId }: ChannelRecord,
  named: string[],
  { sha256Hex }: Services,
): string {
  return `${prefix}_${sha256Hex(JSON.stringify([tenantId, channelId, ...named])).slice(0, 32)}`;
}
