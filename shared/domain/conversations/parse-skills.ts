import type { Json } from "../../contracts/json.ts";

const mostSkills = 20;
const longestSkill = 60;

/**
 * Skills as authors and templates write them: a list, `['returns', "billing"]` as text (what a template makes of a Python
 * list), or names with commas between. Nothing is evaluated; what is no name is left out.
 */
export function parseSkills(value: Json | undefined): string[] {
  const parts = Array.isArray(value) ? value : typeof value === "string" ? splitText(value) : [];
  const names = parts.flatMap((part) => (typeof part === "string" ? [part.trim()] : []));
  const fitting = names.filter((name) => name !== "" && name.length <= longestSkill);
  return [...new Set(fitting)].slice(0, mostSkills);
}

function splitText(text: string): string[] {
  const trimmed = text.trim();
  const isList = trimmed.startsWith("[") && trimmed.endsWith("]");
  return (isList ? trimmed.slice(1, -1) : trimmed).split(",").map(unquoted);
}

function unquoted(part: string): string {
  const text = part.trim();
  const quote = text.at(0);
  const isQuoted = text.length >= 2 && (quote === "'" || quote === '"') && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
