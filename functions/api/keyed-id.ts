import type { Principal } from "../../shared/contracts/principal.ts";
import type { KeyedRequest } from "./api-env.ts";
import type { ApiServices } from "./api-services.ts";

/**
 * The id of something new: random, or following from the request's `Idempotency-Key` (tenant, route, key, who asks and the
 * body). So a process that dies between accepting it and answering leaves something that the same request, sent again,
 * finds: one key never makes two, whatever happens in between.
 */
export function keyedId(
  prefix: "exec" | "conv" | "chn" | "person" | "reply" | "msg" | "endpoint",
  { tenantId }: Principal,
  keyed: KeyedRequest | undefined,
  { newId, sha256Hex }: Pick<ApiServices, "newId" | "sha256Hex">,
): string {
  if (keyed === undefined) return `${prefix}_${newId()}`;
  const { route, key, fingerprint } = keyed;
  return `${prefix}_${sha256Hex(JSON.stringify([tenantId, route, key, fingerprint])).slice(0, 32)}`;
}
