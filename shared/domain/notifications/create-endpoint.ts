import { ConflictError } from "../../contracts/errors.ts";
import type { EndpointKind, NotificationEndpoint, NotificationType } from "../../contracts/notification.ts";
import type { RandomHex } from "../access/ports.ts";
import type { Sealing } from "../secrets/ports.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { newWebhookSecret } from "../webhooks/webhook-secret.ts";
import { withSecrets } from "./endpoint-secrets.ts";

/** Each notification may go to all of them. */
const mostEndpoints = 100;

export interface EndpointServices {
  database: Database;
  sealing: Sealing;
  randomHex: RandomHex;
  nowMs: () => number;
}

/** `address` is a mail address, or the whole URL. */
export interface NewEndpoint {
  tenantId: string;
  endpointId: string;
  kind: EndpointKind;
  description: string;
  types: NotificationType[];
  address: string;
}

/** With the secret that is shown this once; null for kinds that sign nothing, and where the endpoint stood already. */
export interface EndpointWithSecret {
  endpoint: NotificationEndpoint;
  signingSecret: string | null;
}

/** Under the same id it is made once. @throws ConflictError when there are as many as there may be */
export async function createEndpoint(
  { address, ...facts }: NewEndpoint,
  services: EndpointServices,
): Promise<EndpointWithSecret> {
  const atMs = services.nowMs();
  const plain: NotificationEndpoint = {
    ...facts,
    enabled: true,
    disabledReason: null,
    address: facts.kind === "email" ? address : new URL(address).origin,
    sealVersion: 0,
    sealed: null,
    createdAtMs: atMs,
    updatedAtMs: atMs,
  };
  const signingSecret = facts.kind === "webhook" ? newWebhookSecret(services.randomHex) : null;
  const secrets = {
    url: address,
    signing: signingSecret === null ? [] : [{ secret: signingSecret, expiresAtMs: null }],
  };
  const endpoint = facts.kind === "email" ? plain : await withSecrets(plain, secrets, services.sealing);
  return services.database.tenant(facts.tenantId, async (tx) => {
    const standing = await tx.notificationEndpoints.get(facts.endpointId);
    if (standing !== null) return { endpoint: standing, signingSecret: null };
    await assertRoom(tx);
    await tx.notificationEndpoints.insert(endpoint);
    return { endpoint, signingSecret };
  });
}

async function assertRoom(tx: TenantTransaction): Promise<void> {
  if ((await tx.notificationEndpoints.list()).length < mostEndpoints) return;
  throw new ConflictError(`There are ${mostEndpoints} notification endpoints already.`, {
    details: { code: "too-many-endpoints" },
  });
}
