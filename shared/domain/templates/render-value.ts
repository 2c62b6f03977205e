import { TemplateError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import { Meter } from "./meter.ts";
import { renderMetered } from "./render-template.ts";
import { type TemplateBounds, templateBounds } from "./template-bounds.ts";

const maxDepth = 64;

/**
 * Renders every string in a JSON value, under one set of bounds for all of it. A string that is exactly one
 * `{{ expression }}` keeps the expression's type (nothing is null); keys stay as they are.
 * @throws TemplateError
 */
export function renderValue(value: Json, scope: JsonObject, bounds: Partial<TemplateBounds> = {}): Json {
  return renderPart(value, scope, new Meter({ ...templateBounds, ...bounds }), 0);
}

function renderPart(value: Json, scope: JsonObject, meter: Meter, depth: number): Json {
  if (typeof value === "string")
    return value.includes("{") ? renderMetered(value, scope, meter, true) : value;
  if (value === null || typeof value !== "object") return value;
  if (depth >= maxDepth) throw new TemplateError(`a value with templates is nested deeper than ${maxDepth}`);
  if (Array.isArray(value)) return value.map((item) => renderPart(item, scope, meter, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, renderPart(item, scope, meter, depth + 1)]),
  );
}
