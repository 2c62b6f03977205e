import { InvalidInputError, OutputTooLargeError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";

/** How large a JSON value may be. `depth` counts nested arrays and objects, `bytes` the UTF-8 length of its compact text. */
export interface JsonBounds {
  depth: number;
  nodes: number;
  bytes: number;
}

/** What a tool, a model or a node may answer. */
export const outputBounds: JsonBounds = { depth: 64, nodes: 100_000, bytes: 256 * 1024 };

const encoder = new TextEncoder();
/** Text that stands in JSON as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/** Length in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/**
 * Checks that a value is JSON and within its bounds. Shared references count each time they are met, as they would in
 * its text.
 * @throws OutputTooLargeError; InvalidInputError when the value is not JSON
 */
export function assertBounded(value: unknown, bounds: JsonBounds = outputBounds): void {
  toBoundedJson(value, bounds);
}

/**
 * Copies a value into plain JSON that any store takes: properties without a value are left out and numbers that
 * JSON does not have are null, as `JSON.stringify` does; lone surrogates and U+0000 (which PostgreSQL's jsonb refuses) become U+FFFD.
 * @throws OutputTooLargeError; InvalidInputError when the value is not JSON
 */
export function toBoundedJson(value: unknown, bounds: JsonBounds = outputBounds): Json {
  return copy(value ?? null, 0, { bounds, nodes: 0, bytes: 0 });
}

/** The text as any store takes it: lone surrogates and U+0000 become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

interface Meter {
  bounds: JsonBounds;
  nodes: number;
  bytes: number;
}

function copy(value: unknown, depth: number, meter: Meter): Json {
  meter.nodes += 1;
  if (meter.nodes > meter.bounds.nodes) throw tooLarge(`has more than ${meter.bounds.nodes} values`);
  switch (typeof value) {
    case "string":
      return copyText(value, meter);
    case "boolean":
      spend(meter, value ? 4 : 5);
      return value;
    case "number":
      if (!Number.isFinite(value)) return copyNull(meter);
      spend(meter, String(value).length);
      return value;
    case "object":
      return value === null ? copyNull(meter) : copyContainer(value, depth + 1, meter);
    default:
      throw new InvalidInputError(`a value holds a ${typeof value}, which is not JSON`);
  }
}

function copyNull(meter: Meter): null {
  spend(meter, 4);
  return null;
}

function copyText(text: string, meter: Meter): string {
  // Checked first, so that a huge string is not encoded only to be refused.
  if (meter.bytes + text.length > meter.bounds.bytes) throw tooManyBytes(meter);
  if (plainText.test(text)) {
    spend(meter, text.length + 2);
    return text;
  }
  const storable = storableText(text);
  spend(meter, byteLength(JSON.stringify(storable)));
  return storable;
}

function copyContainer(value: object, depth: number, meter: Meter): Json {
  if (depth > meter.bounds.depth) throw tooLarge(`is nested deeper than ${meter.bounds.depth}`);
  if (Array.isArray(value)) {
    spend(meter, 2 + Math.max(0, value.length - 1));
    return Array.from(value, (item) => copy(item ?? null, depth, meter));
  }
  if (Object.prototype.toString.call(value) !== "[object Object]") {
    throw new InvalidInputError("a value holds an object that is not JSON");
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  spend(meter, 2 + entries.length + Math.max(0, entries.length - 1));
  // `fromEntries` defines own properties, so a key named `__proto__` stays data.
  return Object.fromEntries(entries.map(([key, item]) => [copyText(key, meter), copy(item, depth, meter)]));
}

function spend(meter: Meter, bytes: number): void {
  meter.bytes += bytes;
  if (meter.bytes > meter.bounds.bytes) throw tooManyBytes(meter);
}

function tooManyBytes(meter: Meter): OutputTooLargeError {
  return tooLarge(`is larger than ${meter.bounds.bytes} bytes`);
}

function tooLarge(reason: string): OutputTooLargeError {
  return new OutputTooLargeError(`a value ${reason}`);
}
