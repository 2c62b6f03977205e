import type { ApiKey } from "../../../shared/domain/storage/ports.ts";
import { isHumanTask } from "../../../shared/domain/waits/is-human-task.ts";
import { type ApprovalTables, questionKey, voteKey } from "./approval-stores.ts";
import { changeKey, type ChangeRow, type ChangeTables, noteChange, noting } from "./change-store.ts";
import type { ChannelTables } from "./channel-store.ts";
import { type ConversationTables, eventKey, messageKey } from "./conversation-stores.ts";
import type { DeskTables } from "./desk-stores.ts";
import type { EpisodeRow } from "./episode-figures.ts";
import { assignmentKey, type HandoverTables } from "./handover-store.ts";
import type { IdempotencyRow, OutboxRow } from "./delivery-stores.ts";
import type { Journal } from "./journal.ts";
import type { NotificationTables } from "./notification-stores.ts";
import { episodeKey, type EpisodeTables } from "./kpi-stores.ts";
import type { RunTables } from "./run-stores.ts";
import { createTable, keyOf, type Table } from "./table.ts";
import type { WaitTables } from "./wait-store.ts";
import type { WorkflowTables } from "./workflow-store.ts";

/** One tenant's tables: a transaction of the tenant reaches no other. */
export interface TenantTables
  extends
    RunTables,
    WaitTables,
    ApprovalTables,
    WorkflowTables,
    ChannelTables,
    ConversationTables,
    HandoverTables,
    DeskTables,
    ChangeTables,
    NotificationTables,
    EpisodeTables {
  idempotency: Table<IdempotencyRow>;
  apiKeys: Table<ApiKey>;
}

export interface Tables {
  tenants: Map<string, TenantTables>;
  outbox: Table<OutboxRow>;
}

type RowsOf<Group> = { [Name in keyof Group]: Group[Name] extends Table<infer Row> ? Row[] : never };

/** Everything that is stored, as plain rows. */
export interface StoredRows {
  tenants: Map<string, RowsOf<TenantTables>>;
  outbox: OutboxRow[];
}

export function createTables(journal: Journal): Tables {
  const outbox = createTable<OutboxRow>(journal, ({ message }) => keyOf(message.tenantId, message.id));
  return { tenants: new Map(), outbox };
}

/** The tenant's tables, made at its first transaction. */
export function tablesOf({ tenants }: Tables, tenantId: string, journal: Journal): TenantTables {
  const standing = tenants.get(tenantId);
  if (standing !== undefined) return standing;
  const made = createTenantTables(journal);
  tenants.set(tenantId, made);
  return made;
}

function createTenantTables(journal: Journal): TenantTables {
  const changes = createTable<ChangeRow>(journal, changeKey);
  return {
    changes,
    runs: createTable(journal, ({ runId }) => runId),
    nodes: createTable(journal, ({ runId, nodePath }) => keyOf(runId, nodePath)),
    steps: createTable(journal, ({ runId, nodePath, step }) => keyOf(runId, nodePath, step.stepNo)),
    waits: noting(
      createTable(journal, ({ wait }) => wait.waitId),
      ({ wait }) => isHumanTask(wait) && noteChange(changes, "human_task", wait.waitId),
    ),
    votes: createTable(journal, voteKey),
    questions: createTable(journal, questionKey),
    grants: createTable(journal, ({ grantId }) => grantId),
    receipts: createTable(journal, ({ seq }) => String(seq)),
    revisions: createTable(journal, ({ digest }) => digest),
    current: createTable(journal, ({ name, version }) => keyOf(name, version)),
    idempotency: createTable(journal, ({ route, key }) => keyOf(route, key)),
    apiKeys: createTable(journal, ({ keyId }) => keyId),
    conversations: noting(
      createTable(journal, ({ conversationId }) => conversationId),
      ({ conversationId, revision }, before) =>
        revision !== before?.revision && noteChange(changes, "conversation", conversationId),
    ),
    messages: createTable(journal, messageKey),
    conversationEvents: createTable(journal, eventKey),
    handovers: noting(
      createTable(journal, ({ handover }) => handover.handoverId),
      ({ handover }) => noteChange(changes, "handover", handover.handoverId),
    ),
    assignments: createTable(journal, assignmentKey),
    humanAgents: createTable(journal, ({ humanAgentId }) => humanAgentId),
    cannedReplies: createTable(journal, ({ cannedReplyId }) => cannedReplyId),
    channels: createTable(journal, ({ channelId }) => channelId),
    deskSettings: createTable(journal, () => ""),
    notifications: createTable(journal, ({ notificationId }) => notificationId),
    notificationEndpoints: createTable(journal, ({ endpointId }) => endpointId),
    notificationDeliveries: createTable(journal, ({ deliveryId }) => deliveryId),
    notificationSettings: createTable(journal, () => ""),
    episodes: createTable<EpisodeRow>(journal, episodeKey),
  };
}

export function rowsOf({ tenants, outbox }: Tables): StoredRows {
  const plain = [...tenants].map(([tenantId, tables]) => [tenantId, plainRows(tables)] as const);
  return { tenants: new Map(plain), outbox: outbox.rows() };
}

function plainRows(tables: TenantTables): RowsOf<TenantTables> {
  const rows = Object.entries(tables).map(([name, table]) => [name, (table as Table<object>).rows()]);
  return Object.fromEntries(rows) as RowsOf<TenantTables>;
}
