import type { IncomingMessage } from "node:http";
import type { Authorizer } from "../iam/authorizer.ts";
import { readCaller } from "../iam/caller.ts";
import type { HttpAnswer } from "./http-server.ts";
import { assertContentType, JsonText, operationOf, parseInput, type JsonService } from "./json-service.ts";
import { readBody } from "./read-body.ts";
import { ServiceError } from "./service-error.ts";

export interface JsonHandlerOptions {
  services: readonly JsonService[];
  authorizer: Authorizer;
}

/** Answers a request of the AWS JSON protocols with the service that `X-Amz-Target` names. @throws ServiceError */
export async function handleJsonRequest(
  { services, authorizer }: JsonHandlerOptions,
  request: IncomingMessage,
  requestId: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const target = request.headers["x-amz-target"];
  const service = services.find((candidate) => target?.toString().startsWith(`${candidate.targetPrefix}.`));
  if (service === undefined || typeof target !== "string") throw unknownTarget(target);
  try {
    const operation = operationOf(service, target);
    assertContentType(request.headers["content-type"]);
    const input = parseInput(await readBody(request, service.bodyLimitBytes));
    authorizer.demand(readCaller(request), service.needs(operation.name, input), service.accessDenied);
    const result = await operation.run(input, { requestId, signal });
    const body = result instanceof JsonText ? result.text : JSON.stringify(result);
    return { status: 200, headers: { "content-type": service.contentType }, body };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return serviceErrorAnswer(service, error);
  }
}

function serviceErrorAnswer(service: JsonService, error: ServiceError): HttpAnswer {
  return {
    status: error.status,
    headers: { "content-type": service.contentType, "x-amzn-errortype": error.code, ...error.headers },
    body: JSON.stringify({
      __type: `${service.errorNamespace}${error.code}`,
      message: error.message,
      ...error.fields,
    }),
  };
}

function unknownTarget(target: string | string[] | undefined): ServiceError {
  const shown = target === undefined ? "no X-Amz-Target header" : `X-Amz-Target ${target.toString()}`;
  return new ServiceError({
    code: "UnknownOperationException",
    message: `Nothing here answers a request with ${shown}`,
    status: 404,
  });
}
