import type { Json } from "../../../shared/contracts/json.ts";
import type { Conversation, Observation } from "./conversation.ts";
import { describeFacts } from "./describe-facts.ts";
import { factsIn, lookUpText } from "./facts.ts";
import { capitalised, ended, shortened } from "./phrases.ts";
import { promptSentences } from "./prompt-sentences.ts";
import { splitToolName } from "./tool-view.ts";

const nothingKnown = "Thank you for your message. We have read it and will get back to you.";
const mostSentences = 8;

/** A polite answer to the customer, assembled from what the tools or the prompt state and nothing else. */
export function composeReply(conversation: Conversation): string {
  const name = customerName(conversation);
  const sentences = knownSentences(conversation);
  const body = sentences.length === 0 ? [nothingKnown] : sentences.slice(0, mostSentences);
  return [name === null ? "Hello," : `Hi ${name},`, "", body.join(" ")].join("\n");
}

/** What was done and found, in a line. */
export function composeSummary(conversation: Conversation): string {
  const done = conversation.observations.flatMap((each) => (each.isError ? [] : doneSentence(each)));
  if (done.length > 0) return done.join(" ");
  const failure = failureSentence(conversation);
  if (failure !== null) return failure;
  const known = knownSentences(conversation);
  return known.length > 0 ? known.slice(0, 3).join(" ") : shortened(conversation.prompt.customerText);
}

/** Why: as a tool or the prompt states it, else as a failed tool says. */
export function composeReason(conversation: Conversation): string {
  const stated = lookUpText(conversation.facts, "reason") ?? failureSentence(conversation);
  if (stated !== null) return stated;
  const customer = `The customer wrote: ${shortened(conversation.prompt.customerText)}`;
  return knownSentences(conversation)[0] ?? customer;
}

export function composeSubject({ facts, entities }: Conversation): string {
  const returnId = lookUpText(facts, "return_id");
  if (returnId !== null) return `Your return ${returnId}`;
  const orderId = lookUpText(facts, "order_id") ?? entities.orderId;
  return orderId === null ? "Your request" : `Your order #${orderId.replace(/^#/, "")}`;
}

function customerName({ facts }: Conversation): string | null {
  const isName = (text: string) => /^[\p{L}][\p{L} .'-]{0,60}$/u.test(text);
  const name = lookUpText(facts, "customer_name", isName) ?? lookUpText(facts, "first_name", isName);
  return name?.split(" ")[0] ?? null;
}

/** What tools found says more than the task that sent for them. */
function knownSentences({ observations, prompt }: Conversation): string[] {
  const observed = observations.flatMap(({ document, isError }) =>
    isError || document === undefined ? [] : describeFacts(document),
  );
  return [...new Set(observed.length > 0 ? observed : promptSentences(prompt))];
}

const pastForms: Record<string, string> = {
  send: "Sent",
  make: "Made",
  write: "Wrote",
  put: "Put",
  set: "Set",
};

/** "Created return RET-456 for order 12345." out of a tool that writes and what it answered. */
function doneSentence({ toolName, document }: Observation): string[] {
  const { verb, object, writes } = splitToolName(toolName);
  if (!writes || document === undefined) return [];
  const past = pastForms[verb] ?? capitalised(verb.endsWith("e") ? `${verb}d` : `${verb}ed`);
  const facts = factsIn(document);
  const parts = [
    [past, object],
    [lookUpText(facts, `${object} id`)],
    object === "order" ? [] : ["for order", lookUpText(facts, "order_id")],
    ["to", recipientIn(document)],
  ];
  return [
    `${parts
      .filter((part) => !part.includes(null))
      .flat()
      .join(" ")}.`,
  ];
}

function failureSentence({ observations }: Conversation): string | null {
  const failed = observations.findLast((each) => each.isError);
  return failed === undefined ? null : ended(shortened(failed.text.replace(/^(?:\w*Error:\s*)+/i, "")));
}

function recipientIn(document: Json): string | null {
  if (document === null || typeof document !== "object" || Array.isArray(document)) return null;
  return typeof document["to"] === "string" ? document["to"] : null;
}
