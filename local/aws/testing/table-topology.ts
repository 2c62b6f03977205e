import type { Topology } from "../../../shared/contracts/topology.ts";

/** Tables and nothing else. */
export const TABLE_TOPOLOGY: Topology = {
  functions: {},
  queues: {},
  buses: {},
  rules: {},
  schedules: {},
  stateMachines: {},
  tables: {
    counters: { description: "", partitionKey: "name", ttl: "expires_at" },
    lines: { description: "", partitionKey: "page", sortKey: "line" },
  },
  buckets: {},
  secrets: {},
};
