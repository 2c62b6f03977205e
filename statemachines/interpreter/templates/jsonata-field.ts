import type { Json } from "../../asl/types.ts";
import { isJsonataString, jsonataSource } from "../../asl/jsonata-string.ts";
import { compileExpression, type Expression } from "../jsonata/expression.ts";
import { UnsupportedResult } from "../jsonata/jsonata-value.ts";
import { PendingEvaluation } from "../jsonata/pending.ts";
import type { EvaluationScope } from "../jsonata/scope.ts";
import { QueryFailure } from "../failures.ts";

/** A field of a JSONata state. Evaluating it throws `QueryFailure`, with the texts that Step Functions gives. */
export type Field<T = Json> = (scope: EvaluationScope) => T;

export interface ExpectedTypes {
  array: Json[];
  boolean: boolean;
  number: number;
  string: string;
}

/** Any JSON with expressions inside: `field` names it in errors, and places below it as in `Output/a/b[0]`. */
export function compileTemplate(template: Json, field: string): Field {
  if (isJsonataString(template)) return compileField(template, field);
  if (!holdsExpression(template)) return () => template;
  return Array.isArray(template) ? compileItems(template, field) : compileMembers(template as object, field);
}

function holdsExpression(template: Json): boolean {
  if (typeof template !== "object" || template === null) return isJsonataString(template);
  return Object.values(template).some(holdsExpression);
}

function compileItems(items: Json[], field: string): Field {
  const evaluators = items.map((item, index) => compileTemplate(item, `${field}[${index}]`));
  return (scope) => evaluators.map((evaluate) => evaluate(scope));
}

function compileMembers(members: object, field: string): Field {
  const keys = Object.keys(members);
  const evaluators = keys.map((key) =>
    compileTemplate((members as Record<string, Json>)[key]!, `${field}/${key}`),
  );
  return (scope) => {
    const result: Record<string, Json> = {};
    for (let index = 0; index < keys.length; index++) result[keys[index]!] = evaluators[index]!(scope);
    return result;
  };
}

/** A field whose value has to be of one type; given as an expression or as a constant of that type. */
export function compileTyped<T extends keyof ExpectedTypes>(
  value: unknown,
  field: string,
  type: T,
): Field<ExpectedTypes[T]> {
  if (!isJsonataString(value)) return () => value as ExpectedTypes[T];
  const source = jsonataSource(value);
  const evaluate = compileField(value, field);
  return (scope) => {
    const result = evaluate(scope);
    const actual = jsonType(result);
    if (actual === type) return result as ExpectedTypes[T];
    const found = `Expected '${type}', but was '${actual}' for value: ${JSON.stringify(result)}`;
    throw new QueryFailure(`${blame(source, field)} returned an unexpected result type. ${found}`, field);
  };
}

function compileField(text: string, field: string): Field {
  const expression = compileExpression(jsonataSource(text));
  return (scope) => evaluateField(expression, field, scope);
}

function evaluateField(expression: Expression, field: string, scope: EvaluationScope): Json {
  let value: Json | undefined;
  try {
    value = expression.evaluate(scope);
  } catch (error) {
    if (error instanceof PendingEvaluation) throw error;
    throw new QueryFailure(`${blame(expression.source, field)} ${complaint(error)}`, field);
  }
  if (value !== undefined) return value;
  throw new QueryFailure(`${blame(expression.source, field)} returned nothing (undefined).`, field);
}

function complaint(error: unknown): string {
  if (error instanceof UnsupportedResult) return "returned an unsupported result type.";
  return `threw an error during evaluation. ${errorText(error)}`;
}

function blame(source: string, field: string): string {
  return `The JSONata expression '${source}' specified for the field '${field}'`;
}

/** jsonata throws objects with a code and a text. */
function errorText(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message) : `${code}: ${message}`;
}

function jsonType(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
