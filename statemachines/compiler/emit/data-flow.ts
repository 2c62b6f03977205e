import { isReservedVariable } from "../expressions/builtins.ts";
import type { Facts } from "../plan/facts.ts";
import type { Formula, Outcome } from "../plan/formula.ts";
import type { Arrow, PlannedState, Scope, Signal, Test } from "../plan/states.ts";

/** Which values travel where: variables to assign, and what branches hand out. Nothing is assigned that nobody reads. */
export class DataFlow {
  private readonly homes = new Map<string, Scope>();
  private readonly variables = new Map<string, Set<Scope>>();
  private readonly exports = new Map<Scope, Map<string, Signal>>();
  private readonly names = new Map<string, string>();
  private readonly readsWhole: (node: string) => boolean;
  private readonly taken: Set<string>;

  constructor(root: Scope, nodeIds: Iterable<string>, readsWhole: (node: string) => boolean) {
    this.readsWhole = readsWhole;
    this.taken = new Set(nodeIds);
    this.findHomes(root);
    this.findReads(root);
  }

  /** How a test of an outcome is read: by the output itself where its presence tells, else by a flag. */
  signalOf(node: string, outcome: Outcome): Signal {
    const byOutput = outcome === "completed" && !this.readsWhole(node);
    return { node, kind: byOutput ? "output" : outcome };
  }

  /** The variable (without `$`) that holds a signal in this scope. */
  variable(signal: Signal, scope: Scope): string {
    return this.nameAt(signal, this.visibleAt(signal, scope) ?? scope);
  }

  isAssigned(signal: Signal, scope: Scope): boolean {
    return this.variables.get(keyOf(signal))?.has(scope) ?? false;
  }

  /** What a branch hands to its Parallel, by the key under which it does. */
  exportsOf(scope: Scope): Map<string, Signal> {
    const found = [...(this.exports.get(scope)?.values() ?? [])];
    return new Map(found.map((signal) => [baseName(signal), signal]));
  }

  private findHomes(scope: Scope): void {
    for (const state of scope.states) {
      for (const arrow of arrowsOf(state))
        for (const { signal } of arrow.produces) this.homes.set(keyOf(signal), scope);
      if (state.kind === "parallel") for (const branch of state.branches) this.findHomes(branch);
    }
  }

  private findReads(scope: Scope): void {
    for (const state of scope.states) {
      if (state.kind === "choice") for (const { test } of state.rules) this.readTest(test, scope);
      if (state.kind === "parallel") for (const branch of state.branches) this.findReads(branch);
    }
  }

  private readTest(test: Test, scope: Scope): void {
    if (test.kind === "formula") this.readFormula(test.formula, scope);
    else if (test.kind === "output") this.need({ node: test.node, kind: "output" }, scope);
  }

  private readFormula(formula: Formula, scope: Scope): void {
    if (formula.kind === "outcome") this.need(this.signalOf(formula.node, formula.outcome), scope);
    else if (formula.kind === "condition")
      for (const node of formula.condition.nodes) this.need({ node, kind: "output" }, scope);
    else if (formula.kind !== "constant") for (const part of formula.parts) this.readFormula(part, scope);
  }

  /** Makes the signal readable in `scope`: out of every branch between its home and there. */
  private need(signal: Signal, scope: Scope): void {
    const target = this.visibleAt(signal, scope);
    if (target === undefined) return;
    this.needVariable(signal, target);
    for (
      let from = this.homes.get(keyOf(signal));
      from !== undefined && from !== target;
      from = from.parent?.scope
    )
      this.export(signal, from);
  }

  private needVariable(signal: Signal, scope: Scope): void {
    const scopes = this.variables.get(keyOf(signal)) ?? new Set();
    this.variables.set(keyOf(signal), scopes.add(scope));
  }

  private export(signal: Signal, scope: Scope): void {
    const exported = this.exports.get(scope) ?? new Map<string, Signal>();
    if (exported.has(keyOf(signal))) return;
    this.exports.set(scope, exported.set(keyOf(signal), signal));
    const { parent } = scope;
    if (parent === undefined) return;
    const value = `{% $states.result[${parent.index}].${baseName(signal)} %}`;
    parent.parallel.next.produces.push({ signal, value });
    for (const end of scope.ends)
      if (exportedValue(signal, end) === undefined) this.needVariable(signal, scope);
  }

  /** The scope whose variable is read: the innermost one around both the signal's home and the reader. */
  private visibleAt(signal: Signal, scope: Scope): Scope | undefined {
    const readers = new Set(chain(scope));
    return chain(this.homes.get(keyOf(signal))).find((candidate) => readers.has(candidate));
  }

  /**
   * A variable is called like its node in the outermost scope that has it; AWS refuses a name in a branch that is assigned
   * outside it, so inner ones get their depth.
   */
  private nameAt(signal: Signal, scope: Scope): string {
    const depths = [...(this.variables.get(keyOf(signal)) ?? [])].map((each) => each.depth);
    const outermost = Math.min(...depths, scope.depth);
    const key = `${keyOf(signal)} ${scope.depth - outermost}`;
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const wanted = scope.depth === outermost ? baseName(signal) : `${baseName(signal)}_${scope.depth}`;
    const name = wanted === signal.node ? wanted : this.unused(wanted);
    this.taken.add(name);
    this.names.set(key, name);
    return name;
  }

  private unused(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.taken.has(name); count++) name = `${wanted}_${count}`;
    return name;
  }
}

/** The value that an end of a branch hands out without asking a variable; undefined when it has to ask. */
export function exportedValue(signal: Signal, end: Arrow): Arrow["produces"][number] | undefined {
  const produced = end.produces.find((production) => keyOf(production.signal) === keyOf(signal));
  if (produced !== undefined) return produced;
  return knownAs(signal, end.facts) === false ? { signal, value: null } : undefined;
}

/** Whether what is known says that the signal is there. */
export function knownAs(signal: Signal, facts: Facts | undefined): boolean | undefined {
  return facts?.outcome(signal.node, signal.kind === "output" ? "completed" : signal.kind);
}

function arrowsOf(state: PlannedState): Arrow[] {
  switch (state.kind) {
    case "choice":
      return [...state.rules.map((rule) => rule.arrow), state.otherwise];
    case "fail":
    case "end":
      return [];
    default:
      return [state.next];
  }
}

function chain(scope: Scope | undefined): Scope[] {
  return scope === undefined ? [] : [scope, ...chain(scope.parent?.scope)];
}

function keyOf(signal: Signal): string {
  return `${signal.kind} ${signal.node}`;
}

function baseName({ node, kind }: Signal): string {
  if (kind !== "output") return `${node}_${kind}`;
  return isReservedVariable(node) ? `${node}_output` : node;
}
