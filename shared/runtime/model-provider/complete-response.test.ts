import { describe, expect, test } from "vitest";
import type { ModelRequest } from "../../contracts/model.ts";
import { chooseListedModel } from "./model-choice.ts";
import { completeResponse, type AnswerDraft } from "./complete-response.ts";
import { parseToolInput, toolInputObject } from "./tool-input.ts";

const request: ModelRequest = {
  profile: "fast",
  messages: [
    { role: "user", text: "Hello" },
    { role: "assistant", text: "", toolCalls: [{ id: "call_0", name: "look", input: {} }] },
    { role: "tool", toolCallId: "call_0", toolName: "look", text: "nothing" },
  ],
};
const complete = (draft: Partial<AnswerDraft>) =>
  completeResponse(
    { text: "", toolCalls: [], finishReason: "stop", usage: null, ...draft },
    { provider: "openai", model: "m", request, latencyMs: 3, costUsd: () => null },
  );

describe("completeResponse()", () => {
  test("gives ids to calls without one, apart from those of earlier turns", () => {
    const calls = [
      { id: null, name: "look", input: {} },
      { id: "", name: "look", input: {} },
    ];
    expect(complete({ toolCalls: calls }).toolCalls.map((call) => call.id)).toEqual(["call_1", "call_2"]);
  });

  test("estimates usage that the server did not report", () => {
    const { usage } = complete({ text: "x".repeat(400) });
    expect(usage.outputTokens).toBeGreaterThanOrEqual(100);
    expect(usage.inputTokens).toBeGreaterThan(0);
  });

  test("lets an answer be empty that was cut or filtered", () => {
    expect(complete({ finishReason: "length" }).text).toBe("");
    expect(() => complete({})).toThrow("it is empty");
  });
});

test("parseToolInput() keeps what is not JSON", () => {
  expect(parseToolInput('{"a": [1, "\\ud800"]}')).toEqual({ a: [1, "\uFFFD"] });
  expect(parseToolInput("  ")).toEqual({});
  expect(parseToolInput("{oops")).toBe("{oops");
  expect(toolInputObject("{oops")).toEqual({ malformed_input: "{oops" });
});

describe("chooseListedModel()", () => {
  test("prefers what is configured, then the first that talks", () => {
    expect(chooseListedModel("b", ["a", "b"])).toBe("b");
    expect(chooseListedModel("gpt", ["nomic-embed-text", "whisper-1", "llama3:8b"])).toBe("llama3:8b");
    expect(chooseListedModel("gpt", ["nomic-embed-text"])).toBe("gpt");
    expect(chooseListedModel("gpt", [])).toBe("gpt");
  });
});
