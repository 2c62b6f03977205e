import { afterEach, describe, expect, test } from "vitest";
import { startModelServer, type ModelServer } from "../../../local/model/start-model-server.ts";
import type { JsonSchema } from "../../contracts/json.ts";
import type { ModelRequest } from "../../contracts/model.ts";
import { createAnthropicModel } from "./create-anthropic-model.ts";

const closed: JsonSchema = {
  type: "object",
  required: ["intent"],
  properties: { intent: { type: "string", minLength: 1 }, confidence: { type: "number", minimum: 0 } },
};
const open: JsonSchema = { type: "object", properties: { entities: { type: "object" } } };
const request = (schema: JsonSchema, over: Partial<ModelRequest> = {}): ModelRequest => ({
  profile: "fast",
  messages: [{ role: "user", text: "Hello" }],
  output: { name: "intent", schema },
  ...over,
});

describe("createAnthropicModel()'s structured output", () => {
  let server: ModelServer | undefined;
  afterEach(() => server?.close());
  const start = async (entries: string) => {
    server = await startModelServer({ port: 0, mode: "scripted", script: { text: `entries:\n${entries}` } });
    const model = createAnthropicModel({
      apiKey: "any",
      baseUrl: server.anthropicBaseUrl,
      models: { fast: "a", balanced: "b", powerful: "c" },
      timeoutMs: 5_000,
      costUsd: () => null,
      nowMs: () => 0,
    });
    return { model, server };
  };
  const answered = (input: string) =>
    `  - { answer: { tool_calls: [{ name: answer_intent, input: ${input} }] } }`;

  test("closes the schema and leaves out what the format cannot say", async () => {
    const { model, server: used } = await start(`  - { answer: { json: { intent: other } } }`);
    await model.generate(request(closed));
    const schema = used.calls()[0]?.output?.schema;
    expect(schema).toMatchObject({ additionalProperties: false, properties: { intent: { type: "string" } } });
    expect(JSON.stringify(schema)).not.toContain('"minLength":');
  });

  test("asks by a tool for an object that means to be open", async () => {
    const { model, server: used } = await start(answered(`{ entities: { order_id: "1" } }`));
    const response = await model.generate(request(open));
    expect(response).toMatchObject({
      text: '{"entities":{"order_id":"1"}}',
      toolCalls: [],
      finishReason: "stop",
    });
    expect(used.calls()[0]).toMatchObject({ output: null, toolChoice: { name: "answer_intent" } });
  });

  test("asks by a tool for what is no object", async () => {
    const { model } = await start(answered(`{ answer: ["a", "b"] }`));
    const response = await model.generate(request({ type: "array", items: { type: "string" } }));
    expect(response.text).toBe('["a","b"]');
  });

  test("streams an answer that came by a tool", async () => {
    const { model } = await start(answered(`{ entities: {} }`));
    const chunks = [];
    for await (const chunk of model.stream(request(open))) chunks.push(chunk);
    expect(chunks).toMatchObject([{ kind: "text", text: '{"entities":{}}' }, { kind: "done" }]);
  });

  test("goes over to a tool where the server refuses the format, and remembers", async () => {
    const { model, server: used } = await start(
      `  - { answer: { error: { status: 400, type: invalid_request_error, message: "output_config: Extra inputs are not permitted" } } }\n${answered("{ intent: a }")}\n${answered("{ intent: b }")}`,
    );
    expect((await model.generate(request(closed))).text).toBe('{"intent":"a"}');
    expect((await model.generate(request(closed))).text).toBe('{"intent":"b"}');
    expect(used.calls().map((call) => call.output === null)).toEqual([false, true, true]);
  });

  test("offers the answer beside the caller's tools, whose calls stay calls", async () => {
    const tools = [{ name: "answer_intent", description: "Mine.", input: { type: "object" } }];
    const { model, server: used } = await start(
      `  - { answer: { tool_calls: [{ name: answer_intent, input: { a: 1 } }] } }\n  - { answer: { tool_calls: [{ name: answer_intent_, input: { entities: {} } }] } }`,
    );
    const first = await model.generate(request(open, { tools }));
    expect(first).toMatchObject({
      finishReason: "tool-calls",
      toolCalls: [{ name: "answer_intent", input: { a: 1 } }],
    });
    const second = await model.generate(request(open, { tools }));
    expect(second).toMatchObject({ text: '{"entities":{}}', toolCalls: [], finishReason: "stop" });
    expect(used.calls()[0]?.toolChoice).toBe("any");
  });

  test("counts tokens from and to the cache as input", async () => {
    const { model } = await start(
      `  - { answer: { text: "Hi." }, usage: { input_tokens: 90, cached_input_tokens: 80, output_tokens: 3 } }`,
    );
    const response = await model.generate({ profile: "fast", messages: [{ role: "user", text: "Hello" }] });
    expect(response.usage).toEqual({ inputTokens: 90, cachedInputTokens: 80, outputTokens: 3 });
    expect(response.costUsd).toBeNull();
  });
});
