import type { Template } from "aws-cdk-lib/assertions";
import { resourcesOf } from "./resources.ts";

/** Logical ids of what starts something without waiting for it, and keeps nothing of what could not be started. */
export function unkeptFailures(...templates: Template[]): string[] {
  return templates.flatMap((template) => [
    ...lacking(template, "AWS::Events::Rule", ({ Targets }) =>
      Targets.every((target: { DeadLetterConfig?: { Arn?: unknown } }) => target.DeadLetterConfig?.Arn),
    ),
    ...lacking(template, "AWS::Scheduler::Schedule", ({ Target }) => Target.DeadLetterConfig?.Arn),
    ...lacking(template, "AWS::Lambda::EventInvokeConfig", ({ DestinationConfig }) => {
      return DestinationConfig?.OnFailure?.Destination;
    }),
    ...lacking(template, "AWS::SQS::Queue", ({ QueueName, RedrivePolicy }) => {
      return QueueName.endsWith("-dlq") || RedrivePolicy?.deadLetterTargetArn;
    }),
  ]);
}

function lacking(
  template: Template,
  type: string,
  // oxlint-disable-next-line typescript/no-explicit-any -- as CloudFormation's schema describes them
  keeps: (properties: any) => unknown,
): string[] {
  const resources = Object.entries(resourcesOf(template, type));
  return resources.filter(([, { Properties }]) => !keeps(Properties)).map(([id]) => id);
}
