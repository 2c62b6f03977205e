import type { Template } from "aws-cdk-lib/assertions";
import type { EnvironmentConfig } from "../../../infra/config/environment-config.ts";
import { deploymentOf } from "../../../infra/config/read-config.ts";
import { programStacks } from "../../../infra/stacks/testing/program-stacks.ts";
import type { PolicyDocument } from "../../../local/aws/iam/policy-document.ts";
import { localDeployment } from "../../../local/role-policies.ts";

interface RoleProperties {
  RoleName?: string;
  ManagedPolicyArns?: unknown[];
  Policies?: { PolicyDocument: PolicyDocument }[];
}

/**
 * The policies of each role in the templates of an environment's program, by the role's name; account, region and names
 * are the laptop's.
 * @throws Error when a policy stands elsewhere than in its role
 */
export function synthesisedPolicies(config: EnvironmentConfig): Map<string, PolicyDocument[]> {
  const stacks = programStacks(config);
  const policies = new Map<string, PolicyDocument[]>();
  for (const template of [stacks.functions(), stacks.workflows()]) {
    for (const { RoleName, ManagedPolicyArns, Policies = [] } of rolesOf(template)) {
      if (ManagedPolicyArns !== undefined) throw new Error(`The role ${RoleName} has managed policies.`);
      if (RoleName === undefined) throw new Error("A role has no name.");
      const documents = Policies.map(({ PolicyDocument: document }) => document);
      policies.set(atHome(RoleName, config), atHome(documents, config));
    }
  }
  return policies;
}

function rolesOf(template: Template): RoleProperties[] {
  const detached = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"];
  for (const type of detached) template.resourceCountIs(type, 0);
  return Object.values(template.findResources("AWS::IAM::Role")).map(
    ({ Properties }) => Properties as RoleProperties,
  );
}

function atHome<T>(value: T, config: EnvironmentConfig): T {
  const { accountId, region, namePrefix } = deploymentOf(config);
  const text = JSON.stringify(value)
    .replaceAll(accountId, localDeployment.accountId)
    .replaceAll(region, localDeployment.region)
    .replaceAll(namePrefix, localDeployment.namePrefix);
  return JSON.parse(text) as T;
}
