import type { Json, JsonObject } from "../../contracts/json.ts";
import type { HandoverTrigger } from "../../contracts/workflow.ts";

/** Fields of a run's input that hold what the customer wrote this turn. */
const messageFields = ["customer_message", "message"];

/**
 * Whether the customer asked for a person: one of the trigger's patterns stands in the turn's messages, compared in
 * Unicode normal form C and case-folded.
 */
export function asksForPerson(input: JsonObject, triggers: readonly HandoverTrigger[]): boolean {
  const patterns = triggers.flatMap((trigger) =>
    trigger.type === "explicit_request" ? trigger.patterns : [],
  );
  if (patterns.length === 0) return false;
  const texts = customerMessages(input).map(fold);
  return patterns.some((pattern) => texts.some((text) => text.includes(fold(pattern))));
}

function customerMessages(input: JsonObject): string[] {
  const single = messageFields.map((field) => input[field]).filter((value) => typeof value === "string");
  const list = Array.isArray(input["messages"]) ? input["messages"].flatMap(customerText) : [];
  return [...single, ...list];
}

function customerText(message: Json): string[] {
  if (typeof message === "string") return [message];
  if (message === null || typeof message !== "object" || Array.isArray(message)) return [];
  const sender = message["sender"] ?? message["role"] ?? "customer";
  const text = message["content"] ?? message["text"];
  const fromCustomer = sender === "customer" || sender === "user";
  return fromCustomer && typeof text === "string" ? [text] : [];
}

/** Upper-casing first folds letters that have no single lower-case form (ß and SS). */
function fold(text: string): string {
  return text.normalize("NFC").toUpperCase().toLowerCase();
}
