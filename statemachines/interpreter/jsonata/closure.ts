import type { EvaluationScope } from "./scope.ts";
import type { Node } from "../../asl/jsonata-ast.ts";

/** Where a closure finds names: those bound in the expression itself, then the scope's. */
export class Environment {
  readonly bindings: Record<string, unknown>;
  readonly scope: EvaluationScope;
  /** Set when a closure that was to be plain has made a sequence after all. */
  madeSequence = false;

  constructor(bindings: Record<string, unknown>, scope: EvaluationScope) {
    this.bindings = bindings;
    this.scope = scope;
  }

  /** A frame inside this one: what it binds is not seen outside. */
  inner(): Environment {
    return new Environment(Object.create(this.bindings) as Record<string, unknown>, this.scope);
  }
}

/** A compiled node: `input` is JSONata's context item. */
export type Closure = (input: unknown, environment: Environment) => unknown;

/** Facts about the whole expression that compiling one node needs. */
export interface Compilation {
  /** Names bound somewhere in the expression by `:=` or as a parameter. */
  boundNames: ReadonlySet<string>;
  /**
   * Closures that give plain JSON, shared with what they read, where that is plain itself; unless they say
   * `madeSequence`. Their results need not be looked through.
   */
  plain: Set<Closure>;
  compile(node: Node): Closure;
}

/** Thrown while compiling: the expression uses what closures do not cover. */
export class NotCompiled {}

export function notCompiled(): never {
  throw new NotCompiled();
}
