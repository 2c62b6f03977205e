import { HilError, InvalidInputError } from "../../contracts/errors.ts";
import type { Json, JsonSchema } from "../../contracts/json.ts";
import { assertBounded, type JsonBounds } from "./bounded-json.ts";
import { FuelSpentError, withFuel } from "./fuel.ts";
import { describeProblems, fromValidatorErrors, type SchemaProblem } from "./schema-problem.ts";
import { buildValidator, type Validator } from "./validator.ts";

const maxCached = 256;
const valueBounds: JsonBounds = { depth: 64, nodes: 200_000, bytes: 1024 * 1024 };
/** Least recently used first. */
const cache = new Map<string, Validator>();

/**
 * Checks a value against a JSON Schema (2020-12) written by a user: patterns run in linear time, remote references are
 * refused, work is bounded. An empty list means that the value fits.
 * @throws InvalidInputError when the schema itself cannot be used
 */
export function validate(schema: JsonSchema, value: Json): SchemaProblem[] {
  const validator = validatorOf(schema);
  if (!validator.ok) {
    throw new InvalidInputError(`a JSON schema cannot be used: ${describeProblems(validator.problems)}`);
  }
  const tooLarge = boundProblem(value);
  if (tooLarge !== null) return [tooLarge];
  try {
    if (withFuel(() => validator.run(value))) return [];
  } catch (error) {
    if (error instanceof FuelSpentError) return [{ path: "", message: "takes too much work to check" }];
    throw error;
  }
  return fromValidatorErrors(validator.run.errors ?? [], validator.knownNames);
}

/** What is wrong with a schema, for those who let users write one; paths point into the schema. */
export function checkSchema(schema: JsonSchema): SchemaProblem[] {
  const validator = validatorOf(schema);
  return validator.ok ? [] : validator.problems;
}

function validatorOf(schema: JsonSchema): Validator {
  const key = cacheKey(schema);
  const cached = key === null ? undefined : cache.get(key);
  const validator = cached ?? buildValidator(schema);
  if (key !== null) remember(key, validator);
  return validator;
}

/** Null for a schema nested so deeply that it has no text; the rules refuse it. */
function cacheKey(schema: JsonSchema): string | null {
  try {
    return JSON.stringify(schema);
  } catch {
    return null;
  }
}

function remember(key: string, validator: Validator): void {
  cache.delete(key);
  cache.set(key, validator);
  const oldest = cache.keys().next().value;
  if (cache.size > maxCached && oldest !== undefined) cache.delete(oldest);
}

function boundProblem(value: Json): SchemaProblem | null {
  try {
    assertBounded(value, valueBounds);
    return null;
  } catch (error) {
    if (error instanceof HilError) return { path: "", message: error.message.replace("a value ", "") };
    throw error;
  }
}
