import type { Json, JsonObject } from "../../asl/types.ts";
import { RuntimeFailure } from "../failures.ts";
import type { FieldScope } from "../field-scope.ts";
import { compilePath } from "../json-path/json-path-flow.ts";
import { compilePayloadTemplate } from "../json-path/payload-template.ts";
import { compileTemplate, compileTyped } from "../templates/jsonata-field.ts";
import type { StateParts } from "./common.ts";
import { requireSeconds } from "./wait.ts";

/** `TimeoutSeconds`, `HeartbeatSeconds`, as a number, an expression or a path; `undefined` when the state has none. */
export function compileSeconds(
  { fields, language }: StateParts,
  field: "TimeoutSeconds" | "HeartbeatSeconds",
): ((scope: FieldScope) => number) | undefined {
  const path = fields[`${field}Path`];
  if (typeof path === "string") return secondsFromPath(path, field);
  const value = fields[field];
  if (value === undefined) return undefined;
  if (language === "JSONPath" || typeof value === "number") return () => value as number;
  const evaluate = compileTyped(value, field, "number");
  return (scope) => requireSeconds(evaluate(scope), field);
}

function secondsFromPath(path: string, field: string): (scope: FieldScope) => number {
  const read = compilePath(path);
  return (scope) => {
    scope.data = scope.input;
    const seconds = read(scope);
    if (typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0) return seconds;
    throw new RuntimeFailure(
      `The ${field}Path parameter does not reference a positive integer: ${path} == ${JSON.stringify(seconds)}`,
    );
  };
}

/** The role that a task of another account is called with. */
export function compileCredentials({
  fields,
  language,
}: StateParts): ((scope: FieldScope) => JsonObject) | undefined {
  const credentials = fields["Credentials"] as Json | undefined;
  if (credentials === undefined) return undefined;
  const evaluate =
    language === "JSONata"
      ? compileTemplate(credentials, "Credentials")
      : (compilePayloadTemplate(credentials) as (scope: FieldScope) => Json);
  return (scope) => evaluate(scope) as JsonObject;
}
