import type {
  Conversation,
  ConversationEvent,
  ConversationStatus,
  Message,
} from "../../contracts/conversation.ts";
import type { Page } from "../storage/ports.ts";

export interface ConversationFilter {
  status?: ConversationStatus;
  customerId?: string;
}

export interface ConversationStore {
  insert(conversation: Conversation): Promise<void>;
  get(conversationId: string): Promise<Conversation | null>;
  /** As `get`, and nobody else changes it until this transaction ends. The first lock a transaction takes. */
  lock(conversationId: string): Promise<Conversation | null>;
  /** Writes what was locked. What it is about (customer, channel, workflow, metadata) never changes. @throws NotFoundError */
  save(conversation: Conversation): Promise<void>;
  /** Newest change first. */
  list(filter: ConversationFilter, limit: number, cursor: string | null): Promise<Page<Conversation>>;
}

export interface MessageStore {
  /** `seq` is the conversation's next one, given under its lock. */
  insert(message: Message): Promise<void>;
  get(conversationId: string, messageId: string): Promise<Message | null>;
  /** In order, after `afterSeq`. */
  list(conversationId: string, afterSeq: number, limit: number): Promise<Message[]>;
}

export interface ConversationEventStore {
  /** `revision` is the conversation's next one, given under its lock. */
  add(event: ConversationEvent): Promise<void>;
  /** In order, after `afterRevision`. */
  list(conversationId: string, afterRevision: number, limit: number): Promise<ConversationEvent[]>;
}
