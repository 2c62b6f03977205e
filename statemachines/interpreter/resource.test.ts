import { describe, expect, test } from "vitest";
import { parseResource } from "./resource.ts";

describe("parseResource", () => {
  test.each([
    ["arn:aws:states:::lambda:invoke", "lambda", "invoke", "request"],
    [
      "arn:aws:states:::lambda:invoke.waitForTaskToken",
      "lambda",
      "invoke.waitForTaskToken",
      "waitForTaskToken",
    ],
    ["arn:aws:states:::states:startExecution.sync:2", "states", "startExecution.sync:2", "sync"],
    ["arn:aws:states:::states:startExecution.sync", "states", "startExecution.sync", "sync"],
    ["arn:aws:states:::events:putEvents", "events", "putEvents", "request"],
    ["arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3", "getObject", "request"],
    ["arn:aws-cn:states:::sqs:sendMessage", "sqs", "sendMessage", "request"],
  ])("%s", (resource, resourceType, action, pattern) => {
    expect(parseResource(resource)).toEqual({ kind: "service", resource, resourceType, action, pattern });
  });

  test("takes anything else for a function", () => {
    const resource = "arn:aws:lambda:us-east-1:111111111111:function:f";
    expect(parseResource(resource)).toEqual({ kind: "lambda", resource });
  });
});
