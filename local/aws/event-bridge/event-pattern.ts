import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import { isObject } from "../http/fields.ts";

/** Looks at one value of an event; undefined stands for a field that is not there. */
type ValueMatcher = (value: Json | undefined) => boolean;
export type EventMatcher = (event: JsonObject) => boolean;

/**
 * Compiles an EventBridge event pattern: an object of fields, each with a list of alternatives (exact values, `prefix`,
 * `suffix`, `exists`, `anything-but` with values); nested objects look into nested fields; an event's list matches when
 * one of its items does. Source: EventBridge user guide, "Comparison operators for use in event patterns".
 * @throws Error for operators that are not offered: a rule that silently never fires helps nobody
 */
export function compileEventPattern(pattern: JsonObject, path = ""): EventMatcher {
  const fields = Object.entries(pattern).map(([name, expected]) => ({
    name,
    matches: compileField(expected, path === "" ? name : `${path}.${name}`),
  }));
  return (event) =>
    fields.every(({ name, matches }) => matches(Object.hasOwn(event, name) ? event[name] : undefined));
}

function compileField(expected: Json, path: string): ValueMatcher {
  if (isObject(expected)) {
    const nested = compileEventPattern(expected, path);
    return (value) => nested(isObject(value) ? value : {});
  }
  if (!Array.isArray(expected) || expected.length === 0) {
    throw new Error(`Event pattern is not valid: ${path} has to be an object or a non-empty list`);
  }
  const alternatives = expected.map((alternative) => compileAlternative(alternative, path));
  return (value) => {
    const items = Array.isArray(value) ? value : [value];
    return alternatives.some((matches) => items.some((item) => matches(item)));
  };
}

function compileAlternative(alternative: Json, path: string): ValueMatcher {
  if (!isObject(alternative)) return (value) => value === alternative;
  const [operator, operand] = Object.entries(alternative)[0] ?? [];
  switch (operator) {
    case "prefix":
    case "suffix": {
      if (typeof operand !== "string") break;
      return (value) =>
        typeof value === "string" &&
        (operator === "prefix" ? value.startsWith(operand) : value.endsWith(operand));
    }
    case "exists":
      return (value) => (value !== undefined) === operand;
    case "anything-but": {
      const excluded = Array.isArray(operand) ? operand : [operand];
      if (excluded.some((item) => isObject(item) || Array.isArray(item))) break;
      return (value) => value !== undefined && !(excluded as Json[]).includes(value);
    }
    default:
  }
  throw new Error(
    `Event pattern is not valid: ${path} uses ${JSON.stringify(alternative)}, which is not offered here`,
  );
}
