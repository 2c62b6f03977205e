import type { JsonObject } from "../../contracts/json.ts";

/** What prompts follow, or take for what was said. */
const reserved = new Set(["instruction", "conversation_so_far"]);

/**
 * Fields that somebody sent from outside the team, without those in which the desk and the conversation speak: a customer
 * does not pass for a person who instructs the AI.
 */
export function withoutReserved(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !reserved.has(name)));
}
