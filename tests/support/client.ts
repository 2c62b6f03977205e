import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import type { HostFile } from "../../local/host-file.ts";
import { until } from "./until.ts";

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** A plain HTTP client of a host: what a user's program would send. */
export class Client {
  readonly #host: Pick<HostFile, "api_url" | "api_key">;
  readonly #credential: string;

  constructor(host: Pick<HostFile, "api_url" | "api_key">, credential: string = host.api_key) {
    this.#host = host;
    this.#credential = credential;
  }

  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.#host.api_url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#credential}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? null : parse(text)) as T,
    };
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.request<T>("GET", `/api/v1${path}`);
  }

  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.request<T>("POST", `/api/v1${path}`, body, headers);
  }

  async execute(workflowId: string, input: Record<string, unknown>): Promise<ExecutionView> {
    const { body, status } = await this.post<ExecutionView>("/workflows/execute", {
      workflow_id: workflowId,
      input_data: input,
    });
    if (status >= 300) throw new Error(`execute: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The execution once it waits for a person or has ended. */
  async settled(executionId: string): Promise<ExecutionView> {
    return until(async () => {
      const { body } = await this.get<ExecutionView>(`/executions/${executionId}`);
      const rests = body.human_tasks.length > 0 || !["queued", "running"].includes(body.status);
      return rests ? body : undefined;
    });
  }

  async ended(executionId: string): Promise<ExecutionView> {
    return until(async () => {
      const { body } = await this.get<ExecutionView>(`/executions/${executionId}`);
      return ["queued", "running"].includes(body.status) ? undefined : body;
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
