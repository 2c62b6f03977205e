import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { type AgentDefinition, agentDefinitionSchema } from "../../shared/contracts/agent.ts";
import type { Json } from "../../shared/contracts/json.ts";
import type { ToolDefinition } from "../../shared/contracts/tool.ts";
import type { Diagnostic } from "../../shared/contracts/workflow.ts";
import type { CompileResult } from "../../statemachines/compiler/compile-workflow.ts";
import type { Registry } from "../../statemachines/compiler/resolve/context.ts";

/** One case: options, a workflow, the diagnostics it gets, and the state machine it becomes. */
export interface GoldenFile {
  options: GoldenOptions;
  optionsText: string;
  source: string;
  diagnostics: string;
  /** Empty when the workflow does not compile. */
  machine: string;
}

interface GoldenOptions {
  /** Registrations beside those of `registry.yaml`; whatever they leave out has a default. */
  agents?: { [name: string]: object };
  tools?: { [name: string]: object };
  /** A workflow that is merged under the case: mappings key by key, `nodes` and `edges` one list after the other. */
  prelude?: Plain;
}

type Plain = { [key: string]: unknown };

const separator = "\n---\n";

export function readGoldenFile(path: string): GoldenFile {
  const text = readFileSync(path, "utf8");
  const [optionsText = "", source = "", diagnostics = "", machine = ""] = text.split(separator);
  return { options: (parse(optionsText) ?? {}) as GoldenOptions, optionsText, source, diagnostics: diagnostics.trim(), machine: machine.trim() };
}

export function writeGoldenFile(path: string, file: GoldenFile, result: CompileResult): void {
  const sections = [file.optionsText, file.source, showDiagnostics(result.diagnostics)];
  if (result.workflow !== undefined) sections.push(showMachine(result.workflow.stateMachine));
  writeFileSync(path, `${sections.join(separator)}\n`);
}

/** What is compiled: the workflow as it stands, or merged over the prelude. */
export function effectiveSource({ options, source }: GoldenFile): string {
  return options.prelude === undefined ? source : stringify(merge(options.prelude, parse(source) as Plain));
}

function merge(under: Plain, over: Plain): Plain {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    if (Array.isArray(below) && Array.isArray(value)) merged[key] = [...below, ...value];
    else merged[key] = isPlain(below) && isPlain(value) ? merge(below, value) : value;
  }
  return merged;
}

export function goldenRegistry(base: GoldenOptions, options: GoldenOptions): Registry {
  const agents = { ...base.agents, ...options.agents };
  const tools = { ...base.tools, ...options.tools };
  return {
    agents: new Map(Object.entries(agents).map(([name, agent]) => [name, agentOf(name, agent)])),
    tools: new Map(Object.entries(tools).map(([name, tool]) => [name, toolOf(name, tool)])),
  };
}

function agentOf(name: string, agent: object): AgentDefinition {
  return agentDefinitionSchema.parse({ name, description: name, type: "simple", ...agent });
}

function toolOf(name: string, tool: object): ToolDefinition {
  return { name, description: name, effect: "read", requiresApproval: false, safe: false, input: {}, timeoutMs: 10_000, ...tool };
}

/** One line each: place, severity, code, message, hint. */
export function showDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ line, column, endLine, endColumn, severity, code, message, hint }) => {
      const end = endLine === line ? `${endColumn}` : `${endLine}:${endColumn}`;
      return `${line}:${column}-${end} ${severity} ${code}: ${message} | ${hint}`;
    })
    .join("\n");
}

const maxLineLength = 120;

/** JSON with everything that fits on one line written on one line. */
export function showMachine(value: Json, indent = ""): string {
  const short = oneLine(value);
  if (indent.length + short.length <= maxLineLength || value === null || typeof value !== "object") return short;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const items = Array.isArray(value)
    ? value.map((item) => `${inner}${showMachine(item, inner)}`)
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${showMachine(item, inner)}`);
  return `${open}\n${items.join(",\n")}\n${indent}${close}`;
}

function oneLine(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  const items = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
