import { afterEach, describe, expect, test } from "vitest";
import { startModelServer, type ModelServer } from "../../../local/model/start-model-server.ts";
import { ProviderRefusedError } from "../../contracts/errors.ts";
import type { ModelRequest } from "../../contracts/model.ts";
import { createOpenAiModel } from "./create-openai-model.ts";

const tools = [
  {
    name: "shopify.get_order",
    description: "Gets an order.",
    input: { type: "object", required: ["order_id"], properties: { order_id: { type: "string" } } },
  },
];
const output = {
  name: "intent",
  schema: { type: "object", required: ["intent"], properties: { intent: { type: "string" } } },
};
const request = (over: Partial<ModelRequest> = {}): ModelRequest => ({
  profile: "fast",
  messages: [{ role: "user", text: "Where is order 12345?" }],
  ...over,
});

describe("createOpenAiModel() on a server that refuses", () => {
  let server: ModelServer | undefined;
  afterEach(() => server?.close());
  const start = async (entries: string) => {
    server = await startModelServer({ port: 0, mode: "scripted", script: { text: `entries:\n${entries}` } });
    const model = createOpenAiModel({
      apiKey: "any",
      baseUrl: server.openaiBaseUrl,
      models: { fast: "a", balanced: "b", powerful: "c" },
      timeoutMs: 5_000,
      costUsd: () => null,
      nowMs: () => 0,
    });
    return { model, server };
  };
  const refuse = (message: string, status = 400) =>
    `  - { answer: { error: { status: ${status}, type: invalid_request_error, message: ${JSON.stringify(message)} } } }\n`;
  const action = `"Thought: I look it up.\\nAction: shopify.get_order\\nAction Input: {\\"order_id\\": \\"12345\\"}\\nObservation: I guess it is shipped"`;

  test.each([
    ["Ollama", "registry.ollama.ai/library/gemma:2b does not support tools", 400],
    ["llama.cpp", "Unsupported param: tools", 500],
    ["vLLM", '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', 400],
  ])("says tools in words where %s has none", async (_, message, status) => {
    const { model, server: used } = await start(
      `${refuse(message, status)}  - { answer: { text: ${action} } }`,
    );
    const response = await model.generate(request({ tools }));
    expect(response.toolCalls).toEqual([
      { id: "call_0", name: "shopify.get_order", input: { order_id: "12345" } },
    ]);
    expect(response).toMatchObject({ text: "Thought: I look it up.", finishReason: "tool-calls" });
    expect(used.calls()[1]?.tools).toEqual([]);
    expect(await model.capabilities("fast")).toEqual({ nativeTools: false });
  });

  test("keeps saying tools in words, results included, without asking again", async () => {
    const { model, server: used } = await start(
      `${refuse("this model does not support tools")}  - { answer: { text: ${action} } }\n  - { answer: { text: "It is shipped." } }`,
    );
    const first = await model.generate(request({ tools }));
    const messages: ModelRequest["messages"] = [
      ...request().messages,
      { role: "assistant", text: first.text, toolCalls: first.toolCalls },
      { role: "tool", toolCallId: "call_0", toolName: "shopify.get_order", text: '{"status":"shipped"}' },
    ];
    const second = await model.generate(request({ tools, messages }));
    expect(second).toMatchObject({ text: "It is shipped.", toolCalls: [], finishReason: "stop" });
    expect(used.calls()[2]?.messages.map((message) => message.text.split("\n")[0])).toEqual([
      "You can use these tools:",
      "Where is order 12345?",
      "Thought: I look it up.",
      'Observation: {"status":"shipped"}',
    ]);
    expect(used.unusedEntries()).toEqual([]);
  });

  test("streams no piece of a tool call in words", async () => {
    const { model } = await start(`${refuse("tools are not supported")}  - { answer: { text: ${action} } }`);
    const chunks = [];
    for await (const chunk of model.stream(request({ tools }))) chunks.push(chunk);
    expect(chunks).toMatchObject([
      { kind: "text", text: "Thought: I look it up." },
      { kind: "done", response: { toolCalls: [{ name: "shopify.get_order" }] } },
    ]);
  });

  test("asks for JSON in weaker and weaker ways, and remembers", async () => {
    const { model, server: used } = await start(
      [
        refuse("response_format json_schema strict is not supported"),
        refuse("Unsupported response_format: json_schema"),
        refuse("response_format is an unknown field"),
        `  - { answer: { text: '{"intent":"a"}' } }\n  - { answer: { text: '{"intent":"b"}' } }`,
      ].join(""),
    );
    const response = await model.generate(request({ output }));
    expect(response.text).toBe('{"intent":"a"}');
    expect(used.calls().map((call) => call.output?.name)).toEqual([
      "intent",
      "intent",
      "json_object",
      undefined,
    ]);
    expect(used.calls()[3]?.messages[0]?.text).toContain(JSON.stringify(output.schema));
    await model.generate(request({ output }));
    expect(used.calls()).toHaveLength(5);
  });

  test("does not hold one wrong schema against the next", async () => {
    const { model, server: used } = await start(
      `${refuse("Invalid schema for response_format 'intent'")}  - { answer: { text: "{}" }, times: 2 }`,
    );
    await model.generate(request({ output }));
    await model.generate(request({ output }));
    expect(used.calls().map((call) => call.output?.name)).toEqual(["intent", "intent", "intent"]);
  });

  test("leaves out a temperature that the model does not take", async () => {
    const { model } = await start(
      `${refuse("Unsupported value: 'temperature' does not support 0 with this model")}  - { answer: { text: "Yes." } }`,
    );
    expect((await model.generate(request({ temperature: 0 }))).text).toBe("Yes.");
  });

  test("calls the token limit by its other name", async () => {
    const { model, server: used } = await start(
      `${refuse("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")}  - { answer: { text: "Yes." } }`,
    );
    await model.generate(request({ maxOutputTokens: 50 }));
    expect(used.calls().map((call) => call.maxOutputTokens)).toEqual([50, 50]);
  });

  test("gives up where there is nothing left to leave out", async () => {
    const { model, server: used } = await start(
      refuse("max_tokens is too large").replace("{", "{ times: any,"),
    );
    await expect(model.generate(request({ maxOutputTokens: 50 }))).rejects.toBeInstanceOf(
      ProviderRefusedError,
    );
    expect(used.calls().length).toBeLessThanOrEqual(3);
  });

  test("takes the caller's own mistakes for what they are", async () => {
    const { model, server: used } = await start(refuse("Invalid schema for function 'shopify__get_order'"));
    await expect(model.generate(request({ tools }))).rejects.toBeInstanceOf(ProviderRefusedError);
    expect(used.calls()).toHaveLength(1);
    expect(await model.capabilities("fast")).toEqual({ nativeTools: true });
  });
});
