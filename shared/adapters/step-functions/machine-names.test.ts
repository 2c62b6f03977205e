import { expect, test } from "vitest";
import { machineNames } from "./machine-names.ts";

const names = machineNames({
  region: "eu-central-1",
  accountId: "123456789012",
  namePrefix: "hil-prod-",
  roleArn: "arn:aws-us-gov:iam::123456789012:role/hil-prod-state-machines",
});
const states = "arn:aws-us-gov:states:eu-central-1:123456789012";
const support = { workflowName: "support", digest: "0123456789abcdef", deployed: false };

test("names the machine of a published revision after its digest", () => {
  expect(names.startArn(support)).toBe(`${states}:stateMachine:hil-prod-support-0123456789ab`);
  expect(names.executionArn(support, "exec_1")).toBe(
    `${states}:execution:hil-prod-support-0123456789ab:exec_1`,
  );
});

test("starts a deployed machine at its alias, and finds its executions without", () => {
  const deployed = { ...support, deployed: true };
  expect(names.startArn(deployed)).toBe(`${states}:stateMachine:hil-prod-support:live`);
  expect(names.executionArn(deployed, "exec_1")).toBe(`${states}:execution:hil-prod-support:exec_1`);
});

test("calls functions at their alias", () => {
  expect(names.functionArn("run-agent")).toBe(
    "arn:aws-us-gov:lambda:eu-central-1:123456789012:function:hil-prod-run-agent:live",
  );
});

test("keeps the longest workflow's name within 80 characters, digest and all", () => {
  const name = names.machineName({ ...support, workflowName: "w".repeat(60) });
  expect(name).toHaveLength(80);
  expect(name).toMatch(/^hil-prod-w+-0123456789ab$/);
});
