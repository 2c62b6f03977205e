import type { Json, JsonObject } from "../asl/types.ts";
import type { Execution } from "./execution.ts";
import type { TaskResource } from "./resource.ts";
import type { ScheduledTask } from "./states/task.ts";
import type { StateFrame } from "./types.ts";

/** The events of a task's life: of a Lambda function called by its ARN, or of an integrated service. */
export interface TaskEvents {
  scheduled(execution: Execution, frame: StateFrame, task: ScheduledTask): void;
  submitted(execution: Execution, frame: StateFrame, output: Json): void;
  succeeded(execution: Execution, frame: StateFrame, output: Json): void;
  failed(execution: Execution, frame: StateFrame, error: string, cause: string): void;
  timedOut(execution: Execution, frame: StateFrame): void;
}

const NOT_TRUNCATED = { truncated: false };
const TIMED_OUT = { error: "States.Timeout" };

export function taskEvents(resource: TaskResource): TaskEvents {
  return resource.kind === "lambda" ? lambdaEvents(resource.resource) : serviceEvents(resource);
}

function scheduledExtras({ timeoutSeconds, heartbeatSeconds, credentials }: ScheduledTask): JsonObject {
  const role = credentials?.["RoleArn"];
  return {
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
    ...(role !== undefined && { taskCredentials: { roleArn: role } }),
  };
}

function lambdaEvents(resource: string): TaskEvents {
  return {
    scheduled(execution, frame, task) {
      execution.publish(frame, "LambdaFunctionScheduled", () => ({
        lambdaFunctionScheduledEventDetails: {
          resource,
          input: execution.json.text(task.input),
          inputDetails: NOT_TRUNCATED,
          ...scheduledExtras(task),
        },
      }));
      execution.publish(frame, "LambdaFunctionStarted");
    },
    submitted() {},
    succeeded(execution, frame, output) {
      execution.publish(frame, "LambdaFunctionSucceeded", () => ({
        lambdaFunctionSucceededEventDetails: {
          output: execution.json.text(output),
          outputDetails: NOT_TRUNCATED,
        },
      }));
    },
    failed(execution, frame, error, cause) {
      execution.publish(frame, "LambdaFunctionFailed", () => ({
        lambdaFunctionFailedEventDetails: { error, cause },
      }));
    },
    timedOut(execution, frame) {
      execution.publish(frame, "LambdaFunctionTimedOut", () => ({
        lambdaFunctionTimedOutEventDetails: TIMED_OUT,
      }));
    },
  };
}

function serviceEvents({ resourceType, action }: Extract<TaskResource, { kind: "service" }>): TaskEvents {
  const service = { resource: action, resourceType };
  const outputOf = ({ json }: Execution, output: Json) => ({
    ...service,
    output: json.text(output),
    outputDetails: NOT_TRUNCATED,
  });
  return {
    scheduled(execution, frame, task) {
      execution.publish(frame, "TaskScheduled", () => ({
        taskScheduledEventDetails: {
          ...service,
          region: regionOf(execution.facts.executionArn),
          parameters: execution.json.text(task.input),
          ...scheduledExtras(task),
        },
      }));
      execution.publish(frame, "TaskStarted", () => ({ taskStartedEventDetails: service }));
    },
    submitted(execution, frame, output) {
      execution.publish(frame, "TaskSubmitted", () => ({
        taskSubmittedEventDetails: outputOf(execution, output),
      }));
    },
    succeeded(execution, frame, output) {
      execution.publish(frame, "TaskSucceeded", () => ({
        taskSucceededEventDetails: outputOf(execution, output),
      }));
    },
    failed(execution, frame, error, cause) {
      execution.publish(frame, "TaskFailed", () => ({
        taskFailedEventDetails: { ...service, error, cause },
      }));
    },
    timedOut(execution, frame) {
      execution.publish(frame, "TaskTimedOut", () => ({
        taskTimedOutEventDetails: { ...service, ...TIMED_OUT },
      }));
    },
  };
}

/** `arn:aws:states:us-east-1:…`: the fourth part. */
function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
