import { describe, expect, test } from "vitest";
import { readArguments } from "./read-arguments.ts";

describe("readArguments()", () => {
  test("reads loads by the day and by the month", () => {
    expect(readArguments(["dev", "--conversations", "1000/day"]).conversationsPerDay).toBe(1000);
    expect(readArguments(["dev", "--conversations", "250"]).conversationsPerDay).toBe(250);
    expect(readArguments(["dev", "--conversations", "730/month"]).conversationsPerDay).toBeCloseTo(24);
    expect(readArguments(["dev"]).conversationsPerDay).toBe(0);
  });

  test("takes every assumption as an option", () => {
    const { assumptions } = readArguments(["dev", "--handover-share", "0.3", "--reasoning-model-calls", "7"]);
    expect(assumptions).toMatchObject({ handoverShare: 0.3, reasoningModelCalls: 7, taskRetryShare: 0.02 });
  });

  test("takes the load of a preset, unless another is given", () => {
    expect(readArguments(["prod", "--preset", "manual"])).toMatchObject({ conversationsPerDay: 1000 });
    const own = readArguments(["prod", "--preset", "balanced", "--conversations", "5"]);
    expect(own).toMatchObject({ preset: "balanced", conversationsPerDay: 5 });
  });

  test("takes the shares of a Choice's ways", () => {
    const args = ["dev", "--choice", "after classify_intent:research=0.6", "--choice", "a:b=1"];
    expect(readArguments(args).choices).toEqual({ "after classify_intent": { research: 0.6 }, a: { b: 1 } });
  });

  test.each([
    [[], "name one environment"],
    [["dev", "prod"], "name one environment"],
    [["dev", "--conversations", "many"], "--conversations takes"],
    [["dev", "--conversations", "-1"], "argument"],
    [["dev", "--handover-share", "1.5"], "--handover-share is from 0 to 1"],
    [["dev", "--cold-start-ms", "slow"], "--cold-start-ms takes a number"],
    [["dev", "--preset", "cheap"], "there is no preset"],
    [["dev", "--choice", "a=b"], "--choice takes"],
    [["dev", "--unknown", "1"], "Unknown option"],
  ])("refuses %j", (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});
