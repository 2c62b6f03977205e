import type { Json, JsonObject } from "../../asl/types.ts";
import { parseIntrinsic } from "../../asl/intrinsic.ts";
import { parseJsonPath } from "../../asl/json-path.ts";
import { RuntimeFailure } from "../failures.ts";
import { evaluateIntrinsic, type IntrinsicScope } from "./intrinsics.ts";
import { evaluatePath } from "./evaluate-path.ts";

export type PathField = (scope: IntrinsicScope) => Json;

/** A payload template: fields whose names end in `.$` hold a path or an intrinsic function, all others constants. */
export function compilePayloadTemplate(template: Json): PathField {
  if (!holdsPath(template)) return () => template;
  if (Array.isArray(template)) {
    const items = template.map(compilePayloadTemplate);
    return (scope) => items.map((item) => item(scope));
  }
  const fields = Object.entries(template as JsonObject).map(compileEntry);
  return (scope) => Object.fromEntries(fields.map(({ name, evaluate }) => [name, evaluate(scope)]));
}

function holdsPath(template: Json): boolean {
  if (typeof template !== "object" || template === null) return false;
  if (Array.isArray(template)) return template.some(holdsPath);
  return Object.entries(template).some(([name, value]) => name.endsWith(".$") || holdsPath(value));
}

function compileEntry([name, value]: [string, Json]): { name: string; evaluate: PathField } {
  if (!name.endsWith(".$") || typeof value !== "string")
    return { name, evaluate: compilePayloadTemplate(value) };
  return { name: name.slice(0, -2), evaluate: compileReference(value, name) };
}

/** A path or an intrinsic function; `field` is what an error names. */
export function compileReference(text: string, field: string): PathField {
  const intrinsic = parseIntrinsic(text);
  if (intrinsic !== undefined) return (scope) => evaluateIntrinsic(intrinsic, scope);
  const path = parseJsonPath(text);
  if (path === undefined) throw new Error(`Neither a JSONPath nor an intrinsic function: ${text}`);
  return (scope) => {
    const value = evaluatePath(path, scope);
    if (value !== undefined) return value;
    const input = JSON.stringify(path.root.kind === "context" ? scope.context() : scope.data);
    throw new RuntimeFailure(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${input}'`,
    );
  };
}
