import type { Json } from "../../asl/types.ts";
import { walk, parseExpression, type Node, type ParsedExpression } from "../../asl/jsonata-ast.ts";
import { compileClosure, type CompiledClosure } from "./compile-expression.ts";
import { Environment } from "./closure.ts";
import { toPlainJson } from "./jsonata-value.ts";
import { PendingEvaluation } from "./pending.ts";
import type { EvaluationScope } from "./scope.ts";
import { evaluateStock } from "./stock.ts";

/** A JSONata expression, ready to be evaluated many times. */
export interface Expression {
  source: string;
  /** Whether it is evaluated synchronously (as long as it meets no error). */
  compiled: boolean;
  /**
   * The result as JSON, `undefined` for nothing. Throws jsonata's error object, `UnsupportedResult`, or
   * `PendingEvaluation` when stock jsonata has to be asked and its answer is not known yet.
   */
  evaluate(scope: EvaluationScope): Json | undefined;
}

/** Parses and compiles an expression; throws jsonata's error object when it has no right syntax. */
export function compileExpression(source: string): Expression {
  const parsed = parseExpression(source);
  if (reachesPrototype(parsed.ast)) return { source, compiled: false, evaluate: refusePrototype };
  const closure = compileClosure(parsed.ast);
  if (closure === undefined) {
    return { source, compiled: false, evaluate: (scope) => askJsonata(parsed, scope) };
  }
  return { source, compiled: true, evaluate: (scope) => evaluateClosure(closure, parsed, scope) };
}

const NO_BINDINGS = Object.freeze(Object.create(null)) as Record<string, unknown>;

/** Any failure, be it an error of the expression or a case that closures do not cover, is left to jsonata to judge. */
function evaluateClosure(
  closure: CompiledClosure,
  parsed: ParsedExpression,
  scope: EvaluationScope,
): Json | undefined {
  const bindings = closure.binds ? (Object.create(null) as Record<string, unknown>) : NO_BINDINGS;
  const environment = new Environment(bindings, scope);
  let value: unknown;
  try {
    value = closure.run(undefined, environment);
  } catch (error) {
    if (error instanceof PendingEvaluation) throw error;
    return askJsonata(parsed, scope);
  }
  return closure.plain && !environment.madeSequence ? (value as Json | undefined) : jsonOf(value);
}

function askJsonata({ expression }: ParsedExpression, scope: EvaluationScope): Json | undefined {
  return jsonOf(evaluateStock(expression, scope));
}

function jsonOf(value: unknown): Json | undefined {
  return value === undefined ? undefined : toPlainJson(value);
}

/** jsonata 2.0.6 reads inherited properties: `constructor`, `__defineGetter__` and their like are kept out of reach. */
function reachesPrototype(ast: Node): boolean {
  let found = false;
  walk(ast, (node) => {
    if (node.type === "name" && (node.value as string) in Object.prototype) found = true;
  });
  return found;
}

function refusePrototype(): never {
  const failure = { code: "D1010", message: "Attempted to access the Javascript object prototype" };
  // eslint-disable-next-line no-throw-literal -- jsonata throws such objects itself
  throw failure;
}
