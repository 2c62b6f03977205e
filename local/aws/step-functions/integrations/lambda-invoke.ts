import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { lambdaInvokeOutput } from "../../../../statemachines/interpreter/lambda-output.ts";
import { isObject, textOf } from "../../http/fields.ts";
import { ServiceError } from "../../http/service-error.ts";
import { accessDeniedException } from "../../iam/authorizer.ts";
import type { Identity } from "../../identity.ts";
import type { AsyncInvocations } from "../../lambda/async-invocations.ts";
import { functionNameOf, invokeNeed } from "../../lambda/function-name.ts";
import { errorPayload, type FunctionRunner } from "../../lambda/function-runner.ts";
import { functionNotFound, parsePayloadText } from "../../lambda/invoke.ts";
import type { Scheduler } from "../../scheduler.ts";
import { awsFailure, TaskFailure } from "../task-failure.ts";
import type { Integration } from "./integration.ts";

export interface LambdaIntegrationOptions {
  identity: Identity;
  runner: FunctionRunner;
  asyncInvocations: AsyncInvocations;
  scheduler: Scheduler;
}

/** `lambda:invoke`: the result is the whole answer of Lambda's Invoke, the function's own in `Payload`. */
export function lambdaInvoke(options: LambdaIntegrationOptions): Integration {
  return async ({ arguments: given, requestId, demand }) => {
    const args = isObject(given) ? given : {};
    const reference = textOf(args["FunctionName"]);
    const name = withAwsErrors(requestId, () => {
      demand([invokeNeed(options.identity, reference)], forbidden);
      return findFunction(options, reference);
    });
    const payload = withAwsErrors(requestId, () => payloadOf(args));
    if (args["InvocationType"] === "Event") {
      options.asyncInvocations.add({ functionName: name, payload });
      return { ...answer(options, requestId, null), StatusCode: 202 };
    }
    return answer(options, requestId, await call(options.runner, name, payload, requestId));
  };
}

/** A function's ARN as resource (the form before `lambda:invoke`): input and result are the function's own. */
export function functionResource(options: LambdaIntegrationOptions, reference: string): Integration {
  return async ({ arguments: payload, requestId, demand }) => {
    const name = withAwsErrors(requestId, () => {
      demand([invokeNeed(options.identity, reference)], forbidden);
      return findFunction(options, reference);
    });
    return call(options.runner, name, payload, requestId);
  };
}

async function call(runner: FunctionRunner, name: string, payload: Json, requestId: string): Promise<Json> {
  const outcome = await runner.run(name, payload, requestId);
  if (outcome.kind === "returned") return outcome.payload;
  throw new TaskFailure(outcome.errorType, JSON.stringify(errorPayload(outcome)));
}

const forbidden = (message: string) => accessDeniedException(message, 403);

function findFunction({ identity, runner }: LambdaIntegrationOptions, reference: string): string {
  const name = functionNameOf(reference);
  if (name !== undefined && runner.has(name)) return name;
  throw functionNotFound(identity, name ?? reference);
}

/** A string is sent as it is, so it has to be JSON itself; no payload is an empty event. */
function payloadOf(args: JsonObject): Json {
  const payload = args["Payload"];
  if (payload === undefined) return {};
  return typeof payload === "string" ? parsePayloadText(payload) : payload;
}

function withAwsErrors<T>(requestId: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ServiceError) throw awsFailure("Lambda", "AWSLambda", error, requestId);
    throw error;
  }
}

function answer({ scheduler }: LambdaIntegrationOptions, requestId: string, payload: Json): JsonObject {
  return lambdaInvokeOutput({ payload, requestId, answeredAtMs: scheduler.nowMs() });
}
