import { hintForName } from "../../language/did-you-mean.ts";
import type { ParsedEdge } from "../../language/parse-workflow.ts";
import type { EdgeModel } from "../model.ts";
import type { ResolveContext } from "./context.ts";
import { type ResolvedNode, timeoutPath } from "./resolve-nodes.ts";

export interface ResolvedEdge {
  model: EdgeModel;
  parsed: ParsedEdge | undefined;
}

/** The edges of the file, and those that `on_error` and `on_timeout` draw. */
export function resolveEdges(
  edges: readonly ParsedEdge[],
  nodes: ReadonlyMap<string, ResolvedNode>,
  context: ResolveContext,
): ResolvedEdge[] {
  const seen = new Set<string>();
  const drawn = edges.filter((edge) => isEdge(edge, nodes, seen, context));
  const explicit = drawn.map((parsed) => ({
    parsed,
    model: {
      from: parsed.from,
      to: parsed.to,
      path: parsed.path,
      kind: "normal" as const,
      condition: undefined,
    },
  }));
  return [...explicit, ...[...nodes.values()].flatMap(policyEdges)];
}

function policyEdges({ model }: ResolvedNode): ResolvedEdge[] {
  const policies = [
    { kind: "error" as const, policy: model.onError, path: [...model.path, "on_error"] },
    { kind: "timeout" as const, policy: model.onTimeout, path: timeoutPath(model) },
  ];
  return policies.flatMap(({ kind, policy, path }) =>
    policy.kind === "go"
      ? [{ parsed: undefined, model: { from: model.id, to: policy.to, path, kind, condition: undefined } }]
      : [],
  );
}

function isEdge(
  edge: ParsedEdge,
  nodes: ReadonlyMap<string, ResolvedNode>,
  seen: Set<string>,
  { diagnostics }: ResolveContext,
): boolean {
  const ends = ["from", "to"] as const;
  for (const end of ends) {
    if (nodes.has(edge[end])) continue;
    const hint = hintForName(edge[end], nodes.keys(), "node");
    diagnostics.error("unknown-node", `There is no node "${edge[end]}".`, hint, {
      path: [...edge.path, end],
    });
  }
  if (!nodes.has(edge.from) || !nodes.has(edge.to)) return false;
  if (edge.from === edge.to) {
    const hint = "Use `retry` to try a node again.";
    diagnostics.error("self-edge", `The edge leads from "${edge.from}" to itself.`, hint, {
      path: edge.path,
    });
    return false;
  }
  if (nodes.get(edge.from)?.model.type === "sink") {
    const hint = "A sink ends the run; nothing comes after it.";
    diagnostics.error("edge-from-sink", `The edge starts from the sink "${edge.from}".`, hint, {
      path: [...edge.path, "from"],
    });
    return false;
  }
  const key = JSON.stringify([edge.from, edge.to, edge.condition]);
  if (seen.has(key)) {
    const message = `Another edge from "${edge.from}" to "${edge.to}" says the same.`;
    diagnostics.warning("duplicate-edge", message, "Keep one of them.", { path: edge.path });
    return false;
  }
  seen.add(key);
  return true;
}
