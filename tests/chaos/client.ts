import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import type { HostFile } from "../../local/host-file.ts";

/** What the host has promised: it answered 2xx. */
export interface Promises {
  accepted: Set<string>;
  decided: Set<string>;
}

/**
 * A client that wants its runs done whatever happens to the host: it repeats a request under the same idempotency key
 * until it is answered, and remembers every promise it was given.
 */
export class ChaosClient {
  readonly promises: Promises = { accepted: new Set(), decided: new Set() };
  readonly #runs = new Map<number, string>();

  /** Starts the runs up to `count` that were not accepted yet, and answers every question that is open. */
  async push(host: HostFile, count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      if (!this.#runs.has(number)) await this.#start(host, number);
    }
    await this.#answerQuestions(host);
  }

  async allEnded(host: HostFile): Promise<boolean> {
    await this.#answerQuestions(host);
    for (const runId of this.promises.accepted) {
      const run = await call<ExecutionView>(host, "GET", `/executions/${runId}`);
      if (run === null || run.status === "queued" || run.status === "running") return false;
    }
    return true;
  }

  /** True once every run was accepted. */
  hasStarted(count: number): boolean {
    return this.#runs.size >= count;
  }

  async #start(host: HostFile, number: number): Promise<void> {
    const body = {
      workflow_id: "chaos",
      input_data: { customer_message: "I want to return order #12345", mailbox: `box-${number}@example.com` },
    };
    const run = await call<ExecutionView>(host, "POST", "/workflows/execute", body, `run-${number}`);
    if (run === null) return;
    this.#runs.set(number, run.execution_id);
    this.promises.accepted.add(run.execution_id);
  }

  async #answerQuestions(host: HostFile): Promise<void> {
    const list = await call<{ human_tasks: { id: string; execution_id: string }[] }>(
      host,
      "GET",
      "/human-tasks?status=open",
    );
    for (const task of list?.human_tasks ?? []) {
      const answer = { answer: { decision: "approve" } };
      const decided = await call(host, "POST", `/human-tasks/${task.id}/decision`, answer, task.id);
      if (decided !== null) this.promises.decided.add(task.execution_id);
    }
  }
}

/** Null: another attempt under the same key has not ended, or was killed and is not given up yet; try again later. */
async function call<T>(
  host: HostFile,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<T | null> {
  const response = await fetch(`${host.api_url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${host.api_key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status === 409) return null;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}
