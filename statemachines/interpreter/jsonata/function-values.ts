import { bailOut } from "./bail-out.ts";
import type { StockFunction } from "./builtin-environment.ts";
import type { Environment } from "./closure.ts";
import { type Closure } from "./closure.ts";

/** The marks by which jsonata's own functions know a function; everything else is out of reach of expressions. */
export class Lambda {
  readonly _jsonata_lambda = true;
  readonly parameters: string[];
  readonly body: Closure;
  readonly input: unknown;
  readonly environment: Environment;

  constructor(parameters: string[], body: Closure, input: unknown, environment: Environment) {
    this.parameters = parameters;
    this.body = body;
    this.input = input;
    this.environment = environment;
  }

  get arity(): number {
    return this.parameters.length;
  }
}

/** A built-in function. `context` is what stands in for a missing argument where the signature allows it. */
export class Builtin {
  readonly _jsonata_function = true;
  readonly arity: number;
  readonly call: BuiltinCall;

  constructor(arity: number, call: BuiltinCall) {
    this.arity = arity;
    this.call = call;
  }
}

export type BuiltinCall = (values: unknown[], context: unknown, environment: Environment) => unknown;

/** What a lambda whose last act is a call answers: `applyFunction` makes the call without growing the stack. */
export class TailCall {
  readonly callee: unknown;
  readonly values: unknown[];

  constructor(callee: unknown, values: unknown[]) {
    this.callee = callee;
    this.values = values;
  }
}

/** Calls a function value. Like jsonata's `apply`, it answers what the function returns, not unwrapped. */
export function applyFunction(
  callee: unknown,
  values: unknown[],
  context: unknown,
  environment: Environment,
): unknown {
  let result = callOnce(callee, values, context, environment);
  while (result instanceof TailCall) result = callOnce(result.callee, result.values, context, environment);
  return result;
}

function callOnce(callee: unknown, values: unknown[], context: unknown, environment: Environment): unknown {
  if (callee instanceof Lambda) return callLambda(callee, values);
  if (callee instanceof Builtin) return callee.call(values, context, environment);
  return bailOut();
}

function callLambda(lambda: Lambda, values: unknown[]): unknown {
  const environment = lambda.environment.inner();
  for (let index = 0; index < lambda.parameters.length; index++) {
    environment.bindings[lambda.parameters[index]!] = values[index];
  }
  return lambda.body(lambda.input, environment);
}

/** A built-in of jsonata that is synchronous, with its own check of arguments. */
export function fromStock(stock: StockFunction): Builtin {
  return new Builtin(stock.implementation.length, (values, context) => {
    const valid = stock.signature ? stock.signature.validate(values, context) : values;
    return stock.implementation(...valid);
  });
}
