import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";
import { lookUp } from "./facts.ts";
import type { FillContext } from "./fill-schema.ts";
import { labelledIn, sentencesIn } from "./read-prompt.ts";
import { classify, scoreChoices, type Choice } from "./score-choices.ts";
import { wordsOf } from "./words.ts";

const certain = 0.95;

/** Picks a value of an enum: the one that a fact states, else the one that the customer's words fit best. */
export function chooseEnumValue(schema: JsonSchema, name: string, context: FillContext): Json {
  const values = schema["enum"] as Json[];
  const { facts, prompt } = context.conversation;
  const stated = lookUp(facts, name, (value) => values.some((each) => sameValue(each, value)));
  if (stated !== undefined) {
    context.confidences.push(certain);
    return values.find((each) => sameValue(each, stated)) ?? stated;
  }
  const texts = values.filter((value) => typeof value === "string");
  if (texts.length === 0) return values[0] ?? null;
  const { value, confidence } = classify(prompt.customerText, choicesOf(texts, schema, context));
  context.confidences.push(confidence);
  return value;
}

/** Every value that shares something with the customer's words; at least `least` of them. */
export function chooseSeveral(schema: JsonSchema, context: FillContext, least: number): Json[] {
  const texts = (schema["enum"] as Json[]).filter((value) => typeof value === "string");
  const scores = scoreChoices(context.conversation.prompt.customerText, choicesOf(texts, schema, context));
  const chosen = texts.filter((_, index) => (scores[index] ?? 0) >= 1);
  return chosen.length >= least ? chosen : texts.slice(0, least);
}

/** Values with what the schema's description or the prompt says of each: `value: hint`, on lines or after semicolons. */
function choicesOf(values: string[], schema: JsonSchema, { conversation }: FillContext): Choice[] {
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  const { prompt, system } = conversation;
  const labels = labelledIn(prompt).map(({ label, value }) => `${label}: ${value}`);
  const lines = [description, system, ...labels, ...sentencesIn(prompt)].flatMap((text) =>
    text.split(/[\n;]/),
  );
  return values.map((value) => ({ value, hint: hintFor(value, lines) }));
}

function hintFor(value: string, lines: string[]): string {
  const spelled = wordsOf(value).join(" ");
  for (const line of lines) {
    const match = /^[\s*•"'`-]*([\w -]{1,60}?)["'`]?\s*(?::|=|—|–|\s-\s)\s*(.+)$/u.exec(line);
    if (match !== null && wordsOf(match[1]!).join(" ") === spelled) return match[2]!;
  }
  return "";
}

function sameValue(first: Json, second: Json): boolean {
  if (typeof first !== "string" || typeof second !== "string") return first === second;
  return wordsOf(first).join(" ") === wordsOf(second).join(" ");
}
