import { childrenOf, type Group, type Node } from "../../asl/jsonata-ast.ts";
import { bailOut } from "./bail-out.ts";
import { notCompiled, type Closure, type Compilation } from "./closure.ts";
import { append, createSequence } from "./sequence.ts";

/** `[a, b]`: items that are themselves written as arrays stay nested, all others are appended. */
export function compileArray(node: Node, compilation: Compilation): Closure {
  const items = node.expressions!.map((item) => ({
    nested: item.value === "[",
    evaluate: compileConcurrent(item, compilation),
  }));
  const construct: Closure = (input, environment) => {
    const result: unknown[] = [];
    for (const item of items) {
      const value = item.evaluate(input, environment);
      if (value === undefined) continue;
      if (item.nested || !Array.isArray(value)) result.push(value);
      else for (const member of value) result.push(member);
    }
    if (node.consarray) Object.defineProperty(result, "cons", { enumerable: false, value: true });
    return result;
  };
  const isPlain = !node.consarray && items.every(({ evaluate }) => compilation.plain.has(evaluate));
  if (isPlain) compilation.plain.add(construct);
  return construct;
}

/** `{ "a": b }` over the context item: an object literal, or a grouping where the item is an array. */
export function compileObject(node: Node, compilation: Compilation): Closure {
  const pairs = node.lhs as [Node, Node][];
  const group = compileGroup({ lhs: pairs }, compilation);
  const keys = literalKeys(pairs);
  if (keys === undefined) return group;
  const values = pairs.map(([, value]) => compileConcurrent(value, compilation));
  const construct: Closure = (input, environment) => {
    if (Array.isArray(input)) return group(input, environment);
    const result: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index++) {
      const value = values[index]!(input, environment);
      if (value !== undefined) result[keys[index]!] = value;
    }
    return result;
  };
  if (values.every((value) => compilation.plain.has(value))) compilation.plain.add(construct);
  return construct;
}

/** The keys, when all are different string literals in an order that an object keeps. */
function literalKeys(pairs: [Node, Node][]): string[] | undefined {
  const keys = pairs.map(([key]) => (isPlainString(key) ? (key.value as string) : undefined));
  if (keys.some((key) => key === undefined || key === "__proto__" || /^\d+$/.test(key))) return undefined;
  return new Set(keys).size === keys.length ? (keys as string[]) : undefined;
}

function isPlainString(node: Node): boolean {
  return node.type === "string" && !node.predicate && !node.group;
}

interface Entry {
  data: unknown;
  pair: number;
}

export function compileGroup(group: Group, compilation: Compilation): Closure {
  const pairs = group.lhs.map(([key, value]) => ({
    key: compilation.compile(key),
    value: compileConcurrent(value, compilation),
  }));
  return (input, environment) => {
    const entries = new Map<string, Entry>();
    for (const item of groupedItems(input)) {
      for (let pair = 0; pair < pairs.length; pair++) {
        addTo(entries, pairs[pair]!.key(item, environment), item, pair);
      }
    }
    const result: Record<string, unknown> = {};
    for (const key of inObjectOrder(entries)) {
      const { data, pair } = entries.get(key)!;
      const value = pairs[pair]!.value(data, environment);
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
}

function groupedItems(input: unknown): unknown[] {
  if (!Array.isArray(input)) return createSequence(input);
  // jsonata pushes into the empty array itself, which whoever else holds it then sees.
  return input.length === 0 ? bailOut() : input;
}

function addTo(entries: Map<string, Entry>, key: unknown, item: unknown, pair: number): void {
  if (key === undefined) return;
  if (typeof key !== "string" || key in Object.prototype) return bailOut();
  const entry = entries.get(key);
  if (entry === undefined) entries.set(key, { data: item, pair });
  else if (entry.pair !== pair) bailOut();
  else entry.data = append(entry.data, item);
}

/** jsonata collects groups in an object, where keys that look like numbers come first. */
function inObjectOrder(entries: Map<string, Entry>): string[] {
  return Object.keys(Object.fromEntries(entries));
}

/**
 * jsonata evaluates the members of a constructor concurrently, so that a variable bound in one may or may not be seen
 * in another: those are left to it.
 */
function compileConcurrent(node: Node, compilation: Compilation): Closure {
  return bindsOutward(node) ? notCompiled() : compilation.compile(node);
}

/** Whether the node binds a variable in the frame around it. */
export function bindsOutward(node: Node): boolean {
  if (node.type === "bind") return true;
  if (node.type === "block" || node.type === "lambda") return false;
  return childrenOf(node).some(bindsOutward);
}
