import type {
  Conversation,
  ConversationCheck,
  ConversationEvent,
  ConversationStatus,
  Message,
} from "../../contracts/conversation.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import type { Page } from "../storage/page.ts";
import type { MachineRef } from "../workflows/ports.ts";
import type { Audience } from "./audience.ts";

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
  /** What the audience (the desk unless told) may see, in order, after `afterSeq`. Fewer than `limit`: there is no more. */
  list(conversationId: string, afterSeq: number, limit: number, audience?: Audience): Promise<Message[]>;
  /** Every person who wrote in the customer's name up to this message, sorted. */
  postersOf(conversationId: string, uptoSeq: number): Promise<string[]>;
}

export interface ConversationEventStore {
  /** `revision` is the conversation's next one, given under its lock. */
  add(event: ConversationEvent): Promise<void>;
  /** What the audience (the desk unless told) may see, in order, after `afterRevision`. Fewer than `limit`: there is no more. */
  list(
    conversationId: string,
    afterRevision: number,
    limit: number,
    audience?: Audience,
  ): Promise<ConversationEvent[]>;
}

/** Has conversations looked at later (`check-conversation`). */
export interface ConversationChecks {
  /**
   * Has it checked at `atMs` or a little later, at least once. Resolves when that is kept, and is called within the
   * transaction that the check is for. @throws RetryableError
   */
  checkAt(check: ConversationCheck, atMs: number): Promise<void>;
}

/** State machines that a conversation's own execution starts. */
export interface TurnMachines {
  /** Makes sure that the workflow's state machine exists, and says by which ARN it is started. */
  startArn(machine: MachineRef, workflow: CompiledWorkflow): Promise<string>;
}
