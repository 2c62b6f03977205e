import { builtinFunction } from "./builtins.ts";
import type { Node } from "../../asl/jsonata-ast.ts";
import { bailOut } from "./bail-out.ts";
import { notCompiled, type Closure, type Compilation } from "./closure.ts";
import { applyFunction, Builtin, Lambda, TailCall } from "./function-values.ts";
import { isFunction } from "./sequence.ts";
import { statesObject } from "./scope.ts";

const SORT = builtinFunction("sort");

/** `$name`: bound in the expression, a workflow variable, `$states`, or a built-in, in this order. */
export function compileVariable(node: Node, compilation: Compilation): Closure {
  const name = node.value as string;
  if (name === "") return (input) => input;
  if (name === "$") return () => undefined;
  const unbound = compileUnbound(name);
  if (!compilation.boundNames.has(name)) return unbound;
  return (input, environment) => {
    const { bindings } = environment;
    return name in bindings ? bindings[name] : unbound(input, environment);
  };
}

function compileUnbound(name: string): Closure {
  if (name === "states") return (_input, { scope }) => statesObject(scope.states);
  const builtin = builtinFunction(name);
  if (builtin === undefined) return (_input, { scope }) => scope.variable(name);
  return (_input, { scope }) => {
    const value = scope.variable(name);
    return value === undefined ? builtin : value;
  };
}

export function compileLambda(node: Node, compilation: Compilation): Closure {
  if (node.signature !== undefined) return notCompiled();
  const parameters = node.arguments!.map((parameter) => parameter.value as string);
  const body = compileBody(node.body!, compilation);
  return (input, environment) => new Lambda(parameters, body, input, environment);
}

/** The parser has turned a call in last place into a lambda that is marked `thunk`. */
export function compileBody(node: Node, compilation: Compilation): Closure {
  return node.thunk ? compileTailCall(node.body!, compilation) : compilation.compile(node);
}

function compileTailCall(call: Node, compilation: Compilation): Closure {
  const procedure = compilation.compile(call.procedure!);
  const values = compileArguments(call, compilation);
  return (input, environment) => {
    const callee = procedure(input, environment);
    if (!isFunction(callee)) return bailOut();
    const all = values.map((value) => value(input, environment));
    return failsInJsonata(callee, all) ? bailOut() : new TailCall(callee, all);
  };
}

/** In tail calls jsonata 2.0.6 cannot pass a built-in on, nor any function to `$sort`: it answers with a TypeError. */
function failsInJsonata(callee: unknown, values: unknown[]): boolean {
  return values.some((value) => value instanceof Builtin || (value instanceof Lambda && callee === SORT));
}

export function compileCall(node: Node, compilation: Compilation): Closure {
  const values = compileArguments(node, compilation);
  const callOn = compileCallOn(node, values, compilation);
  const call: Closure = (input, environment) => callOn(input, environment, []);
  if (answersPlainly(node, values, compilation)) compilation.plain.add(call);
  return call;
}

/** Built-ins that answer text or a truth value, whatever they are asked. */
const ANSWER_SCALARS = new Set([
  "boolean",
  "contains",
  "exists",
  "join",
  "lowercase",
  "not",
  "string",
  "uppercase",
]);

/** `$merge` makes a new object of the fields of others. */
function answersPlainly(node: Node, values: Closure[], compilation: Compilation): boolean {
  const name = knownBuiltin(node.procedure!, compilation)?.name;
  if (name === undefined) return false;
  if (ANSWER_SCALARS.has(name)) return true;
  return name === "merge" && values.every((value) => compilation.plain.has(value));
}

function compileArguments(node: Node, compilation: Compilation): Closure[] {
  return node.arguments!.map((argument) => compilation.compile(argument));
}

type CallOn = (input: unknown, environment: Parameters<Closure>[1], first: unknown[]) => unknown;

/** A call whose first arguments may come from elsewhere (`value ~> $f(x)`). */
function compileCallOn(node: Node, values: Closure[], compilation: Compilation): CallOn {
  const { type } = node.procedure!;
  if (type === "path" || type === "name") return notCompiled();
  const known = knownBuiltin(node.procedure!, compilation);
  const procedure = compilation.compile(node.procedure!);
  return (input, environment, first) => {
    const callee =
      known && environment.scope.variable(known.name) === undefined
        ? known.builtin
        : procedure(input, environment);
    const all = first;
    for (const value of values) all.push(value(input, environment));
    return applyFunction(callee, all, input, environment);
  };
}

function knownBuiltin(
  procedure: Node,
  compilation: Compilation,
): { name: string; builtin: Builtin } | undefined {
  if (procedure.type !== "variable" || procedure.predicate || procedure.group) return undefined;
  const name = procedure.value as string;
  const builtin = compilation.boundNames.has(name) ? undefined : builtinFunction(name);
  return builtin && { name, builtin };
}

/** `a ~> f`; composing two functions is left to jsonata. */
export function compileApply(node: Node, compilation: Compilation): Closure {
  const left = compilation.compile(node.lhs as Node);
  const right = node.rhs!;
  if (right.type === "function") {
    if (right.predicate || right.group) return notCompiled();
    const call = compileCallOn(right, compileArguments(right, compilation), compilation);
    return (input, environment) => call(input, environment, [left(input, environment)]);
  }
  const callee = compilation.compile(right);
  return (input, environment) => {
    const value = left(input, environment);
    const target = callee(input, environment);
    return isFunction(target) && !isFunction(value)
      ? applyFunction(target, [value], null, environment)
      : bailOut();
  };
}
