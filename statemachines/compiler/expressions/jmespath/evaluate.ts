import { objectText, stringText } from "../jsonata-text.ts";
import { helper } from "../helpers.ts";
import { ARRAY, BOOLEAN, MISSING, NULL, OBJECT, UNKNOWN, elementShape, propertyShape } from "../shape.ts";
import type { Expression, ExpressionOf } from "./ast.ts";
import { atom, callHelper, comparison, conditional, disjunction, conjunction, literal } from "./build.ts";
import { type Emission, addProblem, bound, exact, exactValue, lambda, lax, laxValue } from "./emission.ts";
import { orderingValue } from "./ordering.ts";
import { type Subject, type Term, shapeOfPath, stepInto, valueSubject } from "./subject.ts";

/** Evaluates an expression against a subject, as far as that goes without choosing a text. */
export function evaluate(emission: Emission, node: Expression, subject: Subject): Subject {
  switch (node.type) {
    case "current":
      return subject;
    case "field":
      return field(emission, node, subject);
    case "literal":
      return valueSubject(literalTerm(emission, node));
    case "then":
      return then(emission, node, subject);
    case "index": {
      const shape = { ...elementShape(shapeOf(subject)) };
      shape.kinds |= NULL;
      return valueSubject(
        callHelper("index", [lax(emission, subject, node), String(node.index)], shape.kinds),
        shape,
      );
    }
    case "reference": {
      const hint = "It can only be the argument of sort_by, max_by, min_by and map that asks for one.";
      addProblem(emission, node, "condition-type", "An expression reference (&) is not a value.", hint);
      return valueSubject(atom("null", NULL));
    }
    default:
      return valueSubject(termOf(emission, node, subject));
  }
}

type Valued = Exclude<Expression, { type: "current" | "field" | "literal" | "then" | "index" | "reference" }>;

function termOf(emission: Emission, node: Valued, subject: Subject): Term {
  switch (node.type) {
    case "slice":
      return slice(emission, node, subject);
    case "flatten":
      return callHelper("flatten", [laxValue(emission, node.left, subject)], ARRAY | NULL);
    case "project":
      return project(emission, node, subject);
    case "project-values": {
      const values = callHelper("values", [laxValue(emission, node.left, subject)], ARRAY | NULL);
      const body = lambda(emission, UNKNOWN, (element) => exactValue(emission, node.right, element));
      return callHelper("project", [values, body], ARRAY | NULL);
    }
    case "filter":
      return filter(emission, node, subject);
    case "list":
      return unlessNull(emission, node, subject, (current) => list(emission, node.items, current));
    case "hash":
      return unlessNull(emission, node, subject, (current) => hash(emission, node, current));
    case "and":
    case "or":
      return choice(emission, node, subject);
    case "not":
      return emission.truth(node, subject, true);
    case "compare":
      if (node.operator === "==" || node.operator === "!=") return emission.truth(node, subject, true);
      return orderingValue(emission, node, subject);
    default:
      return emission.call(node, subject);
  }
}

function field(emission: Emission, node: ExpressionOf<"field">, subject: Subject): Subject {
  switch (subject.type) {
    case "scope":
      return emission.resolveRoot(node);
    case "entry":
      return node.name === "output" ? subject.output : stepInto(subject.output, node.name);
    case "path":
      return stepInto(subject, node.name);
    default: {
      const { kinds, ...rest } = propertyShape(subject.shape, node.name);
      const shape = { ...rest, kinds: (kinds & ~MISSING) | NULL };
      return valueSubject(callHelper("field", [subject.term, stringText(node.name)], shape.kinds), shape);
    }
  }
}

function literalTerm(emission: Emission, node: ExpressionOf<"literal">): Term {
  const term = literal(node.value);
  if (term !== undefined) return term;
  const message = "JSONata cannot write this literal.";
  addProblem(
    emission,
    node,
    "condition-number-range",
    message,
    "It holds an infinite number or a key __proto__.",
  );
  return atom("null", NULL);
}

function then(emission: Emission, node: ExpressionOf<"then">, subject: Subject): Subject {
  const left = evaluate(emission, node.left, subject);
  // What is not simple may fail, so it must be evaluated exactly once, whatever the right side does with it.
  if (left.type !== "value" || left.term.simple || startsWithCurrent(node.right)) {
    return evaluate(emission, node.right, left);
  }
  return valueSubject(bound(emission, left, (current) => exactValue(emission, node.right, current)));
}

