import type { Topology } from "../shared/contracts/topology.ts";
import { consumePermission, nestedExecutions, permissionOf, type Statement } from "./access.ts";
import { arnsOf, type Deployment } from "./deployment.ts";

/** An IAM policy in its JSON form. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

/**
 * What the topology lets a function do: its access, and the queues that feed it. On AWS its role carries these
 * statements beside what Lambda itself needs (log group, network); the embedded host evaluates exactly these.
 * @throws Error when the topology has no such function
 */
export function policyOf(functionName: string, topology: Topology, deployment: Deployment): PolicyDocument {
  const spec = topology.functions[functionName];
  if (spec === undefined) throw new Error(`The topology has no function ${functionName}.`);
  const access = spec.access.flatMap((entry) => permissionOf(entry, deployment).statements);
  const consumed = queuesOf(functionName, topology).map((queue) => consumePermission(queue, deployment));
  return { Version: "2012-10-17", Statement: [...access, ...consumed] };
}

/** The variables that go with a function's access. */
export function accessEnvironment(
  functionName: string,
  topology: Topology,
  deployment: Deployment,
): Record<string, string> {
  const access = topology.functions[functionName]?.access ?? [];
  return Object.assign({}, ...access.map((entry) => permissionOf(entry, deployment).environment));
}

/**
 * What every state machine may do: invoke the functions that are tasks, at their live alias, and no other; a conversation's
 * also runs workflows, and its own successor; a deadline's sends to a queue.
 */
export function stateMachinePolicy(topology: Topology, deployment: Deployment): PolicyDocument {
  const { liveFunction } = arnsOf(deployment);
  const statement: Statement = {
    Effect: "Allow",
    Action: ["lambda:InvokeFunction"],
    Resource: taskFunctions(topology).map(liveFunction),
  };
  const send = machineQueues(topology).flatMap((sendTo) => permissionOf({ sendTo }, deployment).statements);
  return { Version: "2012-10-17", Statement: [statement, ...nestedExecutions(deployment), ...send] };
}

/** Queues that state machines send to. */
function machineQueues({ stateMachines }: Topology): string[] {
  return [...new Set(Object.values(stateMachines).flatMap(({ sendTo = [] }) => sendTo))];
}

/** Functions that state machines start. */
export function taskFunctions({ functions }: Topology): string[] {
  return Object.keys(functions).filter((name) => functions[name]?.startedBy?.includes("task") === true);
}

/** Queues that feed a function. */
export function queuesOf(functionName: string, { queues }: Topology): string[] {
  return Object.keys(queues).filter((name) => queues[name]?.consumer === functionName);
}
