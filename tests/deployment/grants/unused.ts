import { topology } from "../../../infra/topology.ts";
import type { Decision } from "../../../local/aws/iam/authorizer.ts";
import { evaluate } from "../../../local/aws/iam/evaluate.ts";
import { listOf, type PolicyDocument } from "../../../local/aws/iam/policy-document.ts";
import { localDeployment, rolePolicies, stateMachineRole } from "../../../local/role-policies.ts";

/** What roles may do and, by these decisions, have never asked for: `<role> <action> <resource>`. */
export function unused(decisions: readonly Decision[]): string[] {
  const policies = rolePolicies(topology, localDeployment);
  const roles = [...Object.keys(topology.functions), stateMachineRole];
  return roles.flatMap((role) => {
    const needs = decisions.flatMap(({ caller, need }) =>
      caller.kind === "role" && caller.role === role ? [need] : [],
    );
    return (policies(role) ?? [])
      .flatMap(splitUp)
      .filter(({ policy }) => !needs.some((need) => evaluate([policy], need) === "allowed"))
      .map(({ what }) => `${role} ${what}`);
  });
}

/** A policy as many, each with one action on one resource. */
function splitUp({ Version, Statement }: PolicyDocument): { what: string; policy: PolicyDocument }[] {
  return Statement.flatMap((statement) =>
    listOf(statement.Action).flatMap((Action) =>
      listOf(statement.Resource).map((Resource) => ({
        what: `${Action} ${Resource}`,
        policy: { Version, Statement: [{ ...statement, Action, Resource }] },
      })),
    ),
  );
}
