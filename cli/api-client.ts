import type { Diagnostic } from "../shared/contracts/workflow.ts";

/** The API answered with a problem (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly diagnostics: Diagnostic[];

  constructor(status: number, message: string, diagnostics: Diagnostic[]) {
    super(message);
    this.status = status;
    this.diagnostics = diagnostics;
  }
}

export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

/** Speaks to a host's public API, as any client would. @throws ApiProblem */
export function createApiClient(host: { apiUrl: string; credential: string }): ApiClient {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${host.apiUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${host.credential}`,
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw problemOf(response.status, answer);
    return answer;
  }
  return { get: (path) => call("GET", path), post: (path, body) => call("POST", path, body) };
}

function problemOf(status: number, body: unknown): ApiProblem {
  const problem = body as {
    title?: string;
    detail?: string;
    errors?: { detail?: string; pointer?: string }[];
    diagnostics?: Diagnostic[];
  };
  const errors = (problem.errors ?? []).map(({ pointer, detail }) => `  ${pointer ?? ""} ${detail ?? ""}`);
  const message = [`${status} ${problem.detail ?? problem.title ?? "the request failed"}`, ...errors].join(
    "\n",
  );
  return new ApiProblem(status, message, problem.diagnostics ?? []);
}
