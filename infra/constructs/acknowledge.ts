import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Says why a finding of cdk-nag is not one, next to the resource that it is about: the rule's id, e.g. `IAM4[...]`, and
 * the reason.
 */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>): void {
  const rules = Object.entries(reasons).map(([id, reason]) => ({ id: `AwsSolutions-${id}`, reason }));
  Validations.of(construct).acknowledge(...rules);
}
