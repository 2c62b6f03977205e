import { describe, expect, test } from "vitest";
import { ProviderThrottledError, TemplateError } from "../../contracts/errors.ts";
import type { JsonSchema } from "../../contracts/json.ts";
import type { ModelResponse } from "../../contracts/model.ts";
import { buildScope } from "../templates/build-scope.ts";
import { runSimpleAgent } from "./run-simple-agent.ts";
import {
  agent,
  MemoryStepLog,
  response,
  type ScriptedModel,
  type ScriptedTurn,
  scriptedModel,
} from "./testing.ts";

const intent: JsonSchema = {
  type: "object",
  properties: {
    intent: { enum: ["return", "other"] },
    confidence: { type: "number", minimum: 0, maximum: 1 },
  },
  required: ["intent", "confidence"],
  additionalProperties: false,
};

function services(model: ScriptedModel, steps = new MemoryStepLog()) {
  return { model, steps, nowMs: () => 1000 };
}

function responsesIn({ steps }: MemoryStepLog): ModelResponse[] {
  return steps.flatMap(({ step }) => (step.kind === "model" ? [step.response] : []));
}

const scope = buildScope({ message: "I want to return it" }, { lookup: { order: "12345" } });

describe("a simple agent", () => {
  test("asks with the rendered prompt and answers a document", async () => {
    const model = scriptedModel(['{"intent":"return","confidence":0.9}']);
    const definition = agent({
      type: "simple",
      name: "classifier",
      system_prompt: "You classify.",
      prompt: "Classify: {{message}} ({{lookup.order}}, {{lookup.output.order}})",
      output: intent,
      model_profile: "fast",
      temperature: 0.3,
    });
    const outcome = await runSimpleAgent({ agent: definition, scope }, services(model));
    expect(outcome.output).toEqual({ intent: "return", confidence: 0.9 });
    expect(model.requests).toEqual([
      {
        profile: "fast",
        temperature: 0.3,
        messages: [
          { role: "system", text: "You classify." },
          { role: "user", text: "Classify: I want to return it (12345, 12345)" },
        ],
        output: { name: "classifier", schema: intent },
      },
    ]);
    expect(outcome).toMatchObject({ iterations: 1, costUsd: 0.001, consecutiveErrors: 0, toolCalls: [] });
    expect(outcome.modelCalls).toMatchObject([
      { stepNo: 0, startedAtMs: 1000, provider: "test", costUsd: 0.001 },
    ]);
  });

  test("answers text without a schema, and takes the input without a prompt", async () => {
    const model = scriptedModel(["Hello"]);
    const outcome = await runSimpleAgent({ agent: agent(), scope }, services(model));
    expect(outcome.output).toEqual({ text: "Hello" });
    expect(model.requests[0]?.messages).toEqual([
      { role: "user", text: '{"message":"I want to return it"}' },
    ]);
  });

  test.each([
    ["a fence", 'Here:\n```json\n{"intent":"other","confidence":1}\n```'],
    ["words around", 'I would say {"intent":"other","confidence":1}. Yes.'],
    ["another object first", 'From {"id":5}: {"intent":"other","confidence":1}'],
  ])("finds the document in %s", async (_, text) => {
    const outcome = await runSimpleAgent(
      { agent: agent({ output: intent }), scope },
      services(scriptedModel([text])),
    );
    expect(outcome.output).toEqual({ intent: "other", confidence: 1 });
    expect(outcome.iterations).toBe(1);
  });

  test("shows the model its mistakes once", async () => {
    const model = scriptedModel([
      '{"intent":"refund","confidence":2}',
      '{"intent":"other","confidence":0.5}',
    ]);
    const outcome = await runSimpleAgent({ agent: agent({ output: intent }), scope }, services(model));
    expect(outcome.output).toEqual({ intent: "other", confidence: 0.5 });
    expect(outcome).toMatchObject({
      iterations: 2,
      costUsd: 0.002,
      usage: { inputTokens: 200, outputTokens: 40 },
    });
    const [, repair] = model.requests;
    expect(repair?.messages.slice(1)).toMatchObject([
      { role: "assistant", text: '{"intent":"refund","confidence":2}' },
      { role: "user" },
    ]);
    expect(repair?.messages.at(-1)?.text).toContain('/intent must be one of ["return","other"]');
    expect(repair?.messages.at(-1)?.text).toContain("/confidence must be <= 1");
    expect(repair?.output).toEqual(model.requests[0]?.output);
  });

  test.each<[string, ScriptedTurn]>([
    ["garbage", "?!?"],
    ["nothing", ""],
    ["the customer's words", '{"intent":"jane@example.com","confidence":0.1,"jane@example.com":1}'],
  ])("fails after one repair of %s, without quoting it", async (_, turn) => {
    const steps = new MemoryStepLog();
    const failed = runSimpleAgent(
      { agent: agent({ output: intent }), scope },
      services(scriptedModel([turn, turn, turn]), steps),
    );
    await expect(failed).rejects.toMatchObject({ name: "InvalidModelOutputError" });
    await expect(failed).rejects.not.toThrow(/jane|\?!\?/);
    expect(steps.steps).toHaveLength(2);
  });

  test("takes plain text where the schema asks for a string", async () => {
    const outcome = await runSimpleAgent(
      { agent: agent({ output: { type: "string", enum: ["yes", "no"] } }), scope },
      services(scriptedModel(["yes\n"])),
    );
    expect(outcome.output).toBe("yes");
  });

  test("passes on what providers fail with, and records nothing", async () => {
    const steps = new MemoryStepLog();
    const failed = runSimpleAgent(
      { agent: agent(), scope },
      services(scriptedModel([new ProviderThrottledError("429")]), steps),
    );
    await expect(failed).rejects.toBeInstanceOf(ProviderThrottledError);
    expect(steps.steps).toEqual([]);
  });

  test("does not ask again for what is recorded", async () => {
    const steps = new MemoryStepLog();
    const definition = agent({ output: intent });
    const crash = new Error("the process died");
    await expect(
      runSimpleAgent({ agent: definition, scope }, services(scriptedModel(["no", crash]), steps)),
    ).rejects.toBe(crash);
    const second = scriptedModel([new Error("asked again"), '{"intent":"other","confidence":0}']);
    const outcome = await runSimpleAgent({ agent: definition, scope }, services(second, steps));
    expect(outcome.output).toEqual({ intent: "other", confidence: 0 });
    expect(second.requests).toHaveLength(1);
  });

  test("records what can be stored, whatever the provider sends", async () => {
    const steps = new MemoryStepLog();
    const odd = response({ text: `\ud800\u0000${"x".repeat(300_000)}` });
    await runSimpleAgent({ agent: agent(), scope }, services(scriptedModel([odd]), steps));
    const [recorded] = responsesIn(steps);
    expect(recorded?.finishReason).toBe("length");
    const text = recorded?.text ?? "";
    expect(text).toHaveLength(256 * 1024);
    expect(text.startsWith("\uFFFD\uFFFDx")).toBe(true);
  });

  test("fails when the provider withholds the answer or a template is wrong", async () => {
    const withheld = scriptedModel([response({ text: "", finishReason: "content-filter" })]);
    await expect(runSimpleAgent({ agent: agent(), scope }, services(withheld))).rejects.toMatchObject({
      name: "ProviderRefusedError",
    });
    const broken = agent({ prompt: "{{ message | shout }}" });
    await expect(runSimpleAgent({ agent: broken, scope }, services(withheld))).rejects.toBeInstanceOf(
      TemplateError,
    );
    const empty = agent({ prompt: "{{ nothing }}" });
    await expect(runSimpleAgent({ agent: empty, scope }, services(withheld))).rejects.toMatchObject({
      name: "InvalidInputError",
    });
  });

  test("stops at the caller's signal", async () => {
    const controller = new AbortController();
    controller.abort(new Error("deadline"));
    const model = scriptedModel(["x"]);
    const failed = runSimpleAgent({ agent: agent(), scope, signal: controller.signal }, services(model));
    await expect(failed).rejects.toThrow("deadline");
    expect(model.requests).toEqual([]);
  });
});
