import type { NotificationEndpoint, NotificationType } from "../../contracts/notification.ts";
import { changeEndpoint } from "./change-endpoint.ts";
import type { EndpointServices } from "./create-endpoint.ts";
import { openSecrets, withSecrets } from "./endpoint-secrets.ts";

export interface EndpointChange {
  tenantId: string;
  endpointId: string;
  description?: string;
  types?: NotificationType[];
  enabled?: boolean;
  /** A mail address, or the whole URL. */
  address?: string;
}

/** Switched on again, an endpoint that was gone is told of what happens from now on. @throws NotFoundError */
export async function updateEndpoint(
  { tenantId, endpointId, address, ...change }: EndpointChange,
  services: EndpointServices,
): Promise<NotificationEndpoint> {
  return changeEndpoint(tenantId, endpointId, services, async (endpoint) => {
    const { enabled = endpoint.enabled } = change;
    const changed = { ...endpoint, ...change, disabledReason: enabled ? null : endpoint.disabledReason };
    if (address === undefined) return changed;
    if (endpoint.kind === "email") return { ...changed, address };
    const { signing: standing } = await openSecrets(endpoint, services.sealing);
    const moved = { ...changed, address: new URL(address).origin };
    return withSecrets(moved, { url: address, signing: standing }, services.sealing);
  });
}
