import { ServiceError } from "../http/service-error.ts";

/** SDKs of the query protocol's time look for the old code in this header. */
function sqsError(code: string, legacyCode: string, message: string, status = 400): ServiceError {
  return new ServiceError({
    code,
    message,
    status,
    headers: { "x-amzn-query-error": `${legacyCode};Sender` },
  });
}

export function accessDenied(message: string): ServiceError {
  return sqsError("AccessDeniedException", "AccessDenied", message, 403);
}

export function queueDoesNotExist(): ServiceError {
  return sqsError(
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
    "The specified queue does not exist.",
  );
}

export function missingParameter(name: string): ServiceError {
  return sqsError(
    "MissingRequiredParameterException",
    "MissingParameter",
    `The request must contain the parameter ${name}.`,
  );
}

export function invalidParameter(message: string): ServiceError {
  return sqsError("InvalidParameterValueException", "InvalidParameterValue", message);
}

export function invalidReceipt(handle: string): ServiceError {
  return sqsError(
    "ReceiptHandleIsInvalid",
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

/** @param rule what a batch may not be: e.g. `EmptyBatchRequest` */
export function batchError(rule: string, message: string): ServiceError {
  return sqsError(rule, `AWS.SimpleQueueService.${rule}`, message);
}
