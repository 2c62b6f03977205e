import type { Node } from "../../../asl/jsonata-ast.ts";

/** True for a node with a predicate, a filter or a grouping: its value is not that of the node alone. */
export function hasFilter(node: Node): boolean {
  return (node.predicate?.length ?? 0) > 0 || (node.stages?.length ?? 0) > 0 || node.group !== undefined;
}

/** True for expressions that are always true or false, never nothing. */
export function isBoolean(node: Node): boolean {
  if (hasFilter(node)) return false;
  switch (node.type) {
    case "value":
      return typeof node.value === "boolean";
    case "binary":
      return ["and", "or", "=", "!=", "in"].includes(String(node.value));
    case "block": {
      const last = node.expressions?.at(-1);
      return last !== undefined && isBoolean(last);
    }
    case "condition":
      return (
        node.then !== undefined && node.else !== undefined && isBoolean(node.then) && isBoolean(node.else)
      );
    case "function": {
      if (node.procedure?.type !== "variable") return false;
      const [argument] = node.arguments ?? [];
      return (
        node.procedure.value === "exists" ||
        (node.procedure.value === "not" && argument !== undefined && isBoolean(argument))
      );
    }
    default:
      return false;
  }
}
