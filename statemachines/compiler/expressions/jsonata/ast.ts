import { childrenOf, type Node } from "../../../asl/jsonata-ast.ts";

/** The nodes right below that are evaluated: a lambda's parameters are names only. */
export function children(node: Node): Node[] {
  const parameters = new Set(node.type === "lambda" ? node.arguments : []);
  return childrenOf(node).filter((child) => !parameters.has(child));
}
