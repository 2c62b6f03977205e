import type { Json } from "../asl/types.ts";

/**
 * Writes payloads out as JSON. A payload is never changed in place and often written twice in a row (a state's output
 * is the next one's input), so the last text is kept.
 */
export class JsonWriter {
  private lastValue: Json | undefined;
  private lastText = "";

  text(value: Json): string {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if (value === this.lastValue) return this.lastText;
    this.lastText = JSON.stringify(value);
    this.lastValue = value;
    return this.lastText;
  }

  /** Whether a payload is over the limit. It is written out only when a cheap upper bound does not tell. */
  exceedsLimit(value: Json): boolean {
    if (value === this.lastValue && this.lastText.length * MAX_UTF8_BYTES <= PAYLOAD_LIMIT_BYTES)
      return false;
    if (sizeBound(value, PAYLOAD_LIMIT_BYTES) <= PAYLOAD_LIMIT_BYTES) return false;
    return new TextEncoder().encode(this.text(value)).length > PAYLOAD_LIMIT_BYTES;
  }
}

/** Bytes of UTF-8 that a payload may have: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const PAYLOAD_LIMIT_BYTES = 256 * 1024;
/** What one UTF-16 unit takes at most in UTF-8, and what it takes at most once JSON has escaped it. */
const MAX_UTF8_BYTES = 3;
const MAX_ESCAPED_BYTES = 6;
const MAX_SCALAR_BYTES = 26;

/** At least the bytes of the JSON text; stops counting when it is above `enough`. */
function sizeBound(value: Json, enough: number): number {
  if (typeof value === "string") return value.length * MAX_ESCAPED_BYTES + 2;
  if (typeof value !== "object" || value === null) return MAX_SCALAR_BYTES;
  let total = 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && total <= enough; index++) {
      total += sizeBound(value[index]!, enough - total) + 1;
    }
    return total;
  }
  for (const key in value) {
    total += key.length * MAX_ESCAPED_BYTES + 4 + sizeBound(value[key]!, enough - total);
    if (total > enough) break;
  }
  return total;
}
