// The API as a host serves it, on the embedded database in memory. Two things are left out, because they are not the
// API: the compiler answers at once, and the messages that a run sends go nowhere.
import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import type { ApiServices } from "../../../functions/api/api-services.ts";
import { createApp } from "../../../functions/api/app.ts";
import { createDatabase } from "../../../shared/adapters/postgres/create-database.ts";
import { scopes } from "../../../shared/contracts/principal.ts";
import { createAuthenticator } from "../../../shared/domain/access/authenticator.ts";
import { issueApiKey } from "../../../shared/domain/access/issue-api-key.ts";
import { perMinute } from "../../../shared/domain/access/rate-limit.ts";
import { noTimers } from "../../../shared/domain/agents/testing.ts";
import { createToolRegistry } from "../../../shared/domain/tools/tool-registry.ts";
import { publishWorkflow } from "../../../shared/domain/workflows/publish-workflow.ts";
import { newId, nowMs, randomHex, sha256Hex } from "../../../shared/services/clock.ts";
import { createMemoryRateLimiter } from "../../support/memory-rate-limiter.ts";
import { sampleAgent, sampleCompiler, sampleSource } from "../../support/sample-workflow.ts";
import { announce } from "./server-process.ts";

const tenantId = "bench";
const database = createDatabase("pglite://memory", { migrate: true, onSystemAccess: () => undefined });
const services: ApiServices = {
  database,
  authenticator: createAuthenticator({ database, tokens: null, sha256Hex, nowMs }),
  commands: { send: async () => undefined, checkLater: async () => undefined },
  checks: { checkAt: async () => undefined },
  changes: async () => null,
  rateLimiter: createMemoryRateLimiter(perMinute(1_000_000)),
  compiler: sampleCompiler,
  stateMachines: { publish: async () => undefined },
  agents: () => [{ definition: sampleAgent, supportedModels: [] }],
  readiness: [],
  requestTimeoutMs: 30_000,
  nowMs,
  newId,
  randomHex,
  sha256Hex,
  sleep: async () => undefined,
  count: () => undefined,
  sealing: { seal: async (plain) => plain, open: async (sealed) => sealed },
  vetUrl: (address) => new URL(address),
  notificationQueue: { send: async () => undefined },
  consoleUrl: null,
  tools: createToolRegistry([]),
  timers: noTimers,
  log: { warn: report, error: report },
};

const { key: apiKey, record } = issueApiKey(
  { tenantId, name: "bench", owner: "bench", roles: ["owner"] },
  services,
);
await database.tenant(tenantId, (transaction) => transaction.apiKeys.insert(record));
const publisher = { tenantId, subject: "bench", roles: record.roles, scopes: [...scopes] };
await publishWorkflow(publisher, { source: sampleSource, file: "sample.yaml" }, services);

const server = serve({ fetch: createApp(services).fetch, port: 0, hostname: "127.0.0.1" }, () =>
  announce({ port: (server.address() as AddressInfo).port, apiKey }, () => database.close()),
);

function report(message: string, facts: Record<string, unknown>): void {
  console.error(message, facts);
}
