import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Branch, State } from "../../statemachines/asl/types.ts";
import { expectedVisits, transitionsOf, type WayShares } from "./expected-visits.ts";

const certain: WayShares = {
  handoverHazard: 0,
  taskFailure: 0,
  waitTimeout: 0,
  taskRetry: 0,
  mapItems: 3,
  choices: {},
};
const task = (Next?: string): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  ...(Next === undefined ? { End: true } : { Next }),
});
const entered = (machine: Branch, shares = certain) =>
  Object.fromEntries(expectedVisits(machine, shares).map((visit) => [visit.name, visit.entered]));

describe("expectedVisits()", () => {
  test("enters each state of a chain once", () => {
    const machine = { StartAt: "a", States: { a: task("b"), b: task() } };
    expect(entered(machine)).toEqual({ a: 1, b: 1 });
    expect(transitionsOf(expectedVisits(machine, certain))).toBe(2);
  });

  const choice: Branch = {
    StartAt: "which?",
    States: {
      "which?": {
        Type: "Choice",
        Choices: [
          { Condition: "{% true %}", Next: "person", Output: { reason: "explicit_request" } },
          { Condition: "{% true %}", Next: "left" },
        ],
        Default: "right",
      },
      person: task(),
      left: task("end"),
      right: task("end"),
      end: task(),
    },
  };

  test("splits a Choice evenly, and joins again", () => {
    expect(entered(choice)).toEqual({ "which?": 1, person: 0, left: 0.5, right: 0.5, end: 1 });
  });

  test("takes a Choice's way as often as it is told", () => {
    const shares = { ...certain, choices: { "which?": { left: 0.8 } } };
    const visits = entered(choice, shares);
    expect(visits["left"]).toBeCloseTo(0.8);
    expect(visits["right"]).toBeCloseTo(0.2);
  });

  test("hands over with the given hazard before anything else is chosen", () => {
    const visits = entered(choice, { ...certain, handoverHazard: 0.4 });
    expect(visits["person"]).toBeCloseTo(0.4);
    expect(visits["left"]).toBeCloseTo(0.3);
  });

  test("enters every branch of a Parallel, and a Map's states once an item", () => {
    const one = { StartAt: "x", States: { x: task() } };
    const machine: Branch = {
      StartAt: "all",
      States: {
        all: { Type: "Parallel", Branches: [one, { StartAt: "y", States: { y: task() } }], Next: "each" },
        each: { Type: "Map", ItemProcessor: { StartAt: "z", States: { z: task() } }, End: true },
      },
    };
    expect(entered(machine)).toEqual({ all: 1, x: 1, y: 1, each: 1, z: 3 });
    expect(transitionsOf(expectedVisits(machine, certain))).toBe(7);
  });

  test("takes error paths, timeouts of waits, and counts what is tried again", () => {
    const retrying: State = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Retry: [{ ErrorEquals: ["States.ALL"] }],
      Catch: [
        { ErrorEquals: ["States.Timeout"], Next: "late" },
        { ErrorEquals: ["States.ALL"], Next: "failed" },
      ],
      Next: "done",
    };
    const machine = { StartAt: "ask", States: { ask: retrying, late: task(), failed: task(), done: task() } };
    const shares = { ...certain, taskFailure: 0.1, waitTimeout: 0.2, taskRetry: 0.5 };
    const visits = entered(machine, shares);
    expect(visits["late"]).toBeCloseTo(0.2);
    expect(visits["failed"]).toBeCloseTo(0.1);
    expect(visits["done"]).toBeCloseTo(0.7);
    expect(transitionsOf(expectedVisits(machine, shares))).toBeCloseTo(2.5);
  });

  test("refuses a loop", () => {
    const machine = { StartAt: "a", States: { a: task("b"), b: task("a") } };
    expect(() => expectedVisits(machine, certain)).toThrow('comes back to "a"');
  });

  test("loses no run: whatever the graph and the shares, the ends are entered once in all", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
        unit,
        (graph, hazard) => {
          const machine = machineOf(graph);
          const visits = expectedVisits(machine, { ...certain, handoverHazard: hazard });
          const ends = visits.filter(({ state }) => state.Type === "Succeed");
          expect(ends.reduce((total, visit) => total + visit.entered, 0)).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** A Choice for each entry, whose ways lead so many states onward. */
function machineOf(graph: readonly number[][]): Branch {
  const nameAt = (index: number) => (index >= graph.length ? "end" : `state ${index}`);
  const choices = graph.map((steps, index): [string, State] => {
    const [first = 0, ...others] = steps.map((step) => nameAt(index + 1 + step));
    const rules = others.map((Next, rule) => ({
      Condition: "{% true %}",
      Next,
      ...(rule % 2 === 0 ? { Output: { reason: "agent_decision" } } : {}),
    }));
    return [`state ${index}`, { Type: "Choice", Choices: rules, Default: String(first) }];
  });
  return { StartAt: nameAt(0), States: { ...Object.fromEntries(choices), end: { Type: "Succeed" } } };
}
