import type { SystemTransaction, TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import {
  createGrantStore,
  createQuestionStore,
  createReceiptStore,
  createVoteStore,
} from "./approval-stores.ts";
import { createChangeStore } from "./change-store.ts";
import { createChannelStore } from "./channel-store.ts";
import {
  createConversationEventStore,
  createConversationStore,
  createMessageStore,
} from "./conversation-stores.ts";
import { byAge, createApiKeyStore, createIdempotencyStore, createOutboxStore } from "./delivery-stores.ts";
import { createDeskStore, createHumanAgentStore } from "./desk-stores.ts";
import { createHandoverStore } from "./handover-store.ts";
import {
  createNotificationDeliveryStore,
  createNotificationEndpointStore,
  createNotificationStore,
} from "./notification-stores.ts";
import { createEpisodeStore, createKpiStore } from "./kpi-stores.ts";
import { createNodeStore, createRunStore, createStepStore } from "./run-stores.ts";
import { keyOf } from "./table.ts";
import type { Tables, TenantTables } from "./tables.ts";
import { createWaitStore } from "./wait-store.ts";
import { createWorkflowStore } from "./workflow-store.ts";

export function createTenantTransaction(tenantId: string, own: TenantTables, all: Tables): TenantTransaction {
  const apiKeysOfAll = () => [...all.tenants.values()].map(({ apiKeys }) => apiKeys);
  const channelsOfAll = () => [...all.tenants.values()].map(({ channels }) => channels);
  return {
    runs: createRunStore(own),
    nodes: createNodeStore(own),
    steps: createStepStore(own),
    waits: createWaitStore(own),
    votes: createVoteStore(own),
    questions: createQuestionStore(own),
    grants: createGrantStore(own),
    receipts: createReceiptStore(own),
    workflows: createWorkflowStore(own),
    outbox: createOutboxStore(all.outbox, tenantId),
    idempotency: createIdempotencyStore(own.idempotency),
    apiKeys: createApiKeyStore(own.apiKeys, apiKeysOfAll),
    conversations: createConversationStore(own, tenantId),
    messages: createMessageStore(own),
    conversationEvents: createConversationEventStore(own),
    changes: createChangeStore(own),
    handovers: createHandoverStore(own, tenantId),
    humanAgents: createHumanAgentStore(own, tenantId),
    desk: createDeskStore(own, tenantId),
    channels: createChannelStore(own, tenantId, channelsOfAll),
    notifications: createNotificationStore(own, tenantId),
    notificationEndpoints: createNotificationEndpointStore(own, tenantId),
    notificationDeliveries: createNotificationDeliveryStore(own, tenantId),
    episodes: createEpisodeStore(own),
    kpis: createKpiStore(own),
  };
}

export function createSystemTransaction({ tenants, outbox }: Tables): SystemTransaction {
  const all = [...tenants.values()];
  return {
    unsentMessages: async (createdBeforeMs, limit) =>
      outbox
        .where(({ message, sentAtMs }) => sentAtMs === null && message.createdAtMs < createdBeforeMs)
        .map(({ message }) => message)
        .sort(byAge)
        .slice(0, limit),
    findApiKeyByHash: async (hash) =>
      all.flatMap(({ apiKeys }) => apiKeys.where((key) => key.hash === hash))[0] ?? null,
    findChannel: async (channelId) =>
      all.flatMap(({ channels }) => channels.where((each) => each.channelId === channelId))[0] ?? null,
    async deleteExpired(beforeMs) {
      const sent = outbox.where(({ sentAtMs }) => sentAtMs !== null && sentAtMs < beforeMs);
      for (const { message } of sent) outbox.remove(keyOf(message.tenantId, message.id));
      let deleted = sent.length;
      for (const { idempotency } of all) {
        const old = idempotency.where(({ startedAtMs }) => startedAtMs < beforeMs);
        for (const { route, key } of old) idempotency.remove(keyOf(route, key));
        deleted += old.length;
      }
      return deleted;
    },
  };
}
