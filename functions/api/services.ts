import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { createTokenVerifier } from "../../shared/adapters/tokens/create-token-verifier.ts";
import { createAuthenticator } from "../../shared/domain/access/authenticator.ts";
import type { TokenRules } from "../../shared/domain/access/principal-from-claims.ts";
import { sharedCounts } from "../../shared/domain/changes/shared-counts.ts";
import { readEnv } from "../../shared/runtime/env.ts";
import { lazy } from "../../shared/runtime/lazy.ts";
import { logger } from "../../shared/runtime/logger.ts";
import { changeCounter } from "../../shared/services/change-counter.ts";
import { newId, nowMs, randomHex, sha256Hex } from "../../shared/services/clock.ts";
import { commandSender } from "../../shared/services/command-sender.ts";
import { conversationChecks } from "../../shared/services/conversation-checks.ts";
import { database } from "../../shared/services/database.ts";
import { egress } from "../../shared/services/egress.ts";
import { profileModels } from "../../shared/services/language-model.ts";
import { consoleUrl } from "../../shared/services/console-url.ts";
import { notificationQueue } from "../../shared/services/notification-queue.ts";
import { rateLimiter } from "../../shared/services/rate-limiter.ts";
import { sealing } from "../../shared/services/sealing.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";
import { timers } from "../../shared/services/timers.ts";
import { tools } from "../../shared/services/tools.ts";
import type { ApiServices } from "./api-services.ts";

/** Everything the API works with in a deployment. */
export const services = lazy((): ApiServices => ({
  database: database(),
  authenticator: createAuthenticator({ database: database(), tokens: identityProvider(), sha256Hex, nowMs }),
  rateLimiter: { take: (key, atMs) => rateLimiter().take(key, atMs) },
  // Made at their first use, and the compiler and the agents loaded at theirs: most requests need none of them.
  commands: {
    send: (messages) => commandSender().send(messages),
    checkLater: (check, delaySeconds) => commandSender().checkLater(check, delaySeconds),
  },
  checks: { checkAt: (check, atMs) => conversationChecks().checkAt(check, atMs) },
  changes: sharedCounts({ read: (tenantId) => changeCounter().read(tenantId) }, nowMs),
  compiler: {
    async compile(source, file) {
      const { workflowCompiler } = await import("../../shared/services/workflow-compiler.ts");
      return workflowCompiler().compile(source, file);
    },
  },
  stateMachines: { publish: (workflow, digest) => stateMachines().publish(workflow, digest) },
  async agents() {
    const { agents } = await import("../../shared/services/agents.ts");
    return [...agents().values()].map((definition) => ({
      definition,
      supportedModels: [profileModels()[definition.model_profile]],
    }));
  },
  readiness: [],
  requestTimeoutMs: readEnv({ HIL_REQUEST_TIMEOUT_MS: z.coerce.number().int().positive().default(30_000) })
    .HIL_REQUEST_TIMEOUT_MS,
  nowMs,
  newId,
  randomHex,
  sha256Hex,
  sleep,
  count: (name) => void import("../../shared/runtime/metrics.ts").then(({ count }) => count(name, {})),
  // Loaded where a request needs them.
  sealing: {
    seal: (plain, place) => sealing().seal(plain, place),
    open: (sealed, place) => sealing().open(sealed, place),
  },
  vetUrl: (address) => egress().vet(address),
  notificationQueue: { send: (messages) => notificationQueue().send(messages) },
  consoleUrl: consoleUrl(),
  get tools() {
    return tools();
  },
  timers,
  log: {
    warn: (message, facts) => logger().warn(message, facts),
    error: (message, facts) => logger().error(message, facts),
  },
}));

/** The OIDC issuer that is trusted, or null where none is named: then only API keys are accepted. */
function identityProvider() {
  if (!process.env["HIL_OIDC_ISSUER"]) return null;
  const env = readEnv({
    HIL_OIDC_ISSUER: z.url(),
    HIL_OIDC_AUDIENCE: z.string().min(1),
    HIL_OIDC_JWKS_URL: z.url(),
    HIL_OIDC_TENANT_CLAIM: z.string().min(1).default("hil_tenant"),
    HIL_OIDC_ROLES_CLAIM: z.string().min(1).default("hil_roles"),
  });
  const rules: TokenRules = {
    issuer: env.HIL_OIDC_ISSUER,
    audience: env.HIL_OIDC_AUDIENCE,
    tenantClaim: env.HIL_OIDC_TENANT_CLAIM,
    rolesClaim: env.HIL_OIDC_ROLES_CLAIM,
  };
  return { verifier: createTokenVerifier(env.HIL_OIDC_JWKS_URL), rules };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch {
    // Aborted: nobody waits any more.
  }
}
