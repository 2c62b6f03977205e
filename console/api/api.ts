import { type Request, request } from "./request.ts";

/** The API as one person sees it. Methods answer with the body, and throw as `request` does. */
export interface Api {
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
  /** A stream of server-sent events. */
  open(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
}

export function createApi(credential: string): Api {
  const ask = async <T>(asked: Request): Promise<T> => {
    const response = await request(credential, asked);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    get: (path, signal) => ask({ method: "GET", path, signal }),
    post: (path, body, headers = {}) => ask({ method: "POST", path, body, headers }),
    put: (path, body) => ask({ method: "PUT", path, body }),
    patch: (path, body) => ask({ method: "PATCH", path, body }),
    delete: (path) => ask({ method: "DELETE", path }),
    open: (path, headers, signal) => request(credential, { method: "GET", path, headers, signal }),
  };
}
