import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasSkills, inServingOrder, planAssignments } from "./plan-assignments.ts";

const person = (humanAgentId: string, facts: object = {}) => ({
  humanAgentId,
  skills: ["general"],
  status: "online" as const,
  maxCapacity: 1,
  currentLoad: 0,
  lastActiveAtMs: 0,
  ...facts,
});
const handover = (handoverId: string, facts: object = {}) => ({
  handoverId,
  requiredSkills: ["general"],
  priority: 0,
  queuedAtMs: 0,
  ...facts,
});

describe("inServingOrder", () => {
  test("serves the oldest first", () => {
    const order = inServingOrder([handover("b", { queuedAtMs: 2 }), handover("a", { queuedAtMs: 1 })]);
    expect(order.map(({ handoverId }) => handoverId)).toEqual(["a", "b"]);
  });
  test("serves the urgent before the older, until that has waited too long", () => {
    const urgent = handover("urgent", { priority: 1, queuedAtMs: 9 * 60_000 });
    const order = (queuedAtMs: number) =>
      inServingOrder([urgent, handover("old", { queuedAtMs })]).map(({ handoverId }) => handoverId);
    expect(order(0)).toEqual(["urgent", "old"]);
    expect(order(-2 * 60_000)).toEqual(["old", "urgent"]);
  });
});

describe("planAssignments", () => {
  test("gives a handover to somebody with the skills", () => {
    const people = [person("a"), person("b", { skills: ["general", "returns"] })];
    expect(planAssignments([handover("h", { requiredSkills: ["returns"] })], people)).toEqual([
      { handoverId: "h", humanAgentId: "b" },
    ]);
  });
  test("prefers the least loaded, then the least skilled, then the one idle longest", () => {
    const busy = person("busy", { maxCapacity: 4, currentLoad: 1 });
    const skilled = person("skilled", { maxCapacity: 4, skills: ["general", "returns"] });
    const recent = person("recent", { maxCapacity: 4, lastActiveAtMs: 5 });
    const idle = person("idle", { maxCapacity: 4, lastActiveAtMs: 1 });
    const takes = (people: object[]) => planAssignments([handover("h")], people as never)[0]?.humanAgentId;
    expect(takes([busy, skilled, recent, idle])).toBe("idle");
    expect(takes([busy, skilled, recent])).toBe("recent");
    expect(takes([busy, skilled])).toBe("skilled");
  });
  test("leaves out who is away or has no room", () => {
    const people = [person("a", { status: "away" }), person("b", { currentLoad: 1 })];
    expect(planAssignments([handover("h")], people)).toEqual([]);
  });
  test("moves an earlier one where that makes room for a later one", () => {
    const people = [
      person("both", { skills: ["general", "returns"], lastActiveAtMs: 0 }),
      person("general", { skills: ["general", "x", "y"], lastActiveAtMs: 9 }),
    ];
    const waiting = [handover("first"), handover("second", { requiredSkills: ["returns"], queuedAtMs: 1 })];
    expect(planAssignments(waiting, people)).toEqual([
      { handoverId: "first", humanAgentId: "general" },
      { handoverId: "second", humanAgentId: "both" },
    ]);
  });
});

describe("any plan", () => {
  const skills = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
  const people = fc
    .array(
      fc.record({
        skills,
        status: fc.constantFrom("online", "online", "away", "offline"),
        maxCapacity: fc.integer({ min: 1, max: 3 }),
        currentLoad: fc.nat(3),
        lastActiveAtMs: fc.nat(10),
      }),
      { maxLength: 5 },
    )
    .map(
      (all) =>
        all.map((each, index) => ({ ...each, humanAgentId: `p${index}` })) as ReturnType<typeof person>[],
    );
  const waiting = fc
    .array(fc.record({ requiredSkills: skills, priority: fc.nat(3), queuedAtMs: fc.nat(10_000_000) }), {
      maxLength: 7,
    })
    .map((all) => all.map((each, index) => ({ ...each, handoverId: `h${index}` })));

  test("keeps skills and capacity, assigns nobody twice, and leaves nobody waiting beside a fitting free person", () => {
    fc.assert(
      fc.property(waiting, people, (handovers, everybody) => {
        const plan = planAssignments(handovers, everybody);
        const by = Map.groupBy(plan, ({ humanAgentId }) => humanAgentId);
        const room = (each: (typeof everybody)[number]) =>
          each.maxCapacity - each.currentLoad - (by.get(each.humanAgentId)?.length ?? 0);
        expect(new Set(plan.map(({ handoverId }) => handoverId)).size).toBe(plan.length);
        for (const { handoverId, humanAgentId } of plan) {
          const taker = everybody.find((each) => each.humanAgentId === humanAgentId)!;
          const taken = handovers.find((each) => each.handoverId === handoverId)!;
          expect(taker.status).toBe("online");
          expect(hasSkills(taker, taken.requiredSkills)).toBe(true);
          expect(room(taker)).toBeGreaterThanOrEqual(0);
        }
        const left = handovers.filter(
          (each) => !plan.some(({ handoverId }) => handoverId === each.handoverId),
        );
        for (const each of left) {
          const fits = everybody.filter(
            (one) => one.status === "online" && hasSkills(one, each.requiredSkills) && room(one) > 0,
          );
          expect(fits).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
