import type { Json, JsonObject } from "../../asl/types.ts";
import type { ParsedPath, PathStep } from "../../asl/json-path.ts";
import { RuntimeFailure } from "../failures.ts";

/**
 * Puts a value at the place that a reference path (names and indexes) names, making objects on the way, and answers
 * the new whole: the input itself is not changed.
 */
export function writeAt(path: ParsedPath, whole: Json, value: Json): Json {
  return write(path.steps, 0, whole, value, path.source);
}

function write(steps: PathStep[], at: number, whole: Json | undefined, value: Json, source: string): Json {
  const step = steps[at];
  if (step === undefined) return value;
  if (step.kind === "name") {
    const object = whole === undefined || whole === null ? {} : whole;
    if (typeof object !== "object" || Array.isArray(object)) throw unapplicable(source, whole);
    const fields: JsonObject = { ...object };
    fields[step.name] = write(steps, at + 1, fields[step.name], value, source);
    return fields;
  }
  if (step.kind === "index" && Array.isArray(whole) && step.index >= 0 && step.index < whole.length) {
    const items = [...whole];
    items[step.index] = write(steps, at + 1, items[step.index], value, source);
    return items;
  }
  throw unapplicable(source, whole);
}

function unapplicable(source: string, whole: Json | undefined): RuntimeFailure {
  return new RuntimeFailure(`Unable to apply step "${source}" to input ${JSON.stringify(whole)}`);
}
