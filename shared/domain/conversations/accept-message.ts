import {
  type Conversation,
  firstExecution,
  type Message,
  type Sender,
} from "../../contracts/conversation.ts";
import { isClosed } from "./transitions.ts";

export interface NewMessage {
  messageId: string;
  sender: Sender;
  senderId: string | null;
  /** Of a customer's message: the person whose credential brings it. */
  postedBy: string | null;
  text: string;
  isPrivate: boolean;
}

/**
 * A conversation after one more message. The caller holds its lock, so that sequence numbers have no gaps and no twins.
 * A customer's message to a closed conversation begins a new episode; others never do.
 */
export function acceptMessage(
  conversation: Conversation,
  message: NewMessage,
  atMs: number,
): { conversation: Conversation; message: Message; beginsEpisode: boolean } {
  const seq = conversation.lastSeq + 1;
  const fromCustomer = message.sender === "customer";
  const isFirst = conversation.episode === 0;
  const beginsEpisode = fromCustomer && (isFirst || isClosed(conversation.status));
  const heard: Conversation = {
    ...conversation,
    lastSeq: seq,
    lastCustomerSeq: fromCustomer ? seq : conversation.lastCustomerSeq,
    updatedAtMs: atMs,
  };
  return {
    conversation: beginsEpisode ? beginEpisode(heard) : heard,
    message: { ...message, conversationId: conversation.conversationId, seq, createdAtMs: atMs },
    beginsEpisode,
  };
}

function beginEpisode(conversation: Conversation): Conversation {
  return {
    ...conversation,
    status: "new",
    episode: conversation.episode + 1,
    turn: 0,
    runId: null,
    execution: firstExecution,
    handoverId: null,
    instruction: null,
    instructedBy: null,
    closedAtMs: null,
    satisfaction: null,
  };
}
