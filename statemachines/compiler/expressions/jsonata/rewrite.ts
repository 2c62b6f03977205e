import { EVAL, NOT_REPRODUCIBLE, builtin, builtinNames, isReservedVariable } from "../builtins.ts";
import { stepText } from "../jsonata-text.ts";
import { nearestName } from "../nearest-name.ts";
import type { Problem, ProblemCode } from "../problem.ts";
import type { ConditionScope, InputField, Read } from "../translation.ts";
import type { Node, Stage } from "../../../asl/jsonata-ast.ts";
import { children } from "./ast.ts";
import { type Edit, createRootPaths, focusOnScope } from "./root-path.ts";

export interface Rewriting {
  edits: Edit[];
  /** Variables to bind before the expression, with the text of their values. */
  bindings: ReadonlyMap<string, string>;
  reads: Read[];
  problems: Problem[];
  nodes: string[];
  inputFields: InputField[];
}

/** What an expression stands in: whether names are those of the scope, and the variables that it can see. */
interface Place {
  atScope: boolean;
  variables: ReadonlySet<string>;
}

/** Finds the names of the scope in an expression, with what is to stand in their places, and what cannot be in a condition. */
export function rewrite(root: Node, text: string, scope: ConditionScope): Rewriting {
  const rootPaths = createRootPaths(scope, text, climbs(root));
  const { bindings } = rootPaths;
  const rewriting: Rewriting = { edits: [], bindings, reads: [], problems: [], nodes: [], inputFields: [] };
  visit(root, { atScope: true, variables: new Set(boundIn(root)) });
  return rewriting;

  function visit(node: Node | undefined, place: Place): void {
    if (node === undefined) return;
    const inner = { ...place, atScope: false };
    checkBindings(node);
    visitStages(node.predicate, inner);
    switch (node.type) {
      case "path":
        return visitPath(node, place);
      case "variable":
        return checkVariable(node, place);
      case "wildcard":
      case "descendant":
      case "parent":
        if (place.atScope)
          report(
            node,
            "condition-root",
            "This goes over everything in scope.",
            "Name a node or an input field.",
          );
        return;
      case "function":
      case "partial":
        checkCall(node, place, 0);
        break;
      case "apply":
        visit(node.lhs as Node, place);
        return visitApplied(node.rhs, place);
      case "lambda":
        return visit(node.body, {
          ...place,
          variables: withAll(place.variables, parameters(node), boundIn(node.body)),
        });
      case "block":
        for (const each of node.expressions ?? []) {
          visit(each, {
            ...place,
            variables: withAll(place.variables, ...(node.expressions ?? []).map(boundIn)),
          });
        }
        return visitGroup(node, inner);
      case "transform":
        for (const each of [node.pattern, node.update, node.delete]) visit(each, inner);
        return;
      default:
    }
    // The rest is evaluated against the value of the node itself.
    const filters = [...(node.predicate ?? []), ...(node.stages ?? [])].map(({ expr }) => expr);
    const ownContext = new Set([...(node.group?.lhs.flat() ?? []), ...filters]);
    for (const child of children(node)) if (!ownContext.has(child)) visit(child, place);
    visitGroup(node, inner);
  }

  function visitPath(path: Node, place: Place): void {
    const steps = path.steps ?? [];
    const bound = steps.flatMap((step) => [
      step.focus,
      step.index,
      ...(step.stages ?? []).map(indexVariable),
    ]);
    const variables = withAll(
      place.variables,
      bound.filter((name) => name !== undefined),
    );
    const inner = { atScope: false, variables };
    const [first, ...others] = steps;
    if (first === undefined) return;
    if (place.atScope && first.focus !== undefined) rewriting.problems.push(focusOnScope(first));
    if (first.type === "name") {
      if (place.atScope) resolve(steps);
      checkBindings(first);
    } else visit(first, { ...place, variables });
    visitStages(first.stages, inner);
    for (const step of others) {
      if (step.type === "sort") for (const { expression } of step.terms ?? []) visit(expression, inner);
      else if (step.type !== "parent") visit(step, inner);
      visitStages(step.stages, inner);
    }
    visitGroup(path, inner);
  }

  function visitStages(stages: Stage[] | undefined, place: Place): void {
    for (const stage of stages ?? []) visit(stage.expr, place);
  }

  function visitGroup(node: Node, place: Place): void {
    for (const [key, value] of node.group?.lhs ?? []) {
      visit(key, place);
      visit(value, place);
    }
  }

  function visitApplied(node: Node | undefined, place: Place): void {
    if (node?.type !== "function") return visit(node, place);
    // The left side of ~> is the first argument.
    checkCall(node, place, 1);
    visit(node.procedure, place);
    for (const argument of node.arguments ?? []) visit(argument, place);
  }

  function resolve(steps: Node[]): void {
    const found = rootPaths.resolve(steps);
    if ("code" in found) {
      rewriting.problems.push(found);
      return;
    }
    rewriting.edits.push(found.edit);
    rewriting.reads.push(found.read);
    if (found.inputField !== undefined) rewriting.inputFields.push(found.inputField);
    const { source } = found.read;
    if (source.kind === "node" && !rewriting.nodes.includes(source.id)) rewriting.nodes.push(source.id);
  }

  function checkVariable(node: Node, place: Place): void {
    const name = String(node.value);
    if (name === "$")
      return report(
        node,
        "condition-root",
        "$$ is not available in a condition.",
        "Name a node or an input field.",
      );
    if (name === "") {
      if (place.atScope)
        report(
          node,
          "condition-root",
          "There is no current value here for $.",
          "Name a node or an input field.",
        );
      return;
    }
    if (place.variables.has(name)) return;
    if (name === EVAL)
      return report(
        node,
        "condition-unsupported",
        "Step Functions has no $eval.",
        "Write the expression itself.",
      );
    if (NOT_REPRODUCIBLE.has(name)) {
      const hint = "A condition must give the same answer each time; let a node compute the value.";
      return report(node, "condition-not-reproducible", `$${name} cannot be used in a condition.`, hint);
    }
    if (builtin(name) === undefined)
      report(node, "condition-unknown-variable", `There is no $${name}.`, variableHint(name, place));
  }

  function variableHint(name: string, place: Place): string {
    if (scope.nodes.has(name)) return `The output of ${name} is written ${stepText(name)}.output, without $.`;
    const near = nearestName(name, [...builtinNames(), ...place.variables]);
    return near === undefined
      ? "Variables are bound with := or as parameters of a function."
      : `Did you mean $${near}?`;
  }

  function checkCall(node: Node, place: Place, extra: number): void {
    const { procedure } = node;
    const [step] = procedure?.type === "path" ? (procedure.steps ?? []) : [];
    if (step?.type === "name" && builtin(String(step.value)) !== undefined) {
      report(
        step,
        "condition-unknown-function",
        `Functions start with $.`,
        `Write $${String(step.value)}(…).`,
      );
    }
    const name = procedure?.type === "variable" ? String(procedure.value) : "";
    const definition = place.variables.has(name) ? undefined : builtin(name);
    if (definition === undefined) return;
    const given = (node.arguments?.length ?? 0) + extra;
    if (
      given >= definition.arguments ||
      (!place.atScope && definition.context && given === definition.arguments - 1)
    )
      return;
    const message = `$${name} takes ${definition.arguments} argument${definition.arguments === 1 ? "" : "s"} here, not ${given}.`;
    report(
      procedure ?? node,
      "condition-arity",
      message,
      "Outside a path there is no current value to take instead.",
    );
  }

  /** A variable of the author's must not hide one that the translation writes. */
  function checkBindings(node: Node): void {
    const taken = (name: string) =>
      isReservedVariable(name) || [...scope.nodes.values()].some(({ variable }) => variable === `$${name}`);
    for (const name of bindingsOf(node).filter(taken)) {
      report(
        node,
        "condition-reserved-variable",
        `$${name} cannot be bound: the name is taken.`,
        "Choose another name.",
      );
    }
  }

  function report(node: Node, code: ProblemCode, message: string, hint: string): void {
    const end = Math.min(node.position ?? text.length, text.length);
    const length =
      node.type === "variable"
        ? String(node.value).length + 1
        : node.type === "name"
          ? String(node.value).length
          : 1;
    rewriting.problems.push({ code, message, hint, offset: Math.max(0, end - length), length });
  }
}

