import { ConflictError, NotFoundError } from "../../contracts/errors.ts";
import type { EndpointKind, NotificationEndpoint, NotificationType } from "../../contracts/notification.ts";
import type { RandomHex } from "../access/ports.ts";
import type { Sealing } from "../secrets/ports.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { newWebhookSecret } from "../webhooks/webhook-secret.ts";
import { openSecrets, withSecrets } from "./endpoint-secrets.ts";

/** The secret before is good for so long after a rotation: time to bring the new one to the receiver. */
const overlapMs = 24 * 3_600_000;
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
  const secrets = { url: address, signing: signing(signingSecret) };
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

function signing(secret: string | null) {
  return secret === null ? [] : [{ secret, expiresAtMs: null }];
}

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

/**
 * Makes a new signing secret; messages are signed with it and, for a day, with the one before.
 * @throws NotFoundError; ConflictError for kinds that sign nothing
 */
export async function rotateSecret(
  { tenantId, endpointId }: { tenantId: string; endpointId: string },
  services: EndpointServices,
): Promise<EndpointWithSecret & { signingSecret: string }> {
  const atMs = services.nowMs();
  const signingSecret = newWebhookSecret(services.randomHex);
  const endpoint = await changeEndpoint(tenantId, endpointId, services, async (standing) => {
    if (standing.kind !== "webhook")
      throw new ConflictError("What is sent to this endpoint is not signed.", {
        details: { code: "not-signed" },
      });
    const { url, signing: before } = await openSecrets(standing, services.sealing);
    // Two at the most: whoever rotates twice within a day has lost the first one.
    const [latest] = before;
    const overlapping = latest === undefined ? [] : [{ ...latest, expiresAtMs: atMs + overlapMs }];
    const secrets = { url, signing: [...signing(signingSecret), ...overlapping] };
    return withSecrets(standing, secrets, services.sealing);
  });
  return { endpoint, signingSecret };
}

/** Sealing reads a key at most, which a process keeps: it may stand within the transaction. */
async function changeEndpoint(
  tenantId: string,
  endpointId: string,
  { database, nowMs }: EndpointServices,
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
