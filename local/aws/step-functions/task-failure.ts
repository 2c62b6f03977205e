import type { ServiceError } from "../http/service-error.ts";

/** A task that failed, with the error name that `Retry` and `Catch` match. */
export class TaskFailure extends Error {
  override readonly name = "TaskFailure";
  readonly error: string;
  /** The cause as the history shows it. */
  readonly reason: string;

  constructor(error: string, reason: string) {
    super(`${error}: ${reason}`);
    this.error = error;
    this.reason = reason;
  }
}

/**
 * An AWS error as Step Functions reports it for an optimised integration, e.g. `Lambda.ResourceNotFoundException`.
 * @param prefix what stands before the dot of the error name
 * @param service the service's name in the cause
 */
export function awsFailure(
  prefix: string,
  service: string,
  error: ServiceError,
  requestId: string,
): TaskFailure {
  const name = errorName(error.code, service);
  const details = `Service: ${service}; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null`;
  return new TaskFailure(`${prefix}.${name}`, `${error.message} (${details})`);
}

/** A refusal is in no service's model, so its name is the one of the service's general error, e.g. `AWSLambdaException`. */
function errorName(code: string, service: string): string {
  if (code === "AccessDeniedException") return `${service}Exception`;
  return code.endsWith("Exception") ? code : `${code}Exception`;
}
