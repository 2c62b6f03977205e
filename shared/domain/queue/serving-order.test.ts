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
