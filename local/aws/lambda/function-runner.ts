import type { FunctionSpec } from "../../../shared/contracts/topology.ts";
import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import type { Scheduler } from "../scheduler.ts";

/** Runs one function's handler in this process. `deadlineMs`: milliseconds since the epoch at which its time is up. */
export type InvokeFunction = (
  name: string,
  payload: Json,
  context: { requestId: string; deadlineMs: number },
) => Promise<Json>;

export type FunctionOutcome =
  | { kind: "returned"; payload: Json }
  | { kind: "failed"; errorType: string; errorMessage: string };

export interface FunctionRunnerOptions {
  functions: Readonly<Record<string, FunctionSpec>>;
  invokeFunction: InvokeFunction;
  scheduler: Scheduler;
}

/** Calls functions as Lambda does: with a time limit, and with errors turned into values. */
export class FunctionRunner {
  readonly #options: FunctionRunnerOptions;

  constructor(options: FunctionRunnerOptions) {
    this.#options = options;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#options.functions, name);
  }

  /** Never rejects. The handler of an overdue call goes on, but nobody hears what it returns. */
  async run(name: string, payload: Json, requestId: string): Promise<FunctionOutcome> {
    const { functions, scheduler, invokeFunction } = this.#options;
    const timeoutMs = functions[name]!.timeoutSeconds * 1000;
    const deadlineMs = scheduler.nowMs() + timeoutMs;
    let cancel: () => void = () => undefined;
    const overdue = new Promise<FunctionOutcome>((resolve) => {
      cancel = scheduler.schedule(timeoutMs, () => resolve(timedOut(requestId, timeoutMs)));
    });
    const answer = Promise.resolve()
      .then(() => invokeFunction(name, payload, { requestId, deadlineMs }))
      .then(returned, failed);
    try {
      return await Promise.race([answer, overdue]);
    } finally {
      cancel();
    }
  }
}

/** What Lambda answers for a failed call, in the shape its callers parse. */
export function errorPayload(outcome: { errorType: string; errorMessage: string }): JsonObject {
  return { errorType: outcome.errorType, errorMessage: outcome.errorMessage };
}

function returned(payload: Json): FunctionOutcome {
  // A handler that returns nothing answers null, as in Lambda.
  return { kind: "returned", payload: payload ?? null };
}

function failed(error: unknown): FunctionOutcome {
  if (error instanceof Error) {
    return { kind: "failed", errorType: error.name, errorMessage: error.message };
  }
  return { kind: "failed", errorType: typeof error, errorMessage: String(error) };
}

function timedOut(requestId: string, timeoutMs: number): FunctionOutcome {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { kind: "failed", errorType: "Sandbox.Timedout", errorMessage };
}
