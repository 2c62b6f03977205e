import { walk, parseExpression, type Node, type ParsedExpression } from "./ast.ts";
import { compileClosure, type CompiledClosure } from "./compile-expression.ts";
import { Environment } from "./closure.ts";
import { evaluateStock } from "./stock.ts";
import type { EvaluationScope } from "./scope.ts";
import { PendingEvaluation } from "./pending.ts";

/** A JSONata expression, ready to be evaluated many times. */
export interface Expression {
  source: string;
  /** Whether it is evaluated synchronously (as long as it meets no error). */
  compiled: boolean;
  /**
   * The raw result, `undefined` for nothing. Throws jsonata's error object, or `PendingEvaluation` when stock jsonata
   * has to be asked and its answer is not known yet.
   */
  evaluate(scope: EvaluationScope): unknown;
}

/** Parses and compiles an expression; throws jsonata's error object when it has no right syntax. */
export function compileExpression(source: string): Expression {
  const parsed = parseExpression(source);
  if (reachesPrototype(parsed.ast)) return { source, compiled: false, evaluate: refusePrototype };
  const closure = compileClosure(parsed.ast);
  if (closure === undefined) {
    return { source, compiled: false, evaluate: (scope) => evaluateStock(parsed.expression, scope) };
  }
  return { source, compiled: true, evaluate: (scope) => evaluateClosure(closure, parsed, scope) };
}

const NO_BINDINGS = Object.freeze(Object.create(null)) as Record<string, unknown>;

/** Any failure, be it an error of the expression or a case that closures do not cover, is left to jsonata to judge. */
function evaluateClosure(
  closure: CompiledClosure,
  parsed: ParsedExpression,
  scope: EvaluationScope,
): unknown {
  try {
    const bindings = closure.binds ? (Object.create(null) as Record<string, unknown>) : NO_BINDINGS;
    return closure.run(undefined, new Environment(bindings, scope));
  } catch (error) {
    if (error instanceof PendingEvaluation) throw error;
    return evaluateStock(parsed.expression, scope);
  }
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
