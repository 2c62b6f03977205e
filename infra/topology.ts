import type { FunctionSpec, QueueSpec, Topology } from "../shared/contracts/topology.ts";

const database = { database: true } as const;
const task = { startedBy: ["task" as const], onConversationPath: true };
const smallMb = 512;
/** Who stores or uses secrets of tenants. */
const sealing = { secret: "sealing-keys" };
/** Whoever accepts work for a run has it checked. */
const checking = { sendTo: "run-checks" };
const accepting = [
  { sendTo: "run-starts" },
  { sendTo: "run-stops" },
  { sendTo: "wait-settlements" },
  checking,
];
/** As above, for conversations. */
const checkingConversations = { sendTo: "conversation-checks" };
const conversing = [
  { publishTo: "events" },
  { sendTo: "handover-settlements" },
  { sendTo: "desk-assignments" },
  checkingConversations,
];

/** Others are told of what it does. */
const announcing = { sendTo: "notifications" };

/** Those who follow are told to look again. */
const counting = { table: "changes", may: ["update" as const] };

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
      settings: ["identity", "models", "requests", "console", "egress", "demo-shop"],
      access: [
        database,
        ...accepting,
        ...conversing,
        { stateMachines: ["publish"] },
        { table: "rate-limits", may: ["update"] },
        { table: "changes", may: ["get", "update"] },
        announcing,
        sealing,
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
      access: [database, { sendTo: "wait-settlements" }, checking, announcing, counting],
      settings: ["demo-shop"],
    }),
    "expire-wait": fn("expire-wait", {
      description: "Closes a wait whose time is up, unless it was answered",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, checking, announcing, counting],
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
      description:
        "Starts the execution of an accepted run; makes its published machine anew where it is gone",
      onConversationPath: true,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["start", "publish"] }],
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
    "reconcile-run": fn("reconcile-run", {
      description: "Settles one run when Step Functions says that its execution has ended",
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["describe"] }],
    }),
    "check-run": fn("check-run", {
      description: "Looks after a run: sends what stayed unsent, settles it if its execution has ended",
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, ...accepting, { stateMachines: ["describe"] }],
    }),
    "start-episode": fn("start-episode", {
      description: "Starts the execution of a conversation's episode, once",
      onConversationPath: true,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["start"] }],
    }),
    "begin-turn": fn("begin-turn", {
      description: "Gives a conversation to the AI for one turn and accepts the run that takes it",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["publish"] }, counting],
    }),
    "end-turn": fn("end-turn", {
      description: "Says what follows a turn: the end, another turn, or a person",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["describe"] }, announcing, counting],
    }),
    "queue-handover": fn("queue-handover", {
      description: "Puts a conversation into the queue for people and keeps its task token",
      ...task,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [
        database,
        { sendTo: "desk-assignments" },
        { sendTo: "handover-settlements" },
        checkingConversations,
        announcing,
        counting,
      ],
    }),
    "assign-handovers": fn("assign-handovers", {
      description: "Gives what waits in a tenant's queue to people who are free and fit",
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, checkingConversations, announcing, counting],
    }),
    "settle-handover": fn("settle-handover", {
      description: "Lets the conversation go on that a person has resolved or handed back",
      onConversationPath: true,
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, { stateMachines: ["settle-tasks"] }],
    }),
    "check-conversation": fn("check-conversation", {
      description:
        "Looks after a conversation: what stayed unsent, deadlines at the desk, an execution that is gone",
      memoryMb: smallMb,
      timeoutSeconds: 30,
      access: [database, ...conversing, { stateMachines: ["start", "describe"] }, announcing, counting],
    }),
    "deliver-notification": fn("deliver-notification", {
      description: "Tells people and other systems what has happened: by mail, chat and webhook",
      memoryMb: smallMb,
      timeoutSeconds: 60,
      access: [database, announcing, { mail: true }, sealing],
      settings: ["console", "egress"],
    }),
    release: fn("release", {
      description: "Brings the database up to date with a release; makes API keys for operators",
      startedBy: ["release"],
      memoryMb: 1024,
      timeoutSeconds: 900,
      access: [database],
    }),
  },
  stateMachines: {
    customer_support: {
      description: "The customer support workflow that ships",
      definition: "statemachines/workflows/customer_support.asl.json",
    },
    conversation: {
      description: "One episode of a conversation: turns of the AI, and people",
      definition: "statemachines/conversation/conversation.asl.json",
      fixed: true,
    },
    deadline: {
      description: "Waits for the moment at which a conversation has to be looked at",
      definition: "statemachines/conversation/deadline.asl.json",
      fixed: true,
      sendTo: ["conversation-checks"],
    },
  },
  queues: {
    // Step Functions takes 300 starts a second (150 in most regions): some 30 a second by each batch of ten.
    "run-starts": { ...queue("start-run"), mostBatchesAtOnce: 5 },
    "run-stops": queue("stop-run"),
    "wait-settlements": { ...queue("settle-wait"), mostBatchesAtOnce: 5 },
    // A check outlives ten hours without the database.
    "run-checks": { ...queue("check-run"), visibilityTimeoutSeconds: 360, maxReceives: 100 },
    "messages-received": { ...queue("start-episode"), mostBatchesAtOnce: 5 },
    "desk-assignments": queue("assign-handovers"),
    "handover-settlements": { ...queue("settle-handover"), mostBatchesAtOnce: 5 },
    "conversation-checks": {
      ...queue("check-conversation"),
      visibilityTimeoutSeconds: 360,
      maxReceives: 100,
    },
    // A message outlives ten hours without the database; receivers that are away for longer are tried for a day.
    notifications: {
      ...queue("deliver-notification"),
      visibilityTimeoutSeconds: 360,
      mostBatchesAtOnce: 5,
      maxReceives: 100,
    },
  },
  buses: {
    events: { archiveDays: 30 },
  },
  rules: {
    // AWS sends these at best; the checks of each run find what they miss.
    "execution-ended": {
      bus: "default",
      pattern: { source: ["aws.states"], "detail-type": ["Step Functions Execution Status Change"] },
      target: { function: "reconcile-run" },
    },
    "message-received": {
      bus: "events",
      pattern: { source: ["hil.conversations"], "detail-type": ["MessageReceived"] },
      target: { queue: "messages-received" },
    },
  },
  schedules: {},
  tables: {
    changes: {
      description: "One count of changes per tenant, and one for each part of its conversations",
      partitionKey: "tenant_id",
    },
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
    mail: {
      description:
        "The mail server for notifications, where there is one: its URL and the address it sends from",
      writtenBy: "operator",
      fields: ["HIL_SMTP_URL", "HIL_MAIL_FROM"],
      ofMailServer: true,
    },
    "sealing-keys": {
      description: "Keys that seal what tenants entrust to the system",
      writtenBy: "deployment",
      fields: ["1"],
    },
  },
};
