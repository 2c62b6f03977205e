import type { TenantTransaction } from "../../domain/storage/ports.ts";
import type { Query } from "./session.ts";
import { createGrantStore, createQuestionStore, createVoteStore } from "./stores/approval-stores.ts";
import { createApiKeyStore } from "./stores/api-key-store.ts";
import { createChannelStore } from "./stores/channel-store.ts";
import { createChangeStore } from "./stores/change-store.ts";
import { createConversationEventStore } from "./stores/conversation-event-store.ts";
import { createConversationStore } from "./stores/conversation-store.ts";
import { createDeskStore } from "./stores/desk-store.ts";
import { createEpisodeStore } from "./stores/episode-store.ts";
import { createHandoverStore } from "./stores/handover-store.ts";
import { createHumanAgentStore } from "./stores/human-agent-store.ts";
import { createIdempotencyStore } from "./stores/idempotency-store.ts";
import { createKpiStore } from "./stores/kpi-store.ts";
import { createMessageStore } from "./stores/message-store.ts";
import { createNotificationDeliveryStore } from "./stores/notification-delivery-store.ts";
import { createNotificationEndpointStore } from "./stores/notification-endpoint-store.ts";
import { createNotificationStore } from "./stores/notification-store.ts";
import { createNodeResultStore } from "./stores/node-result-store.ts";
import { createOutboxStore } from "./stores/outbox-store.ts";
import { createReceiptStore } from "./stores/receipt-store.ts";
import { createRunStore } from "./stores/run-store.ts";
import { createStepStore } from "./stores/step-store.ts";
import { createWaitStore } from "./stores/wait-store.ts";
import { createWorkflowStore } from "./stores/workflow-store.ts";

/** The stores of one tenant in one open transaction. */
export function createTenantTransaction(query: Query, tenantId: string): TenantTransaction {
  return {
    runs: createRunStore(query),
    nodes: createNodeResultStore(query, tenantId),
    steps: createStepStore(query, tenantId),
    waits: createWaitStore(query),
    votes: createVoteStore(query, tenantId),
    questions: createQuestionStore(query, tenantId),
    grants: createGrantStore(query),
    receipts: createReceiptStore(query, tenantId),
    workflows: createWorkflowStore(query, tenantId),
    outbox: createOutboxStore(query),
    idempotency: createIdempotencyStore(query, tenantId),
    apiKeys: createApiKeyStore(query),
    conversations: createConversationStore(query),
    messages: createMessageStore(query, tenantId),
    conversationEvents: createConversationEventStore(query, tenantId),
    changes: createChangeStore(query),
    handovers: createHandoverStore(query, tenantId),
    humanAgents: createHumanAgentStore(query),
    desk: createDeskStore(query, tenantId),
    channels: createChannelStore(query),
    notifications: createNotificationStore(query, tenantId),
    notificationEndpoints: createNotificationEndpointStore(query),
    notificationDeliveries: createNotificationDeliveryStore(query),
    episodes: createEpisodeStore(query),
    kpis: createKpiStore(query),
  };
}
