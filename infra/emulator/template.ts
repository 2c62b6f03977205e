import type { Json, JsonObject } from "../../shared/contracts/json.ts";

/** A CloudFormation template, as far as it is looked at here. */
export interface Template {
  Description?: string;
  Parameters?: Record<string, JsonObject>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: Json; Description?: string; Export?: Json }>;
}

export interface Resource {
  Type: string;
  Properties?: JsonObject;
  DependsOn?: string | string[];
  UpdatePolicy?: JsonObject;
  [attribute: string]: Json | undefined;
}

/** Logical ids that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`; exports of other stacks as `import:<name>`. */
export function referencesIn(value: Json | undefined): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "Ref" && typeof inner === "string") return inner.startsWith("AWS::") ? [] : [inner];
    if (key === "Fn::GetAtt") return [attributeOwner(inner)];
    if (key === "Fn::ImportValue")
      return [`import:${typeof inner === "string" ? inner : JSON.stringify(inner)}`];
    if (key === "Fn::Sub") return referencesInText(inner);
    return referencesIn(inner);
  });
}

function attributeOwner(value: Json): string {
  const [owner] = Array.isArray(value) ? value : [value];
  return typeof owner === "string" ? (owner.split(".")[0] ?? "") : "";
}

function referencesInText(value: Json): string[] {
  const [text, variables = {}] = Array.isArray(value) ? value : [value];
  if (typeof text !== "string") return [];
  const own = Object.keys(variables as JsonObject);
  const matches = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)];
  const names = matches.map(([, name = ""]) => name.split(".")[0] ?? "");
  const outside = names.filter((name) => !own.includes(name) && !name.startsWith("AWS::"));
  return [...outside, ...referencesIn(variables)];
}
