import { type Helper } from "../helpers.ts";
import { nearestName } from "../nearest-name.ts";
import { ANY, ARRAY, BOOLEAN, type Kinds, NULL, NUMBER, OBJECT, STRING, UNKNOWN, namesOf } from "../shape.ts";
import type { Expression, ExpressionOf } from "./ast.ts";
import { atom, callHelper } from "./build.ts";
import { type Emission, addProblem, exactValue, lambda } from "./emission.ts";
import { listOf } from "./evaluate.ts";
import type { Subject, Term } from "./subject.ts";

/** An argument of a function: a value of these types, or an expression reference. */
type Parameter = Kinds | "expression";

interface FunctionDefinition {
  parameters: Parameter[];
  /** The last parameter may be given more than once. */
  variadic?: true;
  emit(items: Term[], references: string[]): Term;
}

/** The text of an array that is known to be one: a wrong type is an error, as JMESPath has it. */
function expected(term: Term, kind: Kinds): Term {
  return term.kinds === kind ? term : callHelper("expect", [term, `'${namesOf(kind)}'`], kind);
}

const builtin = (name: string, kinds: Kinds) => (items: Term[]) =>
  atom(`$${name}(${items.map((item) => item.text).join(", ")})`, kinds);
const ofHelper = (name: Helper, kinds: Kinds) => (items: Term[], references: string[]) =>
  callHelper(name, [...items, ...references], kinds);
const first = (items: Term[]): Term => items[0] ?? atom("null", NULL);
const IDENTITY = "function($v) { $v }";

/** https://jmespath.org/specification.html#built-in-functions; JSONata's own check types where they are used bare. */
const FUNCTIONS: Record<string, FunctionDefinition> = {
  abs: { parameters: [NUMBER], emit: builtin("abs", NUMBER) },
  avg: { parameters: [ARRAY], emit: ofHelper("average", NUMBER | NULL) },
  ceil: { parameters: [NUMBER], emit: builtin("ceil", NUMBER) },
  contains: {
    parameters: [STRING | ARRAY, ANY],
    emit: (items) =>
      callHelper((items[1]?.kinds ?? ANY) & (ARRAY | OBJECT) ? "contains_equal" : "contains", items, BOOLEAN),
  },
  ends_with: { parameters: [STRING, STRING], emit: ofHelper("ends_with", BOOLEAN) },
  floor: { parameters: [NUMBER], emit: builtin("floor", NUMBER) },
  join: {
    parameters: [STRING, ARRAY],
    emit: ([separator = atom("''", STRING), items = atom("[]", ARRAY)]) =>
      atom(`$join(${expected(items, ARRAY).text}, ${separator.text})`, STRING),
  },
  keys: { parameters: [OBJECT], emit: ofHelper("keys", ARRAY) },
  length: { parameters: [STRING | ARRAY | OBJECT], emit: ofHelper("length", NUMBER) },
  map: {
    parameters: ["expression", ARRAY],
    emit: (items, [body]) =>
      atom(`$append([], $map(${expected(first(items), ARRAY).text}, ${body})[])`, ARRAY),
  },
  max: {
    parameters: [ARRAY],
    emit: (items) => callHelper("max_by", [...items, IDENTITY], NUMBER | STRING | NULL),
  },
  max_by: { parameters: [ARRAY, "expression"], emit: ofHelper("max_by", ANY) },
  merge: {
    parameters: [OBJECT],
    variadic: true,
    emit: (items) => atom(`$merge(${listOf(items).text})`, OBJECT),
  },
  min: {
    parameters: [ARRAY],
    emit: (items) => callHelper("min_by", [...items, IDENTITY], NUMBER | STRING | NULL),
  },
  min_by: { parameters: [ARRAY, "expression"], emit: ofHelper("min_by", ANY) },
  not_null: { parameters: [ANY], variadic: true, emit: (items) => callHelper("first", [listOf(items)], ANY) },
  reverse: {
    parameters: [STRING | ARRAY],
    emit: (items) => callHelper("reverse", items, first(items).kinds & (STRING | ARRAY)),
  },
  sort: { parameters: [ARRAY], emit: (items) => callHelper("sort_by", [...items, IDENTITY], ARRAY) },
  sort_by: { parameters: [ARRAY, "expression"], emit: ofHelper("sort_by", ARRAY) },
  starts_with: { parameters: [STRING, STRING], emit: ofHelper("starts_with", BOOLEAN) },
  sum: { parameters: [ARRAY], emit: (items) => atom(`$sum(${expected(first(items), ARRAY).text})`, NUMBER) },
  to_array: { parameters: [ANY], emit: ofHelper("to_array", ARRAY) },
  to_number: { parameters: [ANY], emit: ofHelper("to_number", NUMBER | NULL) },
  to_string: { parameters: [ANY], emit: ofHelper("to_string", STRING) },
  type: { parameters: [ANY], emit: builtin("type", STRING) },
  values: {
    parameters: [OBJECT],
    emit: (items) => callHelper("values", [expected(first(items), OBJECT)], ARRAY),
  },
};