/** True when the text of the expression writes the current value once and evaluates it before anything else. */
export function startsWithCurrent(node: Expression): boolean {
  switch (node.type) {
    case "current":
    case "field":
    case "index":
    case "slice":
      return true;
    case "then":
    case "project":
    case "project-values":
    case "filter":
    case "flatten":
      return startsWithCurrent(node.left);
    case "not":
      return startsWithCurrent(node.operand);
    default:
      return false;
  }
}

/** Larger than any array; a slice's missing end. */
const NO_END = Number.MAX_SAFE_INTEGER;

function slice(emission: Emission, node: ExpressionOf<"slice">, subject: Subject): Term {
  const back = node.step < 0;
  // Counted in the reversed array, element i is element -1 - i.
  const mirrored = (bound: number | null) => (bound === null || !back ? bound : -1 - bound);
  const [start, stop] = [mirrored(node.start) ?? 0, mirrored(node.stop) ?? NO_END];
  const numbers = [start, stop, Math.abs(node.step)].map(String);
  return callHelper("slice", [lax(emission, subject, node), ...numbers, String(back)], ARRAY | NULL);
}

function project(emission: Emission, node: ExpressionOf<"project">, subject: Subject): Term {
  const left = emission.evaluate(node.left, subject);
  const shape = elementShape(shapeOf(left));
  const body = lambda(emission, shape, (element) => exactValue(emission, node.right, element));
  return callHelper("project", [lax(emission, left, node.left), body], ARRAY | NULL);
}

function filter(emission: Emission, node: ExpressionOf<"filter">, subject: Subject): Term {
  const left = emission.evaluate(node.left, subject);
  const body = lambda(emission, elementShape(shapeOf(left)), (element) => {
    const condition = emission.truth(node.condition, element, false);
    return conditional(condition, exactValue(emission, node.right, element), atom("null", NULL), 0);
  });
  return callHelper("project", [lax(emission, left, node.left), body], ARRAY | NULL);
}

/** A list or a hash of null is null. */
function unlessNull(
  emission: Emission,
  node: Expression,
  subject: Subject,
  body: (current: Subject) => Term,
): Term {
  return bound(emission, subject, (current) => {
    if (current.type === "scope" || (shapeOf(current).kinds & (NULL | MISSING)) === 0) return body(current);
    const tested = current.type === "entry" ? current.output : current;
    const present = comparison(lax(emission, tested, node), "!=", atom("null", NULL));
    const value = body(current);
    return conditional(present, value, atom("null", NULL), value.kinds | NULL);
  });
}

/** An array of these values, each whole. */
function list(emission: Emission, nodes: Expression[], subject: Subject): Term {
  return listOf(nodes.map((node) => exactValue(emission, node, subject)));
}

export function listOf(items: Term[]): Term {
  const texts = items.map((item) => {
    return item.isArrayConstructor || (item.kinds & ARRAY) === 0
      ? item.text
      : `${helper("item")}(${item.text})`;
  });
  return { ...atom(`[${texts.join(", ")}]`, ARRAY), isArrayConstructor: true };
}

function hash(emission: Emission, node: ExpressionOf<"hash">, subject: Subject): Term {
  if (node.entries.some(({ key }) => key === "__proto__")) {
    addProblem(
      emission,
      node,
      "condition-unsupported",
      "JSONata has no key __proto__.",
      "Choose another key.",
    );
  }
  const entries = node.entries.map(({ key, value }) => ({
    key,
    text: exactValue(emission, value, subject).text,
  }));
  return atom(objectText(entries), OBJECT);
}

/** The value of `&&` and `||`: one of the operands. */
function choice(emission: Emission, node: ExpressionOf<"and" | "or">, subject: Subject): Term {
  const left = exactValue(emission, node.left, subject);
  const right = exactValue(emission, node.right, subject);
  if (left.kinds === BOOLEAN && right.kinds === BOOLEAN) {
    return node.type === "and" ? conjunction([left, right]) : disjunction([left, right]);
  }
  return bound(emission, valueSubject(left), (chosen) => {
    const value = exact(emission, chosen, node.left);
    const truth = callHelper("truth", [value], BOOLEAN);
    const kinds = left.kinds | right.kinds;
    return node.type === "and"
      ? conditional(truth, right, value, kinds)
      : conditional(truth, value, right, kinds);
  });
}

function shapeOf(subject: Subject): ReturnType<typeof shapeOfPath> {
  if (subject.type === "path") return shapeOfPath(subject);
  if (subject.type === "entry") return shapeOfPath(subject.output);
  return subject.type === "value" ? subject.shape : { kinds: OBJECT };
}
