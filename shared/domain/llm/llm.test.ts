import { existsSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costUsd, totalCostUsd } from "./cost-usd.ts";
import { modelPrices, priceOf } from "./prices.ts";
import { defaultProfileModels } from "./profile-models.ts";

const usage = (inputTokens: number, outputTokens: number, cachedInputTokens = 0) => ({
  inputTokens,
  outputTokens,
  cachedInputTokens,
});

describe("costUsd", () => {
  test.each([
    ["claude-sonnet-5-5", usage(1_000_000, 1_000_000), 12],
    ["gpt-6-luna", usage(1000, 200), 0.0002],
    ["gpt-6-luna", usage(1000, 0, 600), 0.000046],
    ["gpt-6-luna", usage(272_000, 0), 0.0272],
    ["gpt-6-luna", usage(272_001, 100), 0.0544752],
    ["claude-3-haiku-20240307", usage(3, 7), 0.0000095],
    ["gpt-4-turbo", usage(1, 1), 0.00004],
    ["hil-offline", usage(5000, 5000, 10), 0],
  ])("%s", (model, used, expected) => {
    expect(costUsd(model, used)).toBe(expected);
  });

  test("is unknown, not zero, without a price", () => {
    expect(costUsd("llama-9", usage(1, 1))).toBeNull();
    expect(costUsd("gpt-4", usage(10, 1, 5))).toBeNull();
    expect(costUsd("gpt-6-astra", usage(300_000, 1, 5))).toBeNull();
    expect(costUsd("gpt-4", usage(-1, 1))).toBeNull();
    expect(costUsd("gpt-4", usage(1, Number.NaN))).toBeNull();
    expect(costUsd("hil-offline", usage(1, 1, 2))).toBeNull();
  });

  test("adds up exactly however a use is cut", () => {
    const count = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(count, count, (input, output) => {
        const parts = [costUsd("gpt-6-sol", usage(input, 0)), costUsd("gpt-6-sol", usage(0, output))];
        expect(totalCostUsd(parts)).toBe(costUsd("gpt-6-sol", usage(input, output)));
      }),
    );
    expect(totalCostUsd([0.1, 0.2])).toBe(0.3);
    expect(totalCostUsd([0.1, null])).toBeNull();
    expect(totalCostUsd([])).toBe(0);
  });
});

test("every profile's model has a price", () => {
  for (const models of Object.values(defaultProfileModels)) {
    for (const model of Object.values(models)) expect(priceOf(model)).not.toBeNull();
  }
});

test("a snapshot's date names the same model, another suffix does not", () => {
  expect(priceOf("gpt-4-turbo-2024-04-09")?.model).toBe("gpt-4-turbo");
  expect(priceOf("gpt-4-32k")).toBeNull();
  expect(priceOf("gpt-3.5-turbo-0613")).toBeNull();
});

interface ListedPrice {
  id: string;
  status: string;
  inputPerMTok: number;
  outputPerMTok: number;
  cacheReadPerMTok?: number;
}
const listUrl = new URL("../../../../shared/corpora/llm/model-prices.json", import.meta.url);

describe.skipIf(!existsSync(listUrl))("against the price corpus", () => {
  test("every listed price agrees, and every current model is there", () => {
    const { models } = JSON.parse(readFileSync(listUrl, "utf8")) as { models: ListedPrice[] };
    const current = models.filter(({ status }) => status === "current");
    expect(current.filter(({ id }) => priceOf(id) === null)).toEqual([]);
    let compared = 0;
    for (const listed of models) {
      const price = priceOf(listed.id);
      if (price === null) continue;
      compared += 1;
      const { model, input, output, cachedInput } = price;
      expect({ model, input, output, cachedInput }).toEqual({
        model,
        input: listed.inputPerMTok,
        output: listed.outputPerMTok,
        cachedInput: listed.cacheReadPerMTok ?? null,
      });
    }
    expect(compared).toBe(modelPrices.length - 1);
  });
});
