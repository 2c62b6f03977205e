import { describeFacts } from "./describe-facts.ts";
import { isNothing } from "./facts.ts";
import { capitalised, ended } from "./phrases.ts";
import type { PromptParts } from "./read-prompt.ts";

/** Labels of what a prompt is made of, not of what a customer wants to know. */
const inner = /^(customer|user|client|task|role|context|tool|output|format|name|e-?mail|step|rule|note)\b/i;
const verbs = /\b(was|were|is|are|has|have|had|will|can|cannot|could|must)\b/i;

/** What a prompt states, said to the customer. Where it spells out what to say, its other sentences are for us. */
export function promptSentences(prompt: PromptParts): string[] {
  const wanted = prompt.passages.flatMap((each) =>
    each.kind === "instruction" ? wantedSentence(each.text) : [],
  );
  const stated = prompt.passages.flatMap((passage) => {
    if (passage.kind === "labelled") return labelSentence(passage.label, passage.value);
    const isForUs = wanted.length > 0 || passage.kind === "instruction" || isAboutTheCustomer(passage.text);
    return isForUs ? [] : [toCustomer(passage.text)];
  });
  return [...stated, ...wanted, ...prompt.documents.flatMap((document) => describeFacts(document))];
}

/** `Label: https://…`, `Return number: RET-456`, `Their comment: …`, `The return was approved: …`. */
function labelSentence(label: string, value: string): string[] {
  if (isNothing(value) || inner.test(label)) return [];
  if (verbs.test(label)) return [toCustomer(`${label}: ${value}`)];
  if (/^(their|our|its)\b/i.test(label)) return [`${capitalised(label)}: "${value.replaceAll('"', "'")}".`];
  const named = label.toLowerCase().replace(/^the /, "");
  if (/^https?:\/\//.test(value)) return [`You will find your ${named} here: ${value}`];
  return label.split(" ").length <= 4 ? [`Your ${named} is ${ended(value)}`] : [];
}

/** "Say that we have read the message." asks for a sentence that is all but written. */
function wantedSentence(instruction: string): string[] {
  const asking = /^(?:please )?(?:say|explain|(?:tell|inform)(?: \w+){0,2}?) that (.+)$/i;
  const said = asking.exec(instruction)?.[1];
  if (said === undefined) return [];
  const addressed = said
    .replaceAll(/\b(them|the customer)\b/g, "you")
    .replaceAll(/\b(their|the customer's)\b/g, "your")
    .replaceAll(/\bthe message\b/g, "your message");
  return [ended(capitalised(addressed))];
}

function isAboutTheCustomer(statement: string): boolean {
  return /^(the |this )?(customer|user|client)\b/i.test(statement);
}

/** "The return was declined" is said to the customer as "Your return was declined". */
function toCustomer(sentence: string): string {
  const things = /^The (order|return|refund|request|parcel|package|account|payment|message)\b/;
  return ended(sentence.replace(things, "Your $1"));
}
