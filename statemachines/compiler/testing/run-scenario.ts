import type { Json, JsonObject } from "../../../shared/contracts/json.ts";
import type { CompiledWorkflow } from "../../../shared/contracts/workflow.ts";
import { selectFields } from "../../../shared/domain/workflows/select-fields.ts";
import type { StateMachine } from "../../asl/types.ts";
import { Later, TaskError, virtualRun, type VirtualTask } from "../../interpreter/virtual-run.ts";
import type { Ending } from "./naive-semantics.ts";
import type { Scenario, ScenarioNode } from "./scenario.ts";

export interface ObservedRun {
  status: string;
  error: string | undefined;
  /** Virtual time at which each node started, and at which it had settled. */
  started: Map<string, number>;
  settled: Map<string, number>;
  endings: Ending[];
}

const humanTimeoutMs = 10_000;

/** Runs a compiled scenario on the interpreter, with functions that do what the scenario says. */
export async function runScenario(scenario: Scenario, workflow: CompiledWorkflow): Promise<ObservedRun> {
  const functions = new ScenarioFunctions(scenario, workflow);
  const input = {
    tenantId: "tenant",
    runId: "run",
    input: selectFields(scenario.input, workflow.inputReads, "the input"),
    explicitRequest: scenario.explicitRequest,
  };
  const result = await virtualRun(workflow.stateMachine as unknown as StateMachine, {
    input,
    task: (task) => functions.call(task),
    withHistory: false,
  });
  const { started, settled, endings } = functions;
  return { status: result.status, error: result.error, started, settled, endings };
}

class ScenarioFunctions {
  readonly started = new Map<string, number>();
  readonly settled = new Map<string, number>();
  readonly endings: Ending[] = [];
  private readonly scenario: Scenario;
  private readonly workflow: CompiledWorkflow;

  constructor(scenario: Scenario, workflow: CompiledWorkflow) {
    this.scenario = scenario;
    this.workflow = workflow;
  }

  call(task: VirtualTask): Json | Later {
    const { FunctionName, Payload } = task.arguments as { FunctionName: string; Payload: JsonObject };
    if (FunctionName === "${RecordRun}") {
      const { error, cause: _cause, ...outcome } = Payload["outcome"] as JsonObject;
      this.endings.push({ ...outcome, ...(error !== undefined && { error }) } as unknown as Ending);
      return { Payload: {} };
    }
    const node = this.scenario.nodes.find((each) => each.id === Payload["nodeId"]);
    if (node === undefined) throw new Error(`There is no node ${JSON.stringify(Payload["nodeId"])}.`);
    switch (FunctionName) {
      case "${RecordFailure}":
        return this.settle(node, task.nowMs, { Payload: { consecutiveErrors: node.consecutiveErrors } });
      case "${ExpireWait}":
        return this.settle(node, task.nowMs, { Payload: this.expire(node) });
      case "${OpenWait}":
        return this.wait(node, task);
      default:
        return this.work(node, task.nowMs);
    }
  }

  private work(node: ScenarioNode, nowMs: number): Later {
    this.start(node, nowMs);
    if (node.behaviour === "fails") return new Later(node.durationMs, failure(node));
    this.settled.set(node.id, nowMs + node.durationMs);
    const result = { ...this.answer(node), consecutiveErrors: node.consecutiveErrors };
    return new Later(node.durationMs, { output: { Payload: result } });
  }

  private wait(node: ScenarioNode, { nowMs, taskToken, arguments: argument }: VirtualTask): Later {
    this.start(node, nowMs);
    const sent = (argument as { Payload: JsonObject }).Payload["taskToken"];
    if (taskToken === undefined || sent !== taskToken) throw new Error("The task token was not handed over.");
    if (node.behaviour === "fails") return new Later(node.durationMs, failure(node));
    if (node.behaviour !== "completes") return new Later(humanTimeoutMs * 2, "never");
    this.settled.set(node.id, nowMs + node.durationMs);
    return new Later(node.durationMs, { output: this.answer(node) });
  }

  private expire(node: ScenarioNode): JsonObject {
    return node.behaviour === "answers late"
      ? { outcome: "answered", ...this.answer(node) }
      : { outcome: "expired" };
  }

  /** Only what the compiled workflow says is read. */
  private answer(node: ScenarioNode): { ref: string; fields: Json } {
    const output: Json = node.type === "human" ? { kind: node.output.kind } : node.output;
    const reads = this.workflow.nodes[node.id]?.reads ?? [];
    return { ref: `run/${node.id}`, fields: selectFields(output, reads, node.id) };
  }

  private start(node: ScenarioNode, nowMs: number): void {
    if (this.started.has(node.id)) throw new Error(`Node ${node.id} ran twice.`);
    this.started.set(node.id, nowMs);
  }

  private settle(node: ScenarioNode, nowMs: number, answer: Json): Json {
    this.settled.set(node.id, nowMs);
    return answer;
  }
}

function failure(node: ScenarioNode): { error: string; cause: string } {
  const { error, cause } = new TaskError(`Error_${node.id}`, "It was to be expected.");
  return { error, cause };
}
