import type { FunctionSpec, QueueSpec, Topology } from "../shared/contracts/topology.ts";

const database = { database: true } as const;
const task = { startedBy: ["task" as const], onConversationPath: true };
const smallMb = 512;

function fn(name: string, spec: Omit<FunctionSpec, "entry">): FunctionSpec {
  return { entry: `functions/${name}/handler.ts`, ...spec };
}

function queue(consumer: string): QueueSpec {
  return { consumer, batchSize: 10, visibilityTimeoutSeconds: 60, maxReceives: 5 };
}

/**
 * Everything that is deployed, listed once: the CDK stacks and the embedded host both read it. Adding a function is one
 * entry here and one handler file.
 */
export const topology: Topology = {
  functions: {
    api: fn("api", {
      description: "The public HTTP API",
      memoryMb: 1024,
      timeoutSeconds: 29,
      startedBy: ["http"],
      onConversationPath: true,
      settings: ["identity", "models", "requests", "demo-shop"],
      access: [
        database,
        { sendTo: "run-starts" },
        { sendTo: "run-stops" },
        { sendTo: "wait-settlements" },
        { stateMachines: ["publish"] },
      ],
    }),
    "run-agent": fn("run-agent", {
      description: "Runs a simple or reasoning agent node",
      ...task,
      memoryMb: 1024,
      timeoutSeconds: 900,
      access: [database, { models: true }],
      settings: ["models", "demo-shop"],
    }),
    "run-tool": fn("run-tool", {
      description: "Runs a tool node",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 900,
      access: [database],
      settings: ["demo-shop"],
    }),
    "open-wait": fn("open-wait", {
      description: "Opens a wait for a person and keeps its task token",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { sendTo: "wait-settlements" }],
    }),
    "expire-wait": fn("expire-wait", {
      description: "Closes a wait whose time is up, unless it was answered",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database],
    }),
    "record-failure": fn("record-failure", {
      description: "Records that a node failed for good and counts errors in a row",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database],
    }),
    "record-run": fn("record-run", {
      description: "Records how a run ended",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database],
    }),
    "start-run": fn("start-run", {
      description: "Starts the execution of an accepted run",
      onConversationPath: true,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["start"] }],
    }),
    "stop-run": fn("stop-run", {
      description: "Stops the execution of a run",
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["stop"] }],
    }),
    "settle-wait": fn("settle-wait", {
      description: "Hands a person's answer to the waiting execution",
      onConversationPath: true,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["settle-tasks"] }],
    }),
    "sweep-outbox": fn("sweep-outbox", {
      description: "Sends accepted work again that stayed unsent",
      memoryMb: smallMb,
      timeoutSeconds: 60,
      access: [database, { sendTo: "run-starts" }, { sendTo: "run-stops" }, { sendTo: "wait-settlements" }],
    }),
    "reconcile-run": fn("reconcile-run", {
      description: "Settles one run when Step Functions says that its execution has ended",
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["describe"] }],
    }),
    "reconcile-runs": fn("reconcile-runs", {
      description: "Settles runs whose execution ended without recording it",
      memoryMb: smallMb,
      timeoutSeconds: 60,
      access: [database, { stateMachines: ["describe"] }],
    }),
  },
  stateMachines: {
    customer_support: {
      description: "The customer support workflow that ships",
      definition: "statemachines/workflows/customer_support.asl.json",
    },
  },
  queues: {
    // Step Functions takes 300 starts a second (150 in most regions): some 30 a second by each batch of ten.
    "run-starts": { ...queue("start-run"), mostBatchesAtOnce: 5 },
    "run-stops": queue("stop-run"),
    "wait-settlements": { ...queue("settle-wait"), mostBatchesAtOnce: 5 },
  },
  buses: {
    events: { archiveDays: 30 },
  },
  rules: {
    // AWS sends these at best; the schedule below finds what they miss.
    "execution-ended": {
      bus: "default",
      pattern: { source: ["aws.states"], "detail-type": ["Step Functions Execution Status Change"] },
      target: { function: "reconcile-run" },
    },
  },
  schedules: {
    "sweep-outbox": { everySeconds: 60, function: "sweep-outbox" },
    "reconcile-runs": { everySeconds: 300, function: "reconcile-runs" },
  },
  tables: {
    "rate-limits": {
      description: "One token bucket per API key, counted down atomically",
      partitionKey: "bucket_id",
      ttl: "expires_at",
    },
  },
  buckets: {
    documents: { description: "Large outputs and documents" },
  },
  secrets: {
    database: {
      description: "How to reach PostgreSQL",
      writtenBy: "database",
      fields: ["host", "port", "dbname", "username", "password"],
    },
    "model-keys": {
      description: "Keys of the model providers",
      writtenBy: "operator",
      fields: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"],
    },
  },
};
