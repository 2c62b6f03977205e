import type { Conversation, ConversationEvent, Message } from "../../../shared/contracts/conversation.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import { isEventFor, isMessageFor } from "../../../shared/domain/conversations/audience.ts";
import type {
  ConversationEventStore,
  ConversationStore,
  MessageStore,
} from "../../../shared/domain/conversations/ports.ts";
import { isClosed, isWithPeople } from "../../../shared/domain/conversations/transitions.ts";
import { pageOf } from "./page.ts";
import { keyOf, type Table } from "./table.ts";

export interface ConversationTables {
  conversations: Table<Conversation>;
  messages: Table<Message>;
  conversationEvents: Table<ConversationEvent>;
}

export function createConversationStore(
  { conversations }: ConversationTables,
  tenantId: string,
): ConversationStore {
  const get = async (conversationId: string) => conversations.find(conversationId);
  return {
    async insert(conversation) {
      if (conversation.tenantId !== tenantId) throw new Error("row-level security: another tenant's row");
      assertPossible(conversation);
      conversations.insert(conversation);
    },
    get,
    lock: get,
    async save(conversation) {
      assertPossible(conversation);
      const standing = await get(conversation.conversationId);
      if (standing === null) throw new NotFoundError("There is no such conversation.");
      const { customerId, openedBy, channel, workflowId, metadata, createdAtMs } = standing;
      const fixed = { tenantId, customerId, openedBy, channel, workflowId, metadata, createdAtMs };
      conversations.change(conversation.conversationId, { ...conversation, ...fixed });
    },
    async list({ status, customerId }, limit, cursor) {
      const matching = conversations.where(
        (each) =>
          (status === undefined || each.status === status) &&
          (customerId === undefined || each.customerId === customerId),
      );
      const position = (each: Conversation) => ({ atMs: each.updatedAtMs, id: each.conversationId });
      return pageOf(matching, { list: "conversations", limit, cursor, newestFirst: true }, position);
    },
  };
}

/** The table's checks. */
function assertPossible(conversation: Conversation): void {
  const { status, turn, lastSeq, lastCustomerSeq, seenSeq, handoverId, closedAtMs } = conversation;
  const { instruction, instructedBy, satisfaction } = conversation;
  const isPossible =
    isClosed(status) === (closedAtMs !== null) &&
    isWithPeople(status) === (handoverId !== null) &&
    (status !== "ai_processing" || turn > 0) &&
    0 <= lastCustomerSeq &&
    lastCustomerSeq <= lastSeq &&
    0 <= seenSeq &&
    seenSeq <= lastSeq &&
    (closedAtMs === null || lastCustomerSeq <= seenSeq) &&
    (instruction === null || status === "back_to_ai") &&
    (instructedBy === null || instruction !== null) &&
    (satisfaction === null || (closedAtMs !== null && satisfaction >= 1 && satisfaction <= 5));
  if (!isPossible) throw new InvalidInputError("The database cannot hold such a conversation.");
}

export function createMessageStore({ conversations, messages }: ConversationTables): MessageStore {
  return {
    async insert(message) {
      assertConversation(conversations, message.conversationId);
      const { conversationId, messageId } = message;
      if (message.isPrivate && message.sender === "customer")
        throw new InvalidInputError("The database cannot hold a customer's private message.");
      if (messages.some((each) => each.conversationId === conversationId && each.messageId === messageId))
        throw new ConflictError("It exists already.");
      messages.insert(message);
    },
    get: async (conversationId, messageId) =>
      messages.where((each) => each.conversationId === conversationId && each.messageId === messageId)[0] ??
      null,
    list: async (conversationId, afterSeq, limit, audience = "desk") =>
      messages
        .where((each) => each.conversationId === conversationId && each.seq > afterSeq)
        .filter((each) => isMessageFor(audience, each))
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit),
    postersOf: async (conversationId, uptoSeq) => {
      const written = messages.where(
        (each) => each.conversationId === conversationId && each.seq <= uptoSeq && each.sender === "customer",
      );
      return [...new Set(written.flatMap(({ postedBy }) => postedBy ?? []))].toSorted();
    },
  };
}

export function createConversationEventStore({
  conversations,
  conversationEvents,
}: ConversationTables): ConversationEventStore {
  return {
    async add(event) {
      assertConversation(conversations, event.conversationId);
      conversationEvents.insert(event);
    },
    list: async (conversationId, afterRevision, limit, audience = "desk") =>
      conversationEvents
        .where((each) => each.conversationId === conversationId && each.revision > afterRevision)
        .filter((each) => isEventFor(audience, each))
        .sort((a, b) => a.revision - b.revision)
        .slice(0, limit),
  };
}

/** The foreign key. */
export function assertConversation(conversations: Table<Conversation>, conversationId: string): void {
  if (!conversations.has(conversationId)) throw new NotFoundError("There is no such conversation.");
}

export const messageKey = ({ conversationId, seq }: Message) => keyOf(conversationId, seq);
export const eventKey = ({ conversationId, revision }: ConversationEvent) => keyOf(conversationId, revision);
