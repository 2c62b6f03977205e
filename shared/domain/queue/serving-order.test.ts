import { expect, test } from "vitest";
import { inServingOrder, planAssignments } from "./plan-assignments.ts";

const waiting = (handoverId: string) => ({ handoverId, requiredSkills: [], priority: 1, queuedAtMs: 5 });
const person = (humanAgentId: string) => ({
  humanAgentId,
  skills: [],
  status: "online" as const,
  maxCapacity: 1,
  currentLoad: 0,
  lastActiveAtMs: 0,
});

test("where nothing else decides, ids do, whatever order they are given in", () => {
  const ids = ["a", "b", "c"];
  for (const given of [ids, ids.toReversed()]) {
    expect(inServingOrder(given.map(waiting)).map(({ handoverId }) => handoverId)).toEqual(ids);
    expect(planAssignments([waiting("h")], given.map(person))).toEqual([
      { handoverId: "h", humanAgentId: "a" },
    ]);
  }
});

test("of people who are alike, who has been idle longest is next", () => {
  const people = [
    { ...person("a"), lastActiveAtMs: 2 },
    { ...person("b"), lastActiveAtMs: 1 },
  ];
  expect(planAssignments([waiting("h")], people)).toEqual([{ handoverId: "h", humanAgentId: "b" }]);
});

test("one after the other is moved to others, and nobody gets more than they take", () => {
  const skilled = { ...person("a"), skills: ["s"], maxCapacity: 2 };
  const busy = { ...person("b"), maxCapacity: 4, currentLoad: 3 };
  const busier = { ...person("c"), maxCapacity: 5, currentLoad: 4 };
  const simple = ["h1", "h2"].map(waiting);
  const asking = ["h3", "h4"].map((id) => ({ ...waiting(id), requiredSkills: ["s"] }));
  expect(planAssignments([...simple, ...asking], [skilled, busy, busier])).toEqual([
    { handoverId: "h1", humanAgentId: "b" },
    { handoverId: "h2", humanAgentId: "c" },
    { handoverId: "h3", humanAgentId: "a" },
    { handoverId: "h4", humanAgentId: "a" },
  ]);
});
