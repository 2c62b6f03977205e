import { closest } from "../../language/did-you-mean.ts";
import type { ParsedNode } from "../../language/parse-node.ts";
import type { ParsedWorkflow } from "../../language/parse-workflow.ts";
import { reportIgnored } from "../../language/report-ignored.ts";
import type { Path } from "../../language/source-document.ts";
import type { NodeModel, Policy } from "../model.ts";
import { resolveAgentNode } from "./agent-node.ts";
import type { ResolveContext } from "./context.ts";
import type { NodeParts } from "./node-parts.ts";
import { resolveHumanNode, resolveSinkNode, resolveToolNode } from "./other-nodes.ts";
import { checkRetry } from "./retry.ts";
import { parseTemplates, type TemplateReference } from "./templates.ts";

/** Names that conditions and templates use for something else. */
const reservedIds = ["input", "output", "true", "false", "null", "states"];

export interface ResolvedNode {
  model: NodeModel;
  parsed: ParsedNode;
  templateReferences: TemplateReference[];
}

/** Looks up what each node names in the registry; the first node of an id stands for it. */
export function resolveNodes(parsed: ParsedWorkflow, context: ResolveContext): Map<string, ResolvedNode> {
  const resolved = new Map<string, ResolvedNode>();
  const ids = new Set(parsed.nodes.map((node) => node.id));
  for (const node of parsed.nodes) {
    const place = { path: [...node.path, "id"] };
    const first = resolved.get(node.id);
    if (first !== undefined) {
      const message = `There is a node "${node.id}" already, in line ${first.model.line}.`;
      context.diagnostics.error("duplicate-id", message, "Give each node an id of its own.", place);
      continue;
    }
    if (reservedIds.includes(node.id)) {
      const hint = `Choose another id; ${reservedIds.join(", ")} are taken.`;
      context.diagnostics.error(
        "reserved-id",
        `"${node.id}" means something else in conditions and templates.`,
        hint,
        place,
      );
    }
    resolved.set(node.id, resolveNode(node, parsed, ids, context));
  }
  return resolved;
}

function resolveNode(
  node: ParsedNode,
  parsed: ParsedWorkflow,
  ids: ReadonlySet<string>,
  context: ResolveContext,
): ResolvedNode {
  const parts = node.config === undefined ? undefined : resolveParts(node, context);
  if (node.config !== undefined && "cache_ttl" in node.config && node.config.cache_ttl !== undefined)
    reportIgnored(context.diagnostics, [...node.path, "cache_ttl"]);
  checkRetry(node, context);
  const suspends = (parts?.work.type === "agent" || parts?.work.type === "tool") && "approval" in parts.work;
  const onTimeout = timeoutPolicy(node);
  const model: NodeModel = {
    id: node.id,
    type: node.type,
    path: node.path,
    line: parsed.line(node.path),
    column: parsed.column(node.path),
    work: parts?.work,
    weight: parts?.weight ?? 1,
    condition: undefined,
    references: new Set(),
    timeoutSeconds: parts?.timeoutSeconds ?? node.timeoutSeconds,
    retry: node.retry,
    onError: policyOf(node, node.onError, [...node.path, "on_error"], ids, context),
    onTimeout: policyOf(node, onTimeout, timeoutPath(node), ids, context),
    suspends,
    resumesOnTimeout: suspends && onTimeout === undefined,
    outputSchema: parts?.outputSchema,
    outputIsChecked: parts?.outputIsChecked ?? false,
  };
  return { model, parsed: node, templateReferences: parseTemplates(parts?.templates ?? [], context) };
}

function timeoutPolicy(node: ParsedNode): string | undefined {
  switch (node.type) {
    case "human":
      return node.config?.config.on_timeout;
    case "agent":
    case "tool":
      return node.config?.config?.approval?.on_timeout;
    case "sink":
      return undefined;
  }
}

/** Where a node says what happens when nobody answers. */
export function timeoutPath({ type, path }: Pick<ParsedNode, "type" | "path">): Path {
  return type === "human" ? [...path, "config", "on_timeout"] : [...path, "config", "approval", "on_timeout"];
}

function resolveParts(node: ParsedNode, context: ResolveContext): NodeParts | undefined {
  if (node.config === undefined) return undefined;
  switch (node.type) {
    case "agent":
      return resolveAgentNode(node.config, node.path, context);
    case "tool":
      return resolveToolNode(node.config, node.path, context);
    case "human":
      return resolveHumanNode(node.config, node.path, context);
    case "sink":
      return resolveSinkNode(node.config, node.path);
  }
}

const policyWords = ["fail", "continue", "handover"] as const;

function policyOf(
  node: ParsedNode,
  written: string | undefined,
  path: Path,
  ids: ReadonlySet<string>,
  { diagnostics }: ResolveContext,
): Policy {
  if (written === undefined) return { kind: "fail" };
  const word = policyWords.find((candidate) => candidate === written);
  if (word !== undefined) return { kind: word };
  if (written === node.id) {
    diagnostics.error("self-edge", `"${node.id}" goes to itself.`, "Use `retry` to try a node again.", {
      path,
    });
    return { kind: "fail" };
  }
  if (ids.has(written)) return { kind: "go", to: written };
  const meant = closest(written, [...policyWords, ...ids]);
  const hint =
    meant === undefined
      ? "It has to be fail, continue, handover or the id of a node."
      : `Did you mean "${meant}"?`;
  diagnostics.error("unknown-node", `There is no node "${written}".`, hint, { path });
  return { kind: "fail" };
}
