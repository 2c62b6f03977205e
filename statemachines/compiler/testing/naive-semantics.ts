import { nodesInTest, type Scenario, type ScenarioNode, type ScenarioSink, type Test } from "./scenario.ts";

/** How one node ends. `blocked`: something before it ends the run. */
export type NodeStatus = "completed" | "failed" | "expired" | "skipped" | "blocked" | "ends the run";

export type Ending =
  | { kind: "finished"; sink: string | null }
  | { kind: "handover"; sink: string | null; reason: string; node: string | null }
  | { kind: "failed"; error: string };

/** What the language says must happen, worked out node by node, without graph or state machine. */
export interface Expectation {
  /** Every node that runs unless the run has been ended before. */
  runs: Set<string>;
  upstream: Map<string, Set<string>>;
  /** Nodes that end the run when they run, and how; empty when the run goes on to its sinks. */
  endedBy: Map<string, Ending>;
  /** How it ends when no node ends it. */
  ending: Ending;
}

export function expectationOf(scenario: Scenario): Expectation {
  const handoverSink = scenario.sinks.find((sink) => sink.action === "handover_to_human")?.id ?? null;
  if (scenario.triggers.explicit && scenario.explicitRequest) {
    const ending = { kind: "handover" as const, sink: handoverSink, reason: "explicit_request", node: null };
    return { runs: new Set(), upstream: new Map(), endedBy: new Map(), ending };
  }
  return new Evaluation(scenario, handoverSink).result();
}

class Evaluation {
  private readonly scenario: Scenario;
  private readonly handoverSink: string | null;
  private readonly statuses = new Map<string, NodeStatus>();
  /** False for a completed node whose failure was accepted. */
  private readonly outputs = new Map<string, ScenarioNode["output"]>();
  private readonly runs = new Set<string>();
  private readonly upstream = new Map<string, Set<string>>();
  private readonly endedBy = new Map<string, Ending>();

  constructor(scenario: Scenario, handoverSink: string | null) {
    this.scenario = scenario;
    this.handoverSink = handoverSink;
  }

  result(): Expectation {
    for (const node of this.scenario.nodes) this.statuses.set(node.id, this.settle(node));
    const { runs, upstream, endedBy } = this;
    return { runs, upstream, endedBy, ending: this.endInSink() };
  }

  private settle(node: ScenarioNode): NodeStatus {
    const incoming = this.scenario.edges.filter((edge) => edge.to === node.id);
    const sources = this.scenario.nodes.filter((other) => leadsTo(other, node.id));
    const upstream = new Set([
      ...incoming.flatMap((edge) => [edge.from, ...nodesInTest(edge.condition)]),
      ...sources.map((source) => source.id),
      ...nodesInTest(node.condition),
      ...node.names,
    ]);
    this.upstream.set(node.id, upstream);
    const before = [...upstream].map((id) => this.statuses.get(id));
    if (before.some((status) => status === "blocked" || status === "ends the run")) return "blocked";
    const entered = incoming.length + sources.length === 0 || this.isEntered(node.id);
    if (!entered || !this.holds(node.condition, null)) return "skipped";
    this.runs.add(node.id);
    return this.run(node);
  }

  private isEntered(id: string): boolean {
    const byEdge = this.scenario.edges.some(
      (edge) =>
        edge.to === id &&
        this.statuses.get(edge.from) === "completed" &&
        this.holds(edge.condition, edge.from),
    );
    return byEdge || this.scenario.nodes.some((node) => this.wentTo(node, id));
  }

  private wentTo(node: ScenarioNode, target: string): boolean {
    const status = this.statuses.get(node.id);
    return (
      (status === "failed" && node.onError === target) || (status === "expired" && node.onTimeout === target)
    );
  }

  private run(node: ScenarioNode): NodeStatus {
    const fails = node.behaviour === "fails" || (node.type === "human" && node.behaviour === "expires");
    const expires = node.type === "human" && node.behaviour === "expires";
    if (!fails) {
      this.outputs.set(node.id, node.output);
      return this.triggered(node) ?? "completed";
    }
    const { triggers } = this.scenario;
    if (!expires && triggers.errors && node.type !== "human" && node.consecutiveErrors >= 2)
      return this.endWith(node, this.handover("error_threshold", node.id));
    const policy = expires ? node.onTimeout : node.onError;
    if (policy === "continue") return "completed";
    if (policy === "handover") return this.endWith(node, this.handover("on_error", node.id));
    if (policy === "fail")
      return this.endWith(node, {
        kind: "failed",
        error: expires ? "HumanTimeoutError" : `Error_${node.id}`,
      });
    return expires ? "expired" : "failed";
  }

  private triggered(node: ScenarioNode): NodeStatus | undefined {
    const { triggers } = this.scenario;
    const { output, id } = node;
    if (node.type === "agent" && triggers.confidence && output.confidence < 0.5)
      return this.endWith(node, this.handover("confidence_threshold", id));
    if (node.type === "agent" && triggers.decision && output.decision === "HANDOVER")
      return this.endWith(node, this.handover("agent_decision", id));
    if (node.type !== "human" && triggers.errors && node.consecutiveErrors >= 2)
      return this.endWith(node, this.handover("error_threshold", id));
    return undefined;
  }

  private endWith(node: ScenarioNode, ending: Ending): NodeStatus {
    this.endedBy.set(node.id, ending);
    return "ends the run";
  }

  private handover(reason: string, node: string | null, sink = this.handoverSink): Ending {
    return { kind: "handover", sink, reason, node };
  }

  private endInSink(): Ending {
    const { sinks, edges } = this.scenario;
    const isHandover = (sink: ScenarioSink) => sink.action === "handover_to_human";
    for (const sink of [...sinks.filter(isHandover), ...sinks.filter((each) => !isHandover(each))]) {
      if (!this.isEntered(sink.id)) continue;
      if (!isHandover(sink)) return { kind: "finished", sink: sink.id };
      const origins = [...new Set(edges.filter((edge) => edge.to === sink.id).map((edge) => edge.from))];
      return this.handover("workflow", origins.length === 1 ? (origins[0] ?? null) : null, sink.id);
    }
    const fallback = sinks.find((sink) => !isHandover(sink) && !edges.some((edge) => edge.to === sink.id));
    return { kind: "finished", sink: fallback?.id ?? null };
  }

  private holds(test: Test | null, source: string | null): boolean {
    if (test === null) return true;
    switch (test.kind) {
      case "equals":
        return this.outputs.get(test.subject ?? source ?? "")?.kind === test.value;
      case "absent":
        return !this.outputs.has(test.subject);
      case "flag":
        return this.scenario.input.flag === test.value;
      case "not":
        return !this.holds(test.test, source);
      case "and":
        return test.tests.every((inner) => this.holds(inner, source));
      case "or":
        return test.tests.some((inner) => this.holds(inner, source));
    }
  }
}

function leadsTo(node: ScenarioNode, target: string): boolean {
  return node.onError === target || (node.type === "human" && node.onTimeout === target);
}
