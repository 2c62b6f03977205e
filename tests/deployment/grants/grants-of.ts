import type { Access, FunctionSpec, QueueSpec, Topology } from "../../../shared/contracts/topology.ts";
import { stateMachineRole } from "../../../local/role-policies.ts";

/** One thing that a role may do, because the topology says so in one place. */
export interface Grant {
  /** Who and what, e.g. `start-run: start state machines`. */
  name: string;
  role: string;
  /** The topology without it. */
  remove: (topology: Topology) => Topology;
}

/** Every grant of a topology: each function's access, the queues that feed it, and what state machines start and send. */
export function grantsOf(topology: Topology): Grant[] {
  const functions = Object.entries(topology.functions);
  return [
    ...functions.flatMap(([name, { access }]) => access.flatMap((entry) => accessGrants(name, entry))),
    ...Object.entries(topology.queues).map(([name, { consumer }]) => consumeGrant(name, consumer)),
    ...functions.filter(([, spec]) => isTask(spec)).map(([name]) => taskGrant(name)),
    ...machineQueueGrants(topology),
  ];
}

/** An entry that lists several things is several grants. */
function accessGrants(functionName: string, entry: Access): Grant[] {
  return partsOf(entry).map(({ what, rest }) => ({
    name: `${functionName}: ${what}`,
    role: functionName,
    remove: changeFunction(functionName, (spec) => ({
      ...spec,
      access: spec.access.flatMap((each) => (isSame(each, entry) ? rest(each) : [each])),
    })),
  }));
}

interface Part {
  what: string;
  /** What is left of the entry without this part. */
  rest: (entry: Access) => Access[];
}

function partsOf(entry: Access): Part[] {
  if ("stateMachines" in entry) {
    return entry.stateMachines.map((action) => ({
      what: `${action} state machines`,
      rest: () => [{ stateMachines: entry.stateMachines.filter((each) => each !== action) }],
    }));
  }
  if ("table" in entry) {
    return entry.may.map((action) => ({
      what: `${action} in table ${entry.table}`,
      rest: () => [{ ...entry, may: entry.may.filter((each) => each !== action) }],
    }));
  }
  if ("bucket" in entry) {
    return entry.may.map((action) => ({
      what: `${action} in bucket ${entry.bucket}`,
      rest: () => [{ ...entry, may: entry.may.filter((each) => each !== action) }],
    }));
  }
  const [[what, of] = ["", ""]] = Object.entries(entry) as [string, string | true][];
  return [{ what: of === true ? what : `${what} ${of}`, rest: () => [] }];
}

function consumeGrant(queue: string, consumer: string): Grant {
  const fedBy = (spec: QueueSpec): QueueSpec => ({ ...spec, consumer: "nobody" });
  return {
    name: `${consumer}: receive from ${queue}`,
    role: consumer,
    remove: (topology) => ({
      ...topology,
      queues: { ...topology.queues, [queue]: fedBy(topology.queues[queue]!) },
    }),
  };
}

function taskGrant(functionName: string): Grant {
  return {
    name: `${stateMachineRole}: invoke ${functionName}`,
    role: stateMachineRole,
    remove: changeFunction(functionName, (spec) => ({
      ...spec,
      startedBy: (spec.startedBy ?? []).filter((each) => each !== "task"),
    })),
  };
}

/** All state machines have one role: a queue is taken from all of them. */
function machineQueueGrants({ stateMachines }: Topology): Grant[] {
  const queues = new Set(Object.values(stateMachines).flatMap(({ sendTo = [] }) => sendTo));
  return [...queues].map((queue) => ({
    name: `${stateMachineRole}: sendTo ${queue}`,
    role: stateMachineRole,
    remove: (topology) => ({
      ...topology,
      stateMachines: Object.fromEntries(
        Object.entries(topology.stateMachines).map(([name, { sendTo = [], ...spec }]) => [
          name,
          { ...spec, sendTo: sendTo.filter((each) => each !== queue) },
        ]),
      ),
    }),
  }));
}

function changeFunction(name: string, change: (spec: FunctionSpec) => FunctionSpec): Grant["remove"] {
  return (topology) => ({
    ...topology,
    functions: { ...topology.functions, [name]: change(topology.functions[name]!) },
  });
}

function isTask({ startedBy }: FunctionSpec): boolean {
  return startedBy?.includes("task") === true;
}

function isSame(one: Access, other: Access): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
