import type { Topology } from "../../shared/contracts/topology.ts";

/** Names in the topology that nothing stands behind. */
export class TopologyError extends Error {
  override readonly name = "TopologyError";
}

/** Checks that everything a topology refers to is in it. @throws TopologyError naming all that is missing */
export function checkTopology(topology: Topology): void {
  const problems: string[] = [];
  const refer = (from: string, kind: "functions" | "queues" | "buses", name: string) => {
    const isDefaultBus = kind === "buses" && name === "default";
    if (!isDefaultBus && !Object.hasOwn(topology[kind], name))
      problems.push(`${from}: no ${kind} entry ${name}`);
  };
  for (const [name, { sendTo = [] }] of Object.entries(topology.stateMachines))
    for (const queue of sendTo) refer(`state machine ${name}`, "queues", queue);
  for (const [name, spec] of Object.entries(topology.queues))
    refer(`queue ${name}`, "functions", spec.consumer);
  for (const [name, spec] of Object.entries(topology.schedules))
    refer(`schedule ${name}`, "functions", spec.function);
  for (const [name, { bus, target }] of Object.entries(topology.rules)) {
    refer(`rule ${name}`, "buses", bus);
    if ("queue" in target) refer(`rule ${name}`, "queues", target.queue);
    else refer(`rule ${name}`, "functions", target.function);
  }
  if (problems.length > 0)
    throw new TopologyError(`the topology does not hold together: ${problems.join("; ")}`);
}
