import type { Deployment } from "../infra/deployment.ts";
import { policyOf, stateMachinePolicy } from "../infra/policies.ts";
import type { Topology } from "../shared/contracts/topology.ts";
import type { Policies } from "./aws/iam/authorizer.ts";
import type { PolicyDocument } from "./aws/iam/policy-document.ts";
import { deploymentAt } from "./environment.ts";

/** The role of all state machines; functions have one each, of their name. */
export const stateMachineRole = "state-machines";

/** Policies do not depend on where queues' URLs begin. */
export const localDeployment = deploymentAt("");

/** The policies that a deployment's stacks give to its roles, by the role's name. */
export function rolePolicies(topology: Topology, deployment: Deployment): Policies {
  const documents = new Map<string, PolicyDocument[]>(
    Object.keys(topology.functions).map((name) => [
      `${deployment.namePrefix}${name}`,
      [policyOf(name, topology, deployment)],
    ]),
  );
  documents.set(`${deployment.namePrefix}${stateMachineRole}`, [stateMachinePolicy(topology, deployment)]);
  return (role) => documents.get(role);
}
