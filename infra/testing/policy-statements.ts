import type { Template } from "aws-cdk-lib/assertions";

export interface PolicyStatementIn {
  /** The resource that holds the policy. */
  type: string;
  id: string;
  effect: string;
  actions: string[];
  /** As text: CloudFormation's functions in JSON. */
  resources: string[];
  condition: unknown;
}

/** Every statement of every policy in a template, wherever it stands: roles, keys, buckets, queues, endpoints, APIs. */
export function policyStatements(template: Template): PolicyStatementIn[] {
  const { Resources } = template.toJSON() as {
    Resources: Record<string, { Type: string; Properties?: unknown }>;
  };
  return Object.entries(Resources).flatMap(([id, { Type: type, Properties: properties }]) =>
    statementsIn(properties).map((statement) => ({
      type,
      id,
      effect: String(statement["Effect"]),
      actions: [statement["Action"]].flat().map(textOf),
      resources: [statement["Resource"] ?? []].flat().map(textOf),
      condition: statement["Condition"],
    })),
  );
}

function statementsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  if ("Effect" in value && "Action" in value) return [value];
  return Object.values(value).flatMap(statementsIn);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
