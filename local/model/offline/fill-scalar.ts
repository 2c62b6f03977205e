import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";
import { lookUp, nameWords } from "./facts.ts";
import type { FillContext } from "./fill-schema.ts";
import { scoreChoices } from "./score-choices.ts";
import { stem, termsOf } from "./words.ts";

const unsure = 0.5;
const outcomes = new Set("success successful succeeded ok done complet resolv fulfill".split(" ").map(stem));
const confidenceNames = new Set("confidence certainty probability likelihood score".split(" ").map(stem));

/** A stated fact; what became of the tools; or whether the customer's words speak of it. */
export function fillBoolean(schema: JsonSchema, name: string, { conversation }: FillContext): boolean {
  const stated = lookUp(conversation.facts, name, (value) => typeof value === "boolean");
  if (typeof stated === "boolean") return stated;
  const { observations, prompt } = conversation;
  if (nameWords(name).some((word) => outcomes.has(word))) {
    return observations.length > 0 && observations.every((each) => !each.isError);
  }
  // What tools were asked about is theirs to state, not to be guessed from the customer's words.
  if (observations.length > 0) return false;
  const hint = typeof schema["description"] === "string" ? schema["description"] : "";
  const [score = 0] = scoreChoices(prompt.customerText, [{ value: name, hint }]);
  return score >= 2;
}

/** A stated fact, the confidence of what was chosen beside it, or the least that the schema allows. */
export function fillNumber(
  schema: JsonSchema,
  name: string,
  { conversation, confidences }: FillContext,
  nullable: boolean,
): number | undefined {
  const stated = numberOf(lookUp(conversation.facts, name, (value) => numberOf(value) !== undefined));
  if (stated !== undefined) return bounded(stated, schema);
  if (nameWords(name).some((word) => confidenceNames.has(word))) {
    const lowest = confidences.length === 0 ? unsure : Math.min(...confidences);
    return bounded(Number(schema["maximum"] ?? 1) > 10 ? lowest * 100 : lowest, schema);
  }
  const counted = countOf(name, conversation.prompt.customerText);
  if (counted !== undefined) return bounded(counted, schema);
  return nullable ? undefined : bounded(0, schema);
}

/** "2 jackets", "quantity 3": a small number beside a word of the name. */
function countOf(name: string, text: string): number | undefined {
  const isCount = nameWords(name).some((word) => ["quantity", "count", "qty", "piec"].includes(word));
  const digits = isCount ? termsOf(text).find((term) => /^\d{1,2}$/.test(term)) : undefined;
  return digits === undefined ? undefined : Number(digits);
}

function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^[$€£]?\s?-?\d+(\.\d+)?\s?(USD|EUR|GBP|%)?$/i.test(value.trim()))
    return undefined;
  return Number(value.replaceAll(/[^\d.-]/g, ""));
}

function bounded(value: number, schema: JsonSchema): number {
  const least = typeof schema["minimum"] === "number" ? schema["minimum"] : Number.NEGATIVE_INFINITY;
  const most = typeof schema["maximum"] === "number" ? schema["maximum"] : Number.POSITIVE_INFINITY;
  const within = Math.min(most, Math.max(least, value));
  return schema["type"] === "integer" ? Math.round(within) : Math.round(within * 1e6) / 1e6;
}
