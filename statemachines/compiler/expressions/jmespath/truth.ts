import type { Json } from "../../../../shared/contracts/json.ts";
import { ARRAY, BOOLEAN, MISSING, NULL, NUMBER, OBJECT, STRING, within } from "../shape.ts";
import type { Expression, ExpressionOf } from "./ast.ts";
import { atom, callHelper, comparison, conjunction, disjunction, guardTerm, negation } from "./build.ts";
import { type Emission, bound, exact, exactValue, guarded, lax } from "./emission.ts";
import { startsWithCurrent } from "./evaluate.ts";
import { orderingTruth } from "./ordering.ts";
import type { Subject, Term } from "./subject.ts";

const TRUE = atom("true", BOOLEAN);
const NOTHING = atom("null", NULL);

/** JMESPath's truth: false are false, null, "", [] and {}; 0 is true. */
export function isTrue(value: Json): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== null && value !== false && value !== "";
}

/**
 * The truth of an expression, as readable as it can be. `strict`: always a boolean; else anything that JSONata's `and` and
 * `or` take for the right one, nothing included.
 */
export function truth(emission: Emission, node: Expression, subject: Subject, strict: boolean): Term {
  switch (node.type) {
    case "and":
      return conjunction([
        truth(emission, node.left, subject, false),
        truth(emission, node.right, subject, false),
      ]);
    case "or":
      return disjunction([
        truth(emission, node.left, subject, false),
        truth(emission, node.right, subject, false),
      ]);
    case "not": {
      const { operand } = node;
      if (operand.type === "not") return truth(emission, operand.operand, subject, true);
      return negation(truth(emission, operand, subject, true));
    }
    case "literal":
      return atom(String(isTrue(node.value)), BOOLEAN);
    case "compare":
      if (node.operator === "==") return equality(emission, node, subject);
      if (node.operator === "!=") return inequality(emission, node, subject);
      return orderingTruth(emission, node, subject, strict);
    case "then": {
      const left = emission.evaluate(node.left, subject);
      if (startsWithCurrent(node.right)) return truth(emission, node.right, left, strict);
      return bound(emission, left, (current) => truth(emission, node.right, current, strict));
    }
    default:
  }
  return truthOfSubject(emission, emission.evaluate(node, subject), node, strict);
}

function truthOfSubject(emission: Emission, subject: Subject, node: Expression, strict: boolean): Term {
  if (subject.type === "entry") return comparison(lax(emission, subject.output, node), "!=", NOTHING);
  const { guards, term } = guarded(emission, subject, node);
  // A guard's `and` makes a boolean of whatever follows it.
  return conjunction([...guards.map(guardTerm), truthOfTerm(term, strict && guards.length === 0)]);
}

/** What JSONata's own truth gets right: everything but numbers (0 is true here) and arrays (whatever is in them). */
const SAME_TRUTH = BOOLEAN | STRING | NULL | OBJECT | MISSING;

function truthOfTerm(term: Term, strict: boolean): Term {
  const { kinds } = term;
  if (kinds === BOOLEAN || (!strict && within(kinds, SAME_TRUTH))) return term;
  if (within(kinds, BOOLEAN | NULL | MISSING)) return comparison(term, "=", TRUE);
  if (within(kinds, STRING | MISSING)) return comparison(term, "!=", atom("''", STRING));
  if (within(kinds, NUMBER | MISSING)) return atom(`$exists(${term.text})`, BOOLEAN);
  if (within(kinds, OBJECT | NULL | MISSING))
    return comparison(atom(`$boolean(${term.text})`, BOOLEAN), "=", TRUE);
  if (within(kinds, ARRAY | MISSING)) {
    return comparison(atom(`$count(${term.text})`, NUMBER), ">", atom("0", NUMBER));
  }
  return callHelper("truth", [term], BOOLEAN);
}

function inequality(emission: Emission, node: ExpressionOf<"compare">, subject: Subject): Term {
  const sides = besideLiteral(node);
  if (sides?.literal.value !== null) return negation(equality(emission, node, subject));
  // JSONata finds nothing unequal to anything: exactly what "is there, and not null" asks for.
  const { guards, term } = guarded(emission, emission.evaluate(sides.other, subject), sides.other);
  return conjunction([...guards.map(guardTerm), comparison(term, "!=", NOTHING)]);
}

function equality(emission: Emission, node: ExpressionOf<"compare">, subject: Subject): Term {
  const sides = besideLiteral(node);
  if (sides === undefined) return equalityOfValues(emission, node, subject);
  const { literal, other } = sides;
  if (literal.value === null) return negation(inequality(emission, node, subject));
  const evaluated = emission.evaluate(other, subject);
  const written = exactValue(emission, literal, subject);
  if (holdsArray(literal.value))
    return callHelper("equal", [exact(emission, evaluated, other), written], BOOLEAN);
  const { guards, term } = guarded(emission, evaluated, other);
  return conjunction([...guards.map(guardTerm), comparison(term, "=", written)]);
}

function equalityOfValues(emission: Emission, node: ExpressionOf<"compare">, subject: Subject): Term {
  const left = exactValue(emission, node.left, subject);
  const right = exactValue(emission, node.right, subject);
  const scalar = within(left.kinds, ~(ARRAY | OBJECT)) || within(right.kinds, ~(ARRAY | OBJECT));
  return scalar ? comparison(left, "=", right) : callHelper("equal", [left, right], BOOLEAN);
}

/** The literal side of a comparison, and the other one. */
function besideLiteral(
  node: ExpressionOf<"compare">,
): { literal: ExpressionOf<"literal">; other: Expression } | undefined {
  if (node.right.type === "literal") return { literal: node.right, other: node.left };
  return node.left.type === "literal" ? { literal: node.left, other: node.right } : undefined;
}

/** True where JSONata's = could take an array for an object with the same entries and a `length`. */
function holdsArray(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  return Object.hasOwn(value, "length") || Object.values(value).some(holdsArray);
}
