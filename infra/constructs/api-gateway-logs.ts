import { CfnAccount } from "aws-cdk-lib/aws-apigateway";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { Deployment } from "../deployment.ts";
import { acknowledge } from "./acknowledge.ts";

const policy = "service-role/AmazonAPIGatewayPushToCloudWatchLogs";

/** The role under which API Gateway writes the logs of every API of the account and region: there is one such setting. */
export class ApiGatewayLogs extends Construct {
  constructor(scope: Construct, id: string, { namePrefix }: Deployment) {
    super(scope, id);
    const role = new Role(this, "role", {
      roleName: `${namePrefix}api-gateway-logs`,
      description: "Writes the logs of APIs",
      assumedBy: new ServicePrincipal("apigateway.amazonaws.com"),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    new CfnAccount(this, "account", { cloudWatchRoleArn: role.roleArn });
    acknowledge(role, {
      [`IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`]:
        "API Gateway accepts a role for its logs only with everything that this policy allows.",
    });
  }
}
