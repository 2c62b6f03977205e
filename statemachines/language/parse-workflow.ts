import * as z from "zod";
import { checkShape } from "./check-shape.ts";
import { hintForName } from "./did-you-mean.ts";
import { DiagnosticCollector } from "./diagnostics.ts";
import { reportIgnored } from "./report-ignored.ts";
import { parseNode, type ParsedNode } from "./parse-node.ts";
import {
  conditionSchema,
  type ConditionConfig,
  edgeSchema,
  hilConfigSchema,
  type TriggerType,
  triggerSchemas,
  workflowFileSchema,
} from "./schema.ts";
import { type Path, readSource } from "./source-document.ts";

export interface ParsedEdge {
  path: Path;
  from: string;
  to: string;
  condition: ConditionConfig | undefined;
}

export type TriggerConfig = {
  [Type in TriggerType]: z.infer<(typeof triggerSchemas)[Type]>;
}[TriggerType];

/** A workflow file as far as it could be read. Whatever could not has been reported. */
export interface ParsedWorkflow {
  name: string;
  version: string;
  description: string;
  input: z.infer<typeof workflowFileSchema>["input"];
  /** False: the author switched all triggers off. */
  triggersEnabled: boolean;
  triggers: TriggerConfig[];
  nodes: ParsedNode[];
  edges: ParsedEdge[];
  /** Ids that edges led to which could not be read; nobody should call these nodes unreachable. */
  unreadTargets: Set<string>;
  nodesPath: Path;
  line(path: Path): number;
  column(path: Path): number;
}

export interface ParseResult {
  /** Undefined when the file is no YAML mapping at all. */
  parsed: ParsedWorkflow | undefined;
  diagnostics: DiagnosticCollector;
}

type Plain = { [key: string]: unknown };

/** Reads a workflow file: text to typed values that know where they stand. Collects every mistake of shape. */
export function parseWorkflow(source: string, file: string): ParseResult {
  const document = readSource(source);
  const diagnostics = new DiagnosticCollector(file, document);
  if (document.isBroken) return { parsed: undefined, diagnostics };
  if (!isPlain(document.value)) {
    const hint = "A workflow starts with `name:`.";
    diagnostics.error("type-mismatch", "The file is not a mapping.", hint, { path: [] });
    return { parsed: undefined, diagnostics };
  }
  const root = document.value;
  const header = parseHeader(root, diagnostics);
  const place = graphPlace(root, diagnostics);
  const nodes = listAt(root, [...place, "nodes"], diagnostics);
  const edges = listAt(root, [...place, "edges"], diagnostics);
  if (nodes.length === 0) reportEmpty(root, [...place, "nodes"], diagnostics);
  const unreadTargets = new Set<string>();
  const parsed = {
    ...header,
    version: typeof root["version"] === "number" ? (document.written(["version"]) ?? "") : header.version,
    nodes: nodes.flatMap(({ value, path }) => parseNode(value, path, diagnostics) ?? []),
    edges: edges.flatMap(({ value, path }) => parseEdge(value, path, diagnostics, unreadTargets) ?? []),
    unreadTargets,
    nodesPath: [...place, "nodes"],
    line: (path: Path) => document.position(document.valueSpan(path).start).line,
    column: (path: Path) => document.position(document.valueSpan(path).start).column,
  };
  return { parsed, diagnostics };
}

/** A list of nodes that is there and empty; one that is missing or no list has been reported already. */
function reportEmpty(root: Plain, path: Path, diagnostics: DiagnosticCollector): void {
  const list = valueAt(root, path);
  const isMissing = list === undefined && isPlain(root["workflow"]);
  if (!isMissing && !Array.isArray(list)) return;
  diagnostics.error("empty-workflow", "The workflow has no nodes.", "Add a node under `nodes:`.", { path });
}

/** The file without its lists, which are read item by item so that a mistake in one does not hide those in others. */
const headerSchema = workflowFileSchema.extend({
  hil_config: z.unknown().optional(),
  workflow: z.unknown().optional(),
  nodes: z.unknown().optional(),
  edges: z.unknown().optional(),
});
const hilHeaderSchema = hilConfigSchema.extend({ handover_triggers: z.unknown().optional() });
const graphSchema = z.strictObject({ nodes: z.unknown().optional(), edges: z.unknown().optional() });
const listSchema = z.array(z.unknown());
const typedSchema = z.object({ type: z.string() });
const versionSchema = z.string();

