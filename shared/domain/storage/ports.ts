import type { WaitTerms } from "../../contracts/approval.ts";
import type { Json } from "../../contracts/json.ts";
import type { Scope, Role } from "../../contracts/principal.ts";
import type { Handover, NodeResult, OutboxMessage, Run, RunStatus } from "../../contracts/run.ts";
import type { RecordedStep } from "../../contracts/step-log.ts";
import type { Wait, WaitStatus } from "../../contracts/wait.ts";
import type { WorkflowRevision } from "../../contracts/workflow.ts";
import type { ChannelRecord } from "../../contracts/channel.ts";
import type { GrantStore, QuestionStore, ReceiptStore, VoteStore } from "../approvals/ports.ts";
import type { ChannelStore } from "../channels/ports.ts";
import type { ChangeStore } from "../changes/ports.ts";
import type { ConversationEventStore, ConversationStore, MessageStore } from "../conversations/ports.ts";
import type {
  NotificationDeliveryStore,
  NotificationEndpointStore,
  NotificationStore,
} from "../notifications/ports.ts";
import type { EpisodeStore, KpiStore } from "../kpis/ports.ts";
import type { DeskStore, HandoverStore, HumanAgentStore } from "../queue/ports.ts";

/**
 * PostgreSQL as use cases see it. Each method opens one transaction, takes a role that row-level security binds, and
 * commits when `work` resolves; nothing can be asked outside one. Do no other I/O inside (locally there is one session), but
 * for what has to be acknowledged before the commit.
 * @throws DatabaseUnavailableError
 */
export interface Database {
  /** Only this tenant's rows exist in the transaction, whatever is asked. */
  tenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T>;
  /** Across tenants, for the few jobs that need it; `reason` is logged. */
  system<T>(reason: string, work: (tx: SystemTransaction) => Promise<T>): Promise<T>;
  /** Rejects with DatabaseUnavailableError when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface TenantTransaction {
  runs: RunStore;
  nodes: NodeResultStore;
  steps: StepStore;
  waits: WaitStore;
  votes: VoteStore;
  questions: QuestionStore;
  grants: GrantStore;
  receipts: ReceiptStore;
  workflows: WorkflowStore;
  outbox: OutboxStore;
  idempotency: IdempotencyStore;
  apiKeys: ApiKeyStore;
  conversations: ConversationStore;
  messages: MessageStore;
  conversationEvents: ConversationEventStore;
  changes: ChangeStore;
  handovers: HandoverStore;
  humanAgents: HumanAgentStore;
  desk: DeskStore;
  channels: ChannelStore;
  notifications: NotificationStore;
  notificationEndpoints: NotificationEndpointStore;
  notificationDeliveries: NotificationDeliveryStore;
  episodes: EpisodeStore;
  kpis: KpiStore;
}

export interface SystemTransaction {
  /** Unsent messages older than `createdBeforeMs`, oldest first. */
  unsentMessages(createdBeforeMs: number, limit: number): Promise<OutboxMessage[]>;
  findApiKeyByHash(hash: string): Promise<ApiKey | null>;
  findChannel(channelId: string): Promise<ChannelRecord | null>;
  /** Deletes idempotency records and sent outbox rows older than `beforeMs`; returns how many. */
  deleteExpired(beforeMs: number): Promise<number>;
}

export interface Page<T> {
  items: T[];
  /** Opaque; null on the last page. */
  nextCursor: string | null;
}

export interface RunFilter {
  status?: RunStatus;
  workflowName?: string;
  conversationId?: string;
}

export type RunEnd =
  | { status: "completed"; decision: "FINISH"; handover: null; error: null }
  | { status: "completed"; decision: "HANDOVER"; handover: Handover; error: null }
  | {
      status: "failed" | "timeout" | "stopped";
      decision: null;
      handover: null;
      error: { name: string; message: string };
    };

export interface RunStore {
  insert(run: Run): Promise<void>;
  get(runId: string): Promise<Run | null>;
  /** As `get`, and the run does not end before this transaction does. */
  hold(runId: string): Promise<Run | null>;
  /** Newest first. */
  list(filter: RunFilter, limit: number, cursor: string | null): Promise<Page<Run>>;
  /** queued -> running; false when it was not queued any more. */
  markStarted(runId: string, atMs: number): Promise<boolean>;
  /** Says which revision of its workflow the run is executing. */
  setRevision(runId: string, revision: { version: string; digest: string }): Promise<void>;
  /** queued or running -> an end; false when it had ended already (the first end stands). */
  end(runId: string, end: RunEnd, atMs: number): Promise<boolean>;
  /** Adds one when `failed`, else sets to 0; returns the count now. */
  countError(runId: string, failed: boolean): Promise<number>;
  setConsecutiveErrors(runId: string, count: number): Promise<void>;
  /** The count of the conversation's latest ended run, 0 without one: errors in a row go on over turns. */
  consecutiveErrorsOfConversation(conversationId: string): Promise<number>;
}

