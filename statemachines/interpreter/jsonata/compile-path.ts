import type { Node, Stage } from "../../asl/jsonata-ast.ts";
import { bailOut } from "./bail-out.ts";
import { compileGroup } from "./compile-constructors.ts";
import { notCompiled, type Closure, type Compilation, type Environment } from "./closure.ts";
import { filterBy, type Filter, compileFilter } from "./compile-filter.ts";
import type { StatesBinding } from "./scope.ts";
import { createSequence, isFunction, isSequence, lookup, unwrap, type MarkedArray } from "./sequence.ts";

interface Step {
  evaluate: Closure;
  /** The field that the step takes and nothing else, where that is all it does. */
  name?: string;
  /** It gives data of the workflow, in which there are no functions. */
  isData?: boolean;
  stages: Filter[];
  consarray: boolean;
}

/** A location path. The common one, names below a variable, is walked directly while it meets objects only. */
export function compilePath(node: Node, compilation: Compilation): Closure {
  const nodes = node.steps!;
  if (nodes.some(isUnsupportedStep)) return notCompiled();
  const steps = fuseStates(nodes, compilation) ?? nodes.map((step) => compileStep(step, compilation));
  const general = compileGeneral(node, steps, compilation);
  if (node.group || node.keepSingletonArray) return general.start;
  const [first, ...rest] = steps;
  if (rest.every(isBareName) && isBareName(first!)) return walkNames(undefined, steps, general);
  const startsPlainly = nodes[0]!.type === "variable" && first!.stages.length === 0;
  if (!startsPlainly || !rest.every(isBareName)) return general.start;
  const walk = walkNames(first, rest, general);
  if (readsJson(nodes, compilation)) compilation.plain.add(walk);
  return walk;
}

/** Starts from `$states` or a workflow variable, and goes on from there: the value of a name alone may be a function. */
function readsJson([variable, ...rest]: Node[], { boundNames }: Compilation): boolean {
  const name = variable!.value as string;
  return name !== "" && name !== "$" && !boundNames.has(name) && rest.length > 0;
}

/** `$states.input` as one step, so that nothing else of `$states` is made. */
function fuseStates(nodes: Node[], compilation: Compilation): Step[] | undefined {
  const [variable, field, ...rest] = nodes;
  if (variable!.type !== "variable" || variable!.value !== "states" || hasModifier(variable!))
    return undefined;
  if (field?.type !== "name" || field.keepArray || compilation.boundNames.has("states")) return undefined;
  const read = STATES_FIELDS[field.value as string];
  if (read === undefined) return undefined;
  const fused: Step = {
    ...compileStep(field, compilation),
    evaluate: (_input, { scope }) => read(scope.states),
    isData: true,
  };
  delete fused.name;
  return [fused, ...rest.map((step) => compileStep(step, compilation))];
}

const STATES_FIELDS: Readonly<Record<string, (states: StatesBinding) => unknown>> = {
  input: (states) => states.input,
  result: (states) => states.result,
  errorOutput: (states) => states.errorOutput,
  context: (states) => states.context(),
};

function hasModifier(node: Node): boolean {
  return Boolean(node.stages || node.predicate || node.group || node.keepArray);
}

function isBareName(step: Step): boolean {
  return step.name !== undefined;
}

function isUnsupportedStep(step: Node): boolean {
  return Boolean(step.tuple || step.focus || step.index || step.ancestor || step.type === "sort");
}

function compileStep(step: Node, compilation: Compilation): Step {
  const compiled: Step = {
    evaluate: step.type === "name" ? compileName(step) : compilation.compile(step),
    stages: (step.stages ?? []).map((stage) => compileStage(stage, compilation)),
    consarray: step.consarray === true,
  };
  if (step.type === "name" && !hasModifier(step)) compiled.name = step.value as string;
  return compiled;
}

function compileStage(stage: Stage, compilation: Compilation): Filter {
  return stage.type === "filter" ? compileFilter(stage.expr!, compilation) : notCompiled();
}

export function compileName(node: Node): Closure {
  const name = node.value as string;
  if (node.predicate || node.group) return notCompiled();
  const { keepArray } = node;
  return (input) => unwrap(lookup(input, name), keepArray);
}

/** Field after field, from the value of the first step or from the context item. */
function walkNames(first: Step | undefined, steps: Step[], general: GeneralPath): Closure {
  const names = steps.map((step) => step.name!);
  const offset = first === undefined ? 0 : 1;
  const mayBeFunction = first?.isData !== true;
  return (input, environment) => {
    let value = first === undefined ? input : first.evaluate(input, environment);
    if (mayBeFunction && isFunction(value)) return names.length === 0 ? value : undefined;
    for (let index = 0; index < names.length; index++) {
      if (typeof value !== "object" || value === null) return undefined;
      if (Array.isArray(value)) {
        const items = (value as MarkedArray).cons ? [value] : value;
        environment.madeSequence = true;
        return general.resume(items, index + offset, environment);
      }
      const container = value;
      value = (container as Record<string, unknown>)[names[index]!];
      if (value === undefined) return undefined;
      // A sequence inside a constructed object is looked at again with the rules of the general walk.
      if (isSequence(value)) {
        environment.madeSequence = true;
        return general.resume([container], index + offset, environment);
      }
    }
    return value;
  };
}

interface GeneralPath {
  start: Closure;
  /** Goes on from a step with the items found so far. */
  resume(items: unknown[], start: number, environment: Environment): unknown;
}

function compileGeneral(node: Node, steps: Step[], compilation: Compilation): GeneralPath {
  const group = node.group && compileGroup(node.group, compilation);
  const absolute = node.steps![0]!.type === "variable";
  const resume = (items: unknown[], start: number, environment: Environment): unknown => {
    let found: unknown = items;
    for (let index = start; index < steps.length; index++) {
      const step = steps[index]!;
      found =
        index === 0 && step.consarray
          ? step.evaluate(found, environment)
          : evaluateStep(step, found as unknown[], environment, index === steps.length - 1);
      if (found === undefined || (found as unknown[]).length === 0) break;
    }
    if (node.keepSingletonArray) found = keepSingleton(found);
    return unwrap(group ? group(found, environment) : found, node.keepArray);
  };
  const start: Closure = (input, environment) =>
    resume(Array.isArray(input) && !absolute ? input : createSequence(input), 0, environment);
  return { start, resume };
}

function keepSingleton(found: unknown): unknown {
  if (!Array.isArray(found)) return bailOut();
  let items: MarkedArray = found;
  if (items.cons && !items.sequence) items = createSequence(items);
  if (items.sequence) items.keepSingleton = true;
  return items;
}

function evaluateStep(step: Step, items: unknown[], environment: Environment, isLast: boolean): unknown {
  const results: unknown[] = [];
  for (const item of items) {
    let value = step.evaluate(item, environment);
    for (const filter of step.stages) value = filterBy(filter, value, environment);
    if (value !== undefined) results.push(value);
  }
  const only = results[0];
  if (isLast && results.length === 1 && Array.isArray(only) && !isSequence(only)) return only;
  return flatten(results);
}

function flatten(results: unknown[]): MarkedArray {
  const flat = createSequence();
  for (const result of results) {
    if (Array.isArray(result) && !(result as MarkedArray).cons) for (const item of result) flat.push(item);
    else flat.push(result);
  }
  return flat;
}