/** The value of a function call. Unknown functions, wrong counts and types known to be wrong are reported. */
export function callFunction(emission: Emission, node: ExpressionOf<"call">, subject: Subject): Term {
  const definition = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
  if (definition === undefined) return unknownFunction(emission, node);
  if (!hasArity(emission, node, definition)) return atom("null", ANY);
  const parameters = node.arguments.map(
    (_, index) => definition.parameters[index] ?? definition.parameters.at(-1) ?? ANY,
  );
  // An expression reference is evaluated for the elements of the call's array.
  const items = node.arguments.map((argument, index) => {
    return parameters[index] === "expression"
      ? undefined
      : valueArgument(emission, node, argument, parameters[index] ?? ANY, subject);
  });
  const references = node.arguments.flatMap((argument, index) => {
    return parameters[index] === "expression" ? [referenceArgument(emission, node, argument)] : [];
  });
  return definition.emit(
    items.filter((item) => item !== undefined),
    references,
  );
}

function valueArgument(
  emission: Emission,
  call: ExpressionOf<"call">,
  node: Expression,
  allowed: Kinds,
  subject: Subject,
): Term {
  const term = exactValue(emission, node, subject);
  if (node.type !== "reference" && (term.kinds & allowed) === 0 && term.kinds !== 0) {
    const message = `${call.name}() wants ${namesOf(allowed)} here, and this is ${namesOf(term.kinds)}.`;
    addProblem(
      emission,
      node,
      "condition-type",
      message,
      "See https://jmespath.org/specification.html#built-in-functions.",
    );
  }
  return term;
}

function referenceArgument(emission: Emission, call: ExpressionOf<"call">, node: Expression): string {
  if (node.type === "reference") {
    return lambda(emission, UNKNOWN, (element) => exactValue(emission, node.expression, element));
  }
  const message = `${call.name}() wants an expression here.`;
  addProblem(emission, node, "condition-type", message, "Put & before it: sort_by(items, &price).");
  return IDENTITY;
}

function hasArity(
  emission: Emission,
  node: ExpressionOf<"call">,
  { parameters, variadic }: FunctionDefinition,
): boolean {
  const count = node.arguments.length;
  if (count === parameters.length || (variadic && count > parameters.length)) return true;
  const wanted = `${variadic ? "at least " : ""}${parameters.length}`;
  const message = `${node.name}() takes ${wanted} argument${parameters.length === 1 ? "" : "s"}, not ${count}.`;
  addProblem(
    emission,
    node,
    "condition-arity",
    message,
    "See https://jmespath.org/specification.html#built-in-functions.",
  );
  return false;
}

function unknownFunction(emission: Emission, node: ExpressionOf<"call">): Term {
  const near = nearestName(node.name, Object.keys(FUNCTIONS));
  const hint =
    near === undefined ? `There are ${Object.keys(FUNCTIONS).join(", ")}.` : `Did you mean ${near}()?`;
  addProblem(emission, node, "condition-unknown-function", `JMESPath has no function ${node.name}().`, hint);
  return atom("null", ANY);
}
