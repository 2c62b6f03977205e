import { describe, expect, test } from "vitest";
import type { Condition } from "../model.ts";
import { Facts, type GuardLookup } from "./facts.ts";
import { and, conditionHolds, FALSE, type Formula, or, outcomeOf, TRUE } from "./formula.ts";

/** A condition that excludes all others whose key starts with the same letter. */
function condition(key: string): Condition {
  return {
    key,
    nodes: [],
    nodeReads: [],
    inputReads: [],
    atoms: [],
    render: () => key,
    excludes: (other) => other.key !== key && other.key[0] === key[0],
  };
}

const p = conditionHolds(condition("p"));
const q = conditionHolds(condition("q"));
const p2 = conditionHolds(condition("p2"));
const guards: { [node: string]: Formula } = { a: p, b: and(outcomeOf("a", "completed"), q), soft: p };
const lookup: GuardLookup = {
  guardOf: (node) => guards[node] ?? TRUE,
  canFailSoftly: (node) => node === "soft",
};
const none = Facts.none(lookup);

describe("formulas", () => {
  test("are flat and say nothing twice", () => {
    expect(and(p, and(q, p), TRUE)).toEqual(and(p, q));
    expect(or(p, FALSE)).toBe(p);
    expect(or(p, TRUE)).toBe(TRUE);
    expect(and()).toBe(TRUE);
    expect(or()).toBe(FALSE);
  });
  test("are false when their conditions exclude each other", () => {
    expect(and(p, p2)).toBe(FALSE);
  });
});

describe("Facts", () => {
  test("know what they were told, and what excludes it", () => {
    const facts = none.learn(p, true);
    expect(facts.simplify(p)).toBe(TRUE);
    expect(facts.simplify(p2)).toBe(FALSE);
    expect(facts.simplify(q)).toBe(q);
  });

  test("take a formula apart", () => {
    expect(none.learn(and(p, q), true).simplify(q)).toBe(TRUE);
    expect(none.learn(or(p, q), false).simplify(q)).toBe(FALSE);
    expect(none.learn(p, true).learn(and(p, q), false).simplify(q)).toBe(FALSE);
    expect(none.learn(p, false).learn(or(p, q), true).simplify(q)).toBe(TRUE);
    expect(none.learn(and(p, q), false).simplify(q)).toBe(q);
  });

  test("conclude from a node that has completed that its guard held, and those before it", () => {
    const facts = none.learn(outcomeOf("b", "completed"), true);
    expect(facts.outcome("a", "completed")).toBe(true);
    expect(facts.simplify(and(p, q))).toBe(TRUE);
    expect(facts.outcome("b", "failed")).toBe(false);
  });

  test("conclude that a node which did not complete was skipped, unless it may fail softly", () => {
    expect(none.learn(outcomeOf("a", "completed"), false).simplify(p)).toBe(FALSE);
    expect(none.learn(outcomeOf("soft", "completed"), false).simplify(p)).toBe(p);
  });

  test("keep what all ways have in common", () => {
    const common = Facts.common([none.learn(p, true).learn(q, true), none.learn(p, true).learn(q, false)]);
    expect(common.simplify(p)).toBe(TRUE);
    expect(common.simplify(q)).toBe(q);
  });

  test("add up side by side", () => {
    const together = Facts.together([none.settled("a", "completed"), none.settled("b", "skipped")]);
    expect(together.outcome("a", "completed")).toBe(true);
    expect(together.outcome("b", "completed")).toBe(false);
  });
});
