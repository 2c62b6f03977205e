import type { EndpointSecrets, NotificationEndpoint } from "../../contracts/notification.ts";
import { endpointSecretsSchema } from "../../contracts/notification.ts";
import { FatalError } from "../../contracts/errors.ts";
import type { Sealing } from "../secrets/ports.ts";

type Sealed = Pick<NotificationEndpoint, "tenantId" | "endpointId" | "sealVersion" | "sealed">;

/** What is sealed in an endpoint. @throws FatalError for a mail address, which has nothing; what opening throws */
export async function openSecrets(endpoint: Sealed, sealing: Sealing): Promise<EndpointSecrets> {
  const { tenantId, endpointId: recordId, sealVersion: version, sealed } = endpoint;
  if (sealed === null) throw new FatalError("The endpoint has no address to post to.");
  return endpointSecretsSchema.parse(JSON.parse(await sealing.open(sealed, { tenantId, recordId, version })));
}

/** The endpoint with other secrets, under a version of their own. */
export async function withSecrets<Endpoint extends Sealed>(
  endpoint: Endpoint,
  secrets: EndpointSecrets,
  sealing: Sealing,
): Promise<Endpoint> {
  const sealVersion = endpoint.sealVersion + 1;
  const { tenantId, endpointId: recordId } = endpoint;
  const place = { tenantId, recordId, version: sealVersion };
  return { ...endpoint, sealVersion, sealed: await sealing.seal(JSON.stringify(secrets), place) };
}
