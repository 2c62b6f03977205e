import type { Json } from "../../../shared/contracts/json.ts";
import { findJson } from "./find-json.ts";
import { longestText, wordsOf } from "./words.ts";

/** A piece of a prompt: `Return number: RET-456`, a sentence that states, or one that asks for something to be done. */
type Passage =
  | { kind: "labelled"; label: string; value: string }
  | { kind: "statement" | "instruction"; text: string };

/** A prompt taken apart. */
export interface PromptParts {
  /** What the customer wrote, as far as the prompt sets it apart; else all of it. */
  customerText: string;
  /** The rest, in order. */
  passages: Passage[];
  documents: Json[];
}

/** Labels after which a customer's own words stand. */
const customerLabel =
  /\b(message|messages|wrote|writes|says|said|asks|asked|text|request|question|query|complaint|inquiry|e-?mail body|utterance|transcript|input)\b/i;
const labelLine = /^[ \t]*(?:[-*•][ \t]+)?([\p{L}][^\n:{}[\]"]{0,80}?)[ \t]*:(?!\/\/)[ \t]*(.*)$/u;
const taggedText = /<((?:[a-z_]*message|text|input|query|question|email))>([\s\S]{0,8000}?)<\/\1>/gi;

const imperatives = new Set(
  wordsOf(
    "write answer reply respond say tell find check create send classify choose pick select use give state return explain summarise " +
      "summarize decide extract look list provide make do ensure include add keep avoid never always only call get determine identify " +
      "describe analyse analyze you inform",
  ),
);

/** Takes a prompt apart into the customer's words, facts, statements and instructions. */
export function readPrompt(prompt: string): PromptParts {
  const parts: PromptParts = { customerText: "", passages: [], documents: [] };
  const customer: string[] = [];
  const withoutTags = prompt
    .slice(0, longestText)
    .replaceAll(taggedText, (_, _tag: string, inner: string) => {
      customer.push(inner.trim());
      return "\n";
    });
  const rest = takeDocuments(withoutTags, parts, customer);
  for (const block of labelledBlocks(rest)) {
    if (block.label === null) sortSentences(block.value, parts);
    else if (customerLabel.test(block.label)) customer.push(block.value);
    else if (block.value !== "")
      parts.passages.push({ kind: "labelled", label: block.label, value: block.value });
  }
  const own = customer.filter((text) => text !== "");
  // Without a label, the whole prompt is what somebody wrote.
  parts.customerText =
    own.length === 0 ? prompt.slice(0, longestText) : [...own, parts.customerText].join("\n").trim();
  return parts;
}

/** Moves JSON out of the text; a member called like a customer's message counts as one. */
function takeDocuments(text: string, parts: PromptParts, customer: string[]): string {
  let rest = "";
  let from = 0;
  for (const { value, start, end } of findJson(text)) {
    rest += text.slice(from, start);
    from = end;
    parts.documents.push(value);
    if (value === null || typeof value !== "object" || Array.isArray(value)) continue;
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === "string" && customerLabel.test(key.replaceAll("_", " "))) customer.push(member);
    }
  }
  return rest + text.slice(from);
}

interface Block {
  label: string | null;
  value: string;
}

/** Paragraphs and labelled values; the value of a label that ends its line is the paragraph after it. */
function labelledBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split("\n")) {
    const match = labelLine.exec(line);
    if (match !== null) {
      open = { label: match[1]!.trim(), value: match[2]!.trim() };
      blocks.push(open);
    } else if (line.trim() === "") {
      // A label that still waits for its value gets the next paragraph.
      if (open?.label == null || open.value !== "") open = null;
    } else if (open === null) {
      open = { label: null, value: line.trim() };
      blocks.push(open);
    } else {
      open.value = `${open.value} ${line.trim()}`.trim();
    }
  }
  return blocks;
}

function sortSentences(text: string, parts: PromptParts): void {
  for (const sentence of text.split(/(?<=[.!?])\s+/)) {
    const trimmed = sentence.trim();
    const [first = ""] = wordsOf(trimmed);
    if (trimmed === "") continue;
    // A message may go on after an empty line; prompts do not speak of themselves as "I".
    if (/^(I|I'[a-z]+|I’[a-z]+|My)\b/.test(trimmed))
      parts.customerText = `${parts.customerText} ${trimmed}`.trim();
    else parts.passages.push({ kind: imperatives.has(first) ? "instruction" : "statement", text: trimmed });
  }
}

/** The labelled values among the passages. */
export function labelledIn({ passages }: PromptParts): { label: string; value: string }[] {
  return passages.flatMap((passage) => (passage.kind === "labelled" ? [passage] : []));
}

/** The sentences among the passages. */
export function sentencesIn({ passages }: PromptParts): string[] {
  return passages.flatMap((passage) => (passage.kind === "labelled" ? [] : [passage.text]));
}
