import type { Json, JsonObject } from "../../../shared/contracts/json.ts";

/** A random workflow together with what its nodes will do: everything that decides which nodes run and how the run ends. */
export interface Scenario {
  nodes: ScenarioNode[];
  edges: ScenarioEdge[];
  sinks: ScenarioSink[];
  triggers: { confidence: boolean; decision: boolean; errors: boolean; explicit: boolean };
  input: { flag: string };
  explicitRequest: boolean;
}

export interface ScenarioNode {
  id: string;
  type: "agent" | "tool" | "human";
  condition: Test | null;
  /** Nodes that its template names. */
  names: string[];
  onError: string;
  onTimeout: string;
  behaviour: "completes" | "fails" | "answers late" | "expires";
  output: { kind: string; confidence: number; decision: string };
  consecutiveErrors: number;
  durationMs: number;
}

export interface ScenarioEdge {
  from: string;
  to: string;
  condition: Test | null;
}

export interface ScenarioSink {
  id: string;
  action: "finish_conversation" | "handover_to_human";
}

/** A condition that can be written in JMESPath and evaluated without it. `null` as subject is the edge's own source. */
export type Test =
  | { kind: "equals"; subject: string | null; value: string }
  | { kind: "absent"; subject: string }
  | { kind: "flag"; value: string }
  | { kind: "not"; test: Test }
  | { kind: "and" | "or"; tests: Test[] };

export const kinds = ["a", "b", "c"];

export function testAsJmespath(test: Test): string {
  switch (test.kind) {
    case "equals":
      return `${test.subject === null ? "output" : `${test.subject}.output`}.kind == '${test.value}'`;
    case "absent":
      return `${test.subject}.output == null`;
    case "flag":
      return `flag == '${test.value}'`;
    case "not":
      return `!(${testAsJmespath(test.test)})`;
    default:
      return test.tests
        .map((inner) => `(${testAsJmespath(inner)})`)
        .join(test.kind === "and" ? " && " : " || ");
  }
}

export function nodesInTest(test: Test | null): string[] {
  if (test === null) return [];
  switch (test.kind) {
    case "equals":
    case "absent":
      return test.subject === null ? [] : [test.subject];
    case "not":
      return nodesInTest(test.test);
    case "flag":
      return [];
    default:
      return test.tests.flatMap(nodesInTest);
  }
}

/** The scenario as a workflow file: JSON is YAML. */
export function scenarioSource(scenario: Scenario): string {
  const { triggers } = scenario;
  const handoverTriggers = [
    ...(triggers.confidence ? [{ type: "confidence_threshold", threshold: 0.5 }] : []),
    ...(triggers.decision ? [{ type: "agent_decision" }] : []),
    ...(triggers.errors ? [{ type: "error_threshold", consecutive_errors: 2 }] : []),
    ...(triggers.explicit ? [{ type: "explicit_request", patterns: ["human"] }] : []),
  ];
  const nodes = [
    ...scenario.nodes.map(nodeSource),
    ...scenario.sinks.map((sink) => ({ ...sink, type: "sink" })),
  ];
  const edges = scenario.edges.map(({ from, to, condition }) => ({
    from,
    to,
    ...conditionSource(condition),
  }));
  return JSON.stringify({
    name: "scenario",
    version: "1",
    hil_config: { handover_triggers: handoverTriggers },
    workflow: { nodes, edges },
  });
}

function conditionSource(test: Test | null): JsonObject {
  return test === null ? {} : { condition: { type: "jmespath", expression: testAsJmespath(test) } };
}

function nodeSource(node: ScenarioNode): JsonObject {
  const template = `Do it. ${node.names.map((name) => `{{ ${name}.kind }}`).join(" ")}`;
  const common = { id: node.id, on_error: node.onError, ...conditionSource(node.condition) };
  if (node.type === "agent") return { ...common, agent: "worker", prompt_template: template };
  if (node.type === "tool")
    return { ...common, type: "tool", config: { tool: "work", input: { text: template } } };
  const form: Json = { type: "object", properties: { kind: { type: "string" } } };
  const config = { question: template, form, on_timeout: node.onTimeout };
  return { ...common, type: "human", timeout_seconds: 10, config };
}
