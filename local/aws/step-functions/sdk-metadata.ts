import type { JsonObject } from "../../../statemachines/asl/types.ts";

/** What Step Functions adds to an optimised integration's result about the call it made. */
export function sdkMetadata(
  headers: Record<string, string>,
  requestId: string,
  statusCode = 200,
): JsonObject {
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: statusCode },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** The headers of an AWS JSON 1.0 answer. */
export function jsonAnswerHeaders(
  answer: JsonObject,
  requestId: string,
  nowMs: number,
): Record<string, string> {
  return {
    "x-amzn-RequestId": requestId,
    connection: "keep-alive",
    "Content-Length": String(Buffer.byteLength(JSON.stringify(answer))),
    Date: new Date(nowMs).toUTCString(),
    "Content-Type": "application/x-amz-json-1.0",
  };
}
