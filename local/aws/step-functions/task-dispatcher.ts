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
    // What was submitted is only waited for.
    if (task.submitted) return;
    const outcome = runner.run(execution, task.effect);
    reach("effect-start:after");
    const waitsForToken = resource.kind === "integration" && resource.pattern === "wait-for-task-token";
    runInBackground(log, async () => {
      await this.#options.executions.settleTask(execution, eventOf(task, await outcome, waitsForToken));
    });
  }
}

function eventOf({ effect: { taskId } }: PendingTask, outcome: TaskOutcome, waitsForToken: boolean) {
  if (outcome.kind === "failed") {
    return { kind: "task-failed" as const, taskId, error: outcome.error, cause: outcome.cause };
  }
  const kind = waitsForToken ? ("task-submitted" as const) : ("task-succeeded" as const);
  return { kind, taskId, output: outcome.output };
}
