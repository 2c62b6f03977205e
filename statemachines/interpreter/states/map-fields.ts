import type { Json } from "../../asl/types.ts";
import { isJsonataString } from "../../asl/jsonata-string.ts";
import { ERRORS, QueryFailure, RuntimeFailure, StateFailure, whileExecuting } from "../failures.ts";
import type { FieldScope } from "../field-scope.ts";
import { compilePath } from "../json-path/json-path-flow.ts";
import { compilePayloadTemplate } from "../json-path/payload-template.ts";
import { compileTemplate, compileTyped, type Field } from "../templates/jsonata-field.ts";
import type { StateParts } from "./common.ts";

/** A Map's own fields, in its query language. */
export interface MapFields {
  items(scope: FieldScope): Json[];
  maxConcurrency(scope: FieldScope): number;
  toleratedCount(scope: FieldScope): number | undefined;
  toleratedPercentage(scope: FieldScope): number | undefined;
  /** How many iterations may fail, of so many. */
  toleratedFailures(scope: FieldScope, size: number): number;
  /** An iteration's input. */
  select(scope: FieldScope, item: Json): Json;
  asEntered(error: unknown, scope: FieldScope): unknown;
}

export function compileMapFields(parts: StateParts): MapFields {
  const count = compileNumber(parts, "ToleratedFailureCount");
  const percentage = compileNumber(parts, "ToleratedFailurePercentage");
  return {
    items: compileItems(parts),
    maxConcurrency: compileNumber(parts, "MaxConcurrency") ?? (() => 0),
    toleratedCount: (scope) => count?.(scope),
    toleratedPercentage: (scope) => percentage?.(scope),
    toleratedFailures(scope, size) {
      const byCount = count?.(scope) ?? 0;
      const byPercentage = ((percentage?.(scope) ?? 0) / 100) * size;
      return Math.floor(Math.max(byCount, byPercentage));
    },
    select: compileSelector(parts),
    asEntered: (error, scope) => (error instanceof QueryFailure ? asEntered(error, scope) : error),
  };
}

function asEntered(error: QueryFailure, scope: FieldScope): StateFailure {
  const cause = whileExecuting(scope.stateName, scope.enteredEventId) + error.message;
  return new StateFailure({
    error: ERRORS.query,
    cause,
    evaluation: { location: error.location, asEntered: true },
  });
}

function compileItems({ fields, language }: StateParts): (scope: FieldScope) => Json[] {
  if (language === "JSONPath") return itemsFromPath(fields["ItemsPath"] as string | undefined);
  const items = fields["Items"] as Json | undefined;
  if (items === undefined) return itemsFromInput;
  return isJsonataString(items)
    ? compileTyped(items, "Items", "array")
    : (compileTemplate(items, "Items") as Field<Json[]>);
}

function itemsFromInput(scope: FieldScope): Json[] {
  if (Array.isArray(scope.input)) return scope.input;
  throw new QueryFailure(`Map state input must be an array but was: ${JSON.stringify(scope.input)}`);
}

function itemsFromPath(source = "$"): (scope: FieldScope) => Json[] {
  const read = source === "$" ? (scope: FieldScope) => scope.data : compilePath(source);
  return (scope) => {
    const items = read(scope);
    if (Array.isArray(items)) return items;
    throw new RuntimeFailure(`Reference path "${source}" must point to array.`);
  };
}

type NumberField = "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage";

function compileNumber(
  { fields, language }: StateParts,
  field: NumberField,
): ((scope: FieldScope) => number) | undefined {
  const path = fields[`${field}Path`];
  if (typeof path === "string") return numberFromPath(path, field);
  const value = fields[field];
  if (value === undefined) return undefined;
  if (language === "JSONPath" || typeof value === "number") return () => value as number;
  const evaluate = compileTyped(value, field, "number");
  return (scope) => requireInRange(evaluate(scope), field, (text) => new QueryFailure(text, field));
}

function numberFromPath(path: string, field: NumberField): (scope: FieldScope) => number {
  const read = compilePath(path);
  return (scope) => {
    scope.data = scope.input;
    const value = read(scope);
    const number = typeof value === "string" ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number)) {
      return requireInRange(number, field, (text) => new RuntimeFailure(text));
    }
    const found = typeof value === "string" ? value : JSON.stringify(value);
    const wanted = field === "ToleratedFailurePercentage" ? "float" : "integer";
    throw new RuntimeFailure(
      `The ${field}Path field refers to value "${found}" which is not a valid ${wanted}: ${path}`,
    );
  };
}

function requireInRange(value: number, field: NumberField, failure: (text: string) => unknown): number {
  if (field === "ToleratedFailurePercentage") {
    if (value < 0 || value > 100) throw failure(`${field} must be between 0 and 100.`);
  } else if (value < 0) throw failure(`${field} cannot be negative.`);
  return value;
}

function compileSelector({ fields, language }: StateParts): MapFields["select"] {
  const template = (fields["ItemSelector"] ??
    (language === "JSONPath" ? fields["Parameters"] : undefined)) as Json | undefined;
  if (template === undefined) return (_scope, item) => item;
  return language === "JSONata"
    ? compileTemplate(template, "ItemSelector")
    : compilePayloadTemplate(template);
}
