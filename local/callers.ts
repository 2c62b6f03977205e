import { AsyncLocalStorage } from "node:async_hooks";
import type { ClientRequest } from "node:http";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Caller, callerHeader, functionCaller, operator, writeCaller } from "./aws/iam/caller.ts";

const callers = new AsyncLocalStorage<Caller>();

/** Runs a function's work, and all that follows from it, as that function. */
export function asFunction<T>(name: string, work: () => T): T {
  return callers.run(functionCaller(name), work);
}

/** Runs work of the host's own: what an operator would do with a deployment. */
export function asOperator<T>(work: () => T): T {
  return callers.run(operator, work);
}

/**
 * Puts the caller on every request that this process makes to the endpoint. On AWS a function's credentials tell who asks;
 * here functions share a process and the SDK's clients. What runs neither as a function nor as the operator is marked as
 * such, so that a request of a function that lost its way never passes for the operator's.
 * @returns stops it
 */
export function nameCallers(endpointUrl: string): () => void {
  const { port } = new URL(endpointUrl);
  const isEndpoint = (authority: string) => authority.endsWith(`:${port}`);
  const ofHttp = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (isEndpoint(String(request.getHeader("host")))) request.setHeader(callerHeader, current());
  };
  const ofFetch = (message: unknown) => {
    const { request } = message as { request: FetchRequest };
    if (isEndpoint(String(request.origin))) request.addHeader(callerHeader, current());
  };
  // Both are told while the request is being made: in the caller's context, before a header has left.
  subscribe("http.client.request.created", ofHttp);
  subscribe("undici:request:create", ofFetch);
  return () => {
    unsubscribe("http.client.request.created", ofHttp);
    unsubscribe("undici:request:create", ofFetch);
  };
}

/** What `fetch` tells of a request. */
interface FetchRequest {
  origin: string | URL;
  addHeader(name: string, value: string): void;
}

function current(): string {
  return writeCaller(callers.getStore() ?? { kind: "unattributed" });
}
