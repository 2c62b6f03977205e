import type { Json } from "../../../shared/contracts/json.ts";

const mostDocuments = 20;
/** Openings that never close are tried so often, each to the end of the text. */
const mostFailures = 50;
const longestDocument = 20_000;

/** A JSON object or array that stands in a text, and where. */
export interface FoundJson {
  value: Json;
  start: number;
  end: number;
}

/** Finds JSON objects and arrays in running text, in order; what only looks like JSON is passed over. */
export function findJson(text: string): FoundJson[] {
  const documents: FoundJson[] = [];
  let failures = 0;
  for (
    let start = 0;
    start < text.length && documents.length < mostDocuments && failures < mostFailures;
    start++
  ) {
    const opening = text[start];
    if (opening !== "{" && opening !== "[") continue;
    const end = closingIndex(text, start);
    if (end < 0) {
      failures++;
      continue;
    }
    try {
      documents.push({ value: JSON.parse(text.slice(start, end)) as Json, start, end });
      start = end - 1;
    } catch {
      failures++;
      // A brace of the prose; what stands inside may still be JSON.
    }
  }
  return documents;
}

function closingIndex(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let index = start; index < Math.min(text.length, start + longestDocument); index++) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
}
