import type { Json } from "../../contracts/json.ts";
import { type Meter, RenderFault } from "./meter.ts";

/** What an expression gives: JSON, or nothing. */
export type Value = Json | undefined;
export type ValueObject = { [key: string]: Json };

const maxDepth = 64;

export function isObject(value: Value): value is ValueObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isNothing(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

/** As in Python: nothing, false, 0, "" and empty containers are false. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** A property, an item by its number (from the end when negative), or nothing: own properties only. */
export function memberOf(object: Value, property: Value): Value {
  if (isObject(object)) {
    const key = typeof property === "number" ? String(property) : property;
    return typeof key === "string" && Object.hasOwn(object, key) ? object[key] : undefined;
  }
  if (typeof object === "string" || Array.isArray(object)) {
    if (property === "length") return object.length;
    return typeof property === "number" && Number.isInteger(property) ? object.at(property) : undefined;
  }
  return undefined;
}

/** The items a loop or filter goes through: a list's, an object's keys, a text's characters; none for nothing. */
export function itemsOf(value: Value, meter: Meter): Json[] {
  if (isNothing(value)) return [];
  const items = Array.isArray(value) ? value : textOrKeys(value);
  meter.charge(items.length);
  return items;
}

function textOrKeys(value: Exclude<Json, null>): Json[] {
  if (typeof value === "string") return Array.from(value);
  if (isObject(value)) return Object.keys(value);
  throw new RenderFault(`a ${typeof value} cannot be gone through`);
}

/** Structural equality, as in Python. */
export function areEqual(left: Value, right: Value, meter: Meter): boolean {
  meter.charge(1);
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => meter.nested(() => areEqual(item, right[index], meter)))
    );
  }
  if (!isObject(left)) return left === right;
  if (!isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) => Object.hasOwn(right, key) && meter.nested(() => areEqual(left[key], right[key], meter)),
    )
  );
}

/** Negative, 0 or positive. @throws RenderFault when the two have no order */
export function compare(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  throw new RenderFault(`${kindOf(left)} and ${kindOf(right)} have no order`);
}

export function contains(container: Value, item: Value, meter: Meter): boolean {
  if (isNothing(container)) return false;
  if (typeof container === "string") {
    if (typeof item !== "string") throw new RenderFault("only a text can be searched for in a text");
    meter.charge(container.length / 64);
    return container.includes(item);
  }
  if (isObject(container)) return typeof item === "string" && Object.hasOwn(container, item);
  return itemsOf(container, meter).some((candidate) => areEqual(candidate, item, meter));
}

/** How a value prints: nothing is empty, text is itself, lists and objects are JSON. */
export function printed(value: Value, meter: Meter): string {
  if (isNothing(value)) return "";
  const text = typeof value === "object" ? jsonText(value, meter) : String(value);
  meter.chargeText(text.length);
  return text;
}

/** JSON text; measured before it is made, because shared references can make it far larger than it looks. */
export function jsonText(value: Value, meter: Meter, indent = 0): string {
  meter.chargeText(textLength(value, 0, indent, meter));
  return JSON.stringify(value ?? null, null, indent);
}

function textLength(value: Value, depth: number, indent: number, meter: Meter): number {
  if (depth > maxDepth) throw new RenderFault(`a value is nested deeper than ${maxDepth}`);
  const lead = indent * depth + 2;
  meter.charge(1);
  if (typeof value === "string") {
    meter.charge(value.length / 64);
    return lead + value.length;
  }
  if (isNothing(value) || typeof value !== "object") return lead + 4;
  let length = lead;
  for (const [key, item] of Object.entries(value)) {
    length += key.length + textLength(item, depth + 1, indent, meter);
    if (length > meter.bounds.outputBytes) meter.chargeText(length);
  }
  return length;
}

/** For messages: what kind of value it is, never the value. */
export function kindOf(value: Value): string {
  if (isNothing(value)) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
