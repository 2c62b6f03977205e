import type { Node } from "../../asl/jsonata-ast.ts";
import type { Closure, Compilation, Environment } from "./closure.ts";
import { toBoolean } from "./operators.ts";
import { bailOut } from "./bail-out.ts";
import { createSequence, type MarkedArray } from "./sequence.ts";

export type Filter = { index: number } | { predicate: Closure };

export function compileFilter(node: Node, compilation: Compilation): Filter {
  if (node.type === "number") return { index: Math.floor(node.value as number) };
  return { predicate: compilation.compile(node) };
}

/** `value[filter]`: an index counts from the end when it is negative, numbers select places, all else is a condition. */
export function filterBy(filter: Filter, value: unknown, environment: Environment): unknown {
  const items = Array.isArray(value) ? value : createSequence(value);
  if ("index" in filter) return itemAt(items, filter.index);
  const selected = createSequence();
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (selects(filter.predicate(item, environment), index, items.length, selected, item))
      selected.push(item);
  }
  return selected;
}

function itemAt(items: unknown[], index: number): MarkedArray {
  const item = items.at(index);
  if (Array.isArray(item)) return item;
  return item === undefined ? createSequence() : createSequence(item);
}

/** Pushes once per number that names this place; answers for a condition. */
function selects(result: unknown, index: number, size: number, selected: unknown[], item: unknown): boolean {
  if (typeof result === "number") return isPlace(result, index, size);
  if (!Array.isArray(result) || !result.every((place) => typeof place === "number" && !Number.isNaN(place))) {
    return toBoolean(result) ?? false;
  }
  for (const place of result as number[]) if (isPlace(place, index, size)) selected.push(item);
  return false;
}

function isPlace(place: number, index: number, size: number): boolean {
  if (!Number.isFinite(place)) return Number.isNaN(place) ? false : bailOut();
  const floor = Math.floor(place);
  return (floor < 0 ? size + floor : floor) === index;
}
