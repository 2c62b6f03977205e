import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { ServiceError } from "./service-error.ts";

/** A request that breaks the service's model, worded as AWS words it. */
export function validationError(field: string, value: Json | undefined, constraint: string): ServiceError {
  const shown = value === undefined || value === null ? "null" : `'${plain(value)}'`;
  return new ServiceError({
    code: "ValidationException",
    message: `1 validation error detected: Value ${shown} at '${field}' failed to satisfy constraint: ${constraint}`,
  });
}

function plain(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 256 ? `${text.slice(0, 256)}...` : text;
}

/** @throws ServiceError ValidationException */
export function requireString(input: JsonObject, field: string, maxLength = Infinity): string {
  const value = optionalString(input, field, maxLength);
  if (value === undefined) throw validationError(field, null, "Member must not be null");
  return value;
}

/** A field that is absent or null is undefined. @throws ServiceError ValidationException */
export function optionalString(input: JsonObject, field: string, maxLength = Infinity): string | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw validationError(field, value, "Member must be a string");
  if (value.length > maxLength) {
    throw validationError(field, value, `Member must have length less than or equal to ${maxLength}`);
  }
  return value;
}

/** @throws ServiceError ValidationException */
export function optionalInteger(
  input: JsonObject,
  field: string,
  range: { min: number; max: number },
): number | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw validationError(field, value, "Member must be an integer");
  }
  if (value < range.min) {
    throw validationError(field, value, `Member must have value greater than or equal to ${range.min}`);
  }
  if (value > range.max) {
    throw validationError(field, value, `Member must have value less than or equal to ${range.max}`);
  }
  return value;
}

/** @throws ServiceError ValidationException */
export function optionalBoolean(input: JsonObject, field: string): boolean | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw validationError(field, value, "Member must be a boolean");
}

/** @throws ServiceError ValidationException */
export function optionalList(input: JsonObject, field: string): Json[] | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined || Array.isArray(value)) return value;
  throw validationError(field, value, "Member must be a list");
}

/** Whether a value is a JSON object (neither null nor a list). */
export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A string as it is; anything else as no text, for a lookup to refuse. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
