import type { FunctionSpec, Topology } from "../../../shared/contracts/topology.ts";
import type { CrashPoint } from "../crash-points.ts";
import { chain, invoke, invokeAndWait } from "./definitions.ts";

export interface CrashOrder {
  dataDir: string;
  /** Where the functions write down their calls, one JSON object a line. */
  recordPath: string;
  /** Where to die, and at which passing; never without. */
  point?: CrashPoint;
  passes: number;
}

/** How long each run waits by its timer. */
export const PAUSE_MS = 150;

const SPEC: FunctionSpec = { entry: "test", description: "", memoryMb: 128, timeoutSeconds: 30, access: [] };

export const CRASH_TOPOLOGY: Topology = {
  functions: { work: SPEC, ask: SPEC, consume: SPEC, notify: SPEC },
  queues: { out: { consumer: "consume", batchSize: 2, visibilityTimeoutSeconds: 60, maxReceives: 50 } },
  buses: { hil: { archiveDays: 1 } },
  rules: { done: { bus: "hil", pattern: { "detail-type": ["Done"] }, target: { function: "notify" } } },
  schedules: {},
  stateMachines: {},
  tables: {},
  buckets: {},
  secrets: {},
};

export const CHILD = chain({
  Inner: invoke("work", { of: "child", id: "{% $states.context.Execution.Name %}" }),
});

/** One of everything that must survive: a task, a person, a timer, a child, a message and an event. */
export function parentMachine(childArn: string, queueUrl: string): string {
  const name = "{% $states.context.Execution.Name %}";
  return chain({
    Work: invoke("work", { of: "parent", id: name }),
    Ask: invokeAndWait("ask"),
    Pause: { Type: "Wait", Timestamp: `{% $fromMillis($millis() + ${PAUSE_MS}) %}` },
    Child: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      Arguments: { StateMachineArn: childArn },
      Output: "{% $states.result.Output %}",
    },
    Send: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Arguments: { QueueUrl: queueUrl, MessageBody: name },
    },
    Publish: {
      Type: "Task",
      Resource: "arn:aws:states:::events:putEvents",
      Arguments: {
        Entries: [{ EventBusName: "hil", Source: "test", DetailType: "Done", Detail: { id: name } }],
      },
    },
    Last: { Type: "Pass", Output: { finished: name } },
  });
}
