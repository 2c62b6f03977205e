import type { Json, JsonObject } from "./json.ts";
import type { HandoverReason } from "./task.ts";

/** `queued`: accepted, not yet handed to Step Functions. */
export const runStatuses = ["queued", "running", "completed", "failed", "timeout", "stopped"] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface Handover {
  reason: HandoverReason;
  /** The node after which the trigger fired; null for triggers of the whole run. */
  node: string | null;
  sink: string | null;
  /** The sink's `config`, rendered: `required_skills` and whatever else the author states. */
  config: JsonObject;
}

/** One run of a workflow. Its id is the execution's name and the API's `execution_id`. */
export interface Run {
  runId: string;
  tenantId: string;
  workflowName: string;
  workflowVersion: string;
  /** The revision it was accepted for; of a deployed workflow, as soon as it has started, the one that is executing. */
  workflowDigest: string;
  /** True: it runs on the workflow's deployed state machine; else on the state machine of its revision. */
  deployed: boolean;
  conversationId: string | null;
  input: JsonObject;
  context: JsonObject;
  status: RunStatus;
  decision: "FINISH" | "HANDOVER" | null;
  handover: Handover | null;
  error: { name: string; message: string } | null;
  /** Principal's subject. */
  requestedBy: string;
  /** Every person whose words it works on, who therefore do not approve what it asks for. */
  requesters: string[];
  acceptedAtMs: number;
  startedAtMs: number | null;
  completedAtMs: number | null;
  /** Failed nodes and tool calls in a row, as of now. */
  consecutiveErrors: number;
}

/** What one node of a run came to. A skipped node has none. */
export interface NodeResult {
  runId: string;
  nodePath: string;
  nodeType: "agent" | "tool" | "human" | "sink";
  status: "running" | "waiting" | "completed" | "failed";
  output: Json;
  error: { name: string; message: string } | null;
  attempts: number;
  startedAtMs: number;
  completedAtMs: number | null;
}

/** One row of the outbox: accepted work that a queue has to hear of at least once. */
export const outboxTopics = [
  "run.start",
  "run.stop",
  "wait.settle",
  "episode.start",
  "handover.settle",
  "desk.assign",
] as const;
export type OutboxTopic = (typeof outboxTopics)[number];

export interface OutboxMessage {
  id: string;
  tenantId: string;
  /** The run that it is about; null when it is about a conversation or the whole desk. */
  runId: string | null;
  /** The conversation that it is about, if it is about one and not about a run. */
  conversationId?: string;
  topic: OutboxTopic;
  body: JsonObject;
  createdAtMs: number;
}

export type RunMessage = OutboxMessage & { runId: string };
