import { DatabaseUnavailableError } from "../../../contracts/errors.ts";
import type { IdempotencyState, IdempotencyStore, StoredResponse } from "../../../domain/storage/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

/** How often a record may vanish between two statements, because its request was released, before we give up. */
const mostTries = 5;

export function createIdempotencyStore(query: Query, tenantId: string): IdempotencyStore {
  /** Inserts the record, or takes over one that has expired or whose process died in this very request. */
  async function take(record: Parameters<IdempotencyStore["begin"]>[0]): Promise<boolean> {
    const taken = await query(
      `insert into idempotency_keys as standing (tenant_id, route, key, fingerprint, started_at)
       values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, route, key) do update
         set fingerprint = excluded.fingerprint, started_at = excluded.started_at, response = null
         where standing.started_at < $6
           or (standing.response is null and standing.started_at < $7
             and standing.fingerprint = excluded.fingerprint)
       returning key`,
      [
        tenantId,
        record.route,
        record.key,
        record.fingerprint,
        timestamp(record.nowMs),
        timestamp(record.expiresBeforeMs),
        timestamp(record.staleBeforeMs),
      ],
    );
    return taken.length === 1;
  }

  async function standing(route: string, key: string, fingerprint: string): Promise<IdempotencyState | null> {
    const [row] = await query<{ fingerprint: string; response: StoredResponse | null }>(
      "select fingerprint, response from idempotency_keys where route = $1 and key = $2",
      [route, key],
    );
    if (row === undefined) return null;
    if (row.fingerprint !== fingerprint) return { state: "other-request" };
    return row.response === null ? { state: "in-flight" } : { state: "done", response: row.response };
  }

  return {
    async begin(record) {
      for (let tries = 0; tries < mostTries; tries += 1) {
        if (await take(record)) return { state: "new" };
        const state = await standing(record.route, record.key, record.fingerprint);
        if (state !== null) return state;
      }
      throw new DatabaseUnavailableError("An idempotency key is taken and released all the time.");
    },

    async finish(route, key, response) {
      await query(
        "update idempotency_keys set response = $3 where route = $1 and key = $2 and response is null",
        [route, key, jsonText(response)],
      );
    },

    async release(route, key) {
      await query("delete from idempotency_keys where route = $1 and key = $2 and response is null", [
        route,
        key,
      ]);
    },
  };
}
