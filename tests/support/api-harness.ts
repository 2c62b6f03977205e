import { createHash, randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect } from "vitest";
import type * as z from "zod";
import type { ApiApp } from "../../functions/api/api-env.ts";
import type { ApiServices } from "../../functions/api/api-services.ts";
import { createApp } from "../../functions/api/app.ts";
import { createSealing } from "../../shared/adapters/secrets/create-sealing.ts";
import { tokenVerifier } from "../../shared/adapters/tokens/create-token-verifier.ts";
import type { ConversationCheck } from "../../shared/contracts/conversation.ts";
import { problemSchema } from "../../shared/contracts/api/problems.ts";
import type { NotificationMessage } from "../../shared/contracts/notification.ts";
import type { Role } from "../../shared/contracts/principal.ts";
import type { OutboxMessage } from "../../shared/contracts/run.ts";
import type { RunCheck } from "../../shared/contracts/task.ts";
import { createAuthenticator } from "../../shared/domain/access/authenticator.ts";
import { type ApiKeyOrder, issueApiKey } from "../../shared/domain/access/issue-api-key.ts";
import { perMinute } from "../../shared/domain/access/rate-limit.ts";
import { countingDatabase } from "../../shared/domain/changes/counting-database.ts";
import { sharedCounts } from "../../shared/domain/changes/shared-counts.ts";
import { noTimers } from "../../shared/domain/agents/testing.ts";
import { createToolRegistry } from "../../shared/domain/tools/tool-registry.ts";
import { publishWorkflow } from "../../shared/domain/workflows/publish-workflow.ts";
import { scopes } from "../../shared/contracts/principal.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import { createEgress } from "../../shared/runtime/egress/create-egress.ts";
import { createMemoryChangeCounter } from "./memory-change-counter.ts";
import { createMemoryRateLimiter } from "./memory-rate-limiter.ts";
import { createMemoryDatabase, type MemoryDatabase } from "./memory-database.ts";
import { sampleAgent, sampleCompiler, sampleSource } from "./sample-workflow.ts";

const issuer = "https://login.example.com/";
const audience = "hil-api";
/** Stands in the store where task tokens stand; no answer may hold it. */
export const taskTokenCanary = "AQCEAAAAKgAAAAMAAAAAAAAAAtaskTokenCanary";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const randomHex = (byteCount: number) => randomBytes(byteCount).toString("hex");

const sealingKeys = JSON.stringify({ "1": "0123456789abcdef".repeat(4) });

export interface Ask {
  /** A credential; none when it is null. */
  as?: string | null;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- what tests look into has been checked against its schema
  json: any;
}

export type ApiHarnessOn<Kind extends Database> = Awaited<ReturnType<typeof createApiHarnessOn<Kind>>>;
export type ApiHarness = ApiHarnessOn<MemoryDatabase>;

/** The API on a database in memory. */
export const createApiHarness = (): Promise<ApiHarness> => createApiHarnessOn(createMemoryDatabase());

