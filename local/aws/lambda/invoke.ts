import type { IncomingMessage } from "node:http";
import type { Json } from "../../../statemachines/asl/types.ts";
import type { HttpAnswer } from "../http/http-server.ts";
import { readBody } from "../http/read-body.ts";
import { ServiceError } from "../http/service-error.ts";
import { accessDeniedException, type Authorizer } from "../iam/authorizer.ts";
import { readCaller } from "../iam/caller.ts";
import { functionArn, type Identity } from "../identity.ts";
import type { AsyncInvocations } from "./async-invocations.ts";
import { functionNameOf, invokeNeed } from "./function-name.ts";
import { errorPayload, type FunctionRunner } from "./function-runner.ts";

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?|$)/;
const SYNC_PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;
const ASYNC_PAYLOAD_LIMIT_BYTES = 1024 * 1024;

export interface InvokeRouteOptions {
  identity: Identity;
  runner: FunctionRunner;
  asyncInvocations: AsyncInvocations;
  authorizer: Authorizer;
}

/** Lambda's `Invoke`; undefined when the request is for something else. @throws ServiceError */
export async function handleInvoke(
  options: InvokeRouteOptions,
  request: IncomingMessage,
  requestId: string,
): Promise<HttpAnswer | undefined> {
  const path = INVOKE_PATH.exec(request.url ?? "")?.[1];
  if (path === undefined || request.method !== "POST") return undefined;
  const reference = decodeReference(path);
  const need = invokeNeed(options.identity, reference);
  options.authorizer.demand(readCaller(request), [need], (message) => accessDeniedException(message, 403));
  const name = findFunction(options, reference);
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  const limit = type === "Event" ? ASYNC_PAYLOAD_LIMIT_BYTES : SYNC_PAYLOAD_LIMIT_BYTES;
  const payload = parsePayload(await readBody(request, limit));
  switch (type) {
    case "RequestResponse":
      return invokeAndWait(options.runner, name, payload, requestId);
    case "Event":
      options.asyncInvocations.add({ functionName: name, payload });
      return { status: 202, headers: {}, body: "" };
    case "DryRun":
      return { status: 204, headers: {}, body: "" };
    default:
      throw invalid("InvalidParameterValueException", `Unknown X-Amz-Invocation-Type ${type.toString()}`);
  }
}

async function invokeAndWait(
  runner: FunctionRunner,
  name: string,
  payload: Json,
  requestId: string,
): Promise<HttpAnswer> {
  const outcome = await runner.run(name, payload, requestId);
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  if (outcome.kind === "returned") return { status: 200, headers, body: JSON.stringify(outcome.payload) };
  return {
    status: 200,
    headers: { ...headers, "x-amz-function-error": "Unhandled" },
    body: JSON.stringify(errorPayload(outcome)),
  };
}

function decodeReference(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch (error) {
    throw invalid(
      "InvalidParameterValueException",
      `The function name ${reference} is not URL-encoded`,
      error,
    );
  }
}

function findFunction({ runner, identity }: InvokeRouteOptions, reference: string): string {
  const name = functionNameOf(reference);
  if (name !== undefined && runner.has(name)) return name;
  throw functionNotFound(identity, name ?? reference);
}

/** @returns the error Lambda gives for a function that does not exist */
export function functionNotFound(identity: Identity, name: string): ServiceError {
  return new ServiceError({
    code: "ResourceNotFoundException",
    message: `Function not found: ${functionArn(identity, name)}`,
    status: 404,
  });
}

/** An empty body is an empty event. @throws ServiceError InvalidRequestContentException */
function parsePayload(body: Buffer): Json {
  if (body.length === 0) return {};
  return parsePayloadText(body.toString("utf8"));
}

/** @throws ServiceError InvalidRequestContentException */
export function parsePayloadText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Could not parse request body into json: ${reason}`;
    throw invalid("InvalidRequestContentException", message, error);
  }
}

function invalid(code: string, message: string, cause?: unknown): ServiceError {
  return new ServiceError({ code, message, cause });
}
