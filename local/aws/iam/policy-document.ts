/** An IAM identity policy, as far as it is evaluated here. */
export interface PolicyDocument {
  Version: string;
  Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string | readonly string[];
  Resource: string | readonly string[];
  /** By operator, then by context key. */
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy says something that is not evaluated here. Guessing what it means could allow too much. */
export class UnsupportedPolicyError extends Error {
  override readonly name = "UnsupportedPolicyError";
}

const elements = new Set(["Sid", "Effect", "Action", "Resource", "Condition"]);

/** @throws UnsupportedPolicyError for `NotAction`, `NotResource`, principals, policy variables and anything unknown */
export function assertSupported({ Statement: statements }: PolicyDocument): void {
  for (const statement of statements) {
    const unknown = Object.keys(statement).find((element) => !elements.has(element));
    if (unknown !== undefined) throw unsupported(`the element ${unknown}`);
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
      throw unsupported(`the effect ${String(statement.Effect)}`);
    if (JSON.stringify([statement.Resource, statement.Condition ?? {}]).includes("${"))
      throw unsupported("policy variables");
    for (const resource of listOf(statement.Resource)) assertResource(resource);
  }
}

/** A single value stands for a list of one. */
export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

export function unsupported(what: string): UnsupportedPolicyError {
  return new UnsupportedPolicyError(`A policy uses ${what}, which is not evaluated here.`);
}

function assertResource(resource: string): void {
  if (resource === "*" || /^arn:(?:[^:]*:){4}./.test(resource)) return;
  throw unsupported(`the resource ${resource}, which is neither * nor an ARN of six parts`);
}
