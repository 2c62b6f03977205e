import { OutputTooLargeError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { ReadPath } from "../../contracts/workflow.ts";

/** Fields travel in the state machine's history; whole outputs do not. */
export const maxFieldsBytes = 8 * 1024;

/**
 * The projection of `value` that keeps exactly the paths in `reads`: what the machine's conditions read, in the shape in
 * which they read it.
 * @throws OutputTooLargeError over 8 KiB
 */
export function selectFields(value: Json, reads: readonly ReadPath[], owner: string): Json {
  const selected = reads.some((path) => path.length === 0) ? value : mergePaths(value, reads);
  const bytes = new TextEncoder().encode(JSON.stringify(selected)).length;
  if (bytes > maxFieldsBytes) {
    throw new OutputTooLargeError(
      `The values of ${owner} that conditions read are ${bytes} bytes; at most ${maxFieldsBytes} may travel in a state machine. Let the condition read a smaller field.`,
    );
  }
  return selected;
}

function mergePaths(value: Json, reads: readonly ReadPath[]): JsonObject {
  const selected: JsonObject = {};
  for (const path of reads) copyPath(value, selected, path);
  return selected;
}

function copyPath(from: Json, to: JsonObject, path: ReadPath): void {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(from) || !Object.hasOwn(from, key)) return;
  const inner = from[key] as Json;
  if (rest.length === 0 || !isObject(inner)) {
    define(to, key, inner);
    return;
  }
  const existing = Object.hasOwn(to, key) ? to[key] : undefined;
  if (existing === inner) return;
  const next = isObject(existing) ? existing : {};
  define(to, key, next);
  copyPath(inner, next, rest);
}

/** Plain assignment would call a setter for `__proto__`. */
function define(target: JsonObject, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
