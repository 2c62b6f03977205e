import type { JsonObject } from "../../shared/contracts/json.ts";
import type {
  CompiledNode,
  CompiledWorkflow,
  Diagnostic,
  ReadPath,
} from "../../shared/contracts/workflow.ts";
import type { StateMachine } from "../asl/types.ts";
import type { DiagnosticCollector } from "../language/diagnostics.ts";
import { type ParsedWorkflow, parseWorkflow } from "../language/parse-workflow.ts";
import { buildMachine } from "./build-machine.ts";
import { MAX_EXPRESSION_BYTES, utf8Length } from "./expressions/limits.ts";
import { findCycles } from "./graph/cycles.ts";
import { minimalPaths } from "./graph/read-paths.ts";
import { upstreamOf } from "./graph/upstream.ts";
import { type CompileMetrics, compileMetrics } from "./metrics.ts";
import type { NodeModel, WorkflowModel } from "./model.ts";
import { triggerReads } from "./plan/triggers.ts";
import type { Registry } from "./resolve/context.ts";
import { resolveWorkflow } from "./resolve/resolve-workflow.ts";

export interface CompileResult {
  /** Undefined when there is an error among the diagnostics. */
  workflow?: CompiledWorkflow;
  metrics?: CompileMetrics;
  /** In the order of the file. */
  diagnostics: Diagnostic[];
}

export const maxNodes = 300;
/** Step Functions takes 1 MB. */
const maxDefinitionBytes = 1_000_000;

/**
 * Compiles a workflow file into a state machine. Pure: the same source and registry give the same machine, byte for byte.
 * Mistakes are returned, all of them; nothing is thrown for what an author can write.
 * @param file the name that diagnostics and comments show
 */
export function compileWorkflow(source: string, file: string, registry: Registry): CompileResult {
  const { parsed, diagnostics } = parseWorkflow(source, file);
  if (parsed === undefined) return { diagnostics: diagnostics.list() };
  if (parsed.nodes.length > maxNodes) {
    const message = `The workflow has ${parsed.nodes.length} nodes.`;
    diagnostics.error("workflow-too-large", message, `At most ${maxNodes} are allowed; split it.`, {
      path: parsed.nodesPath,
      key: true,
    });
    return { diagnostics: diagnostics.list() };
  }
  const model = resolveWorkflow(parsed, { registry, diagnostics });
  const upstream = upstreamOf(model.nodes, model.edges);
  if (reportCycles(model, upstream, diagnostics)) return { diagnostics: diagnostics.list() };
  const reads = readsByNode(model);
  const fileName = file.slice(file.lastIndexOf("/") + 1);
  const built = buildMachine(model, upstream, reads, fileName);
  reportUnreachable(model, parsed, built.entered, diagnostics);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.list() };
  const { machine, conditions } = built.render(`${parsed.name} ${parsed.version}`);
  reportLongConditions(conditions, model, diagnostics);
  const workers = [...model.nodes.values()].filter((node) => node.type !== "sink").length;
  const metrics = compileMetrics(machine, workers, built.lossyCuts);
  reportSize(machine, metrics, parsed, diagnostics);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.list() };
  return {
    workflow: compiledWorkflow(parsed, model, upstream, reads, machine),
    metrics,
    diagnostics: diagnostics.list(),
  };
}

function compiledWorkflow(
  parsed: ParsedWorkflow,
  model: WorkflowModel,
  upstream: ReadonlyMap<string, ReadonlySet<string>>,
  reads: ReadonlyMap<string, ReadPath[]>,
  machine: StateMachine,
): CompiledWorkflow {
  const nodes = [...model.nodes.values()].map((node): [string, CompiledNode] => [
    node.id,
    compiledNode(node, [...(upstream.get(node.id) ?? [])], reads.get(node.id) ?? []),
  ]);
  const conditions = [...model.nodes.values(), ...model.edges].flatMap(({ condition }) => condition ?? []);
  return {
    name: parsed.name,
    version: parsed.version,
    description: parsed.description,
    input: model.inputSchema ?? null,
    inputReads: minimalPaths(conditions.flatMap((condition) => condition.inputReads)),
    triggers: model.triggers,
    nodes: Object.fromEntries(nodes),
    // Types of ASL have optional members; as JSON it is plain.
    stateMachine: machine as unknown as JsonObject,
  };
}

