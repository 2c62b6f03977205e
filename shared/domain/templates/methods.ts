import type { Json } from "../../contracts/json.ts";
import { listOf, type Operation, textOf } from "./invocation-arguments.ts";
import { RenderFault } from "./meter.ts";
import { capitalized, replaced, splitText, stripped, titleCase } from "./text-operations.ts";
import { isNothing, isObject, kindOf, printed, type Value, type ValueObject } from "./values.ts";

/** What may be called on a value: the text and mapping methods of Python that change nothing. */
export const methods: Record<string, Operation> = {
  upper: (value) => textOf(value).toUpperCase(),
  lower: (value) => textOf(value).toLowerCase(),
  title: (value) => titleCase(textOf(value)),
  capitalize: (value) => capitalized(textOf(value)),
  strip: (value, args) => stripped(textOf(value), optional(args.value(0, "chars")), "both"),
  lstrip: (value, args) => stripped(textOf(value), optional(args.value(0, "chars")), "start"),
  rstrip: (value, args) => stripped(textOf(value), optional(args.value(0, "chars")), "end"),
  startswith: (value, args) =>
    prefixes(args.value(0, "prefix")).some((prefix) => textOf(value).startsWith(prefix)),
  endswith: (value, args) =>
    prefixes(args.value(0, "suffix")).some((suffix) => textOf(value).endsWith(suffix)),
  split: (value, args, meter) =>
    splitText(textOf(value), optional(args.value(0, "sep")), args.integer(1, "maxsplit", -1), meter),
  replace: (value, args, meter) =>
    replaced(textOf(value), args.text(0, "old"), args.text(1, "new"), args.integer(2, "count", -1), meter),
  join: (value, args, meter) => {
    const parts = listOf(args.value(0, "items")).map((item) => printed(item, meter));
    meter.chargeText(parts.reduce((sum, part) => sum + part.length + textOf(value).length, 0));
    return parts.join(textOf(value));
  },
  get: (value, args) => {
    const key = args.value(0, "key");
    const found =
      typeof key === "string" && Object.hasOwn(mapping(value), key) ? mapping(value)[key] : undefined;
    return found === undefined ? (args.value(1, "default") ?? null) : found;
  },
  items: (value, _, meter) => {
    const entries: Json[] = Object.entries(mapping(value)).map(([key, item]) => [key, item]);
    meter.charge(entries.length);
    return entries;
  },
  keys: (value) => Object.keys(mapping(value)),
  values: (value) => Object.values(mapping(value)),
};

function mapping(value: Value): ValueObject {
  if (isNothing(value)) return {};
  if (isObject(value)) return value;
  throw new RenderFault(`an object is expected, not ${kindOf(value)}`);
}

function optional(value: Value): string | null {
  return isNothing(value) ? null : textOf(value);
}

function prefixes(value: Value): string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}
