import { App, Stack } from "aws-cdk-lib";
import { expect, test } from "vitest";
import { explainWildcards } from "./wildcards.ts";

const stack = new Stack(new App(), "stack");

test("refuses a wildcard that nobody gave a reason for", () => {
  const statement = { Effect: "Allow" as const, Action: ["iam:CreateUser"], Resource: ["*"] };
  expect(() => explainWildcards(stack, [statement])).toThrow("iam:CreateUser on * has no written reason");
});

test("refuses an action with a wildcard", () => {
  const statement = { Effect: "Allow" as const, Action: ["sqs:*"], Resource: ["arn:aws:sqs:a:b:c"] };
  expect(() => explainWildcards(stack, [statement])).toThrow("no written reason");
});

test("takes a statement that names its resource", () => {
  const statement = {
    Effect: "Allow" as const,
    Action: ["sqs:SendMessage"],
    Resource: ["arn:aws:sqs:a:b:c"],
  };
  expect(() => explainWildcards(stack, [statement])).not.toThrow();
});
