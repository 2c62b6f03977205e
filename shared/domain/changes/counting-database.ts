import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { ChangeCounter } from "./ports.ts";

/** What a transaction has changed that somebody may follow. */
interface Touched {
  conversationIds: Set<string>;
  humanTasks: boolean;
}

/**
 * The database, which counts what was changed after each commit, so that no use case has to remember it. A count that
 * fails, or that a process does not live to make, delays who follows until they look anyway; the change stands.
 */
export function countingDatabase<Kind extends Database>(
  database: Kind,
  { counter, onError }: { counter: () => ChangeCounter; onError: (error: unknown) => void | Promise<void> },
): Kind {
  return {
    ...database,
    async tenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
      const touched: Touched = { conversationIds: new Set(), humanTasks: false };
      const result = await database.tenant(tenantId, (tx) => work(noting(tx, touched)));
      if (touched.conversationIds.size > 0 || touched.humanTasks)
        await counter()
          .bump(tenantId, [...touched.conversationIds])
          .catch(onError);
      return result;
    },
  };
}

function noting(tx: TenantTransaction, touched: Touched): TenantTransaction {
  const noteTask = <T>(result: T): T => {
    touched.humanTasks = true;
    return result;
  };
  return {
    ...tx,
    conversationEvents: {
      ...tx.conversationEvents,
      add(event) {
        touched.conversationIds.add(event.conversationId);
        return tx.conversationEvents.add(event);
      },
    },
    waits: {
      ...tx.waits,
      // Without a token the state machine has yet to come to it, and then it is opened again.
      open: (wait, taskToken) =>
        tx.waits.open(wait, taskToken).then(taskToken === null ? (standing) => standing : noteTask),
      setTerms: (waitId, terms) => tx.waits.setTerms(waitId, terms).then(noteTask),
      decide: (waitId, decision) => tx.waits.decide(waitId, decision).then(noteTask),
      expire: (waitId, atMs) => tx.waits.expire(waitId, atMs).then(noteTask),
    },
  };
}
