import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject, textOf } from "../http/fields.ts";
import { ServiceError } from "../http/service-error.ts";
import type { ChildRows } from "./child-rows.ts";
import { describeForParent } from "./describe-for-parent.ts";
import type { Outcome } from "./engine.ts";
import type { Executions } from "./executions.ts";
import type { OpenExecution } from "./open-execution.ts";
import type { PendingTask } from "./pending-task.ts";
import type { IntegrationPattern } from "./resource.ts";
import { jsonAnswerHeaders, sdkMetadata } from "./sdk-metadata.ts";
import { stableUuid } from "./stable-uuid.ts";
import type { StartedExecution, StartExecutionRequest } from "./start-execution.ts";
import { awsFailure } from "./task-failure.ts";

export interface ChildExecutionsOptions {
  executions: Executions;
  rows: ChildRows;
  /** @throws ServiceError as StartExecution does */
  start: (request: StartExecutionRequest) => StartedExecution;
  nowMs: () => number;
  uuid: () => string;
}

/**
 * `states:startExecution`. The child's start and the parent's knowledge of it are one transaction, and so are the child's
 * end and the parent's next step: whenever the process dies, there is exactly one child and it is never lost.
 */
export class ChildExecutions {
  readonly #options: ChildExecutionsOptions;

  constructor(options: ChildExecutionsOptions) {
    this.#options = options;
  }

  /** Starts the child of a task that is not yet submitted. */
  start(parent: OpenExecution, task: PendingTask, pattern: IntegrationPattern): void {
    const { executions } = this.#options;
    const { taskId } = task.effect;
    let started: StartedExecution;
    try {
      started = this.#options.start(this.#request(parent, task));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const failure = awsFailure("StepFunctions", "AWSStepFunctions", error, this.#options.uuid());
      executions.settleTask(parent, {
        kind: "task-failed",
        taskId,
        error: failure.error,
        cause: failure.reason,
      });
      return;
    }
    const output = this.#answer(started);
    if (pattern === "request-response")
      executions.settleTask(parent, { kind: "task-succeeded", taskId, output });
    else executions.settleTask(parent, { kind: "task-submitted", taskId, output });
    if (pattern.startsWith("sync"))
      this.#options.rows.insert({ childId: started.id, parentId: parent.id, taskId });
    // Begun last: a child that ends at once has to find its parent waiting.
    started.begin();
  }

  /** Settles the tasks that waited for an execution which has ended. */
  ended(child: OpenExecution, outcome: Outcome): void {
    for (const link of this.#options.rows.waitingFor(child.id)) {
      this.#options.rows.delete(link);
      const parent = this.#options.executions.find(link.parentId);
      const task = parent?.tasks.get(link.taskId);
      if (parent !== undefined && task !== undefined) this.#settle(parent, task, child, outcome);
    }
  }

  /** Stops the child of a task that nobody waits for any more, as the service does. */
  cancelled(parent: OpenExecution, task: PendingTask): void {
    const { rows, executions } = this.#options;
    const link = rows.awaitedBy(parent.id, task.effect.taskId);
    if (link === undefined) return;
    rows.delete(link);
    const child = executions.find(link.childId);
    if (child === undefined || rows.waitingFor(link.childId).length > 0) return;
    executions.apply(child, { kind: "stop" });
  }

  #settle(parent: OpenExecution, task: PendingTask, child: OpenExecution, outcome: Outcome): void {
    const { taskId, resource } = task.effect;
    const parsed = resource.endsWith(".sync:2");
    const description = describeForParent(child, outcome, this.#options.nowMs(), parsed);
    if (outcome.status === "SUCCEEDED") {
      this.#options.executions.settleTask(parent, { kind: "task-succeeded", taskId, output: description });
      return;
    }
    const cause = JSON.stringify(describeForParent(child, outcome, this.#options.nowMs(), false));
    this.#options.executions.settleTask(parent, {
      kind: "task-failed",
      taskId,
      error: "States.TaskFailed",
      cause,
    });
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

  #answer({ arn, startedAtMs }: StartedExecution): JsonObject {
    const requestId = this.#options.uuid();
    const answer = { executionArn: arn, startDate: startedAtMs / 1000 };
    return {
      ExecutionArn: arn,
      ...sdkMetadata(jsonAnswerHeaders(answer, requestId, this.#options.nowMs()), requestId),
      StartDate: startedAtMs,
    };
  }
}

/** A string is JSON text already. */
function inputText(input: Json | undefined): string {
  if (typeof input === "string") return input;
  return input === undefined || input === null ? "{}" : JSON.stringify(input);
}
