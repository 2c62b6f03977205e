import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject } from "../http/fields.ts";
import { batchError, invalidParameter, missingParameter } from "./sqs-errors.ts";

const BATCH_LIMIT = 10;
const BATCH_ID = /^[\w-]{1,80}$/;

/** @throws ServiceError */
export function requireText(input: JsonObject, field: string): string {
  const value = input[field] ?? undefined;
  if (value === undefined) throw missingParameter(field);
  if (typeof value !== "string") throw invalidParameter(`The value of ${field} has to be a string.`);
  return value;
}

/** @throws ServiceError */
export function integerBetween(
  input: JsonObject,
  field: string,
  range: { min: number; max: number; fallback: number },
): number {
  const value = input[field] ?? range.fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= range.min && value <= range.max)
    return value;
  throw invalidParameter(
    `Value ${JSON.stringify(value)} for parameter ${field} is invalid. Reason: Must be between ${range.min} and ${range.max}, if provided.`,
  );
}

/** A list of strings; absent is empty. @throws ServiceError */
export function textList(input: JsonObject, field: string): string[] {
  const value = input[field] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw invalidParameter(`The value of ${field} has to be a list of strings.`);
}

/** Entries of a batch request with their distinct ids. @throws ServiceError */
export function batchEntries(input: JsonObject): { id: string; entry: JsonObject }[] {
  const entries: Json = input["Entries"] ?? [];
  if (!Array.isArray(entries) || !entries.every(isObject))
    throw invalidParameter("Entries has to be a list of objects.");
  if (entries.length === 0)
    throw batchError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > BATCH_LIMIT) {
    const message = `Maximum number of entries per request are ${BATCH_LIMIT}. You have sent ${entries.length}.`;
    throw batchError("TooManyEntriesInBatchRequest", message);
  }
  const ids = entries.map((entry) => requireText(entry, "Id"));
  if (ids.some((id) => !BATCH_ID.test(id))) {
    throw batchError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores.",
    );
  }
  if (new Set(ids).size < ids.length)
    throw batchError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  return entries.map((entry, index) => ({ id: ids[index]!, entry }));
}
