import type { JsonSchema } from "../../shared/contracts/json.ts";
import type { CompiledNode, HandoverTrigger, ReadPath } from "../../shared/contracts/workflow.ts";
import type { NodeType, RetryConfig } from "../language/schema.ts";
import type { Atoms } from "./expressions/atoms.ts";
import type { Path } from "../language/source-document.ts";

/** A workflow whose names have been looked up: what the graph is built from. */
export interface WorkflowModel {
  /** In the order of the file. */
  nodes: Map<string, NodeModel>;
  edges: EdgeModel[];
  triggers: HandoverTrigger[];
  inputSchema: JsonSchema | undefined;
}

/** What happens when a node has failed for good, or nobody answered in time. */
export type Policy =
  | { kind: "fail" }
  | { kind: "continue" }
  | { kind: "handover" }
  | { kind: "go"; to: string };

type WithoutBase<Node> = Node extends CompiledNode
  ? Omit<Node, "id" | "location" | "upstream" | "reads">
  : never;
/** What a node's function needs to know of the node itself. */
export type NodeWork = WithoutBase<CompiledNode>;

export interface NodeModel {
  id: string;
  type: NodeType;
  path: Path;
  line: number;
  column: number;
  /** Undefined when the node is wrong; nothing is emitted then. */
  work: NodeWork | undefined;
  /** How much time it takes, in rough units: cuts of the graph weigh it. */
  weight: number;
  condition: Condition | undefined;
  /** Nodes that its templates name. */
  references: Set<string>;
  timeoutSeconds: number | undefined;
  retry: RetryConfig | undefined;
  onError: Policy;
  onTimeout: Policy;
  /** Its calls of some tools wait for people: the machine leads from the node to a wait, and back. */
  suspends: boolean;
  /** A call that nobody decided on in time is refused, and the node goes on; `onTimeout` says nothing then. */
  resumesOnTimeout: boolean;
  /** Of its whole output, where it is known. */
  outputSchema: JsonSchema | undefined;
  /** True: its function checks every output against the schema. */
  outputIsChecked: boolean;
}

export interface EdgeModel {
  from: string;
  to: string;
  path: Path;
  /** `error` and `timeout`: taken when the source failed, or its wait expired. */
  kind: "normal" | "error" | "timeout";
  condition: Condition | undefined;
}

/** A condition that has been translated. Two with one key are the same condition. */
export interface Condition {
  key: string;
  /** Nodes that it refers to. */
  nodes: string[];
  nodeReads: { node: string; path: ReadPath }[];
  inputReads: ReadPath[];
  /** What follows from its being true. */
  atoms: Atoms;
  /** JSONata with these variables (without `$`) for its nodes. */
  render(variableOf: (node: string) => string): string;
  /** True when both can never hold at once. */
  excludes(other: Condition): boolean;
}