export interface NodeResultStore {
  /** Inserts as running (or waiting), or adds one to `attempts` of the row that stands; returns the row. */
  begin(
    result: Pick<NodeResult, "runId" | "nodePath" | "nodeType" | "status" | "startedAtMs">,
  ): Promise<NodeResult>;
  /** First completion wins: returns the row that stands afterwards. */
  complete(runId: string, nodePath: string, output: Json, atMs: number): Promise<NodeResult>;
  /** running or waiting -> failed; a completed row stays. */
  fail(
    runId: string,
    nodePath: string,
    error: { name: string; message: string },
    atMs: number,
  ): Promise<NodeResult | null>;
  get(runId: string, nodePath: string): Promise<NodeResult | null>;
  /** In order of `startedAtMs`. */
  list(runId: string): Promise<NodeResult[]>;
}

export interface StepStore {
  list(runId: string, nodePath: string): Promise<RecordedStep[]>;
  /** First write wins: returns what stands at `stepNo` afterwards. */
  record(runId: string, nodePath: string, step: RecordedStep): Promise<RecordedStep>;
  listOfRun(runId: string): Promise<{ nodePath: string; step: RecordedStep }[]>;
}

export interface WaitFilter {
  status?: WaitStatus;
  runId?: string;
}

export interface WaitStore {
  /**
   * One wait per (run, node): opening again keeps the wait and replaces the token (the state was tried again). Without a
   * token (null) nobody waits yet, or the token that stands is kept.
   */
  open(wait: Wait, taskToken: string | null): Promise<Wait>;
  get(waitId: string): Promise<Wait | null>;
  /** As `get`, and nobody else decides, expires or changes it until this transaction ends. */
  lock(waitId: string): Promise<Wait | null>;
  /** Opens another round, or changes what this one is bound to. Under the wait's lock. */
  setTerms(waitId: string, terms: WaitTerms): Promise<void>;
  /** Keeps the token of the state that waits; false without such a wait. */
  keepTaskToken(waitId: string, taskToken: string): Promise<boolean>;
  getByNode(runId: string, nodePath: string): Promise<Wait | null>;
  /** Oldest first. */
  list(filter: WaitFilter, limit: number, cursor: string | null): Promise<Page<Wait>>;
  /** open and not past its deadline -> decided; false when it was not. Exactly one caller gets true. */
  decide(waitId: string, decision: { by: string; answer: Json; atMs: number }): Promise<boolean>;
  /** open -> expired; false when it was not open. */
  expire(waitId: string, atMs: number): Promise<boolean>;
  /** open -> cancelled for every wait of the run. */
  cancelOfRun(runId: string, atMs: number): Promise<number>;
  /** For the settling function alone; never for an API. */
  taskToken(waitId: string): Promise<string | null>;
}

export interface WorkflowStore {
  /**
   * Stores the revision (unless its digest stands already) and makes it the current one of its (name, version). A deployed
   * revision stays deployed.
   */
  publish(revision: WorkflowRevision): Promise<void>;
  getRevision(digest: string): Promise<WorkflowRevision | null>;
  /** Revisions of the name that were deployed, latest first. */
  listDeployed(name: string, limit: number): Promise<WorkflowRevision[]>;
  /** The current revision of a version, or of the version published last. */
  getCurrent(name: string, version: string | null): Promise<WorkflowRevision | null>;
  /** The current revision of every (name, version), by name. */
  list(): Promise<WorkflowRevision[]>;
}

export interface OutboxStore {
  add(message: OutboxMessage): Promise<void>;
  /** Oldest first. */
  unsentOfRun(runId: string): Promise<OutboxMessage[]>;
  /** Oldest first. */
  unsentOfConversation(conversationId: string): Promise<OutboxMessage[]>;
  markSent(ids: string[], atMs: number): Promise<void>;
}

export interface StoredResponse {
  status: number;
  contentType: string;
  body: string;
  location: string | null;
}

export type IdempotencyState =
  | { state: "new" }
  | { state: "in-flight" }
  | { state: "other-request" }
  | { state: "done"; response: StoredResponse };

export interface IdempotencyStore {
  /** Takes (route, key) for this request. A record older than `expiresBeforeMs` counts as none; one in flight since before `staleBeforeMs` is taken over (its process died). */
  begin(record: {
    route: string;
    key: string;
    fingerprint: string;
    nowMs: number;
    staleBeforeMs: number;
    expiresBeforeMs: number;
  }): Promise<IdempotencyState>;
  finish(route: string, key: string, response: StoredResponse): Promise<void>;
  /** Gives the key free again: the request had no effect. */
  release(route: string, key: string): Promise<void>;
}

export interface ApiKey {
  keyId: string;
  tenantId: string;
  name: string;
  /** First characters, to recognise it by. */
  prefix: string;
  /** SHA-256 of the whole key, hexadecimal. */
  hash: string;
  /** Person whose key it is; null for keys from before this was kept. */
  owner: string | null;
  roles: Role[];
  scopes: Scope[];
  createdAtMs: number;
  expiresAtMs: number;
  revokedAtMs: number | null;
}

export interface ApiKeyStore {
  insert(key: ApiKey): Promise<void>;
  list(): Promise<ApiKey[]>;
  revoke(keyId: string, atMs: number): Promise<boolean>;
}
