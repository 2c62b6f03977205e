import type { EdgeModel, NodeModel } from "../model.ts";

/**
 * Everything that has to be settled before a node: where its edges come from, and every node that its condition, its
 * templates or the conditions of its edges refer to.
 */
export function upstreamOf(
  nodes: ReadonlyMap<string, NodeModel>,
  edges: readonly EdgeModel[],
): Map<string, Set<string>> {
  const upstream = new Map<string, Set<string>>();
  for (const node of nodes.values())
    upstream.set(node.id, new Set([...node.references, ...(node.condition?.nodes ?? [])]));
  for (const edge of edges) {
    const set = upstream.get(edge.to);
    for (const id of [edge.from, ...(edge.condition?.nodes ?? [])]) set?.add(id);
  }
  return upstream;
}
