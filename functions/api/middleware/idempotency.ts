import type { Context, MiddlewareHandler } from "hono";
import type { Database, IdempotencyState, StoredResponse } from "../../../shared/domain/storage/ports.ts";
import type { ApiEnv, KeyedRequest } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { RequestError } from "../problems/request-error.ts";

const maxKeyLength = 255;
const keepMs = 24 * 3600 * 1000;

/** Where the key of a request stands; a signed message has one anyway. */
type KeyHeader = "Idempotency-Key" | "webhook-id";

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a request that is sent again under its key has one
 * effect and one answer. A request that failed gives its key free. What is done a second time because its process died
 * is safe by itself: a run's id follows from the key, an answer to a person's task is recorded with its response in
 * one transaction, publishing and stopping change nothing the second time.
 */
export function idempotency(
  services: ApiServices,
  header: KeyHeader = "Idempotency-Key",
): MiddlewareHandler<ApiEnv> {
  const { database, log } = services;
  return async function idempotency(c, next) {
    const keyed = keyedRequest(c, header, services);
    if (keyed === null) return next();
    const { tenantId } = c.get("principal");
    const state = await begin(tenantId, keyed, services);
    if (state.state !== "new") return answerAgain(state);
    c.set("keyedRequest", keyed);
    await next();
    try {
      await settle(c, database, keyed);
    } catch (error) {
      // The effect stands; the record counts as left behind after the longest time of a request.
      log.warn("idempotency record not settled", { requestId: c.get("requestId"), cause: error });
    }
  };
}

function keyedRequest(
  c: Context<ApiEnv>,
  header: KeyHeader,
  { sha256Hex }: ApiServices,
): KeyedRequest | null {
  const key = c.req.header(header);
  if (key === undefined) return null;
  if (key.length === 0 || key.length > maxKeyLength) {
    const detail = `has 1 to ${maxKeyLength} characters`;
    throw new RequestError(400, "invalid-idempotency-key", `The ${header} cannot be used.`, {
      errors: [{ parameter: header, detail }],
    });
  }
  const fingerprint = sha256Hex(JSON.stringify([c.get("principal").subject, c.get("body")]));
  return { route: `${c.req.method} ${c.req.path}`, key, fingerprint };
}

function begin(
  tenantId: string,
  keyed: KeyedRequest,
  { database, requestTimeoutMs, nowMs: clock }: ApiServices,
): Promise<IdempotencyState> {
  const nowMs = clock();
  // A request that has not ended by then has died with its process.
  const times = { nowMs, staleBeforeMs: nowMs - requestTimeoutMs, expiresBeforeMs: nowMs - keepMs };
  return database.tenant(tenantId, (tx) => tx.idempotency.begin({ ...keyed, ...times }));
}

function answerAgain(state: Exclude<IdempotencyState, { state: "new" }>): Response {
  if (state.state === "in-flight") {
    throw new RequestError(409, "request-in-flight", "The first request under this key has not ended.", {
      headers: { "Retry-After": "1" },
    });
  }
  if (state.state === "other-request") {
    throw new RequestError(422, "idempotency-key-reused", "This key was used for a different request.");
  }
  const { status, contentType, body, location } = state.response;
  const headers = new Headers({ "Content-Type": contentType, "Idempotency-Replayed": "true" });
  if (location !== null) headers.set("Location", location);
  return new Response(body, { status, headers });
}

async function settle(c: Context<ApiEnv>, database: Database, { route, key }: KeyedRequest): Promise<void> {
  const { tenantId } = c.get("principal");
  if (c.error !== undefined || c.res.status >= 400) {
    await database.tenant(tenantId, (tx) => tx.idempotency.release(route, key));
    return;
  }
  const stored: StoredResponse = {
    status: c.res.status,
    contentType: c.res.headers.get("Content-Type") ?? "application/json",
    body: c.get("replayBody") ?? (await c.res.clone().text()),
    location: c.res.headers.get("Location"),
  };
  await database.tenant(tenantId, (tx) => tx.idempotency.finish(route, key, stored));
}
