import type { Json, JsonSchema } from "../../../shared/contracts/json.ts";
import type { ModelMessage } from "../../../shared/contracts/model.ts";
import type { ModelCall } from "../exchange.ts";
import { extractEntities, type Entities } from "./extract.ts";
import { factsIn, labelledFact, nameWords, type Fact } from "./facts.ts";
import { findJson } from "./find-json.ts";
import { longestText } from "./words.ts";
import { labelledIn, readPrompt, type PromptParts } from "./read-prompt.ts";

/** One tool call that has been answered. */
export interface Observation {
  toolName: string;
  text: string;
  document: Json | undefined;
  isError: boolean;
}

/** All that the offline model knows of one call. */
export interface Conversation {
  system: string;
  /** The last thing the user said (the task). */
  prompt: PromptParts;
  observations: Observation[];
  /** The strongest source first: the newest observation, then the prompt, then what has a form of its own. */
  facts: Fact[];
  entities: Entities;
}

/** Reads a call: its prompt, what its tools found, and the facts in both. */
export function readConversation(call: ModelCall): Conversation {
  const texts = (role: ModelMessage["role"]) =>
    call.messages.filter((message) => message.role === role).map((message) => message.text);
  const users = texts("user");
  const system = withoutSchemas(texts("system").join("\n"));
  const prompt = readPrompt(withoutSchemas(users.at(-1) ?? ""));
  const earlier = users.slice(0, -1).map((text) => readPrompt(text));
  const observations = call.messages.flatMap(readObservation);
  const entities = extractEntities([...users].reverse().join("\n").slice(0, longestText));
  const documents = [...observations]
    .reverse()
    .filter((each) => !each.isError)
    .map((each) => each.document ?? null);
  const prompts = [prompt, ...earlier.reverse()];
  return {
    system,
    prompt,
    observations,
    entities,
    facts: [
      ...documents.flatMap((document) => factsIn(document)),
      ...prompts.flatMap((parts) =>
        labelledIn(parts).flatMap(({ label, value }) => labelledFact(label, value)),
      ),
      ...prompts.flatMap((parts) => parts.documents.flatMap((document) => factsIn(document))),
      ...entityFacts(entities),
    ],
  };
}

/** The schema of the answer: as the protocol states it, else as the prompt spells it out. */
export function findOutputSchema(call: ModelCall): JsonSchema | null {
  if (call.output?.schema != null) return call.output.schema;
  const prose = call.messages.filter((message) => message.role === "system" || message.role === "user");
  const spelled = prose
    .flatMap((message) => findJson(message.text).map((found) => found.value))
    .filter(isObjectSchema);
  return spelled.at(-1) ?? null;
}

/** A schema in the prompt says what to answer, not what is known. */
function withoutSchemas(text: string): string {
  const schemas = findJson(text).filter(({ value }) => isObjectSchema(value));
  return schemas.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

function isObjectSchema(value: Json): value is JsonSchema {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const { properties } = value;
  return value["type"] === "object" && properties !== null && typeof properties === "object";
}

function readObservation(message: ModelMessage): Observation[] {
  if (message.role !== "tool") return [];
  const document = findJson(message.text)[0]?.value;
  return [{ toolName: message.toolName, text: message.text, document, isError: message.isError === true }];
}

function entityFacts(entities: Entities): Fact[] {
  const names: Record<keyof Entities, string> = {
    orderId: "order id",
    returnId: "return id",
    customerId: "customer id",
    email: "customer email",
    url: "url",
    date: "date",
    phone: "phone",
    amount: "amount",
  };
  return Object.entries(names).flatMap(([key, name]): Fact[] => {
    const value = entities[key as keyof Entities];
    return value === null ? [] : [{ name: nameWords(name), context: [], value }];
  });
}
