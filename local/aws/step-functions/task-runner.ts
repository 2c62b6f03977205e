import type { Json } from "../../../statemachines/asl/types.ts";
import type { Authorizer } from "../iam/authorizer.ts";
import { executionCaller } from "../iam/caller.ts";
import type { Demand, Integration } from "./integrations/integration.ts";
import type { OpenExecution } from "./open-execution.ts";
import type { RunTask } from "./pending-task.ts";
import { parseResource, type TaskResource } from "./resource.ts";
import { TaskFailure } from "./task-failure.ts";

export type TaskOutcome =
  | { kind: "succeeded"; output: Json }
  | { kind: "failed"; error: string; cause: string };

export interface TaskRunnerOptions {
  /** By `service:action`, e.g. `lambda:invoke`. */
  integrations: Readonly<Record<string, Integration>>;
  /** A function's ARN as resource. */
  callFunction: (resource: string) => Integration;
  authorizer: Authorizer;
  uuid: () => string;
  log: (message: string) => void;
}

/** Tasks act under the role of their state machine. */
export function demandFor(authorizer: Authorizer, { facts }: OpenExecution): Demand {
  const caller = executionCaller(facts.roleArn, facts.name);
  return (needs, denied) => authorizer.demand(caller, needs, denied);
}

/** Runs the tasks whose work is done outside the Step Functions service itself. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions;

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async run(execution: OpenExecution, task: RunTask): Promise<TaskOutcome> {
    try {
      const integration = this.#find(task.resource);
      const requestId = this.#options.uuid();
      return {
        kind: "succeeded",
        output: await integration({
          arguments: task.arguments,
          execution,
          requestId,
          demand: demandFor(this.#options.authorizer, execution),
        }),
      };
    } catch (error) {
      return this.#failure(error);
    }
  }

  #find(resource: string): Integration {
    const call: TaskResource = parseResource(resource);
    if (call.kind === "function") return this.#options.callFunction(resource);
    const key = call.kind === "integration" ? `${call.service}:${call.action}` : resource;
    const integration = Object.hasOwn(this.#options.integrations, key)
      ? this.#options.integrations[key]
      : undefined;
    if (integration !== undefined) return integration;
    throw new TaskFailure("States.Runtime", `The resource ${resource} is not offered here`);
  }

  #failure(error: unknown): TaskOutcome {
    if (error instanceof TaskFailure) return { kind: "failed", error: error.error, cause: error.reason };
    this.#options.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return {
      kind: "failed",
      error: "States.Runtime",
      cause: "The task could not be run; the host's log says why",
    };
  }
}
