import { listOf, unsupported, type PolicyStatement } from "./policy-document.ts";
import { matchesArn, matchesWildcards } from "./wildcards.ts";

/** Condition keys of a request and their values, e.g. `iam:PassedToService`. */
export type RequestContext = Readonly<Record<string, string>>;

type Compare = (expected: string, actual: string) => boolean;

const comparisons: Readonly<Record<string, Compare>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  StringLike: matchesWildcards,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
};

/** The operators that say the opposite of another. */
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
};

/** Whether all of a statement's conditions hold. @throws UnsupportedPolicyError */
export function conditionsHold({ Condition = {} }: PolicyStatement, context: RequestContext): boolean {
  const actual = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  // No short cut: an operator that is not known is reported whatever stands before it.
  const results = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, expected]) =>
      conditionHolds(operator, listOf(expected), actual.get(key.toLowerCase())),
    ),
  );
  return results.every(Boolean);
}

function conditionHolds(operator: string, expected: readonly string[], actual: string | undefined): boolean {
  if (operator === "Null") return expected.some((value) => (value === "true") === (actual === undefined));
  const name = operator.endsWith("IfExists") ? operator.slice(0, -"IfExists".length) : operator;
  const isNegated = Object.hasOwn(negations, name);
  const positive = isNegated ? negations[name]! : name;
  if (!Object.hasOwn(comparisons, positive)) throw unsupported(`the condition operator ${operator}`);
  // A key that is not in the request fits no value, so a negated operator holds.
  if (actual === undefined) return isNegated || name !== operator;
  return expected.some((value) => comparisons[positive]!(value, actual)) !== isNegated;
}
