import * as z from "zod";
import { checkShape } from "./check-shape.ts";
import { hintForName } from "./did-you-mean.ts";
import type { DiagnosticCollector } from "./diagnostics.ts";
import {
  type ConditionConfig,
  conditionSchema,
  laterNodeTypes,
  nodeSchemas,
  type NodeType,
  type RetryConfig,
  retrySchema,
} from "./schema.ts";
import { salvage } from "./salvage.ts";
import type { Path } from "./source-document.ts";

/** A node as far as it could be read. `config` is undefined when its shape is wrong; the rest still takes part in checks. */
export type ParsedNode = {
  [Type in NodeType]: {
    type: Type;
    id: string;
    path: Path;
    condition: ConditionConfig | undefined;
    timeoutSeconds: number | undefined;
    retry: RetryConfig | undefined;
    onError: string | undefined;
    config: z.infer<(typeof nodeSchemas)[Type]> | undefined;
  };
}[NodeType];

const idSchema = z.looseObject({ id: z.string() });
const timeoutSchema = z.int().min(1);
const policySchema = z.string();

/** One item of `nodes`; undefined when it cannot be told what it is. */
export function parseNode(
  value: unknown,
  path: Path,
  diagnostics: DiagnosticCollector,
): ParsedNode | undefined {
  const plain = isPlain(value) ? value : {};
  const type = nodeType(plain, path, diagnostics);
  const config =
    type === undefined
      ? undefined
      : (checkShape(nodeSchemas[type], value, path, diagnostics) ?? salvage(nodeSchemas[type], value));
  const id = plain["id"];
  if (typeof id !== "string") {
    if (type === undefined) checkShape(idSchema, value, path, diagnostics);
    return undefined;
  }
  return {
    // A node of an unknown type still takes part in the graph, so that its neighbours are checked.
    type: type ?? "agent",
    id,
    path,
    condition: conditionSchema.safeParse(plain["condition"]).data,
    timeoutSeconds: timeoutSchema.safeParse(plain["timeout_seconds"]).data,
    retry: plain["retry"] === undefined ? undefined : retrySchema.safeParse(plain["retry"]).data,
    onError: policySchema.safeParse(plain["on_error"]).data,
    config,
  } as ParsedNode;
}

function nodeType(
  plain: { [key: string]: unknown },
  path: Path,
  diagnostics: DiagnosticCollector,
): NodeType | undefined {
  const type = plain["type"] ?? "agent";
  if (typeof type === "string" && Object.hasOwn(nodeSchemas, type)) return type as NodeType;
  const place = { path: [...path, "type"] };
  if (typeof type === "string" && laterNodeTypes.some((later) => later === type)) {
    diagnostics.error(
      "not-yet-supported",
      `Nodes of type "${type}" come with a later release.`,
      laterHint,
      place,
    );
  } else if (typeof type === "string") {
    const hint = hintForName(type, [...Object.keys(nodeSchemas), ...laterNodeTypes], "type");
    diagnostics.error("invalid-value", `There is no node type "${type}".`, hint, place);
  } else {
    diagnostics.error(
      "type-mismatch",
      '"type" is not a text.',
      "It has to be agent, tool, human or sink.",
      place,
    );
  }
  return undefined;
}

const laterHint = "This release has agent, tool, human and sink nodes.";

function isPlain(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
