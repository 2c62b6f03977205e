import type { Problem } from "../../shared/contracts/api/problems.ts";
import { ApiError, UnreachableError } from "./api-error.ts";

export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** @throws ApiError when the API refuses; UnreachableError when nothing answers */
export async function request(credential: string, asked: Request): Promise<Response> {
  const response = await send(credential, asked);
  if (response.ok) return response;
  throw new ApiError(response.status, await problemOf(response), retryAfterMs(response));
}

async function send(credential: string, { method, path, body, headers, signal }: Request): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${credential}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new UnreachableError(error);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    const detail = `The server answered ${response.status}.`;
    return { type: "", title: "Error", status: response.status, detail, instance: "", code: "unknown" };
  }
}

function retryAfterMs({ headers }: Response): number | null {
  const seconds = Number(headers.get("Retry-After"));
  return seconds > 0 ? seconds * 1000 : null;
}
