import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAnthropicModel } from "../../../shared/adapters/anthropic/create-anthropic-model.ts";
import { createDemoShopTools } from "../../../shared/adapters/demo-shop/create-demo-shop-tools.ts";
import { createOpenAiModel } from "../../../shared/adapters/openai/create-openai-model.ts";
import { agentDefinitionSchema } from "../../../shared/contracts/agent.ts";
import type { JsonObject } from "../../../shared/contracts/json.ts";
import type { LanguageModel } from "../../../shared/contracts/model.ts";
import type { RecordedStep } from "../../../shared/contracts/step-log.ts";
import { runReasoningAgent } from "../../../shared/domain/agents/run-reasoning-agent.ts";
import { runSimpleAgent } from "../../../shared/domain/agents/run-simple-agent.ts";
import { startDemoShop, type DemoShop } from "../../demo-shop/start-demo-shop.ts";
import { startModelServer, type ModelServer } from "../start-model-server.ts";

const nullable = (type: string) => ({ type: [type, "null"] });
const researcher = agentDefinitionSchema.parse({
  name: "researcher",
  type: "reasoning",
  description: "Looks things up.",
  prompt: "The customer wrote: {{ message }}\n\nFind the order and check whether it can be returned.",
  output: {
    type: "object",
    additionalProperties: false,
    required: ["order_id", "eligible", "reason"],
    properties: {
      order_id: nullable("string"),
      item: nullable("string"),
      total_usd: nullable("number"),
      eligible: { type: "boolean", description: "Whether the order can be returned." },
      reason: { type: "string" },
    },
  },
});
const actor = agentDefinitionSchema.parse({
  name: "actor",
  type: "reasoning",
  description: "Creates returns.",
  prompt:
    "Order {{ order_id }} of {{ email }} is to be returned.\nReason: {{ reason }}\n\nCreate the return, then send the customer a confirmation.",
  output: {
    type: "object",
    required: ["success", "return_id", "summary"],
    properties: { success: { type: "boolean" }, return_id: nullable("string"), summary: { type: "string" } },
  },
});
const writer = agentDefinitionSchema.parse({
  name: "writer",
  type: "simple",
  description: "Writes the answer.",
  prompt:
    "The customer wrote: {{ message }}\n\n{% if comment %}The return was declined by our team.\nTheir comment: {{ comment }}{% else %}Return number: {{ return_id }}{% endif %}\n\nWrite the answer.",
  output: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
});

let server: ModelServer;
let shop: DemoShop;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "offline-agents-"));
  server = await startModelServer({ port: 0, mode: "offline" });
  shop = await startDemoShop({ port: 0, dataDir, nowMs: () => Date.UTC(2026, 0, 20) });
});
afterAll(async () => {
  await server.close();
  await shop.close();
  rmSync(dataDir, { recursive: true });
});

const models = { fast: "a", balanced: "b", powerful: "c" };
const options = { apiKey: "none", models, timeoutMs: 10_000, costUsd: () => 0, nowMs: () => 0 };
const openAi = () => createOpenAiModel({ ...options, baseUrl: server.openaiBaseUrl });
const providers: [string, () => LanguageModel, string][] = [
  ["openai", openAi, "12345"],
  ["anthropic", () => createAnthropicModel({ ...options, baseUrl: server.anthropicBaseUrl }), "12360"],
  ["words", () => ({ ...openAi(), capabilities: async () => ({ nativeTools: false }) }), "12350"],
];

/** Runs an agent as the engine does, with steps in memory. */
async function run(
  agent: typeof actor,
  scope: JsonObject,
  model: LanguageModel,
  runId: string,
  tools: string[] = [],
) {
  const recorded: RecordedStep[] = [];
  const steps = {
    list: async () => [...recorded],
    record: async (step: RecordedStep) => {
      recorded.push(step);
      return step;
    },
  };
  const services = { model, steps, nowMs: () => 0, timers: { after: () => () => {} } };
  if (agent.type === "simple")
    return { output: (await runSimpleAgent({ agent, scope }, services)).output, called: [] };
  const granted = createDemoShopTools({ url: shop.url }).filter((tool) => tools.includes(tool.name));
  const request = { agent, scope, tenantId: "t", runId, nodePath: agent.name, tools: granted };
  const { output } = await runReasoningAgent(request, services);
  return { output, called: recorded.flatMap(({ step }) => (step.kind === "tool" ? [step.call.name] : [])) };
}

describe.each(providers)("agents on the offline model (%s)", (name, createModel, orderId) => {
  test("look an order up and say whether it can be returned", async () => {
    const reading = ["shopify.list_orders", "shopify.get_order", "shopify.check_return"];
    const message = `I want to return order #${orderId}`;
    const { output, called } = await run(researcher, { message }, createModel(), `${name}-read`, reading);
    expect(called).toEqual(["shopify.get_order", "shopify.check_return"]);
    expect(output).toMatchObject({ order_id: orderId, eligible: orderId !== "12350" });
    expect(output).toMatchObject({ item: expect.any(String), total_usd: expect.any(Number) });
  });

  test("do what was decided, once, and tell the customer", async () => {
    const scope = { order_id: orderId, email: "john@example.com", reason: "Too small" };
    const tools = ["shopify.create_return", "gmail.send_email"];
    const { output, called } = await run(actor, scope, createModel(), `${name}-act`, tools);
    const isReturnable = orderId !== "12350";
    expect(called).toEqual(isReturnable ? tools : tools.slice(0, 1));
    const { success, return_id: returnId } = output as { success: boolean; return_id: string | null };
    const isNumbered = /^RET-\d+$/.test(returnId ?? "");
    expect({ success, isNumbered }).toEqual({ success: isReturnable, isNumbered: isReturnable });
  });

  test("write an answer that uses what they were given", async () => {
    const message = "I want to return order #12345";
    const approved = await run(writer, { message, return_id: "RET-99" }, createModel(), `${name}-yes`);
    expect(approved.output).toMatchObject({ text: expect.stringContaining("RET-99") });
    const declined = await run(writer, { message, comment: "It was worn" }, createModel(), `${name}-no`);
    expect(declined.output).toMatchObject({ text: expect.stringContaining('Their comment: "It was worn"') });
    expect(declined.output).toMatchObject({ text: expect.stringContaining("Your return was declined") });
  });

  test("say what went wrong with an order that does not exist", async () => {
    const message = "I want to return order #99999";
    const { output } = await run(researcher, { message }, createModel(), `${name}-none`, [
      "shopify.get_order",
    ]);
    expect(output).toMatchObject({
      order_id: "99999",
      eligible: false,
      reason: "There is no order with this number.",
    });
  });
});

test("the shop saw one effect for each key", () => {
  const effects = shop.attempts().filter((attempt) => attempt.outcome === "effect");
  const keys = effects.map((attempt) => attempt.idempotency_key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(effects).toHaveLength(4);
});
