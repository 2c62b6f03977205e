import { expect, test } from "vitest";
import type { LanguageModel, ModelChunk, ModelRequest } from "../contracts/model.ts";
import { keyedModel } from "./keyed-model.ts";

const request: ModelRequest = { profile: "fast", messages: [] };

/** A model that answers with the key it was made with. */
function modelOf(apiKey: string): LanguageModel {
  const chunk: ModelChunk = { kind: "text", text: apiKey };
  return {
    capabilities: async () => ({ nativeTools: true }),
    generate: async () => Promise.reject(new Error(apiKey)),
    async *stream() {
      yield chunk;
    },
  };
}

async function streamed(model: LanguageModel): Promise<ModelChunk[]> {
  const chunks: ModelChunk[] = [];
  for await (const chunk of model.stream(request)) chunks.push(chunk);
  return chunks;
}

test("asks for the key at the first call, not before", async () => {
  let asked = 0;
  const model = keyedModel(async () => `key-${(asked += 1)}`, modelOf);
  expect(asked).toBe(0);
  await expect(model.generate(request)).rejects.toThrow("key-1");
});

test("keeps the model as long as its key is the same, and makes a new one for a new key", async () => {
  let key = "first";
  const made: string[] = [];
  const model = keyedModel(
    async () => key,
    (apiKey) => {
      made.push(apiKey);
      return modelOf(apiKey);
    },
  );
  await model.capabilities("fast");
  expect(await streamed(model)).toEqual([{ kind: "text", text: "first" }]);
  key = "second";
  expect(await streamed(model)).toEqual([{ kind: "text", text: "second" }]);
  expect(made).toEqual(["first", "second"]);
});
