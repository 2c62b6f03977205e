import type { TenantTransaction } from "../../shared/domain/storage/ports.ts";
import { ensure } from "./violation.ts";
import type { World } from "./world.ts";

const ranks = { conversation: 1, handover: 2, person: 3 };
type Kind = keyof typeof ranks;

/**
 * The memory database runs one transaction at a time and needs no locks; PostgreSQL does. So what is written has to have
 * been locked before, and locks are taken in one order: conversations, handovers, people. `held` is filled with them, and
 * `changed` is told of every status that a conversation gets.
 */
export function watchLocks(
  tx: TenantTransaction,
  world: World,
  held: Set<string>,
  changed: (conversationId: string, transition: string) => void,
): TenantTransaction {
  let highest = 0;
  const statuses = new Map<string, string>();
  const check = (holds: boolean, says: () => string) => {
    try {
      ensure(holds, says);
    } catch (error) {
      world.report(error);
      throw error;
    }
  };
  const lock = (kind: Kind, id: string) => {
    const key = `${kind} ${id}`;
    check(held.has(key) || ranks[kind] >= highest, () => `The lock of ${key} is taken too late.`);
    held.add(key);
    highest = Math.max(highest, ranks[kind]);
  };
  const write = (kind: Kind, id: string) =>
    check(held.has(`${kind} ${id}`), () => `${kind} ${id} is written without its lock.`);
  const { conversations, handovers, humanAgents } = tx;
  return {
    ...tx,
    conversations: {
      ...conversations,
      async lock(id) {
        lock("conversation", id);
        const row = await conversations.lock(id);
        if (row !== null) statuses.set(id, row.status);
        return row;
      },
      save(row) {
        const { conversationId, status } = row;
        write("conversation", conversationId);
        const before = statuses.get(conversationId)!;
        if (before !== status) changed(conversationId, `${before} -> ${status}`);
        statuses.set(conversationId, status);
        return conversations.save(row);
      },
    },
    handovers: {
      ...handovers,
      lock: (id) => (lock("handover", id), handovers.lock(id)),
      save: (row) => (write("handover", row.handoverId), handovers.save(row)),
      insert: (row) => (write("conversation", row.conversationId), handovers.insert(row)),
    },
    humanAgents: {
      ...humanAgents,
      lock: (id) => (lock("person", id), humanAgents.lock(id)),
      save: (row) => (write("person", row.humanAgentId), humanAgents.save(row)),
    },
    messages: {
      ...tx.messages,
      insert: (row) => (write("conversation", row.conversationId), tx.messages.insert(row)),
    },
  };
}
