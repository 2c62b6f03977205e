import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Statement } from "../access.ts";
import { explainWildcards } from "./wildcards.ts";

export interface ExplicitRoleProps {
  name: string;
  description: string;
  /** The service that takes the role, e.g. `lambda.amazonaws.com`. */
  service: string;
  /** Under which conditions it may, e.g. only for this account's resources. */
  conditions?: Record<string, Record<string, string>>;
  allow: readonly Statement[];
  deny?: readonly PolicyStatement[];
}

/** A role that may do what is written here and nothing that a construct would add to it. */
export function explicitRole(scope: Construct, id: string, props: ExplicitRoleProps): IRole {
  const { name: roleName, description, service, conditions = {}, allow, deny = [] } = props;
  const statements = [...allow.map((statement) => PolicyStatement.fromJson(statement)), ...deny];
  const role = new Role(scope, id, {
    roleName,
    description,
    assumedBy: new ServicePrincipal(service).withConditions(conditions),
    inlinePolicies: { allowed: new PolicyDocument({ statements, minimize: false }) },
  });
  explainWildcards(role, allow);
  return role.withoutPolicyUpdates();
}
