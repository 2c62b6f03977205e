/**
 * The shape of `infra/topology.ts`: everything that is deployed, listed once. CDK stacks and the embedded host both read
 * it. Names are logical; each host adds its own prefix, account and region.
 */
export interface Topology {
  functions: Record<string, FunctionSpec>;
  queues: Record<string, QueueSpec>;
  buses: Record<string, BusSpec>;
  rules: Record<string, RuleSpec>;
  schedules: Record<string, ScheduleSpec>;
}

/** What a function may do; grants and environment variables are both derived from it. */
export type Access =
  | { database: true }
  | { sendTo: string }
  | { publishTo: string }
  | { stateMachines: ("start" | "describe" | "stop" | "settle-tasks" | "publish")[] }
  | { models: true }
  | { invoke: string };

export interface FunctionSpec {
  /** Path of the handler from the project root; it exports `handler`. */
  entry: string;
  description: string;
  memoryMb: number;
  timeoutSeconds: number;
  access: Access[];
}

export interface QueueSpec {
  /** The function that is fed from this queue, with `ReportBatchItemFailures`. */
  consumer: string;
  batchSize: number;
  visibilityTimeoutSeconds: number;
  /** Deliveries before a message goes to the dead-letter queue. */
  maxReceives: number;
}

export interface BusSpec {
  archiveDays: number;
}

export interface RuleSpec {
  bus: string;
  /** EventBridge event pattern. */
  pattern: { source?: string[]; "detail-type"?: string[] };
  target: { queue: string } | { function: string };
}

export interface ScheduleSpec {
  everySeconds: number;
  function: string;
}