function compiledNode(node: NodeModel, upstream: string[], reads: ReadPath[]): CompiledNode {
  if (node.work === undefined) throw new Error(`Node "${node.id}" is wrong, and nothing said so.`);
  const location = { line: node.line, column: node.column };
  return { id: node.id, location, upstream, reads, ...node.work };
}

function readsByNode(model: WorkflowModel): Map<string, ReadPath[]> {
  const conditions = [...model.nodes.values(), ...model.edges].flatMap(({ condition }) => condition ?? []);
  const all = conditions.flatMap((condition) => condition.nodeReads);
  return new Map(
    [...model.nodes.values()].map((node) => {
      const own = all.filter((read) => read.node === node.id).map((read) => read.path);
      return [node.id, minimalPaths([...own, ...triggerReads(node, model.triggers)])];
    }),
  );
}

function reportCycles(
  model: WorkflowModel,
  upstream: ReadonlyMap<string, ReadonlySet<string>>,
  diagnostics: DiagnosticCollector,
): boolean {
  const cycles = findCycles(upstream);
  for (const cycle of cycles) {
    const node = model.nodes.get(cycle[0] ?? "");
    const way = cycle.join(" -> ");
    const message =
      cycle.length === 2 ? `"${cycle[0]}" waits for itself.` : `These nodes wait for each other: ${way}.`;
    diagnostics.error("cycle", message, "Take away an edge, or a reference in a condition or template.", {
      path: [...(node?.path ?? []), "id"],
    });
  }
  return cycles.length > 0;
}

/** A node that no run can enter is a mistake; a sink that none can enter is at least worth saying. */
function reportUnreachable(
  model: WorkflowModel,
  parsed: ParsedWorkflow,
  entered: ReadonlySet<string>,
  diagnostics: DiagnosticCollector,
): void {
  for (const node of model.nodes.values()) {
    if (entered.has(node.id) || parsed.unreadTargets.has(node.id)) continue;
    const place = { path: [...node.path, "id"] };
    if (node.type !== "sink")
      diagnostics.error(
        "unreachable-node",
        `"${node.id}" can never run.`,
        "Its conditions and those of its edges exclude each other.",
        place,
      );
    else if (parsed.triggersEnabled)
      diagnostics.warning(
        "unreachable-node",
        `No run ends in "${node.id}".`,
        "No edge, trigger or on_error leads to it.",
        place,
      );
  }
}

/** Edges into one node are tested together, so each may be short enough alone. */
function reportLongConditions(
  conditions: readonly { line: number; jsonata: string }[],
  model: WorkflowModel,
  diagnostics: DiagnosticCollector,
): void {
  for (const { line, jsonata } of conditions) {
    const bytes = utf8Length(jsonata);
    if (bytes <= MAX_EXPRESSION_BYTES) continue;
    const node = [...model.nodes.values()].find((each) => each.line === line);
    const message = `The conditions that are tested together here have ${bytes} bytes.`;
    const hint = `At most ${MAX_EXPRESSION_BYTES} are allowed; let a node before it compute the answer.`;
    diagnostics.error("condition-too-large", message, hint, { path: [...(node?.path ?? []), "id"] });
  }
}

function reportSize(
  machine: StateMachine,
  metrics: CompileMetrics,
  parsed: ParsedWorkflow,
  diagnostics: DiagnosticCollector,
): void {
  if (metrics.definitionBytes <= maxDefinitionBytes) return;
  const message = `The state machine has ${metrics.definitionBytes} bytes (${Object.keys(machine.States).length} states).`;
  diagnostics.error("workflow-too-large", message, `At most ${maxDefinitionBytes} are allowed; split it.`, {
    path: parsed.nodesPath,
    key: true,
  });
}
