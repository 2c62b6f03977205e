import { InvalidInputError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";

/** Deeper documents end the embedded database's small stack, and nothing that people or models mean is so deep. */
export const maxJsonDepth = 500;

/**
 * JSON as it is stored. It is well-formed text whatever the strings in it are: U+0000 and lone surrogates stand as escapes,
 * which a json column keeps.
 * @throws InvalidInputError when it is nested deeper than `maxJsonDepth`, or is no JSON
 */
export function jsonText(value: Json | object): string {
  const text = stringify(value);
  if (text === undefined) throw new InvalidInputError("A document is no JSON.");
  if (text.length > 2 * maxJsonDepth && depthOf(text) > maxJsonDepth) throw tooDeep();
  return text;
}

export function nullableJsonText(value: Json | object): string | null {
  return value === null ? null : jsonText(value);
}

function stringify(value: Json | object): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // V8 ends its own stack at some thousand levels.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function tooDeep(): Error {
  return new InvalidInputError(`A document is nested deeper than ${maxJsonDepth} levels.`);
}

/** How deep arrays and objects are nested in valid JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return deepest;
}
