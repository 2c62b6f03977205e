import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import type { AccessDenied } from "../iam/authorizer.ts";
import type { Need } from "../iam/evaluate.ts";
import { ServiceError } from "./service-error.ts";

/** Facts of one request that operations may need. */
export interface RequestContext {
  requestId: string;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

/** An answer that is already JSON text: rows of the journal go out without being parsed again. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type OperationResult = JsonObject | JsonText;

export type Operation = (
  input: JsonObject,
  context: RequestContext,
) => OperationResult | Promise<OperationResult>;

/** A service that speaks AWS JSON 1.0 or 1.1: `POST /` with the operation in `X-Amz-Target`. */
export interface JsonService {
  /** What stands before the dot in `X-Amz-Target`, e.g. `AWSStepFunctions`. */
  targetPrefix: string;
  contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  /** Put before the code in `__type`, e.g. `com.amazonaws.sqs#`. */
  errorNamespace: string;
  bodyLimitBytes: number;
  operations: Readonly<Record<string, Operation>>;
  /** What a caller has to be allowed for an operation with this input: IAM's actions, each on its resource. */
  needs: (operation: string, input: JsonObject) => readonly Need[];
  /** How the service refuses; AccessDeniedException with status 400 where it is not given. */
  accessDenied?: AccessDenied;
}

/** Finds the operation `X-Amz-Target` names. @throws ServiceError UnknownOperationException */
export function operationOf(service: JsonService, target: string): { name: string; run: Operation } {
  const name = target.slice(service.targetPrefix.length + 1);
  if (!Object.hasOwn(service.operations, name)) {
    throw new ServiceError({
      code: "UnknownOperationException",
      message: `The operation ${name} is not offered here`,
    });
  }
  return { name, run: service.operations[name]! };
}

/** Reads a request body, which has to be a JSON object (an empty one stands for `{}`). @throws ServiceError */
export function parseInput(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let value: Json;
  try {
    value = JSON.parse(body.toString("utf8")) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw serialization(`The request body is not JSON: ${reason}`, error);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw serialization("The request body is not a JSON object");
  }
  return value;
}

function serialization(message: string, cause?: unknown): ServiceError {
  return new ServiceError({ code: "SerializationException", message, cause });
}

/** @throws ServiceError when a JSON service is spoken to in another protocol */
export function assertContentType(contentType: string | undefined): void {
  const mediaType = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
  if (mediaType === "application/x-amz-json-1.0" || mediaType === "application/x-amz-json-1.1") return;
  throw new ServiceError({
    code: "UnsupportedMediaTypeException",
    message: `The content type has to be application/x-amz-json-1.0 or 1.1, not ${mediaType || "empty"}`,
    status: 415,
  });
}