/** The API with a clock and an identity provider of its own. Every answer is checked against its schema. */
export async function createApiHarnessOn<Kind extends Database>(stored: Kind) {
  const counter = createMemoryChangeCounter();
  const onError = (error: unknown) => {
    throw error;
  };
  const database = countingDatabase(stored, { counter: () => counter, onError });
  const clock = { nowMs: Date.parse("2026-03-01T12:00:00Z") };
  const provider = await createProvider(clock);
  const sent: OutboxMessage[] = [];
  const checks: { check: RunCheck; delaySeconds: number }[] = [];
  const conversationChecks: { check: ConversationCheck; atMs: number }[] = [];
  const notifications: { message: NotificationMessage; delaySeconds: number }[] = [];
  const published: string[] = [];
  const counted: string[] = [];
  const logged: { message: string; facts: Record<string, unknown> }[] = [];
  const hooks: { onSleep: () => Promise<void>; onSend: () => void; onCheck: () => void } = {
    onSleep: async () => {},
    onSend: () => {},
    onCheck: () => {},
  };
  const nowMs = () => clock.nowMs;
  const log = (message: string, facts: Record<string, unknown>) => void logged.push({ message, facts });
  const rules = { issuer, audience, tenantClaim: "hil_tenant", rolesClaim: "hil_roles" };
  const services: ApiServices = {
    database,
    authenticator: createAuthenticator({
      database,
      tokens: { verifier: provider.verifier, rules },
      sha256Hex,
      nowMs,
    }),
    commands: {
      async send(messages) {
        hooks.onSend();
        sent.push(...messages);
      },
      async checkLater(check, delaySeconds) {
        hooks.onCheck();
        checks.push({ check, delaySeconds });
      },
    },
    checks: { checkAt: async (check, atMs) => void conversationChecks.push({ check, atMs }) },
    changes: sharedCounts(counter, nowMs),
    rateLimiter: createMemoryRateLimiter(perMinute(1_000_000)),
    compiler: sampleCompiler,
    stateMachines: { publish: async (_workflow, digest) => void published.push(digest) },
    agents: () => [{ definition: sampleAgent, supportedModels: ["model-a"] }],
    readiness: [],
    requestTimeoutMs: 30_000,
    nowMs,
    newId: () => randomHex(16),
    randomHex,
    sha256Hex,
    async sleep(ms) {
      // A pause is longer than whatever takes no time at all.
      await setImmediate();
      clock.nowMs += ms;
      await hooks.onSleep();
    },
    count: (name) => void counted.push(name),
    sealing: createSealing(async () => sealingKeys),
    vetUrl: createEgress({}).vet,
    notificationQueue: { send: async (messages) => void notifications.push(...messages) },
    consoleUrl: "https://desk.example.com",
    // Tests put the tools in that their preconditions read.
    tools: createToolRegistry([]),
    timers: noTimers,
    log: { warn: log, error: log },
  };
  const app = createApp(services);
  const keys: string[] = [];

  async function apiKey(order: Partial<ApiKeyOrder> & { roles: Role[] }): Promise<string> {
    const { key, record } = issueApiKey(
      { tenantId: "acme", name: "test", owner: "test", ...order },
      services,
    );
    await database.tenant(record.tenantId, (tx) => tx.apiKeys.insert(record));
    keys.push(key);
    return key;
  }

  async function ask(method: string, path: string, options: Ask = {}): Promise<Answer> {
    const credential = options.as === undefined ? await provider.token({ roles: ["owner"] }) : options.as;
    const headers = new Headers(options.headers);
    if (credential !== null && !headers.has("Authorization"))
      headers.set("Authorization", `Bearer ${credential}`);
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    if (options.body !== undefined && !headers.has("Content-Type"))
      headers.set("Content-Type", "application/json");
    const response = await app.request(path, { method, headers, ...(body !== undefined && { body }) });
    const answer = await readAnswer(response);
    checkAnswer(app, method, path, answer);
    for (const secret of [taskTokenCanary, ...keys, ...keys.map(sha256Hex)])
      expect(answer.text).not.toContain(secret);
    return answer;
  }

  async function publishSample(tenantId = "acme"): Promise<void> {
    const principal = { tenantId, subject: "setup", roles: ["owner" as const], scopes: [...scopes] };
    await publishWorkflow(principal, { source: sampleSource, file: "sample.yaml" }, services);
  }

  return {
    app,
    services,
    database,
    clock,
    hooks,
    sent,
    checks,
    conversationChecks,
    published,
    notifications,
    logged,
    counted,
    apiKey,
    ask,
    publishSample,
    token: provider.token,
  };
}

async function createProvider(clock: { nowMs: number }) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "key-1", alg: "ES256", use: "sig" };
  const token = (person: { tenantId?: string; subject?: string; roles: Role[]; expiresInSeconds?: number }) =>
    new SignJWT({ hil_tenant: person.tenantId ?? "acme", hil_roles: person.roles })
      .setProtectedHeader({ alg: "ES256", kid: "key-1", typ: "JWT" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(person.subject ?? person.roles.join("-"))
      .setExpirationTime(Math.floor(clock.nowMs / 1000) + (person.expiresInSeconds ?? 3600))
      .sign(privateKey);
  return { token, verifier: tokenVerifier(createLocalJWKSet({ keys: [jwk] })) };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  const json: unknown = isJson && text !== "" ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json };
}

/** Response schemas are closed, so a field that slips out fails every test that sees it. */
function checkAnswer(app: ApiApp, method: string, path: string, answer: Answer): void {
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  expect(answer.text).not.toMatch(/\bat .+\.(ts|js):\d+/);
  if (method === "HEAD") return;
  if (answer.headers.get("Content-Type") === "application/problem+json") {
    expect(problemSchema.parse(answer.json).status).toBe(answer.status);
    return;
  }
  const schema = responseSchema(app, method, path, answer.status);
  if (schema !== null) schema.parse(answer.json);
}

interface RouteDefinition {
  method: string;
  path: string;
  responses: Record<string, { content?: Record<string, { schema: z.ZodType }> }>;
}

function definitions(app: ApiApp): RouteDefinition[] {
  return app.openAPIRegistry.definitions.flatMap((each) =>
    each.type === "route" ? [each.route as unknown as RouteDefinition] : [],
  );
}

function responseSchema(app: ApiApp, method: string, path: string, status: number): z.ZodType | null {
  const pathname = new URL(path, "http://host").pathname;
  const route = definitions(app).find(
    (each) => each.method.toUpperCase() === method && pathPattern(each.path).test(pathname),
  );
  if (route === undefined) return null;
  const response = route.responses[String(status)];
  expect(response, `${method} ${path} answered ${status}, which is not documented`).toBeDefined();
  return response?.content?.["application/json"]?.schema ?? null;
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
}
