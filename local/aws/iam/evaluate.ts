import { conditionsHold, type RequestContext } from "./conditions.ts";
import { listOf, type PolicyDocument, type PolicyStatement } from "./policy-document.ts";
import { matchesArn, matchesWildcards } from "./wildcards.ts";

/** One thing that a caller has to be allowed. */
export interface Need {
  /** E.g. `sqs:SendMessage`. */
  action: string;
  /** An ARN; `*` where an action has no resource. */
  resource: string;
  context?: RequestContext;
}

/** Why: an Allow; a Deny, which beats every Allow; or no statement that speaks of it. */
export type Verdict = "allowed" | "denied" | "not-allowed";

/**
 * Decides by the identity policies of a caller, as IAM's evaluation logic has it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @throws UnsupportedPolicyError for a condition operator that is not known
 */
export function evaluate(policies: readonly PolicyDocument[], need: Need): Verdict {
  const statements = policies.flatMap((policy) => policy.Statement);
  const effects = new Set(
    statements.filter((statement) => applies(statement, need)).map(({ Effect: effect }) => effect),
  );
  if (effects.has("Deny")) return "denied";
  return effects.has("Allow") ? "allowed" : "not-allowed";
}

function applies(statement: PolicyStatement, { action, resource, context = {} }: Need): boolean {
  const asked = action.toLowerCase();
  return (
    listOf(statement.Action).some((pattern) => matchesWildcards(pattern.toLowerCase(), asked)) &&
    listOf(statement.Resource).some((pattern) => matchesArn(pattern, resource)) &&
    conditionsHold(statement, context)
  );
}
