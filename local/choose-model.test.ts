import { describe, expect, test } from "vitest";
import { chooseModel } from "./choose-model.ts";

describe("chooseModel()", () => {
  test("takes the offline model where nothing is configured, whatever provider is named", () => {
    expect(chooseModel({})).toEqual({ kind: "offline" });
    expect(chooseModel({ HIL_MODEL_PROVIDER: "anthropic", OPENAI_API_KEY: "" })).toEqual({ kind: "offline" });
  });

  test("takes the provider whose key or address is there", () => {
    expect(chooseModel({ ANTHROPIC_API_KEY: "k" })).toMatchObject({
      provider: "anthropic",
      name: "Anthropic",
    });
    expect(chooseModel({ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" })).toMatchObject({
      provider: "openai",
      name: "OpenAI protocol at http://127.0.0.1:11434/v1",
    });
  });

  test("takes OpenAI of both, unless the other one is named", () => {
    const both = { OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" };
    expect(chooseModel(both)).toMatchObject({ provider: "openai" });
    expect(chooseModel({ ...both, HIL_MODEL_PROVIDER: "anthropic" })).toMatchObject({
      provider: "anthropic",
    });
  });
});
