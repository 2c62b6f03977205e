import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";

/** A security group that lets nothing in or out until a rule says so. */
export function closedGroup(
  scope: Construct,
  id: string,
  vpc: ec2.IVpc,
  description: string,
): ec2.SecurityGroup {
  const options = { allowAllOutbound: false, disableInlineRules: true };
  return new ec2.SecurityGroup(scope, `${id}-security-group`, { vpc, description, ...options });
}
