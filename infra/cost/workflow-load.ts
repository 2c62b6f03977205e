import type { AgentType } from "../../shared/contracts/agent.ts";
import type { ModelProfile } from "../../shared/contracts/model.ts";
import type { CompiledNode, CompiledWorkflow } from "../../shared/contracts/workflow.ts";
import type { StateMachine, TaskState } from "../../statemachines/asl/types.ts";
import type { Assumptions } from "./assumptions.ts";
import { expectedVisits, transitionsOf, type Visit, type WayShares } from "./expected-visits.ts";

/** Agents of one type and profile that an average run works with. */
export interface AgentUse {
  type: AgentType;
  profile: ModelProfile;
  perRun: number;
}

/** What one average run of a workflow asks of the deployment. */
export interface WorkflowLoad {
  /** State transitions that Step Functions bills. */
  transitions: number;
  /** Invocations and billed milliseconds by function, of those that the state machine calls. */
  functions: Record<string, { invocations: number; billedMs: number }>;
  agents: AgentUse[];
  toolNodes: number;
  humanTasks: number;
  /** Share of runs that end in a handover; at most what the workflow has ways for. */
  handovers: number;
}

/** Walks the compiled state machine: how often an average run enters each state, and what that costs beside money. */
export function workflowLoad(
  workflow: CompiledWorkflow,
  assumptions: Assumptions,
  choices: WayShares["choices"] = {},
): WorkflowLoad {
  const machine = workflow.stateMachine as unknown as StateMachine;
  const visits = expectedVisits(machine, sharesFor(machine, assumptions, choices));
  const load: WorkflowLoad = {
    transitions: transitionsOf(visits),
    functions: {},
    agents: [],
    toolNodes: 0,
    humanTasks: 0,
    handovers: handoversIn(visits),
  };
  for (const { state, entered, retried } of visits)
    if (state.Type === "Task") addTask(load, workflow, state, entered + retried, assumptions);
  return load;
}

/** The hazard of the handover rules at which the assumed share of runs is handed over; found by bisection. */
function sharesFor(
  machine: StateMachine,
  assumptions: Assumptions,
  choices: WayShares["choices"],
): WayShares {
  const at = (handoverHazard: number): WayShares => ({
    handoverHazard,
    taskFailure: assumptions.taskFailureShare,
    waitTimeout: assumptions.answerTimeoutShare,
    taskRetry: assumptions.taskRetryShare,
    mapItems: assumptions.mapItems,
    choices,
  });
  let low = 0;
  let high = 1;
  for (let halvings = 0; halvings < 40; halvings += 1) {
    const middle = (low + high) / 2;
    if (handoversIn(expectedVisits(machine, at(middle))) < assumptions.handoverShare) low = middle;
    else high = middle;
  }
  return at(low);
}

function handoversIn(visits: readonly Visit[]): number {
  const ends = visits.filter(({ state }) => state.Type === "Task" && outcomeOf(state) === "handover");
  return ends.reduce((total, { entered }) => total + entered, 0);
}

function addTask(
  load: WorkflowLoad,
  { nodes }: CompiledWorkflow,
  task: TaskState,
  times: number,
  assumptions: Assumptions,
): void {
  const { FunctionName, Payload } = argumentsOf(task);
  const functionName = logicalName(FunctionName ?? task.Resource);
  const node = nodes[Payload?.nodeId ?? ""];
  const known = (load.functions[functionName] ??= { invocations: 0, billedMs: 0 });
  known.invocations += times;
  known.billedMs += times * taskMs(functionName, node, assumptions);
  if (functionName === "run-agent" && node?.type === "agent") addAgent(load.agents, node.agent, times);
  if (functionName === "run-tool") load.toolNodes += times;
  if (functionName === "open-wait") load.humanTasks += times;
}

function addAgent(
  agents: AgentUse[],
  agent: { type: AgentType; model_profile: ModelProfile },
  perRun: number,
) {
  const { type, model_profile: profile } = agent;
  const same = agents.find((each) => each.type === type && each.profile === profile);
  if (same) same.perRun += perRun;
  else agents.push({ type, profile, perRun });
}

function taskMs(functionName: string, node: CompiledNode | undefined, assumptions: Assumptions): number {
  if (functionName === "run-tool") return assumptions.toolMs;
  if (functionName !== "run-agent" || node?.type !== "agent") return assumptions.functionMs;
  if (node.agent.avg_latency_ms !== undefined) return node.agent.avg_latency_ms;
  const byType = {
    simple: assumptions.simpleAgentMs,
    reasoning: assumptions.reasoningAgentMs,
    code: assumptions.codeAgentMs,
  };
  return byType[node.agent.type];
}

/** The part of a task's arguments that the compiler writes. */
interface TaskArguments {
  FunctionName?: string;
  Payload?: { nodeId?: string; outcome?: { kind?: string } };
}

function argumentsOf({ Arguments }: TaskState): TaskArguments {
  return (Arguments ?? {}) as TaskArguments;
}

function outcomeOf(task: TaskState): string | undefined {
  return argumentsOf(task).Payload?.outcome?.kind;
}

/** `${RunAgent}` is the function `run-agent`. */
function logicalName(placeholder: string): string {
  const name = placeholder.replaceAll(/[${}]/g, "");
  return name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
