import type { Json, JsonObject } from "../asl/types.ts";

/** What a host knows about an answered invocation. */
export interface LambdaAnswer {
  payload: Json;
  requestId: string;
  /** Milliseconds since the epoch. */
  answeredAtMs: number;
  traceId?: string;
}

/** The result of `arn:aws:states:::lambda:invoke`, as Step Functions wraps a function's payload. */
export function lambdaInvokeOutput(answer: LambdaAnswer): JsonObject {
  const length = new TextEncoder().encode(JSON.stringify(answer.payload)).length;
  const headers: Record<string, string> = {
    Connection: "keep-alive",
    "Content-Length": String(length),
    "Content-Type": "application/json",
    Date: new Date(answer.answeredAtMs).toUTCString(),
    "X-Amz-Executed-Version": "$LATEST",
    "x-amzn-Remapped-Content-Length": "0",
    "x-amzn-RequestId": answer.requestId,
    "X-Amzn-Trace-Id": answer.traceId ?? "",
  };
  const allHeaders: Record<string, Json> = {};
  for (const [name, value] of Object.entries(headers)) allHeaders[name] = [value];
  return {
    ExecutedVersion: "$LATEST",
    Payload: answer.payload,
    SdkHttpMetadata: {
      AllHttpHeaders: allHeaders,
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: answer.requestId },
    StatusCode: 200,
  };
}

/** What Lambda is sent: a string is taken as JSON text when it is JSON, and nothing is an empty object. */
export function lambdaPayload(payload: Json | undefined): Json {
  if (payload === undefined) return {};
  if (typeof payload !== "string") return payload;
  try {
    return JSON.parse(payload) as Json;
  } catch {
    return payload;
  }
}
