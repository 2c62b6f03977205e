import type { Json } from "../../../shared/contracts/json.ts";
import { stem, wordsOf } from "./words.ts";

/** Something that is known, under the words it is called by. */
export interface Fact {
  /** Words of the last member of its path: `order_id` in `order.order_id`. */
  name: string[];
  /** Words of the members above it. */
  context: string[];
  value: Json;
}

const deepest = 5;
const mostFacts = 500;
const fillers = new Set("the a an in it of its their our your this that to for is was".split(" "));
const sameWord = new Map(
  Object.entries({
    number: "id",
    no: "id",
    nr: "id",
    identifier: "id",
    mail: "email",
    link: "url",
    uri: "url",
    price: "total",
    cost: "total",
    product: "item",
    recipient: "email",
    title: "item",
  }),
);

/** Every scalar, and every list of scalars, in a JSON value. Of other lists the first element stands for all. */
export function factsIn(value: Json, context: string[] = [], depth = 0): Fact[] {
  if (value === null || typeof value !== "object" || depth > deepest) return [];
  if (Array.isArray(value)) return value[0] === undefined ? [] : factsIn(value[0], context, depth + 1);
  const facts: Fact[] = [];
  for (const [key, member] of Object.entries(value)) {
    const name = nameWords(key);
    if (isPlain(member)) facts.push({ name, context, value: member });
    else facts.push(...factsIn(member, [...context, ...name], depth + 1));
    if (facts.length > mostFacts) break;
  }
  return facts;
}

/** A fact out of a labelled line. What says that there is nothing is no fact. */
export function labelledFact(label: string, text: string): Fact[] {
  const value = text.trim();
  if (isNothing(value)) return [];
  return [{ name: nameWords(label), context: [], value: scalar(value) }];
}

/** The ways in which templates say that there is no value. */
export function isNothing(text: string): boolean {
  return /^(null|none|undefined|n\/a|unknown|-|)$/i.test(text.trim());
}

/**
 * The value that fits a name best. Facts stand with the strongest source first, and a weaker likeness only counts where
 * there is no stronger one.
 */
export function lookUp(
  facts: readonly Fact[],
  name: string,
  accepts: (value: Json) => boolean,
): Json | undefined {
  const wanted = nameWords(name);
  let best: { likeness: number; value: Json } | undefined;
  for (const fact of facts) {
    const likeness = likenessOf(wanted, fact);
    if (likeness > (best?.likeness ?? 0) && accepts(fact.value)) best = { likeness, value: fact.value };
  }
  return best?.value;
}

/** The same as text; a list is joined. Null where nothing is known. */
export function lookUpText(
  facts: readonly Fact[],
  name: string,
  accepts: (text: string) => boolean = () => true,
): string | null {
  const isText = (value: Json) => {
    const text = textOf(value);
    return text !== null && accepts(text);
  };
  return textOf(lookUp(facts, name, isText) ?? null);
}

function textOf(value: Json): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (typeof value === "number") return String(value);
  if (!Array.isArray(value)) return null;
  const texts = value.map(textOf).filter((text) => text !== null);
  return texts.length === 0 ? null : texts.join("; ");
}

/** The words of a name, in the spelling that facts are compared in. */
export function nameWords(name: string): string[] {
  return wordsOf(name)
    .filter((word) => !fillers.has(word))
    .map((word) => stem(sameWord.get(word) ?? word));
}

function likenessOf(wanted: readonly string[], { name, context }: Fact): number {
  const own = new Set(name);
  const all = new Set([...context, ...name]);
  if (wanted.length === 0 || own.size === 0) return 0;
  const isExact = wanted.every((word) => own.has(word)) && own.size === new Set(wanted).size;
  if (isExact) return 1;
  const last = wanted.at(-1) ?? "";
  if (wanted.every((word) => all.has(word)) && own.has(last)) return 0.9;
  // `customer_email` may be called `email` where nothing else is; a bare `id` or `name` could be anybody's.
  const vague = name.every((word) => word === "id" || word === "name" || word === "total");
  if (!vague && name.every((word) => wanted.includes(word)) && own.has(last)) return 0.7;
  // `item` may be the name of the first of the `items`.
  const isNamed = name.length === 1 && (name[0] === "name" || name[0] === "item");
  return isNamed && wanted.length === 1 && context.includes(last) ? 0.6 : 0;
}

function isPlain(value: Json): boolean {
  if (Array.isArray(value)) return value.every((item) => item === null || typeof item !== "object");
  return value !== null && typeof value !== "object";
}

function scalar(text: string): Json {
  if (/^(true|yes)\.?$/i.test(text)) return true;
  if (/^(false|no)\.?$/i.test(text)) return false;
  return text;
}
