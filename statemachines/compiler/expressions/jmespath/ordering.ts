import { BOOLEAN, MISSING, NULL, NUMBER, within } from "../shape.ts";
import type { Comparator, ExpressionOf } from "./ast.ts";
import { atom, callHelper, comparison, conjunction, guardTerm } from "./build.ts";
import { type Emission, exact, exactValue, guarded } from "./emission.ts";
import type { Subject, Term } from "./subject.ts";

type Comparison = ExpressionOf<"compare">;

/** The value of `<`, `<=`, `>` and `>=`: null unless both sides are numbers. */
export function orderingValue(emission: Emission, node: Comparison, subject: Subject): Term {
  const left = exactValue(emission, node.left, subject);
  return orderingOf(node.operator, left, exactValue(emission, node.right, subject));
}

function orderingOf(operator: Comparator, left: Term, right: Term): Term {
  if (left.kinds === NUMBER && right.kinds === NUMBER) return comparison(left, operator, right);
  const name = operator === "<" || operator === ">" ? "less" : "at_most";
  const sides = operator === "<" || operator === "<=" ? [left, right] : [right, left];
  return callHelper(name, sides, BOOLEAN | NULL);
}

/**
 * The truth of an ordering. JSONata raises an error where JMESPath has null, so what is not known to be a number is tested
 * first. That is for paths and literals: a function's own error must not depend on the other side.
 */
export function orderingTruth(emission: Emission, node: Comparison, subject: Subject, strict: boolean): Term {
  const left = emission.evaluate(node.left, subject);
  const right = emission.evaluate(node.right, subject);
  if (mayFail(left) || mayFail(right)) {
    const value = orderingOf(
      node.operator,
      exact(emission, left, node.left),
      exact(emission, right, node.right),
    );
    return strict && value.kinds !== BOOLEAN ? comparison(value, "=", atom("true", BOOLEAN)) : value;
  }
  const [first, second] = [guarded(emission, left, node.left), guarded(emission, right, node.right)];
  const guards = [first, second].flatMap((side) => [...side.guards, ...numberGuard(side.term, strict)]);
  return conjunction([...guards.map(guardTerm), comparison(first.term, node.operator, second.term)]);
}

/** True for what a failed test of the other side must not leave out, and its own test must not write twice. */
function mayFail(subject: Subject): boolean {
  return subject.type === "value" ? !subject.term.simple : subject.type !== "path";
}

function numberGuard(term: Term, strict: boolean): string[] {
  if (!within(term.kinds, NUMBER | MISSING)) return [`$type(${term.text}) = 'number'`];
  return strict && term.kinds & MISSING ? [`$exists(${term.text})`] : [];
}