function parseHeader(root: Plain, diagnostics: DiagnosticCollector) {
  checkShape(headerSchema, root, [], diagnostics);
  if ("composio" in root) reportIgnored(diagnostics, ["composio"]);
  const hilConfig = parseTriggers(root["hil_config"], diagnostics);
  const shape = headerSchema.shape;
  return {
    name: shape.name.safeParse(root["name"]).data ?? "workflow",
    version: versionSchema.safeParse(root["version"]).data ?? "0",
    description: shape.description.safeParse(root["description"]).data ?? "",
    input: shape.input.safeParse(root["input"]).data,
    ...hilConfig,
  };
}

function parseTriggers(value: unknown, diagnostics: DiagnosticCollector) {
  const path = ["hil_config"];
  if (value === undefined) return { triggersEnabled: true, triggers: [] };
  const config = checkShape(hilHeaderSchema, value, path, diagnostics);
  const list = isPlain(value) ? listAt(value, ["handover_triggers"], diagnostics, path) : [];
  const triggers = list.flatMap((item) => parseTrigger(item.value, item.path, diagnostics) ?? []);
  return { triggersEnabled: config?.enabled ?? true, triggers };
}

function parseTrigger(
  value: unknown,
  path: Path,
  diagnostics: DiagnosticCollector,
): TriggerConfig | undefined {
  const type = isPlain(value) ? value["type"] : undefined;
  if (typeof type === "string" && !Object.hasOwn(triggerSchemas, type)) {
    const hint = hintForName(type, Object.keys(triggerSchemas), "trigger");
    diagnostics.error("unknown-trigger", `There is no handover trigger "${type}".`, hint, {
      path: [...path, "type"],
    });
    return undefined;
  }
  const schema = typeof type === "string" ? triggerSchemas[type as TriggerType] : typedSchema;
  return checkShape(schema, value, path, diagnostics) as TriggerConfig | undefined;
}

/** Where `nodes` and `edges` stand: under `workflow`, or at the top of the file. */
function graphPlace(root: Plain, diagnostics: DiagnosticCollector): Path {
  const workflow = root["workflow"];
  if (workflow === undefined) {
    if (root["nodes"] === undefined)
      diagnostics.error("missing-key", '"workflow" is missing.', "Add `workflow:` with `nodes:` in it.", {
        path: [],
      });
    return [];
  }
  for (const key of ["nodes", "edges"]) {
    if (key in root)
      diagnostics.error(
        "conflicting-keys",
        `"${key}" stands beside "workflow".`,
        `Move it into "workflow".`,
        { path: [key], key: true },
      );
  }
  checkShape(graphSchema, workflow, ["workflow"], diagnostics);
  return ["workflow"];
}

function parseEdge(
  value: unknown,
  path: Path,
  diagnostics: DiagnosticCollector,
  unreadTargets: Set<string>,
): ParsedEdge | undefined {
  const edge = checkShape(edgeSchema, value, path, diagnostics);
  if (edge !== undefined) return { path, from: edge.from, to: edge.to, condition: edge.condition };
  if (!isPlain(value)) return undefined;
  const { from, to } = value;
  if (typeof to === "string") unreadTargets.add(to);
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  return { path, from, to, condition: conditionSchema.safeParse(value["condition"]).data };
}

function listAt(
  root: Plain,
  path: Path,
  diagnostics: DiagnosticCollector,
  base: Path = [],
): { value: unknown; path: Path }[] {
  const value = valueAt(root, path);
  if (value === undefined) return [];
  const list = checkShape(listSchema, value, [...base, ...path], diagnostics);
  return (list ?? []).map((item, index) => ({ value: item, path: [...base, ...path, index] }));
}

function valueAt(root: Plain, path: Path): unknown {
  let value: unknown = root;
  for (const step of path) value = isPlain(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
