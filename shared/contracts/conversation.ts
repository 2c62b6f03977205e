import * as z from "zod/mini";
import type { JsonObject } from "./json.ts";
import type { ExecutionInput } from "./task.ts";

/** The eight states of the human-in-the-loop meta-workflow. */
export const conversationStatuses = [
  "new",
  "ai_processing",
  "finished",
  "handover",
  "pending_human",
  "human_active",
  "resolved",
  "back_to_ai",
] as const;
export type ConversationStatus = (typeof conversationStatuses)[number];

export const channels = ["web", "mobile", "api"] as const;
export type Channel = (typeof channels)[number];

export const senders = ["customer", "agent", "human_agent", "system"] as const;
export type Sender = (typeof senders)[number];

/** What customers and people say to each other. One execution per episode: first message to finished or resolved. */
export interface Conversation {
  conversationId: string;
  tenantId: string;
  customerId: string;
  /** Person who opened it and stated its metadata; null where that was not kept. */
  openedBy: string | null;
  channel: Channel;
  /** `name`, or `name@version`, of the workflow that answers. */
  workflowId: string;
  status: ConversationStatus;
  /** 1 for the first; 0 before a message has come. */
  episode: number;
  /** Turns that the AI has begun in this episode. */
  turn: number;
  /** Sequence number of the newest message; 0 before the first. */
  lastSeq: number;
  /** Of the newest message that the customer wrote; 0 before the first. */
  lastCustomerSeq: number;
  /** Messages up to this one have been seen by a turn, or by the person who closed the episode. */
  seenSeq: number;
  /** Of the turn that is at work, or was last. */
  runId: string | null;
  /** Which execution has the episode, as far as is known: one that has taken its place says so with its first turn. */
  execution: EpisodeExecution;
  /** The open handover, while there is one. */
  handoverId: string | null;
  /** What the human agent told the AI to do, for the turn after it was handed back. */
  instruction: string | null;
  /** Person who wrote the instruction. */
  instructedBy: string | null;
  metadata: JsonObject;
  createdAtMs: number;
  updatedAtMs: number;
  closedAtMs: number | null;
  /** 1 to 5, asked after the end. */
  satisfaction: number | null;
  /** When the check is due that looks after it; null or in the past: none is on its way. */
  nextLookAtMs: number | null;
  /** Rises by one with every event; what streams resume by. */
  revision: number;
}

/** One of an episode's executions: began with this turn, as the n-th that did. Its name follows from it. */
export interface EpisodeExecution {
  turn: number;
  attempt: number;
}

/** The one that an episode's first message starts. */
export const firstExecution: EpisodeExecution = { turn: 1, attempt: 1 };

/** What changed in a conversation, in order and without gaps: `revision` is the conversation's after the change. */
export interface ConversationEvent {
  conversationId: string;
  revision: number;
  type:
    | "conversation.created"
    | "message.created"
    | "status.changed"
    | "handover.queued"
    | "handover.assigned"
    | "handover.released"
    | "handover.escalated"
    | "handover.closed"
    | "satisfaction.given";
  /** Ids, names and numbers; a message's text is read from the message. */
  data: JsonObject;
  atMs: number;
}

export interface Message {
  messageId: string;
  conversationId: string;
  /** 1, 2, 3 … in the conversation, without gaps, in the order in which messages were accepted. */
  seq: number;
  sender: Sender;
  /** The customer's id, the human agent's id, or the run that answered. */
  senderId: string | null;
  /** Of a customer's message: the person whose credential brought it. Null for others, and where that was not kept. */
  postedBy: string | null;
  text: string;
  /** A private note: people at the desk see it, customers and models do not. */
  isPrivate: boolean;
  createdAtMs: number;
}

/** What the one who takes over needs to know. */
export interface HandoverContext {
  summary: string;
  intent: string | null;
  confidence: number | null;
  /** What was tried, step by step: node or tool, and what it came to. */
  tried: { step: string; outcome: string }[];
  failed: { step: string; error: string }[];
  collected: JsonObject;
  suggestedReply: string | null;
}

/** Ids alone: no event carries what a customer wrote. */
export const messageReceivedSchema = z.object({
  tenantId: z.string(),
  conversationId: z.string(),
  episode: z.int().check(z.positive()),
  seq: z.int().check(z.positive()),
  channel: z.enum(channels),
});
export type MessageReceived = z.infer<typeof messageReceivedSchema>;

const episode = { tenantId: z.string(), conversationId: z.string(), episode: z.int().check(z.positive()) };

/** Body of `episode.start`: begins the execution of an episode, once. */
export const startEpisodeMessageSchema = z.object(episode);
export type StartEpisodeMessage = z.infer<typeof startEpisodeMessageSchema>;

/** Body of `handover.settle`: the state machine that waits for this handover goes on. */
export const settleHandoverMessageSchema = z.object({ tenantId: z.string(), handoverId: z.string() });
export type SettleHandoverMessage = z.infer<typeof settleHandoverMessageSchema>;

/** Body of `desk.assign`: somebody waits or somebody is free. */
export const assignWaitingMessageSchema = z.object({ tenantId: z.string() });
export type AssignWaitingMessage = z.infer<typeof assignWaitingMessageSchema>;

/** `begin-turn`. */
export const beginTurnTaskSchema = z.object({
  ...episode,
  turn: z.int().check(z.positive()),
  /** Executions that began under an earlier definition do not say it. */
  execution: z.optional(
    z.object({ turn: z.int().check(z.positive()), attempt: z.int().check(z.positive()) }),
  ),
});
export type BeginTurnTask = z.infer<typeof beginTurnTaskSchema>;

/** What the state machine starts; or that the turn ended with a handover; or that there is no turn (any more). */
export type BeginTurnResult =
  | { kind: "run"; stateMachineArn: string; runId: string; executionInput: ExecutionInput }
  | { kind: "handover" }
  | { kind: "none" };

/** `end-turn`, after the run's execution has ended, or could not be started. */
export const endTurnTaskSchema = z.object({
  ...episode,
  turn: z.int().check(z.positive()),
  runId: z.string(),
});
export type EndTurnTask = z.infer<typeof endTurnTaskSchema>;
/** `running`: the run's execution goes on, and the turn with it. */
export interface EndTurnResult {
  next: "finished" | "again" | "handover" | "running";
}

/** `queue-handover`, for the turn that handed over; started with a task token that it stores and never returns. */
export const queueHandoverTaskSchema = z.object({
  ...episode,
  turn: z.int().check(z.positive()),
  taskToken: z.string(),
});
export type QueueHandoverTask = z.infer<typeof queueHandoverTaskSchema>;

/** What the state machine hears when a person is done. */
export interface HandoverOutcome {
  outcome: "resolved" | "back_to_ai";
}

/** `check-conversation`: sends what stayed unsent, and looks whether the handover's deadlines have passed. */
export const conversationCheckSchema = z.object({
  tenantId: z.string(),
  conversationId: z.string(),
  /** The handover as it stood when the check was asked for; a changed one has a check of its own. */
  handover: z.nullable(z.object({ handoverId: z.string(), version: z.int() })),
});
export type ConversationCheck = z.infer<typeof conversationCheckSchema>;
