import { ConflictError, InvalidInputError } from "../../../shared/contracts/errors.ts";
import type { OutboxMessage } from "../../../shared/contracts/run.ts";
import type {
  ApiKey,
  ApiKeyStore,
  IdempotencyStore,
  OutboxStore,
  StoredResponse,
} from "../../../shared/domain/storage/ports.ts";
import { inOrder } from "./page.ts";
import { keyOf, type Table } from "./table.ts";

export interface OutboxRow {
  message: OutboxMessage;
  sentAtMs: number | null;
}

export interface IdempotencyRow {
  route: string;
  key: string;
  fingerprint: string;
  startedAtMs: number;
  response: StoredResponse | null;
}

export function createOutboxStore(outbox: Table<OutboxRow>, tenantId: string): OutboxStore {
  const own = ({ message }: OutboxRow) => message.tenantId === tenantId;
  return {
    async add(message) {
      if (message.tenantId !== tenantId) throw new Error("row-level security: another tenant's message");
      outbox.insert({ message, sentAtMs: null });
    },
    unsentOfRun: async (runId) =>
      outbox
        .where((row) => own(row) && row.message.runId === runId && row.sentAtMs === null)
        .map(({ message }) => message)
        .sort(byAge),
    unsentOfConversation: async (conversationId) =>
      outbox
        .where((row) => own(row) && row.message.conversationId === conversationId && row.sentAtMs === null)
        .map(({ message }) => message)
        .sort(byAge),
    async markSent(ids, atMs) {
      for (const id of ids) {
        const row = outbox.find(keyOf(tenantId, id));
        if (row?.sentAtMs === null) outbox.change(keyOf(tenantId, id), { sentAtMs: atMs });
      }
    },
  };
}

export function byAge(a: OutboxMessage, b: OutboxMessage): number {
  return a.createdAtMs - b.createdAtMs || inOrder(a.id, b.id);
}

export function createIdempotencyStore(idempotency: Table<IdempotencyRow>): IdempotencyStore {
  return {
    async begin({ route, key, fingerprint, nowMs, staleBeforeMs, expiresBeforeMs }) {
      const record = idempotency.find(keyOf(route, key));
      if (record !== null && record.startedAtMs >= expiresBeforeMs) {
        if (record.fingerprint !== fingerprint) return { state: "other-request" };
        if (record.response !== null) return { state: "done", response: record.response };
        if (record.startedAtMs >= staleBeforeMs) return { state: "in-flight" };
      }
      idempotency.remove(keyOf(route, key));
      idempotency.insert({ route, key, fingerprint, startedAtMs: nowMs, response: null });
      return { state: "new" };
    },
    async finish(route, key, response) {
      const record = idempotency.find(keyOf(route, key));
      if (record?.response === null) idempotency.change(keyOf(route, key), { response });
    },
    async release(route, key) {
      const record = idempotency.find(keyOf(route, key));
      if (record?.response === null) idempotency.remove(keyOf(route, key));
    },
  };
}

/** `others` are the keys of every tenant: a hash is unique across them. */
export function createApiKeyStore(apiKeys: Table<ApiKey>, others: () => Table<ApiKey>[]): ApiKeyStore {
  return {
    async insert(key) {
      if (!/^[0-9a-f]{64}$/.test(key.hash)) throw new InvalidInputError("This is no hash.");
      const isTaken = others().some((table) =>
        table.some(({ keyId, hash }) => keyId === key.keyId || hash === key.hash),
      );
      if (isTaken) throw new ConflictError("The key exists.");
      apiKeys.insert(key);
    },
    list: async () =>
      apiKeys.where(() => true).sort((a, b) => a.createdAtMs - b.createdAtMs || inOrder(a.keyId, b.keyId)),
    async revoke(keyId, atMs) {
      const key = apiKeys.find(keyId);
      if (key === null || key.revokedAtMs !== null) return false;
      apiKeys.change(keyId, { revokedAtMs: atMs });
      return true;
    },
  };
}
