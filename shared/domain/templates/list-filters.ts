import type { Json } from "../../contracts/json.ts";
import { type Arguments, finite, numberOf, type Operation } from "./invocation-arguments.ts";
import { type Meter, RenderFault } from "./meter.ts";
import { tests } from "./tests-of-values.ts";
import {
  areEqual,
  compare,
  contains,
  isNothing,
  isObject,
  isTrue,
  itemsOf,
  jsonText,
  memberOf,
  printed,
  type Value,
} from "./values.ts";

/** Tests of `select` and `selectattr` that compare with an argument. */
const comparisons: Record<string, (value: Value, other: Value, meter: Meter) => boolean> = {
  eq: areEqual,
  equalto: areEqual,
  ne: (value, other, meter) => !areEqual(value, other, meter),
  lt: (value, other) => compare(value, other) < 0,
  le: (value, other) => compare(value, other) <= 0,
  gt: (value, other) => compare(value, other) > 0,
  ge: (value, other) => compare(value, other) >= 0,
  in: (value, other, meter) => contains(other, value, meter),
};

export const listFilters: Record<string, Operation> = {
  first: (value, _, meter) => itemsOf(value, meter)[0],
  last: (value, _, meter) => itemsOf(value, meter).at(-1),
  reverse: (value, _, meter) => {
    const items = itemsOf(value, meter);
    return typeof value === "string" ? Array.from(value).toReversed().join("") : items.toReversed();
  },
  join: (value, args, meter) => {
    const separator = args.text(0, "d", "");
    const parts = attributesOf(value, args.value(1, "attribute"), meter).map((item) => printed(item, meter));
    meter.chargeText(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
    return parts.join(separator);
  },
  map: (value, args, meter) => {
    const attribute = args.named.get("attribute");
    const fallback = args.named.get("default");
    if (attribute === undefined) throw new RenderFault('"map" takes attribute="name"');
    return attributesOf(value, attribute, meter).map((item) => item ?? fallback ?? null);
  },
  select: (value, args, meter) => chosen(value, args, meter, { attribute: false, keep: true }),
  reject: (value, args, meter) => chosen(value, args, meter, { attribute: false, keep: false }),
  selectattr: (value, args, meter) => chosen(value, args, meter, { attribute: true, keep: true }),
  rejectattr: (value, args, meter) => chosen(value, args, meter, { attribute: true, keep: false }),
  sort: (value, args, meter) => {
    const attribute = args.value(2, "attribute");
    const foldCase = !args.flag(1, "case_sensitive");
    const keyed = itemsOf(value, meter).map((item) => ({
      item,
      key: sortKey(attributeOf(item, attribute), foldCase),
    }));
    meter.charge(keyed.length * Math.log2(keyed.length + 1));
    const sign = args.flag(0, "reverse") ? -1 : 1;
    return keyed.toSorted((a, b) => sign * compare(a.key, b.key)).map(({ item }) => item);
  },
  dictsort: (value, args, meter) => {
    if (!isObject(value)) throw new RenderFault("an object is expected");
    const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, item]);
    meter.charge(entries.length * Math.log2(entries.length + 1));
    const index = args.text(1, "by", "key") === "value" ? 1 : 0;
    const foldCase = !args.flag(0, "case_sensitive");
    const sign = args.flag(2, "reverse") ? -1 : 1;
    return entries.toSorted(
      (a, b) => sign * compare(sortKey(a[index], foldCase), sortKey(b[index], foldCase)),
    );
  },
  unique: (value, _, meter) => {
    const seen = new Set<string>();
    return itemsOf(value, meter).filter((item) => {
      const text = jsonText(item, meter);
      return !seen.has(text) && seen.add(text).size > 0;
    });
  },
  sum: (value, args, meter) => {
    const numbers = attributesOf(value, args.value(0, "attribute"), meter).map(numberOf);
    return finite(numbers.reduce((total, number) => total + number, 0));
  },
  min: (value, _, meter) => extreme(itemsOf(value, meter), -1),
  max: (value, _, meter) => extreme(itemsOf(value, meter), 1),
};

function extreme(items: Json[], sign: 1 | -1): Value {
  let best: Value;
  for (const item of items) if (best === undefined || sign * compare(item, best) > 0) best = item;
  return best;
}

function sortKey(value: Value, foldCase: boolean): Value {
  return typeof value === "string" && foldCase ? value.toLowerCase() : value;
}

function attributesOf(value: Value, attribute: Value, meter: Meter): Value[] {
  return itemsOf(value, meter).map((item) => attributeOf(item, attribute));
}

/** An item's attribute by a dotted path ("customer.name", "lines.0"); the item itself without one. */
function attributeOf(item: Value, attribute: Value): Value {
  if (isNothing(attribute)) return item;
  if (typeof attribute === "number") return memberOf(item, attribute);
  if (typeof attribute !== "string") throw new RenderFault('"attribute" must be a name');
  let value = item;
  for (const part of attribute.split(".")) {
    value = memberOf(value, Array.isArray(value) && /^\d+$/.test(part) ? Number(part) : part);
  }
  return value;
}

function chosen(
  value: Value,
  args: Arguments,
  meter: Meter,
  options: { attribute: boolean; keep: boolean },
): Json[] {
  const attribute = options.attribute ? args.text(0, "attribute") : null;
  const rest = options.attribute ? args.after(1) : args;
  const passes = chosenTest(rest, meter);
  return itemsOf(value, meter).filter((item) => passes(attributeOf(item, attribute)) === options.keep);
}

function chosenTest(args: Arguments, meter: Meter): (value: Value) => boolean {
  const name = args.value(0, "test");
  if (name === undefined) return isTrue;
  if (typeof name === "string" && Object.hasOwn(comparisons, name)) {
    const other = args.value(1, "value");
    return (value) => comparisons[name]?.(value, other, meter) ?? false;
  }
  const test = typeof name === "string" && Object.hasOwn(tests, name) ? tests[name] : undefined;
  if (test === undefined) throw new RenderFault("the name of a test is expected");
  return test;
}
