import { conversationPart } from "../../shared/domain/changes/conversation-part.ts";
import type { ChangeCounter } from "../../shared/domain/changes/ports.ts";

/** The counter of one process, for tests of what stands above it. */
export function createMemoryChangeCounter(): ChangeCounter {
  const tenants = new Map<string, { total: number; parts: Map<number, number> }>();
  return {
    async bump(tenantId, conversationIds) {
      const { total, parts } = tenants.get(tenantId) ?? { total: 0, parts: new Map<number, number>() };
      for (const part of new Set(conversationIds.map(conversationPart)))
        parts.set(part, (parts.get(part) ?? 0) + 1);
      tenants.set(tenantId, { total: total + 1, parts });
    },
    async read(tenantId) {
      const { total = 0, parts } = tenants.get(tenantId) ?? {};
      const counted = new Map(parts);
      return { total, ofConversation: (id) => counted.get(conversationPart(id)) ?? 0 };
    },
  };
}
