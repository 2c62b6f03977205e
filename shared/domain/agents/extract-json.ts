import type { Json } from "../../contracts/json.ts";
import { toBoundedJson } from "../schemas/bounded-json.ts";

const maxCandidates = 8;

/**
 * The JSON documents that a model's text may mean, the likeliest first: all of it, what stands in code fences, and
 * every outermost object or list among other words. Takes time linear in the text.
 */
export function extractJson(text: string): Json[] {
  const pieces = [text, ...fencedBlocks(text), ...balancedBlocks(text)];
  const documents: Json[] = [];
  for (const piece of new Set(pieces.map((text) => text.trim()))) {
    const parsed = parseJson(piece);
    if (parsed !== undefined) documents.push(parsed);
  }
  return documents.slice(0, maxCandidates);
}

function parseJson(text: string): Json | undefined {
  if (text === "") return undefined;
  try {
    return toBoundedJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What stands between pairs of ``` lines. */
function fencedBlocks(text: string): string[] {
  const parts = text.split("```");
  const blocks: string[] = [];
  for (let index = 1; index + 1 < parts.length && blocks.length < maxCandidates; index += 2) {
    blocks.push((parts[index] ?? "").replace(/^[A-Za-z0-9]{0,20}(?=\s)/, ""));
  }
  return blocks;
}

function balancedBlocks(text: string): string[] {
  const blocks: string[] = [];
  let at = 0;
  for (let tried = 0; tried < maxCandidates; tried += 1) {
    const start = nextOpening(text, at);
    if (start === -1) break;
    const end = closingOf(text, start);
    if (end !== -1) blocks.push(text.slice(start, end + 1));
    at = (end === -1 ? start : end) + 1;
  }
  return blocks;
}

function nextOpening(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) if (text[at] === "{" || text[at] === "[") return at;
  return -1;
}

/** Where the bracket at `start` closes, not counting brackets in strings; -1 when it never does. */
function closingOf(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') {
      isInString = true;
    } else if (character === "{" || character === "[") {
      depth += 1;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}
