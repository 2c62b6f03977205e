/** A node of jsonata 2.0.6's syntax tree. */
export interface ExpressionNode {
  type: string;
  value?: unknown;
  steps?: ExpressionNode[];
  [part: string]: unknown;
}

/**
 * What JSONata has and Step Functions has not: `$eval`, and names that start from a context item, since expressions are
 * evaluated without one. Each message is given once.
 */
export function unsupportedParts(tree: ExpressionNode): string[] {
  const messages = new Set<string>();
  const pending: { part: unknown; isTop: boolean }[] = [{ part: tree, isTop: true }];
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { part, isTop } = entry;
    if (typeof part !== "object" || part === null) continue;
    if (Array.isArray(part)) {
      pending.push(...part.toReversed().map((item: unknown) => ({ part: item, isTop })));
      continue;
    }
    const node = part as ExpressionNode;
    if (node.type === "variable" && node.value === "eval") messages.add("Function '$eval' is not supported.");
    if (node.type === "name" && isTop) {
      messages.add(`Reference to '${String(node.value)}' at the top level is not supported.`);
    }
    pending.push(...partsOf(node, isTop).toReversed());
  }
  return [...messages];
}

/** Parts of a node, and whether they are evaluated without a context item. */
function partsOf(node: ExpressionNode, isTop: boolean): { part: unknown; isTop: boolean }[] {
  return Object.entries(node).flatMap(([key, part]): { part: unknown; isTop: boolean }[] => {
    if (typeof part !== "object" || part === null || NOT_NODES.has(key)) return [];
    if (key === "steps") {
      return (part as ExpressionNode[]).map((step, index) => ({ part: step, isTop: isTop && index === 0 }));
    }
    return [{ part, isTop: isTop && !WITH_CONTEXT.has(key) && !isInner(node, key) }];
  });
}

/** Evaluated for each item that what stands before them gave. */
const WITH_CONTEXT = new Set(["predicate", "stages", "group", "terms", "pattern", "update", "delete"]);
const NOT_NODES = new Set(["signature", "ancestor", "seekingParent", "slots", "value"]);

/** A function's body may be called from anywhere. */
function isInner(node: ExpressionNode, key: string): boolean {
  return node.type === "lambda" && key === "body";
}
