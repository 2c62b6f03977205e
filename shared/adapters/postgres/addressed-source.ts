import type { DatabaseAddress, ReadDatabaseAddress } from "./database-address.ts";
import { sqlStateOf } from "./database-error.ts";
import type { SessionSource } from "./session.ts";

/** invalid_authorization_specification and invalid_password */
const loginRefused = new Set(["28000", "28P01"]);

/**
 * Connections to wherever the database is said to be when they are made. When that changes (a rotated password, a
 * restored cluster), new connections go there and the old ones end with their transactions; when a login is refused, it
 * is asked anew and tried once more.
 */
export function createAddressedSource(
  read: ReadDatabaseAddress,
  open: (address: DatabaseAddress) => SessionSource,
): SessionSource {
  let current: { known: string; source: SessionSource } | null = null;
  let closed = false;

  async function sourceNow(fresh: boolean): Promise<SessionSource> {
    const address = await read({ fresh });
    const known = JSON.stringify(address);
    if (current?.known === known || (closed && current)) return current.source;
    const left = current;
    current = { known, source: open(address) };
    if (closed) await current.source.close();
    // Who still works there is waited for; nobody waits for the end of it.
    void left?.source.close().catch(() => {});
    return current.source;
  }

  return {
    async lease() {
      const source = await sourceNow(false);
      try {
        return await source.lease();
      } catch (error) {
        if (!loginRefused.has(sqlStateOf(error))) throw error;
        const renewed = await sourceNow(true);
        if (renewed === source) throw error;
        return renewed.lease();
      }
    },
    settings: (timeoutMs) => current?.source.settings(timeoutMs) ?? [],
    async close() {
      closed = true;
      await current?.source.close();
    },
  };
}
