import type { Json, JsonObject } from "../../asl/types.ts";
import type { ParsedPath, PathStep } from "../../asl/json-path.ts";
import { matchesFilter } from "./filter.ts";

/** What a path may start from. */
export interface PathRoots {
  data: Json;
  context(): Json;
  variable(name: string): Json | undefined;
}

/**
 * What a path selects: the value of a definite path, the list of values of any other. `undefined` when a definite path
 * finds nothing. An index past the end of an array finds nothing.
 */
export function evaluatePath(path: ParsedPath, roots: PathRoots): Json | undefined {
  const start = rootValue(path, roots);
  if (start === undefined) return undefined;
  const found = selectAll(path.steps, [start], roots);
  return path.definite ? found?.[0] : found;
}

function rootValue(path: ParsedPath, roots: PathRoots): Json | undefined {
  switch (path.root.kind) {
    case "context":
      return roots.context();
    case "variable":
      return roots.variable(path.root.name);
    default:
      return roots.data;
  }
}

function selectAll(steps: PathStep[], start: Json[], roots: PathRoots): Json[] {
  let values = start;
  for (const step of steps) {
    values =
      step.kind === "function"
        ? [applyFunction(step.name, values)]
        : values.flatMap((value) => select(step, value, roots));
  }
  return values;
}

function select(step: PathStep, value: Json, roots: PathRoots): Json[] {
  switch (step.kind) {
    case "name":
      return fields(value, [step.name]);
    case "names":
      return fields(value, step.names);
    case "index":
      return items(value, [step.index]);
    case "indexes":
      return items(value, step.indexes);
    case "slice":
      return slice(value, step.from, step.to, step.step);
    case "wildcard":
      return children(value);
    case "descendant":
      return [value, ...children(value).flatMap((child) => select(step, child, roots))];
    case "filter":
      return (Array.isArray(value) ? value : [value]).filter((item) =>
        matchesFilter(step.filter, (path) => evaluateOperand(path, item, roots)),
      );
    case "function":
      return [];
  }
}

function evaluateOperand(path: ParsedPath, item: Json, roots: PathRoots): Json | undefined {
  return path.root.kind === "item" ? selectAll(path.steps, [item], roots)[0] : evaluatePath(path, roots);
}

function fields(value: Json, names: string[]): Json[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return names.filter((name) => Object.hasOwn(value, name)).map((name) => value[name]!);
}

function items(value: Json, indexes: number[]): Json[] {
  if (!Array.isArray(value)) return [];
  return indexes.map((index) => value.at(index)).filter((item) => item !== undefined);
}

function slice(value: Json, from: number | undefined, to: number | undefined, step: number): Json[] {
  if (!Array.isArray(value)) return [];
  return value.slice(from, to).filter((_item, index) => index % step === 0);
}

function children(value: Json): Json[] {
  return typeof value === "object" && value !== null ? Object.values(value as JsonObject) : [];
}

/** `$.items.length()` and the numeric functions of Jayway's JSONPath. */
function applyFunction(name: string, values: Json[]): Json {
  const list = values.length === 1 && Array.isArray(values[0]) ? values[0] : values;
  if (name === "length") return typeof values[0] === "string" ? values[0].length : list.length;
  const numbers = list.filter((item) => typeof item === "number");
  const sum = numbers.reduce((total, number) => total + number, 0);
  switch (name) {
    case "min":
      return Math.min(...numbers);
    case "max":
      return Math.max(...numbers);
    case "sum":
      return sum;
    case "avg":
      return sum / numbers.length;
    default:
      return null;
  }
}
