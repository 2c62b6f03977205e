import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import type { Statement } from "../access.ts";

/** Why a statement cannot name one resource, by its first action. A wildcard without a reason here does not synthesise. */
export const wildcardReasons: Record<string, string> = {
  "logs:CreateLogStream":
    "Lambda names the streams of the function's own log group: one for each of its environments.",
  "logs:CreateLogDelivery": "Vended log delivery has no resources that a policy could name.",
  "logs:PutLogEvents": "ECS names the streams of the sandbox's own log group: one for each program.",
  "ecr:GetAuthorizationToken": "The token belongs to the account's registry, which a policy cannot name.",
  "xray:PutTraceSegments": "X-Ray has no resources that a policy could name.",
  "ec2:CreateNetworkInterface":
    "Lambda checks these on all resources when it connects a function to its network; code of the function is denied them.",
  "cloudwatch:DescribeAlarms": "Reads the state of alarms, which a policy cannot name.",
  "states:StartExecution":
    "Workflows are published at run time: their state machines share this environment's prefix.",
  "states:DescribeExecution":
    "Executions are named at run time, under state machines with this environment's prefix.",
  "states:StopExecution":
    "Executions are named at run time, under state machines with this environment's prefix.",
  "states:SendTaskSuccess":
    "Tasks are settled by their token, for any state machine with this environment's prefix.",
  "states:CreateStateMachine":
    "Workflows are published at run time: their state machines share this environment's prefix.",
  "s3:GetObject": "Objects of one bucket are named at run time.",
  "s3:PutObject": "Objects of one bucket are named at run time.",
  "s3:DeleteObject": "Objects of one bucket are named at run time.",
};

/**
 * Writes the reason for each wildcard of `statements` beside the role that holds them, where cdk-nag looks for it.
 * @throws Error for a wildcard that nobody gave a reason for
 */
export function explainWildcards(role: IConstruct, statements: readonly Statement[]): void {
  for (const { Action: actions, Resource: resources } of statements) {
    const wide = [
      ...actions.filter(isWide).map((action) => `Action::${action}`),
      ...resources.filter(isWide).map((resource) => `Resource::${resource}`),
    ];
    const reason = wildcardReasons[actions[0] ?? ""];
    if (wide.length > 0 && reason === undefined) {
      throw new Error(
        `${role.node.path}: ${actions.join(", ")} on ${resources.join(", ")} has no written reason.`,
      );
    }
    const acknowledged = wide.map((finding) => ({
      id: `AwsSolutions-IAM5[${finding}]`,
      reason: reason ?? "",
    }));
    Validations.of(role).acknowledge(...acknowledged);
  }
}

function isWide(text: string): boolean {
  return text.includes("*");
}
