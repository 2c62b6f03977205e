import { afterEach, describe, expect, test } from "vitest";
import {
  ProviderRefusedError,
  ProviderThrottledError,
  ProviderTimeoutError,
  ProviderUnavailableError,
} from "../../shared/contracts/errors.ts";
import type { LanguageModel, ModelChunk, ModelRequest, ModelResponse } from "../../shared/contracts/model.ts";
import type { Fault } from "../../local/model/exchange.ts";
import { startModelServer, type ModelServer } from "../../local/model/start-model-server.ts";

export interface ModelUnderTest {
  server: ModelServer;
  timeoutMs: number;
  apiKey: string;
}

const orderTool = {
  name: "shopify.get_order",
  description: "Gets an order.",
  input: { type: "object", required: ["order_id"], properties: { order_id: { type: "string" } } },
};
const intentOutput = {
  name: "intent",
  schema: {
    type: "object",
    additionalProperties: false,
    required: ["intent"],
    properties: { intent: { type: "string", enum: ["return_request", "other"] } },
  },
};
const secret = "sk-secret-0123456789";
const prompt = "A prompt nobody else may read: john@example.com";

/** What every provider's adapter has to do, over real HTTP against the local model server. */
export function testLanguageModel(name: string, create: (under: ModelUnderTest) => LanguageModel): void {
  describe.each([{ name }])("$name", () => {
    const servers: ModelServer[] = [];
    afterEach(async () => {
      for (const server of servers.splice(0)) await server.close();
    });
    const start = async (entries: string, timeoutMs = 5_000) => {
      const text = `order: any\nentries:\n${entries}`;
      const server = await startModelServer({ port: 0, mode: "scripted", script: { text } });
      servers.push(server);
      return { server, model: create({ server, timeoutMs, apiKey: secret }) };
    };
    const request = (over: Partial<ModelRequest> = {}): ModelRequest => ({
      profile: "fast",
      messages: [
        { role: "system", text: "You help." },
        { role: "user", text: prompt },
      ],
      ...over,
    });
    const answer = async (model: LanguageModel, over: Partial<ModelRequest>, streamed: boolean) =>
      streamed ? (await collect(model.stream(request(over)))).response : model.generate(request(over));

    describe.each([{ streamed: false }, { streamed: true }])("streamed: $streamed", ({ streamed }) => {
      test("answers with text, usage and cost", async () => {
        const { model } = await start(
          `  - { answer: { text: "Good morning, John." }, usage: { input_tokens: 100, output_tokens: 7, cached_input_tokens: 60 } }`,
        );
        const response = await answer(model, {}, streamed);
        expect(response).toMatchObject({ text: "Good morning, John.", toolCalls: [], finishReason: "stop" });
        expect(response.usage).toEqual({ inputTokens: 100, cachedInputTokens: 60, outputTokens: 7 });
        expect(response.costUsd).toBe(0.107);
        expect(response.latencyMs).toBeGreaterThanOrEqual(0);
      });

      test("answers with tool calls under the tools' own names", async () => {
        const { model, server } = await start(
          `  - answer: { text: "One moment.", tool_calls: [{ name: shopify.get_order, input: { order_id: "12345" } }, { name: shopify.get_order, input: { order_id: "2" } }] }`,
        );
        const response = await answer(model, { tools: [orderTool] }, streamed);
        expect(response.finishReason).toBe("tool-calls");
        expect(response.text).toBe("One moment.");
        expect(response.toolCalls.map((call) => [call.name, call.input])).toEqual([
          ["shopify.get_order", { order_id: "12345" }],
          ["shopify.get_order", { order_id: "2" }],
        ]);
        expect(server.calls()[0]?.tools[0]?.name).toBe("shopify__get_order");
      });

      test("answers in the form that a schema asks for", async () => {
        const { model, server } = await start(
          `  - { match: { structured: true }, answer: { json: { intent: other } } }`,
        );
        const response = await answer(model, { output: intentOutput }, streamed);
        expect(JSON.parse(response.text)).toEqual({ intent: "other" });
        expect(response).toMatchObject({ toolCalls: [], finishReason: "stop" });
        expect(server.calls()[0]?.output?.schema).toMatchObject({ properties: { intent: {} } });
      });

      test.each([
        ["length", "length"],
        ["content-filter", "content-filter"],
      ])("tells why an answer ended: %s", async (reason, expected) => {
        const { model } = await start(`  - { answer: { text: "Half", finish_reason: ${reason} } }`);
        expect((await answer(model, {}, streamed)).finishReason).toBe(expected);
      });

      test("hands over arguments that are not JSON as they are", async () => {
        const { model } = await start(
          `  - answer: { tool_calls: [{ name: shopify.get_order, raw_input: '{"order_id": 12' }] }`,
        );
        const response = await answer(model, { tools: [orderTool] }, streamed);
        expect(response.toolCalls[0]?.input).toBe('{"order_id": 12');
      });

      test("hands over a call of a tool that nobody offered", async () => {
        const { model } = await start(
          `  - answer: { tool_calls: [{ name: make_coffee, input: { strong: true } }] }`,
        );
        const response = await answer(model, { tools: [orderTool] }, streamed);
        expect(response.toolCalls).toMatchObject([{ name: "make_coffee", input: { strong: true } }]);
      });

      test("replaces half characters", async () => {
        const { model } = await start(
          `  - answer: { text: "Smile \\uD83D.", tool_calls: [{ name: shopify.get_order, raw_input: '{"order_id":"\\ud800"}' }] }`,
        );
        const response = await answer(model, { tools: [orderTool] }, streamed);
        expect(response.text.isWellFormed()).toBe(true);
        expect(response.toolCalls[0]?.input).toEqual({ order_id: "\uFFFD" });
      });

      test("sends half characters as whole ones", async () => {
        const { model, server } = await start(`  - { answer: { text: "Fine." } }`);
        await answer(model, { messages: [{ role: "user", text: "cut \uD83D" }] }, streamed);
        expect(server.calls()[0]?.messages[0]?.text).toBe("cut \uFFFD");
      });

      test.each([
        { status: 400, error: ProviderRefusedError },
        { status: 401, error: ProviderRefusedError },
        { status: 403, error: ProviderRefusedError },
        { status: 404, error: ProviderRefusedError },
        { status: 408, error: ProviderTimeoutError },
        { status: 413, error: ProviderRefusedError },
        { status: 422, error: ProviderRefusedError },
        { status: 429, error: ProviderThrottledError },
        { status: 500, error: ProviderUnavailableError },
        { status: 502, error: ProviderUnavailableError },
        { status: 503, error: ProviderUnavailableError },
        { status: 504, error: ProviderTimeoutError },
        { status: 529, error: ProviderUnavailableError },
      ])("turns status $status into its error", async ({ status, error }) => {
        const { model, server } = await start(
          `  - { answer: { error: { status: ${status}, type: some_error, message: "You sent ${secret} and ${prompt}" } } }`,
        );
        const thrown = await failureOf(answer(model, {}, streamed));
        expect(thrown).toBeInstanceOf(error);
        expect(thrown.details).toMatchObject({ status });
        expectNothingToldBy(thrown);
        // Retries are the state machine's.
        expect(server.calls()).toHaveLength(1);
      });

      test("passes on how long a throttling server wants to be left alone", async () => {
        const { model } = await start(
          [
            `  - { answer: { error: { status: 429, type: rate_limit_error, retry_after: 7 } } }`,
            `  - { answer: { error: { status: 429, type: rate_limit_error, retry_after: "Thu, 01 Jan 1970 00:01:00 GMT" } } }`,
            `  - { answer: { error: { status: 429, type: rate_limit_error } } }`,
          ].join("\n"),
        );
        const waits = [];
        for (let call = 0; call < 3; call++) {
          waits.push((await failureOf(answer(model, {}, streamed))).details["retryAfterMs"]);
        }
        expect(waits).toEqual([7_000, 60_000 - 1_000, undefined]);
      });

      test.each<{ fault: Fault }>([
        { fault: "cut" },
        { fault: "reset" },
        { fault: "empty_body" },
        { fault: "html" },
        { fault: "invalid_json" },
        { fault: "missing_fields" },
        { fault: "wrong_types" },
      ])("turns a broken answer ($fault) into its error", async ({ fault }) => {
        const { model } = await start(`  - { answer: { fault: ${fault} } }`);
        const thrown = await failureOf(answer(model, {}, streamed));
        expect(thrown).toBeInstanceOf(ProviderUnavailableError);
        expectNothingToldBy(thrown);
      });

      test.each<{ fault: Fault }>([{ fault: "hang" }, { fault: "stall" }])(
        "gives up on a server that falls silent ($fault)",
        async ({ fault }) => {
          const { model } = await start(`  - { answer: { fault: ${fault} } }`, 300);
          expect(await failureOf(answer(model, {}, streamed))).toBeInstanceOf(ProviderTimeoutError);
        },
      );

      test("stops reading an answer without end", async () => {
        const { model } = await start(`  - { answer: { fault: huge } }`);
        const thrown = await failureOf(answer(model, {}, streamed));
        expect(thrown).toBeInstanceOf(ProviderUnavailableError);
        expect(thrown.message).toMatch(/larger than \d+ bytes/);
      });

      test("refuses an answer with nothing in it", async () => {
        const { model } = await start(`  - { answer: { text: "" } }`);
        expect(await failureOf(answer(model, {}, streamed))).toBeInstanceOf(ProviderUnavailableError);
      });

      test("refuses two tool calls with one id", async () => {
        const { model } = await start(
          `  - answer: { tool_calls: [{ name: shopify.get_order, id: a }, { name: shopify.get_order, id: a }] }`,
        );
        const thrown = await failureOf(answer(model, { tools: [orderTool] }, streamed));
        expect(thrown).toBeInstanceOf(ProviderUnavailableError);
      });

      test("stops when its caller does", async () => {
        const { model } = await start(`  - { answer: { fault: stall } }`);
        const stop = new AbortController();
        const asked = streamed
          ? collect(model.stream(request(), { signal: stop.signal }))
          : model.generate(request(), { signal: stop.signal });
        setTimeout(() => stop.abort(new Error("deadline")), 50);
        expect(await failureOf(asked)).toBeInstanceOf(ProviderTimeoutError);
      });

      test("tells a script's drift from an outage", async () => {
        const { model, server } = await start(
          `  - { match: { user: "something else" }, answer: { text: "x" } }`,
        );
        expect(await failureOf(answer(model, {}, streamed))).toBeInstanceOf(ProviderRefusedError);
        expect(server.problems()).toMatchObject([{ kind: "unmatched", call: 1 }]);
      });
    });

    test("refuses to connect where nobody listens", async () => {
      const { model, server } = await start(`  - { answer: { text: "x" } }`);
      await server.close();
      expect(await failureOf(model.generate(request()))).toBeInstanceOf(ProviderUnavailableError);
    });

    test("tells the whole conversation, results of tools included", async () => {
      const { model, server } = await start(
        `  - { match: { step: 1 }, answer: { text: "It is on its way." } }`,
      );
      await model.generate(
        request({
          tools: [orderTool],
          messages: [
            { role: "system", text: "You help." },
            { role: "user", text: "Where is order 12345?" },
            {
              role: "assistant",
              text: "I will look.",
              toolCalls: [
                { id: "a", name: "shopify.get_order", input: { order_id: "12345" } },
                { id: "b", name: "shopify.get_order", input: "not json" },
              ],
            },
            { role: "tool", toolCallId: "a", toolName: "shopify.get_order", text: '{"status":"shipped"}' },
            {
              role: "tool",
              toolCallId: "b",
              toolName: "shopify.get_order",
              text: "bad input",
              isError: true,
            },
          ],
        }),
      );
      expect(server.calls()[0]?.messages).toMatchObject([
        { role: "system", text: "You help." },
        { role: "user", text: "Where is order 12345?" },
        {
          role: "assistant",
          text: "I will look.",
          toolCalls: [{ id: "a", name: "shopify__get_order", input: { order_id: "12345" } }, { id: "b" }],
        },
        { role: "tool", toolCallId: "a", text: '{"status":"shipped"}', isError: false },
        { role: "tool", toolCallId: "b", isError: true },
      ]);
    });

    test("asks for the first model that the server lists where ours is not listed", async () => {
      const { model, server } = await start(
        `  - { match: { model: hil-scripted }, answer: { text: "Here." } }`,
      );
      expect((await model.generate(request())).model).toBe("hil-scripted");
      expect(server.problems()).toEqual([]);
    });

    test("streams text as it comes", async () => {
      const { model } = await start(`  - { answer: { text: "One two three." } }`);
      const { texts, response } = await collect(model.stream(request()));
      expect(texts.length).toBeGreaterThan(1);
      expect(texts.join("")).toBe(response.text);
    });

    test("lets go of a stream that is not read to its end", async () => {
      const { model, server } = await start(`  - { answer: { text: "One two three." }, times: any }`);
      for await (const chunk of model.stream(request())) {
        expect(chunk.kind).toBe("text");
        break;
      }
      expect(server.calls()).toHaveLength(1);
    });

    test("has native tools", async () => {
      const { model } = await start(`  - { answer: { text: "x" } }`);
      expect(await model.capabilities("fast")).toEqual({ nativeTools: true });
    });
  });
}

async function collect(
  stream: AsyncIterable<ModelChunk>,
): Promise<{ texts: string[]; response: ModelResponse }> {
  const texts: string[] = [];
  for await (const chunk of stream) {
    if (chunk.kind === "done") return { texts, response: chunk.response };
    texts.push(chunk.text);
  }
  throw new Error("The stream ended without a response");
}

type Failure = Error & { details: Record<string, unknown> };

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    return error as Failure;
  }
  throw new Error("It did not fail");
}

/** Neither the key nor the prompt stands in an error, whatever the server repeated in its own. */
function expectNothingToldBy(error: Failure): void {
  const told = [error.message, JSON.stringify(error.details), inspectCauses(error)].join("\n");
  expect(told).not.toContain(secret);
  expect(told).not.toContain("john@example.com");
}

function inspectCauses(error: Error): string {
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) causes.push(cause.message);
  return causes.join("\n");
}
