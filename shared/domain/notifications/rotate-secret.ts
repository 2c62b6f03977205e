import { ConflictError } from "../../contracts/errors.ts";
import { newWebhookSecret } from "../webhooks/webhook-secret.ts";
import { changeEndpoint } from "./change-endpoint.ts";
import type { EndpointServices, EndpointWithSecret } from "./create-endpoint.ts";
import { openSecrets, withSecrets } from "./endpoint-secrets.ts";

/** The secret before is good for so long after a rotation: time to bring the new one to the receiver. */
const overlapMs = 24 * 3_600_000;

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
    const secrets = { url, signing: [{ secret: signingSecret, expiresAtMs: null }, ...overlapping] };
    return withSecrets(standing, secrets, services.sealing);
  });
  return { endpoint, signingSecret };
}
