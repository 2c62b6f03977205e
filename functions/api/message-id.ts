import type { Principal } from "../../shared/contracts/principal.ts";
import type { KeyedRequest } from "./api-env.ts";
import type { ApiServices } from "./api-services.ts";
import { keyedId } from "./keyed-id.ts";

/**
 * The id of a message: following from the sender's own id for it, so that it is there once however often it is sent, and
 * nobody can take an id that another sender's message will have.
 */
export function messageId(
  clientId: string | undefined,
  principal: Principal,
  keyed: KeyedRequest | undefined,
  services: Pick<ApiServices, "newId" | "sha256Hex">,
): string {
  if (clientId === undefined) return keyedId("msg", principal, keyed, services);
  return `msg_${services.sha256Hex(JSON.stringify([principal.tenantId, principal.subject, clientId])).slice(0, 32)}`;
}
