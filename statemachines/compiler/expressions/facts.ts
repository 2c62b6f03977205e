import type { Json } from "../../../shared/contracts/json.ts";
import { isTrue } from "./jmespath/truth.ts";
import { jsonEqual } from "./json-equal.ts";

/** What must hold of one value. An ordering that does not hold leaves open whether the value is a number at all. */
export type Fact =
  | { test: "equals"; value: Json; holds: boolean }
  | { test: "ordering"; operator: Ordering; number: number; holds: boolean }
  /** The value taken as a condition, by the rules of the language. */
  | { test: "truth"; language: "jmespath" | "jsonata"; holds: boolean };

export type Ordering = "<" | "<=" | ">" | ">=";

/** False only if no value can satisfy all facts. */
export function satisfiable(facts: readonly Fact[]): boolean {
  const exact = facts.find((fact) => fact.test === "equals" && fact.holds);
  if (exact?.test === "equals") return facts.every((fact) => satisfies(exact.value, fact));
  if (isContradiction(facts)) return false;
  const interval = numbersOf(facts);
  if (interval === undefined) return true;
  const { low, high, lowIncluded, highIncluded } = interval;
  if (low > high || (low === high && !(lowIncluded && highIncluded))) return false;
  // A number: always true to JMESPath, and to JSONata unless it is 0.
  if (facts.some((fact) => fact.test === "truth" && fact.language === "jmespath" && !fact.holds))
    return false;
  if (facts.some((fact) => fact.test === "truth" && !fact.holds))
    return facts.every((fact) => satisfies(0, fact));
  return low < high || facts.every((fact) => satisfies(low, fact));
}

function satisfies(value: Json, fact: Fact): boolean {
  switch (fact.test) {
    case "equals":
      return jsonEqual(value, fact.value) === fact.holds;
    case "ordering":
      return (typeof value === "number" && compares(value, fact.operator, fact.number)) === fact.holds;
    default:
      return (fact.language === "jmespath" ? isTrue(value) : isTrueInJsonata(value)) === fact.holds;
  }
}

function compares(value: number, operator: Ordering, number: number): boolean {
  if (operator === "<") return value < number;
  if (operator === "<=") return value <= number;
  return operator === ">" ? value > number : value >= number;
}

function isTrueInJsonata(value: Json): boolean {
  return Array.isArray(value) ? value.some(isTrueInJsonata) : value !== 0 && isTrue(value);
}

/** What is true to JSONata is true to JMESPath. */
function isContradiction(facts: readonly Fact[]): boolean {
  const truths = facts.filter((fact) => fact.test === "truth");
  return truths.some((one) => {
    return (
      one.holds &&
      truths.some((other) => !other.holds && (other.language === one.language || one.language === "jsonata"))
    );
  });
}

interface Interval {
  low: number;
  high: number;
  lowIncluded: boolean;
  highIncluded: boolean;
}

/** The numbers that the orderings leave; undefined when the value need not be a number. */
function numbersOf(facts: readonly Fact[]): Interval | undefined {
  const orderings = facts.filter((fact) => fact.test === "ordering");
  if (!orderings.some(({ holds }) => holds)) return undefined;
  const interval: Interval = { low: -Infinity, high: Infinity, lowIncluded: true, highIncluded: true };
  for (const { operator, number, holds } of orderings)
    narrow(interval, holds ? operator : COMPLEMENT[operator], number);
  return interval;
}

const COMPLEMENT: Record<Ordering, Ordering> = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

function narrow(interval: Interval, operator: Ordering, number: number): void {
  const included = operator === "<=" || operator === ">=";
  if (operator === "<" || operator === "<=") {
    if (number > interval.high) return;
    interval.highIncluded = number === interval.high ? interval.highIncluded && included : included;
    interval.high = number;
  } else {
    if (number < interval.low) return;
    interval.lowIncluded = number === interval.low ? interval.lowIncluded && included : included;
    interval.low = number;
  }
}
