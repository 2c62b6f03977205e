import jsonata from "jsonata";

/** A built-in function as jsonata keeps it. `validate` checks arguments, and fills in the context value. */
export interface StockFunction {
  _jsonata_function: true;
  implementation(...args: unknown[]): unknown;
  signature?: { validate(args: unknown[], context: unknown): unknown[] };
}

interface Environment {
  lookup(name: string): unknown;
}

/**
 * jsonata does not export its functions. Its tracing hook, which gets the environment of an evaluation, is called
 * before the first asynchronous step of `evaluate`, so the functions are at hand when this module has loaded.
 */
function captureEnvironment(): Environment {
  let captured: Environment | undefined;
  const expression = jsonata("0");
  const hook = Symbol.for("jsonata.__evaluate_entry") as unknown as string;
  expression.assign(hook, (_node: unknown, _input: unknown, environment: Environment) => {
    captured = environment;
  });
  void expression.evaluate(undefined);
  if (captured === undefined) throw new Error("jsonata does not call its evaluate hook synchronously");
  return captured;
}

const environment = captureEnvironment();

/** The built-in of that name in jsonata 2.0.6, or `undefined`. */
export function stockFunction(name: string): StockFunction | undefined {
  const value = environment.lookup(name) as StockFunction | undefined;
  return value?._jsonata_function === true ? value : undefined;
}
