/**
 * The shape of `infra/topology.ts`: everything that is deployed, listed once. CDK stacks and the embedded host both read
 * it. Names are logical; each deployment puts its prefix, account and region before them.
 */
export interface Topology {
  functions: Record<string, FunctionSpec>;
  stateMachines: Record<string, StateMachineSpec>;
  queues: Record<string, QueueSpec>;
  buses: Record<string, BusSpec>;
  rules: Record<string, RuleSpec>;
  schedules: Record<string, ScheduleSpec>;
  tables: Record<string, TableSpec>;
  buckets: Record<string, BucketSpec>;
  secrets: Record<string, SecretSpec>;
}

export type StateMachineAction = "start" | "describe" | "stop" | "settle-tasks" | "publish";
export type TableAction = "get" | "put" | "update" | "delete" | "query";
export type BucketAction = "get" | "put" | "delete";

/** What a function may do. Its grants and its environment variables are both derived from it, in `infra/access.ts`. */
export type Access =
  | { database: true }
  | { models: true }
  | { stateMachines: StateMachineAction[] }
  | { sendTo: string }
  | { publishTo: string }
  | { invoke: string }
  | { table: string; may: TableAction[] }
  | { bucket: string; may: BucketAction[] }
  | { secret: string }
  /** Sends mail, by whichever way the deployment has. */
  | { mail: true };

/** Settings of the deployment that a function reads beside what its access gives. */
export type SettingsGroup = "identity" | "models" | "requests" | "demo-shop" | "console" | "egress";

export interface FunctionSpec {
  /** Path of the handler from the project root; it exports `handler`. */
  entry: string;
  description: string;
  memoryMb: number;
  timeoutSeconds: number;
  /**
   * What starts it beside the queues, rules and schedules that name it: the public API's gateway, a task of a state
   * machine, the sandbox's private API, or a release.
   */
  startedBy?: ("http" | "task" | "private-http" | "release")[];
  /** True: part of answering a conversation's turn, where a cold start is felt. */
  onConversationPath?: boolean;
  access: Access[];
  settings?: SettingsGroup[];
}

/** A state machine that is part of the deployment; those of published workflows are made by the API. */
export interface StateMachineSpec {
  description: string;
  /** Path of the compiled definition, with placeholders, from the project root. */
  definition: string;
  /** True: written by hand and no workflow's; else compiled from the YAML beside it. */
  fixed?: boolean;
  /** Queues that it sends to. */
  sendTo?: string[];
}

export interface QueueSpec {
  /** The function that is fed from this queue, with `ReportBatchItemFailures`. */
  consumer: string;
  batchSize: number;
  visibilityTimeoutSeconds: number;
  /** How many batches are worked on at once; 2, which is Lambda's least, unless told. */
  mostBatchesAtOnce?: number;
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

/** Where the database may sleep, a schedule whose function has access to it is left out. */
export interface ScheduleSpec {
  everySeconds: number;
  function: string;
}

/** A DynamoDB table: string keys, on demand, point-in-time recovery. */
export interface TableSpec {
  description: string;
  partitionKey: string;
  sortKey?: string;
  /** The attribute, in seconds since the epoch, after which an item may be removed. */
  ttl?: string;
}

export interface BucketSpec {
  description: string;
}

export interface SecretSpec {
  description: string;
  /**
   * `database`: written by the database itself. `operator`: put there by a person, as a JSON object with these fields.
   * `deployment`: a JSON object whose one field is a random text, made by the first deployment and kept by all later ones.
   */
  writtenBy: "database" | "operator" | "deployment";
  fields: string[];
  /** Stands only where mail is sent by a server. */
  ofMailServer?: boolean;
}
