import { NotFoundError } from "../../contracts/errors.ts";
import type { NotificationEndpoint } from "../../contracts/notification.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import type { EndpointServices } from "./create-endpoint.ts";

/**
 * Changes an endpoint under its lock. Sealing reads a key at most, which a process keeps: it may stand within.
 * @throws NotFoundError
 */
export async function changeEndpoint(
  tenantId: string,
  endpointId: string,
  { database, nowMs }: Pick<EndpointServices, "database" | "nowMs">,
  change: (endpoint: NotificationEndpoint) => Promise<NotificationEndpoint>,
): Promise<NotificationEndpoint> {
  return database.tenant(tenantId, async (tx) => {
    const changed = { ...(await change(await lockEndpoint(tx, endpointId))), updatedAtMs: nowMs() };
    await tx.notificationEndpoints.save(changed);
    return changed;
  });
}

async function lockEndpoint(tx: TenantTransaction, endpointId: string): Promise<NotificationEndpoint> {
  const endpoint = await tx.notificationEndpoints.lock(endpointId);
  if (endpoint === null) throw noEndpoint();
  return endpoint;
}

export function noEndpoint(): NotFoundError {
  return new NotFoundError("There is no such notification endpoint.");
}
