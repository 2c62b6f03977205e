import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { runInBackground } from "../background.ts";
import { isObject, textOf } from "../http/fields.ts";
import { ServiceError } from "../http/service-error.ts";
import type { ChildRows } from "./child-rows.ts";
import { describeForParent } from "./describe-for-parent.ts";
import type { StoredExecution } from "./execution-rows.ts";
import type { Executions } from "./executions.ts";
import type { OpenExecution } from "./open-execution.ts";
import type { PendingTask } from "./pending-task.ts";
import { parseResource, type IntegrationPattern } from "./resource.ts";
import { jsonAnswerHeaders, sdkMetadata } from "./sdk-metadata.ts";
import { stableUuid } from "./stable-uuid.ts";
import type { StartedExecution, StartExecutionRequest } from "./start-execution.ts";
import { awsFailure } from "./task-failure.ts";

export interface ChildExecutionsOptions {
  executions: Executions;
  rows: ChildRows;
  /** @throws ServiceError as StartExecution does */
  start: (request: StartExecutionRequest) => StartedExecution;
  /** @throws ServiceError when the parent's role may not start this child, or not wait for it where it is to */
  authorize: (parent: OpenExecution, request: StartExecutionRequest, isAwaited: boolean) => void;
  nowMs: () => number;
  uuid: () => string;
  log: (message: string) => void;
}

/**
 * `states:startExecution`. A child is stored together with the task it belongs to, and the two stay linked until the
 * task's result is written: whenever the process dies there is exactly one child, and its end reaches the parent.
 */
export class ChildExecutions {
  readonly #options: ChildExecutionsOptions;

  constructor(options: ChildExecutionsOptions) {
    this.#options = options;
  }

  /** Starts a task's child, or takes up the one it had started before the process died. */
  start(parent: OpenExecution, task: PendingTask, pattern: IntegrationPattern): void {
    const { taskId } = task.effect;
    const earlier = this.#options.rows.ofTask(parent.id, taskId);
    if (earlier !== undefined) {
      this.#answer(parent, task, pattern, earlier);
      this.#settleWhenEnded(parent, task, earlier.arn);
      return;
    }
    try {
      const request = this.#request(parent, task);
      this.#options.authorize(parent, request, pattern.startsWith("sync"));
      const started = this.#options.start(request);
      this.#options.rows.insert({ childId: started.id, parentId: parent.id, taskId });
      this.#answer(parent, task, pattern, started);
      started.begin();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const failure = awsFailure("StepFunctions", "AWSStepFunctions", error, this.#options.uuid());
      this.#settle(parent, { kind: "task-failed", taskId, error: failure.error, cause: failure.reason });
    }
  }

  /** Settles the tasks that wait for an execution which has ended. */
  ended(child: OpenExecution): void {
    for (const link of this.#options.rows.ofChild(child.id)) {
      const parent = this.#options.executions.find(link.parentId);
      const task = parent?.tasks.get(link.taskId);
      if (parent !== undefined && task !== undefined)
        this.#settleWhenEnded(parent, task, child.facts.executionArn);
    }
  }

  /** Drops the link; stops the child of a task that nobody waits for any more, as the service does. */
  taskEnded(parent: OpenExecution, task: PendingTask, cancelled: boolean): void {
    const resource = parseResource(task.effect.resource);
    if (resource.kind !== "integration" || resource.service !== "states") return;
    const { rows, executions } = this.#options;
    const link = rows.ofTask(parent.id, task.effect.taskId);
    if (link === undefined) return;
    rows.delete(link);
    const child = executions.find(link.childId);
    const isAwaited = resource.pattern.startsWith("sync") && rows.ofChild(link.childId).length === 0;
    if (cancelled && isAwaited && child !== undefined) executions.post(child, { kind: "stop" });
  }

  #answer(
    parent: OpenExecution,
    task: PendingTask,
    pattern: IntegrationPattern,
    child: { arn: string; startedAtMs: number },
  ): void {
    const { taskId } = task.effect;
    if (task.submitted) return;
    const kind = pattern === "request-response" ? "task-succeeded" : "task-submitted";
    this.#settle(parent, { kind, taskId, output: this.#startAnswer(child) });
  }

  #settleWhenEnded(parent: OpenExecution, task: PendingTask, childArn: string): void {
    const { taskId, resource } = task.effect;
    const child = this.#options.executions.store.rows.find(childArn);
    if (child === undefined || child.status === "RUNNING" || !/\.sync(?::2)?$/.test(resource)) return;
    this.#settle(parent, endEvent(taskId, child, resource.endsWith(":2")));
  }

  #settle(parent: OpenExecution, event: Parameters<Executions["settleTask"]>[1]): void {
    runInBackground(
      this.#options.log,
      async () => void (await this.#options.executions.settleTask(parent, event)),
    );
  }

  #request(parent: OpenExecution, task: PendingTask): StartExecutionRequest {
    const args = isObject(task.effect.arguments) ? task.effect.arguments : {};
    const name = args["Name"];
    return {
      stateMachineArn: textOf(args["StateMachineArn"]),
      // A name of our own has to be the same when the task is run again.
      name: typeof name === "string" ? name : stableUuid(parent.facts.executionArn, task.effect.taskId),
      input: inputText(args["Input"]),
    };
  }

  #startAnswer({ arn, startedAtMs }: { arn: string; startedAtMs: number }): JsonObject {
    const requestId = this.#options.uuid();
    const answer = { executionArn: arn, startDate: startedAtMs / 1000 };
    return {
      ExecutionArn: arn,
      ...sdkMetadata(jsonAnswerHeaders(answer, requestId, this.#options.nowMs()), requestId),
      StartDate: startedAtMs,
    };
  }
}

function endEvent(taskId: string, child: StoredExecution, parsed: boolean) {
  if (child.status === "SUCCEEDED") {
    return { kind: "task-succeeded" as const, taskId, output: describeForParent(child, parsed) };
  }
  const cause = JSON.stringify(describeForParent(child, false));
  return { kind: "task-failed" as const, taskId, error: "States.TaskFailed", cause };
}

/** A string is JSON text already. */
function inputText(input: Json | undefined): string {
  if (typeof input === "string") return input;
  return input === undefined || input === null ? "{}" : JSON.stringify(input);
}
