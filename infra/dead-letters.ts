import type { Topology } from "../shared/contracts/topology.ts";

/** The queue that keeps what a queue, rule or schedule could not hand over. */
export function deadLetterQueueOf(source: string): string {
  return `${source}-dead-letters`;
}

/** Every dead-letter queue of a topology, by logical name: one for each queue, rule and schedule. */
export function deadLetterQueues({ queues, rules, schedules }: Topology): string[] {
  return [...Object.keys(queues), ...Object.keys(rules), ...Object.keys(schedules)].map(deadLetterQueueOf);
}
