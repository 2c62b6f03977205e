import type { AgentDefinition } from "./agent.ts";
import type { ApprovalContract } from "./approval.ts";
import type { Json, JsonObject, JsonSchema } from "./json.ts";
import type { AllowedDeciders } from "./allowed-deciders.ts";

/** A place in a workflow's source, counted from 1. */
export interface SourceLocation {
  line: number;
  column: number;
}

/** What an author is told about a workflow. Errors are collected, never thrown one at a time. */
export interface Diagnostic {
  severity: "error" | "warning";
  /** Stable and documented: `unknown-node`, `cycle`, ... */
  code: string;
  message: string;
  hint: string;
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** A value that a condition reads: a path into a node's output or into the run's input; [] is all of it. */
export type ReadPath = string[];

interface CompiledNodeBase {
  id: string;
  location: SourceLocation;
  /** Nodes whose outputs this node's templates may name. */
  upstream: string[];
  /** What conditions and triggers read of this node's output; the function returns exactly these as `fields`. */
  reads: ReadPath[];
}

export interface CompiledAgentNode extends CompiledNodeBase {
  type: "agent";
  /** The registration as it was when the workflow was compiled, with the node's own settings applied. */
  agent: AgentDefinition;
  /** Under which its calls of tools that need approval are made; stated exactly when it has such a tool. */
  approval?: ApprovalContract;
}

export interface CompiledToolNode extends CompiledNodeBase {
  type: "tool";
  tool: string;
  /** Strings in it are templates. */
  input: Json;
  /** Stated exactly when the tool needs approval. */
  approval?: ApprovalContract;
}

export interface CompiledHumanNode extends CompiledNodeBase {
  type: "human";
  /** A template. */
  question: string;
  form: JsonSchema;
  allowed: AllowedDeciders;
  timeoutSeconds: number | null;
  /** Where the author states more than who may answer and until when. */
  approval?: ApprovalContract;
}

export interface CompiledSinkNode extends CompiledNodeBase {
  type: "sink";
  action: "finish_conversation" | "handover_to_human";
  /** Strings in it are templates. */
  config: JsonObject;
}

export type CompiledNode = CompiledAgentNode | CompiledToolNode | CompiledHumanNode | CompiledSinkNode;

export type HandoverTrigger =
  | { type: "confidence_threshold"; threshold: number }
  | { type: "explicit_request"; patterns: string[] }
  | { type: "agent_decision" }
  | { type: "error_threshold"; consecutiveErrors: number };

/** A compiled workflow: the program (`stateMachine`) and what its functions need to know. It never changes; its digest names it. */
export interface CompiledWorkflow {
  name: string;
  version: string;
  description: string;
  /** JSON Schema of the run's input, where the author stated one. */
  input: JsonSchema | null;
  inputReads: ReadPath[];
  triggers: HandoverTrigger[];
  nodes: { [nodeId: string]: CompiledNode };
  /** Amazon States Language; function ARNs stand as `${RunAgent}` placeholders that each host substitutes. */
  stateMachine: JsonObject;
}

/** A compiled workflow as it is stored: one row per digest. */
export interface WorkflowRevision {
  /** SHA-256 of the compiled workflow, hexadecimal. */
  digest: string;
  workflow: CompiledWorkflow;
  source: string;
  /** True: its state machine is part of the deployment, made and moved by releases. */
  deployed: boolean;
  publishedAtMs: number;
}
