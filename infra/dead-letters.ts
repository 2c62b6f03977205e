import type { ScheduleSpec, Topology } from "../shared/contracts/topology.ts";

/** The queue that keeps what a queue, rule, schedule or asynchronously started function could not do. */
export function deadLetterQueueOf(source: string): string {
  return `${source}-dlq`;
}

/**
 * Every dead-letter queue of a topology, by logical name: one for each queue, rule, schedule that stands, and function
 * that is started asynchronously.
 */
export function deadLetterQueues(topology: Topology, databaseSleeps = false): string[] {
  const sources = [
    ...Object.keys(topology.queues),
    ...Object.keys(topology.rules),
    ...Object.keys(standingSchedules(topology, databaseSleeps)),
    ...asynchronousFunctions(topology, databaseSleeps),
  ];
  return [...new Set(sources)].map(deadLetterQueueOf);
}

/** Functions that rules, schedules and CloudFormation's custom resources start: nobody hears what becomes of the call. */
export function asynchronousFunctions(topology: Topology, databaseSleeps = false): string[] {
  const byRules = Object.values(topology.rules).flatMap(({ target }) =>
    "function" in target ? [target.function] : [],
  );
  const byReleases = Object.entries(topology.functions).flatMap(([name, { startedBy }]) =>
    startedBy?.includes("release") === true ? [name] : [],
  );
  const bySchedules = Object.values(standingSchedules(topology, databaseSleeps)).map((spec) => spec.function);
  return [...new Set([...byRules, ...byReleases, ...bySchedules])];
}

/** A database would never sleep under a schedule that asks it: where it may sleep, such schedules are left out. */
export function standingSchedules(
  { functions, schedules }: Topology,
  databaseSleeps: boolean,
): Record<string, ScheduleSpec> {
  const asksDatabase = (name: string) =>
    functions[name]?.access.some((entry) => "database" in entry) === true;
  const standing = Object.entries(schedules).filter(
    ([, spec]) => !(databaseSleeps && asksDatabase(spec.function)),
  );
  return Object.fromEntries(standing);
}
