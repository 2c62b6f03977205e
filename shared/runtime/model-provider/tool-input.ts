import type { Json, JsonObject } from "../../contracts/json.ts";
import { wellFormed } from "./well-formed.ts";

/**
 * The arguments of a tool call. What is not JSON stays the raw string, so that the tool's own input validation can
 * tell the model what is wrong with it. No text at all is a call without arguments.
 */
export function parseToolInput(text: string): Json {
  if (text.trim() === "") return {};
  try {
    return wellFormed(JSON.parse(text) as Json);
  } catch {
    return text.toWellFormed();
  }
}

/** Arguments as history tells them to a provider, which wants an object even for a call that was malformed. */
export function toolInputObject(input: Json): JsonObject {
  return input !== null && typeof input === "object" && !Array.isArray(input)
    ? input
    : { malformed_input: input };
}
