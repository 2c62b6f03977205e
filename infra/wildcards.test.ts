import { describe, expect, test } from "vitest";
import { wildcardReasons } from "./constructs/wildcards.ts";
import { environments, synthesised } from "./testing/synthesised.ts";
import { policyStatements, type PolicyStatementIn } from "./testing/policy-statements.ts";

/**
 * Why a policy on a resource, which says who may come in, is wide: by the type of resource and its first action. Roles,
 * which say what somebody may do anywhere, give their reasons in `constructs/wildcards.ts`.
 */
const resourcePolicyReasons: Record<string, string> = {
  "AWS::KMS::Key kms:*":
    "The account's administrators; without this statement nobody could change the key again.",
  "AWS::KMS::Key kms:Decrypt":
    "In a key's policy `*` is the key; who may use it, and for what, is in the condition.",
  "AWS::KMS::Key kms:CreateGrant": "In a key's policy `*` is the key; only through Secrets Manager.",
  "AWS::S3::BucketPolicy s3:PutObject": "Access logs are written under a prefix that is one bucket's.",
  "AWS::S3::BucketPolicy s3:GetObject": "CloudFront, for one distribution, reads every file of the console.",
  "AWS::S3::BucketPolicy s3:DeleteObject*":
    "Environments to throw away: the CDK's function empties the bucket first.",
  "AWS::EC2::VPCEndpoint s3:GetObject": "Image layers have names of their own in ECR's bucket.",
  "AWS::EC2::VPCEndpoint ecr:GetAuthorizationToken":
    "The token belongs to the registry; this account's only.",
  "AWS::EC2::VPCEndpoint logs:CreateLogStream": "ECS names a stream for each program, in one log group.",
  "AWS::EC2::VPCEndpoint execute-api:Invoke":
    "Only this account's APIs; the private one admits this endpoint.",
  "AWS::ApiGateway::RestApi execute-api:Invoke":
    "Every route of this API, through the sandbox's endpoint alone.",
};

// Code agents add to what the others have.
const widest = ["dev with code agents", "prod with code agents"].map((name) => {
  const { templates } = synthesised(environments[name]!);
  return { name, statements: Object.values(templates).flatMap(policyStatements) };
});

describe.each(widest)("$name", ({ statements }) => {
  test("allows nothing by `*` without a written reason", () => {
    expect(statements.length).toBeGreaterThan(50);
    expect(statements.filter(isWide).filter((each) => reasonOf(each) === undefined)).toEqual([]);
  });

  test("lets no role do every action of a service", () => {
    const ofRoles = statements.filter(({ type }) => type.startsWith("AWS::IAM::"));
    expect(ofRoles.filter(({ effect, actions }) => effect === "Allow" && actions.some(isWildcard))).toEqual(
      [],
    );
  });
});

test("no reason is given for a policy that is not there", () => {
  const used = new Set(widest.flatMap(({ statements }) => statements.filter(isWide).map(keyOf)));
  expect(Object.keys(resourcePolicyReasons).filter((key) => !used.has(key))).toEqual([]);
});

function isWide({ effect, actions, resources }: PolicyStatementIn): boolean {
  return effect === "Allow" && [...actions, ...resources].some(isWildcard);
}

function isWildcard(text: string): boolean {
  return text.includes("*");
}

function reasonOf(statement: PolicyStatementIn): string | undefined {
  const isRole = statement.type === "AWS::IAM::Role";
  return isRole ? wildcardReasons[statement.actions[0] ?? ""] : resourcePolicyReasons[keyOf(statement)];
}

function keyOf({ type, actions }: PolicyStatementIn): string {
  return `${type} ${actions[0] ?? ""}`;
}
