import type jsonata from "jsonata";
import { AWS_FUNCTIONS } from "./aws-functions.ts";
import { stockFunction, type StockFunction } from "./builtin-environment.ts";
import { lookup } from "./sequence.ts";
import { statesObject, type EvaluationScope } from "./scope.ts";

/** Evaluates by jsonata itself, with Step Functions' functions and without what Step Functions does not have. */
export function evaluateStock(expression: jsonata.Expression, scope: EvaluationScope): unknown {
  return scope.await(async () => {
    const value: unknown = await expression.evaluate(undefined, stockBindings(scope));
    return value;
  });
}

/** jsonata gets copies: it pushes into an empty array that an object constructor meets, and payloads are shared. */
function stockBindings(scope: EvaluationScope): Record<string, unknown> {
  const data = structuredClone({ ...scope.variables(), states: statesObject(scope.states) });
  return { ...functionBindings(scope), ...data };
}

function functionBindings(scope: EvaluationScope): Record<string, unknown> {
  const bindings: Record<string, unknown> = {
    eval: undefined,
    lookup: withSignatureOf("lookup", (value, key) => lookup(value, key as string)),
    now: withSignatureOf("now", (...picture) => now(scope.nowMs, picture)),
  };
  for (const [name, call] of Object.entries(AWS_FUNCTIONS)) {
    bindings[name] = withSignatureOf(undefined, awsFunction(call, scope));
  }
  return bindings;
}

/** jsonata counts a function's declared parameters: `$map` and its like pass that many arguments. */
function awsFunction(
  call: (scope: EvaluationScope, ...values: unknown[]) => unknown,
  scope: EvaluationScope,
): (...values: unknown[]) => unknown {
  const bound = (...values: unknown[]) => call(scope, ...values);
  return Object.defineProperty(bound, "length", { value: call.length - 1 });
}

function now(nowMs: number, picture: unknown[]): unknown {
  if (picture.every((part) => part === undefined)) return new Date(nowMs).toISOString();
  return stockFunction("fromMillis")!.implementation(nowMs, ...picture);
}

function withSignatureOf(
  name: string | undefined,
  implementation: StockFunction["implementation"],
): StockFunction {
  const signature = name === undefined ? undefined : stockFunction(name)?.signature;
  return { _jsonata_function: true, implementation, ...(signature && { signature }) };
}
