import { describe, expect, test } from "vitest";
import { lambdaInvokeOutput, lambdaPayload } from "./lambda-output.ts";

describe("lambdaInvokeOutput", () => {
  test("wraps a payload as Step Functions does", () => {
    const output = lambdaInvokeOutput({ payload: { a: "é" }, requestId: "r", answeredAtMs: 0 });
    expect(output).toMatchObject({
      ExecutedVersion: "$LATEST",
      Payload: { a: "é" },
      SdkHttpMetadata: {
        AllHttpHeaders: { "x-amzn-RequestId": ["r"] },
        HttpHeaders: { "Content-Length": "10", Date: "Thu, 01 Jan 1970 00:00:00 GMT" },
        HttpStatusCode: 200,
      },
      SdkResponseMetadata: { RequestId: "r" },
      StatusCode: 200,
    });
  });
});

describe("lambdaPayload", () => {
  test.each([
    ['"text"', "text"],
    ["plain", "plain"],
    ["{}", {}],
    [undefined, {}],
    [[1], [1]],
  ])("takes %j for %j", (given, sent) => {
    expect(lambdaPayload(given)).toEqual(sent);
  });
});
