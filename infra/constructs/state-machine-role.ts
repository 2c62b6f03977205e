import type { IRole } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { Statement } from "../access.ts";
import { arnsOf, type Deployment } from "../deployment.ts";
import { stateMachinePolicy } from "../policies.ts";
import { explicitRole } from "./explicit-role.ts";

/** What every state machine runs under, those that ship and those that are published: it starts tasks and no more. */
export function stateMachineRole(
  scope: Construct,
  { topology, deployment }: { topology: Topology; deployment: Deployment },
): IRole {
  return explicitRole(scope, "role", {
    name: `${deployment.namePrefix}state-machines`,
    description: "Of every state machine: starts the functions that are tasks",
    service: "states.amazonaws.com",
    conditions: {
      StringEquals: { "aws:SourceAccount": deployment.accountId },
      ArnLike: { "aws:SourceArn": arnsOf(deployment).stateMachine("*") },
    },
    allow: [...stateMachinePolicy(topology, deployment).Statement, ...observation],
  });
}

/**
 * What Step Functions asks for to trace and to log: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
 */
const observation: Statement[] = [
  {
    Effect: "Allow",
    Action: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    Resource: ["*"],
  },
  {
    Effect: "Allow",
    Action: [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
    ],
    Resource: ["*"],
  },
];
