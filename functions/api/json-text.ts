import { RequestError } from "./problems/request-error.ts";

const maxDepth = 64;

/**
 * Checks that a text is JSON that can be kept as it is: nested 64 deep at most (looked at before it is parsed), with text
 * that every store takes and numbers that stay what they are.
 * @throws RequestError 400
 */
export function assertJsonText(text: string): void {
  assertShallow(text);
  assertStorable(parse(text), "#");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    const place = at === undefined ? "" : ` (at character ${at})`;
    throw new RequestError(400, "malformed-json", `The body is not JSON${place}.`);
  }
}

/** Counts brackets outside of strings, so that no parser has to go deep to find out that it went too deep. */
function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > maxDepth) {
      throw new RequestError(400, "nested-too-deeply", `JSON is nested ${maxDepth} levels at most.`);
    }
  }
}

function assertStorable(value: unknown, pointer: string): void {
  if (typeof value === "string") assertText(value, pointer);
  if (typeof value === "number" && !Number.isFinite(value))
    throw unusable(pointer, "a number is out of range");
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) assertText(key, pointer);
    if (key === "__proto__") throw unusable(pointer, "a key is named __proto__");
    assertStorable(inner, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
}

/** PostgreSQL's jsonb keeps neither. */
function assertText(text: string, pointer: string): void {
  if (text.includes("\u0000")) throw unusable(pointer, "text holds U+0000");
  if (!text.isWellFormed()) throw unusable(pointer, "text holds a lone surrogate");
}

function unusable(pointer: string, detail: string): RequestError {
  return new RequestError(400, "unusable-json", "The body holds what cannot be kept.", {
    errors: [{ pointer: pointer.toWellFormed().replaceAll("\u0000", "\uFFFD"), detail }],
  });
}
