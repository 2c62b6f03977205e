import { walk, type Node } from "../../asl/jsonata-ast.ts";
import { bindsOutward, compileArray, compileGroup, compileObject } from "./compile-constructors.ts";
import { compileFilter, filterBy } from "./compile-filter.ts";
import {
  compileApply,
  compileBody,
  compileCall,
  compileLambda,
  compileVariable,
} from "./compile-functions.ts";
import { compileName, compilePath } from "./compile-path.ts";
import { bailOut } from "./bail-out.ts";
import { NotCompiled, notCompiled, type Closure, type Compilation } from "./closure.ts";
import { OPERATORS, toBoolean } from "./operators.ts";
import { createSequence, unwrap } from "./sequence.ts";

/**
 * Compiles a syntax tree to nested closures that answer exactly what jsonata 2.0.6 would, or bail out. `undefined`
 * when the expression uses what closures do not cover: regular expressions, `^()`, `%`, `@`, `#`, transforms,
 * partial application, function signatures.
 */
export function compileClosure(ast: Node): CompiledClosure | undefined {
  try {
    const names = boundNames(ast);
    const compilation: Compilation = {
      boundNames: names,
      plain: new Set(),
      compile: (node) => compileNode(node, compilation),
    };
    const run = compilation.compile(ast);
    return { run, binds: names.size > 0, plain: compilation.plain.has(run) };
  } catch (error) {
    if (error instanceof NotCompiled) return undefined;
    throw error;
  }
}

export interface CompiledClosure {
  run: Closure;
  /** Whether it binds names, and needs a frame to do so. */
  binds: boolean;
  /** Whether its result is plain JSON, unless the environment has `madeSequence`. */
  plain: boolean;
}

function boundNames(ast: Node): Set<string> {
  const names = new Set<string>();
  walk(ast, (node) => {
    if (node.type === "bind") names.add((node.lhs as Node).value as string);
    if (node.type === "lambda")
      for (const parameter of node.arguments ?? []) names.add(parameter.value as string);
  });
  return names.has("__proto__") ? notCompiled() : names;
}

function compileNode(node: Node, compilation: Compilation): Closure {
  const evaluate = compileBare(node, compilation);
  const filters = (node.predicate ?? []).map((stage) => compileFilter(stage.expr!, compilation));
  const group = node.group && node.type !== "path" ? compileGroup(node.group, compilation) : undefined;
  if (filters.length === 0 && group === undefined && !makesSequences(node, evaluate, compilation))
    return evaluate;
  return (input, environment) => {
    let value = evaluate(input, environment);
    for (const filter of filters) value = filterBy(filter, value, environment);
    if (group !== undefined) value = group(value, environment);
    return unwrap(value, node.keepArray);
  };
}

const SCALAR = new Set(["string", "number", "value", "lambda", "path"]);

/** Whether the result may be a sequence that is still to be unwrapped (a path does that itself). */
function makesSequences(node: Node, evaluate: Closure, { plain }: Compilation): boolean {
  if (SCALAR.has(node.type) || (plain.has(evaluate) && !node.keepArray)) return false;
  return !(node.type === "binary" && node.value !== "..");
}

function compileBare(node: Node, compilation: Compilation): Closure {
  switch (node.type) {
    case "string":
    case "number":
    case "value": {
      const { value } = node;
      const literal: Closure = () => value;
      compilation.plain.add(literal);
      return literal;
    }
    case "name":
      return compileName(node);
    case "path":
      return compilePath(node, compilation);
    case "variable":
      return compileVariable(node, compilation);
    case "binary":
      return compileBinary(node, compilation);
    case "unary":
      return compileUnary(node, compilation);
    case "condition":
      return compileCondition(node, compilation);
    case "block":
      return compileBlock(node, compilation);
    case "bind":
      return compileBind(node, compilation);
    case "lambda":
      return node.thunk ? compileBody(node, compilation) : compileLambda(node, compilation);
    case "function":
      return compileCall(node, compilation);
    case "apply":
      return compileApply(node, compilation);
    case "wildcard":
      return wildcard;
    default:
      return notCompiled();
  }
}

function compileBinary(node: Node, compilation: Compilation): Closure {
  const left = compilation.compile(node.lhs as Node);
  const right = compilation.compile(node.rhs!);
  if (node.value === "and")
    return (input, environment) => truth(left(input, environment)) && truth(right(input, environment));
  if (node.value === "or")
    return (input, environment) => truth(left(input, environment)) || truth(right(input, environment));
  const operator = OPERATORS[node.value as string] ?? notCompiled();
  const evaluate: Closure = (input, environment) => {
    const first = left(input, environment);
    return operator(first, right(input, environment));
  };
  if (node.value === "&") compilation.plain.add(evaluate);
  return evaluate;
}

function truth(value: unknown): boolean {
  return toBoolean(value) ?? false;
}

function compileUnary(node: Node, compilation: Compilation): Closure {
  if (node.value === "[") return compileArray(node, compilation);
  if (node.value === "{") return compileObject(node, compilation);
  const operand = compilation.compile(node.expression!);
  return (input, environment) => {
    const value = operand(input, environment);
    if (value === undefined) return undefined;
    return typeof value === "number" && Number.isFinite(value) ? -value : bailOut();
  };
}

function compileCondition(node: Node, compilation: Compilation): Closure {
  const condition = compilation.compile(node.condition!);
  const consequent = compilation.compile(node.then!);
  const alternative = node.else && compilation.compile(node.else);
  const evaluate: Closure = (input, environment) =>
    truth(condition(input, environment)) ? consequent(input, environment) : alternative?.(input, environment);
  const { plain } = compilation;
  if (plain.has(consequent) && (alternative === undefined || plain.has(alternative))) plain.add(evaluate);
  return evaluate;
}

function compileBlock(node: Node, compilation: Compilation): Closure {
  const expressions = node.expressions!.map((expression) => compilation.compile(expression));
  if (expressions.length === 1 && !bindsOutward(node.expressions![0]!)) return expressions[0]!;
  return (input, environment) => {
    const inner = environment.inner();
    let value: unknown;
    for (const expression of expressions) value = expression(input, inner);
    return value;
  };
}

function compileBind(node: Node, compilation: Compilation): Closure {
  const name = (node.lhs as Node).value as string;
  const right = compilation.compile(node.rhs!);
  return (input, environment) => {
    const value = right(input, environment);
    environment.bindings[name] = value;
    return value;
  };
}

/** Appending an array makes jsonata's result a plain array, which is not unwrapped. */
const wildcard: Closure = (input) => {
  let values: unknown[] = createSequence();
  if (typeof input !== "object" || input === null) return values;
  if (Array.isArray(input)) return bailOut();
  for (const value of Object.values(input)) {
    if (Array.isArray(value)) values = values.concat(value.flat(Infinity));
    else values.push(value);
  }
  return values;
};
