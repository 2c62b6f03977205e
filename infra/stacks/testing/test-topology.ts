import type { FunctionSpec, Topology } from "../../../shared/contracts/topology.ts";

const base = { memoryMb: 256, timeoutSeconds: 30, access: [] } satisfies Partial<FunctionSpec>;

/** A function that does nothing, but for what is said. */
export function testFunction(spec: Partial<FunctionSpec> = {}): FunctionSpec {
  return { entry: "functions/none/handler.ts", description: "For a test", ...base, ...spec };
}

/** A small topology with one of everything that starts a function. */
export const testTopology: Topology = {
  functions: {
    front: testFunction({ startedBy: ["http"], settings: ["requests"], access: [{ sendTo: "jobs" }] }),
    work: testFunction({ access: [{ database: true }] }),
    step: testFunction({ startedBy: ["task"] }),
    watch: testFunction(),
    tidy: testFunction({ access: [{ database: true }] }),
    count: testFunction(),
    release: testFunction({ startedBy: ["release"], timeoutSeconds: 600, access: [{ database: true }] }),
  },
  stateMachines: {},
  queues: { jobs: { consumer: "work", batchSize: 10, visibilityTimeoutSeconds: 60, maxReceives: 5 } },
  buses: { news: { archiveDays: 7 } },
  rules: {
    "run-ended": { bus: "default", pattern: { source: ["aws.states"] }, target: { function: "watch" } },
    "job-made": { bus: "news", pattern: { "detail-type": ["job"] }, target: { queue: "jobs" } },
  },
  schedules: {
    "tidy-up": { everySeconds: 300, function: "tidy" },
    "count-up": { everySeconds: 60, function: "count" },
  },
  tables: {},
  buckets: {},
  secrets: {},
};
