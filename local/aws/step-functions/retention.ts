import type { Journal } from "../journal/journal.ts";

/** As the service: ended executions are kept for 90 days. */
const KEPT_FOR_MS = 90 * 86_400_000;
/** So that a start after a long time does not take long; the rest goes at the next one. */
const MOST_AT_ONCE = 5_000;

/** Forgets executions that ended too long ago, with their histories and tokens. @returns how many */
export function forgetOldExecutions(journal: Journal, nowMs: number): number {
  const { database } = journal;
  const old = database
    .prepare("SELECT id FROM executions WHERE stopped_at_ms < ? ORDER BY id LIMIT ?")
    .all(nowMs - KEPT_FOR_MS, MOST_AT_ONCE)
    .map((row) => row["id"] as number);
  if (old.length === 0) return 0;
  const history = database.prepare("DELETE FROM history_steps WHERE execution_id = ?");
  const tokens = database.prepare("DELETE FROM task_tokens WHERE execution_id = ?");
  const execution = database.prepare("DELETE FROM executions WHERE id = ?");
  journal.write(() => {
    for (const id of old) {
      history.run(id);
      tokens.run(id);
      execution.run(id);
    }
  });
  return old.length;
}
