import type { NodeModel } from "../model.ts";
import type { ResolvedEdge } from "../resolve/resolve-edges.ts";
import type { ResolvedNode } from "../resolve/resolve-nodes.ts";
import type { TemplateReference } from "../resolve/templates.ts";
import type { NameChecker } from "./check-names.ts";
import { type ConditionContext, translateCondition } from "./translate-condition.ts";

/** Translates every condition, and finds out which nodes templates refer to. */
export function applyScope(
  nodes: readonly ResolvedNode[],
  edges: readonly ResolvedEdge[],
  context: ConditionContext,
): void {
  for (const { model, parsed, templateReferences } of nodes) {
    const own = { path: [...model.path, "condition"], output: undefined };
    if (parsed.condition !== undefined)
      model.condition = translateCondition({ config: parsed.condition, ...own }, context);
    for (const reference of templateReferences) applyReference(reference, model, context);
  }
  for (const { model, parsed } of edges) {
    if (parsed?.condition === undefined) continue;
    const source = { config: parsed.condition, path: [...model.path, "condition"], output: model.from };
    model.condition = translateCondition(source, context);
  }
}

function applyReference(
  { root, path, place, inherited }: TemplateReference,
  owner: NodeModel,
  { nodes, names }: { nodes: ReadonlyMap<string, NodeModel>; names: NameChecker },
): void {
  const node = nodes.get(root);
  // A registered prompt does not know in which workflow it is used: its names never mean the node itself, and it may offer
  // names of the input that this workflow does not have.
  if (node === undefined || (inherited && node === owner)) {
    if (inherited) return;
    if (root === "input") names.checkWholeInput(path, place);
    else names.checkInputField({ root, path, place });
    return;
  }
  if (!names.checkNode(root, place)) return;
  owner.references.add(root);
  names.checkField(node, path[0] === "output" ? path.slice(1) : path, place);
}
