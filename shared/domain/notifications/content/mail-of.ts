import type { Mail } from "../ports.ts";
import type { Told } from "./told.ts";

const longestSubject = 150;
/** Control characters, line separators and marks that change the direction of writing. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/** A mail of plain text. What somebody wrote never becomes a header, a line of ours or a subject. */
export function mailOf(told: Told, to: string, messageId: string): Mail {
  const quoted = told.text === null ? [] : [quote(told.text), ""];
  const facts = told.facts.map(({ name, value }) => `${name}: ${oneLine(value)}`);
  const link = told.url === null ? [] : ["", told.url, "The page shows it; deciding needs you to sign in."];
  return {
    to,
    subject: oneLine(told.title).slice(0, longestSubject),
    text: [told.title, "", ...quoted, ...facts, ...link, ""].join("\n"),
    messageId,
  };
}

function quote(text: string): string {
  return text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => `> ${oneLine(line)}`)
    .join("\n");
}

function oneLine(text: string): string {
  return text.replace(unprintable, " ").trim();
}
