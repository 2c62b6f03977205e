import type { Json } from "../asl/types.ts";

/** Payloads are never changed in place, so an object that goes from state to state is written out once. */
const texts = new WeakMap<object, string>();

/** The JSON text of a payload. */
export function jsonText(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** Bytes of UTF-8 that a payload may have: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const PAYLOAD_LIMIT_BYTES = 256 * 1024;
/** A character of a string takes at most this much: six ASCII characters where JSON escapes it. */
const MAX_BYTES_PER_CHARACTER = 6;
const MAX_BYTES_PER_SCALAR = 26;

/** Whether a payload is over the limit. It is written out only when a cheap upper bound does not tell. */
export function exceedsPayloadLimit(value: Json): boolean {
  if (sizeBound(value, PAYLOAD_LIMIT_BYTES) <= PAYLOAD_LIMIT_BYTES) return false;
  return new TextEncoder().encode(jsonText(value)).length > PAYLOAD_LIMIT_BYTES;
}

/** At least the bytes of the JSON text; stops counting when it is above `enough`. */
function sizeBound(value: Json, enough: number): number {
  if (typeof value === "string") return value.length * MAX_BYTES_PER_CHARACTER + 2;
  if (typeof value !== "object" || value === null) return MAX_BYTES_PER_SCALAR;
  const known = texts.get(value);
  if (known !== undefined) return known.length * 3;
  let total = 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && total <= enough; index++) {
      total += sizeBound(value[index]!, enough - total) + 1;
    }
    return total;
  }
  for (const key in value) {
    total += key.length * MAX_BYTES_PER_CHARACTER + 4 + sizeBound(value[key]!, enough - total);
    if (total > enough) break;
  }
  return total;
}
