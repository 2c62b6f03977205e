import { runInBackground } from "../background.ts";
import type { Reach } from "../crash-points.ts";
import type { ChildExecutions } from "./child-executions.ts";
import type { Executions } from "./executions.ts";
import type { OpenExecution } from "./open-execution.ts";
import type { PendingTask } from "./pending-task.ts";
import { parseResource } from "./resource.ts";
import type { TaskOutcome, TaskRunner } from "./task-runner.ts";

export interface TaskDispatcherOptions {
  executions: Executions;
  children: ChildExecutions;
  runner: TaskRunner;
  reach: Reach;
  log: (message: string) => void;
}

/** Starts a task where its resource says, and brings what comes of it back to the execution. */
export class TaskDispatcher {
  readonly #options: TaskDispatcherOptions;

  constructor(options: TaskDispatcherOptions) {
    this.#options = options;
  }

  start(execution: OpenExecution, task: PendingTask): void {
    const { reach, children, runner, log } = this.#options;
    const resource = parseResource(task.effect.resource);
    reach("effect-start:before");
    if (
      resource.kind === "integration" &&
      resource.service === "states" &&
      resource.action === "startExecution"
    ) {
      children.start(execution, task, resource.pattern);
      reach("effect-start:after");
      return;
    }
    const outcome = runner.run(execution, task.effect);
    reach("effect-start:after");
    const waitsForToken = resource.kind === "integration" && resource.pattern === "wait-for-task-token";
    runInBackground(log, async () => this.#settle(execution, task, await outcome, waitsForToken));
  }

  #settle(execution: OpenExecution, task: PendingTask, outcome: TaskOutcome, waitsForToken: boolean): void {
    const { taskId } = task.effect;
    if (outcome.kind === "failed") {
      const { error, cause } = outcome;
      this.#options.executions.settleTask(execution, { kind: "task-failed", taskId, error, cause });
      return;
    }
    const kind = waitsForToken ? "task-submitted" : "task-succeeded";
    this.#options.executions.settleTask(execution, { kind, taskId, output: outcome.output });
  }
}