/** True when the expression has a parent operator somewhere. */
function climbs(node: Node): boolean {
  return node.type === "parent" || children(node).some(climbs);
}

/** The names that `:=` binds in the frame of this node, which reaches down to the next block or function. */
function boundIn(node: Node | undefined): string[] {
  if (node === undefined || node.type === "block") return [];
  // A thunk is no function of the author's.
  if (node.type === "lambda" && node.thunk !== true) return [];
  const own = node.type === "bind" ? [String((node.lhs as Node).value)] : [];
  return [...own, ...children(node).flatMap(boundIn)];
}

function bindingsOf(node: Node): string[] {
  const path = [node.focus, node.index, ...(node.stages ?? []).map(indexVariable)].filter(
    (name) => name !== undefined,
  );
  if (node.type === "bind") return [String((node.lhs as Node).value)];
  return node.type === "lambda" ? parameters(node) : path;
}

function parameters(lambda: Node): string[] {
  return (lambda.arguments ?? []).map(({ value }) => String(value));
}

function indexVariable(stage: Stage): string | undefined {
  return stage.type === "index" ? String(stage.value) : undefined;
}

function withAll(variables: ReadonlySet<string>, ...more: Iterable<string>[]): ReadonlySet<string> {
  return new Set([...variables, ...more.flatMap((names) => [...names])]);
}
