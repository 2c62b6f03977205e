import { describe, expect, test } from "vitest";
import type { StateMachine } from "../../statemachines/asl/types.ts";
import { episodeLoad, statesOn } from "./episode-load.ts";

describe("episodeLoad()", () => {
  test("counts the states of a turn that finishes", () => {
    expect(episodeLoad(0)).toMatchObject({ transitions: 7, functions: { "begin-turn": 1, "end-turn": 1 } });
  });

  test("adds the wait for a person and its deadlines", () => {
    const { transitions, functions, messages } = episodeLoad(1);
    expect(transitions).toBe(9 + 2 * 2);
    expect(functions).toMatchObject({ "queue-handover": 1 });
    expect(messages).toEqual({ "conversation-checks": 2 });
  });

  test("is between the two for a share", () => {
    expect(episodeLoad(0.25).transitions).toBeCloseTo(7 * 0.75 + 13 * 0.25, 9);
  });
});

test("statesOn() refuses a way that is not there", () => {
  const machine: StateMachine = {
    QueryLanguage: "JSONata",
    StartAt: "Which",
    States: {
      Which: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Done" }] },
      Done: { Type: "Succeed" },
    },
  };
  expect(statesOn(machine, ["Done"])).toHaveLength(2);
  expect(() => statesOn(machine, ["Elsewhere"])).toThrow("No way leads from Which to Elsewhere.");
});
